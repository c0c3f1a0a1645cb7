//! Steers a long run: paused, preempted while something urgent is read, or cancelled.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Shared between the threads of a run and whoever steers it; clones steer the same run.
#[derive(Debug, Clone, Default)]
pub struct RunControl {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
    /// Set from outside, by a signal.
    stop: Arc<AtomicBool>,
}

#[derive(Debug, Default)]
struct State {
    paused: bool,
    cancelled: bool,
    /// How many [`PreemptGuard`]s are alive.
    preempted_by: usize,
    /// When the run last came to a halt, while it is halted.
    halted_since: Option<Instant>,
    /// Of the halts that are over.
    paused_time: Duration,
}

impl State {
    fn must_wait(&self) -> bool {
        !self.cancelled && (self.paused || self.preempted_by > 0)
    }

    /// Keeps account of how long the run is halted.
    fn update_clock(&mut self) {
        match (self.must_wait(), self.halted_since) {
            (true, None) => self.halted_since = Some(Instant::now()),
            (false, Some(since)) => {
                self.paused_time += since.elapsed();
                self.halted_since = None;
            }
            _ => {}
        }
    }
}

/// Halts a run for as long as the guard lives.
#[derive(Debug)]
pub struct PreemptGuard {
    control: RunControl,
}

impl Drop for PreemptGuard {
    fn drop(&mut self) {
        self.control
            .update(|state| state.preempted_by = state.preempted_by.saturating_sub(1));
    }
}

impl RunControl {
    /// A control of a run that also ends once `stop` is set.
    pub fn stopped_by(stop: Arc<AtomicBool>) -> Self {
        let shared = Shared {
            stop,
            ..Shared::default()
        };
        Self {
            shared: Arc::new(shared),
        }
    }

    /// Halts the run at its next layer.
    pub fn pause(&self) {
        self.update(|state| state.paused = true);
    }

    /// Lets a paused run go on.
    pub fn resume(&self) {
        self.update(|state| state.paused = false);
    }

    /// Ends the run at its next layer, paused or not.
    pub fn cancel(&self) {
        self.update(|state| state.cancelled = true);
    }

    /// Whether the run was paused.
    pub fn is_paused(&self) -> bool {
        self.lock().paused
    }

    /// Whether the run was cancelled.
    pub fn is_cancelled(&self) -> bool {
        self.lock().cancelled || self.shared.stop.load(Ordering::Relaxed)
    }

    /// Halts the run until the guard is dropped.
    pub fn preempt(&self) -> PreemptGuard {
        self.update(|state| state.preempted_by += 1);
        PreemptGuard {
            control: self.clone(),
        }
    }

    /// Blocks while the run is paused or preempted; returns `false` once it was cancelled.
    pub fn wait_while_paused(&self) -> bool {
        let mut state = self.lock();
        while state.must_wait() {
            state = self
                .shared
                .changed
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
        !state.cancelled && !self.shared.stop.load(Ordering::Relaxed)
    }

    /// How long the run has been halted so far, pauses and preemptions together.
    pub fn paused_time(&self) -> Duration {
        let state = self.lock();
        let current = state.halted_since.map(|since| since.elapsed());
        state.paused_time + current.unwrap_or_default()
    }

    fn update(&self, change: impl FnOnce(&mut State)) {
        let mut state = self.lock();
        change(&mut state);
        state.update_clock();
        drop(state);
        self.shared.changed.notify_all();
    }

    /// The state is consistent between statements, so a panic elsewhere does not spoil it.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.shared
            .state
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cancelled_run_does_not_wait() {
        let control = RunControl::default();
        assert!(control.wait_while_paused());
        control.pause();
        let guard = control.preempt();
        control.cancel();
        assert!(!control.wait_while_paused());
        assert!(control.is_paused() && control.is_cancelled());
        drop(guard);
        assert!(!control.wait_while_paused());
    }

    #[test]
    fn a_preempted_run_goes_on_once_every_guard_is_dropped() {
        let control = RunControl::default();
        let (first, second) = (control.preempt(), control.preempt());
        assert!(control.lock().must_wait());
        drop(first);
        assert!(control.lock().must_wait());
        drop(second);
        assert!(control.wait_while_paused());
        control.pause();
        assert!(control.lock().must_wait());
        control.resume();
        assert!(control.wait_while_paused());
    }
}
