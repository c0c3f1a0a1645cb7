//! The brake of a long run: paused, held back while something urgent is read, or cancelled.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Shared by those who run and those who steer.
#[derive(Debug, Default)]
pub struct RunControl {
    state: Mutex<State>,
    news: Condvar,
}

#[derive(Debug, Default)]
struct State {
    paused: bool,
    cancelled: bool,
    /// How many urgent things are under way.
    urgent: usize,
    /// Since when the run stands still.
    standing_since: Option<Instant>,
    stood: Duration,
}

impl State {
    fn must_wait(&self) -> bool {
        !self.cancelled && (self.paused || self.urgent > 0)
    }

    /// Keeps the books on how long the run stands.
    fn note(&mut self) {
        match (self.must_wait(), self.standing_since) {
            (true, None) => self.standing_since = Some(Instant::now()),
            (false, Some(since)) => {
                self.stood += since.elapsed();
                self.standing_since = None;
            }
            _ => {}
        }
    }
}

/// Holds a run back for as long as it lives.
#[derive(Debug)]
pub struct Urgent {
    control: Arc<RunControl>,
}

impl Drop for Urgent {
    fn drop(&mut self) {
        self.control
            .change(|state| state.urgent = state.urgent.saturating_sub(1));
    }
}

impl RunControl {
    /// The run stands still at its next layer.
    pub fn pause(&self) {
        self.change(|state| state.paused = true);
    }

    /// The run goes on.
    pub fn resume(&self) {
        self.change(|state| state.paused = false);
    }

    /// The run ends at its next layer, paused or not.
    pub fn cancel(&self) {
        self.change(|state| state.cancelled = true);
    }

    /// Whether somebody paused the run.
    pub fn is_paused(&self) -> bool {
        self.lock().paused
    }

    /// Whether somebody cancelled the run.
    pub fn is_cancelled(&self) -> bool {
        self.lock().cancelled
    }

    /// Holds the run back until what comes back is dropped.
    pub fn hold_back(self: &Arc<Self>) -> Urgent {
        self.change(|state| state.urgent += 1);
        Urgent {
            control: Arc::clone(self),
        }
    }

    /// Waits while the run is to stand still; whether it is still wanted then.
    pub fn may_go_on(&self) -> bool {
        let mut state = self.lock();
        while state.must_wait() {
            state = self
                .news
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
        !state.cancelled
    }

    /// How long the run has stood still so far.
    pub fn stood(&self) -> Duration {
        let state = self.lock();
        let now = state.standing_since.map(|since| since.elapsed());
        state.stood + now.unwrap_or_default()
    }

    fn change(&self, how: impl FnOnce(&mut State)) {
        let mut state = self.lock();
        how(&mut state);
        state.note();
        drop(state);
        self.news.notify_all();
    }

    /// The state is consistent between statements, so a panic elsewhere does not spoil it.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cancelled_run_does_not_wait() {
        let control = Arc::new(RunControl::default());
        assert!(control.may_go_on());
        control.pause();
        let urgent = control.hold_back();
        control.cancel();
        assert!(!control.may_go_on());
        assert!(control.is_paused() && control.is_cancelled());
        drop(urgent);
        assert!(!control.may_go_on());
    }

    #[test]
    fn what_is_urgent_goes_first_and_the_run_goes_on_behind_it() {
        let control = Arc::new(RunControl::default());
        let (first, second) = (control.hold_back(), control.hold_back());
        assert!(control.lock().must_wait());
        drop(first);
        assert!(control.lock().must_wait());
        drop(second);
        assert!(control.may_go_on());
        control.pause();
        assert!(control.lock().must_wait());
        control.resume();
        assert!(control.may_go_on());
    }
}
