//! The threads that compute: started once, parked between passes.
//!
//! A sentence takes a few milliseconds, of which starting a thread for each product would take a
//! good part. So the helpers look out for work for a moment after each product, since the next one
//! follows at once, and then sleep. They never hold anybody up: work is handed out piece by piece,
//! and who starts it does all that no helper takes. Two passes at once cannot wait for each other:
//! the second computes alone.

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread::Thread;

/// More threads do not make memory faster.
const MOST_THREADS: usize = 8;

/// How often a helper looks for work before it sleeps: a few tenths of a millisecond.
const LOOKS: u32 = 20_000;

/// How often the first thread looks whether the others are done before it lets others run.
const PATIENCE: u32 = 50_000;

/// Set in the state while helpers may join; the number of those that did is below it, the number
/// of the work above it.
const OPEN: usize = 1 << 7;
const JOINED: usize = OPEN - 1;
const NUMBER_SHIFT: u32 = 8;

thread_local! {
    static ALONE: Cell<bool> = const { Cell::new(false) };
}

/// Does `work` with every pass on this thread computed by this thread alone: for those who keep
/// the other cores busy themselves. The numbers are the same.
pub fn on_one_thread<T>(work: impl FnOnce() -> T) -> T {
    struct Back(bool);
    impl Drop for Back {
        fn drop(&mut self) {
            ALONE.set(self.0);
        }
    }
    let _back = Back(ALONE.replace(true));
    work()
}

/// How many threads compute a pass: one a core, as far as this program may use them.
pub fn threads() -> usize {
    static THREADS: OnceLock<usize> = OnceLock::new();
    *THREADS.get_or_init(|| {
        let allowed = std::thread::available_parallelism().map_or(1, usize::from);
        // The variable that candle's own threads obey.
        let wanted = std::env::var("RAYON_NUM_THREADS").ok();
        let wanted = wanted.and_then(|wanted| wanted.parse().ok()).unwrap_or(0);
        let most = if wanted == 0 { MOST_THREADS } else { wanted };
        allowed.min(num_cpus::get_physical()).min(most).max(1)
    })
}

/// Does `work` on this thread and on those that are free to help. It is called once on each and
/// hands out its pieces itself; it has returned everywhere when this returns.
pub(super) fn broadcast(work: &(dyn Fn() + Sync)) {
    static TEAM: OnceLock<Team> = OnceLock::new();
    if ALONE.get() || threads() == 1 {
        work();
        return;
    }
    TEAM.get_or_init(Team::start).run(work);
}

/// Does `work` on each of `pieces` once, on this thread and on those that are free to help.
pub(super) fn for_each<T: Sync>(pieces: &[T], work: impl Fn(&T) + Sync) {
    let next = AtomicUsize::new(0);
    broadcast(&|| {
        while let Some(piece) = pieces.get(next.fetch_add(1, Ordering::Relaxed)) {
            work(piece);
        }
    });
}

/// A table that all threads fill, each the rows and columns of its own pieces.
#[derive(Clone, Copy)]
pub(super) struct SharedOutput(pub(super) *mut f32);

// SAFETY: whoever writes through it divides the table among pieces that share no number; each
// piece is taken by one thread.
unsafe impl Sync for SharedOutput {}

struct Team {
    /// Held by the one pass that has the helpers.
    seat: Mutex<()>,
    shared: Arc<Shared>,
    helpers: Vec<Helper>,
}

struct Helper {
    thread: Thread,
    asleep: Arc<AtomicBool>,
}

struct Shared {
    /// See [`OPEN`].
    state: AtomicUsize,
    /// How many of those that joined have returned.
    returned: AtomicUsize,
    /// The work: where a reference to it lies, while the state is open or somebody is at it.
    work: AtomicPtr<&'static (dyn Fn() + Sync)>,
    /// Whether a helper's part ended in a panic.
    failed: AtomicBool,
}

impl Team {
    /// Starts one helper less than there are threads; fewer where the system refuses.
    fn start() -> Self {
        let shared = Arc::new(Shared {
            state: AtomicUsize::new(0),
            returned: AtomicUsize::new(0),
            work: AtomicPtr::new(std::ptr::null_mut()),
            failed: AtomicBool::new(false),
        });
        let helper = |number: usize| {
            let asleep = Arc::new(AtomicBool::new(false));
            let (own, shared) = (Arc::clone(&asleep), Arc::clone(&shared));
            let builder = std::thread::Builder::new().name(format!("glassbox-pass-{number}"));
            let started = builder.spawn(move || shared.help(&own)).ok()?;
            let thread = started.thread().clone();
            Some(Helper { thread, asleep })
        };
        Self {
            helpers: (1..threads()).filter_map(helper).collect(),
            seat: Mutex::new(()),
            shared,
        }
    }

    fn run(&self, work: &(dyn Fn() + Sync)) {
        // Somebody who panicked in it left nothing behind that is not set anew.
        let seat = match self.seat.try_lock() {
            Ok(seat) => seat,
            Err(std::sync::TryLockError::Poisoned(seat)) => seat.into_inner(),
            Err(std::sync::TryLockError::WouldBlock) => return work(),
        };
        let shared = &self.shared;
        // SAFETY: only the lifetime is changed. Helpers touch the reference between joining and
        // returning only, and `Closed` waits, also on a panic, until all who joined have returned,
        // and lets no more join.
        let mut erased =
            unsafe { std::mem::transmute::<&(dyn Fn() + Sync), &'static (dyn Fn() + Sync)>(work) };
        shared.work.store(&raw mut erased, Ordering::Relaxed);
        shared.returned.store(0, Ordering::Relaxed);
        shared.failed.store(false, Ordering::Relaxed);
        let number = (shared.state.load(Ordering::Relaxed) >> NUMBER_SHIFT).wrapping_add(1);
        let closed = Closed { shared, number };
        shared
            .state
            .store(number << NUMBER_SHIFT | OPEN, Ordering::SeqCst);
        for helper in &self.helpers {
            if helper.asleep.load(Ordering::SeqCst) {
                helper.thread.unpark();
            }
        }
        work();
        drop(closed);
        let failed = shared.failed.load(Ordering::Relaxed);
        drop(seat);
        if failed {
            std::panic::resume_unwind(Box::new("a helping thread panicked"));
        }
    }
}

/// Lets nobody join any more and waits for those who did, when it is dropped.
struct Closed<'a> {
    shared: &'a Shared,
    number: usize,
}

impl Drop for Closed<'_> {
    fn drop(&mut self) {
        let closed = self.number << NUMBER_SHIFT;
        let joined = self.shared.state.swap(closed, Ordering::SeqCst) & JOINED;
        let mut looks = 0;
        while self.shared.returned.load(Ordering::Acquire) != joined {
            looks += 1;
            if looks < PATIENCE {
                std::hint::spin_loop();
            } else {
                std::thread::yield_now();
            }
        }
    }
}

impl Shared {
    /// A helper's life.
    fn help(&self, asleep: &AtomicBool) {
        let mut done = 0;
        let mut looks = 0;
        loop {
            let state = self.state.load(Ordering::SeqCst);
            if is_new(state, done) {
                let next = self.state.compare_exchange(
                    state,
                    state + 1,
                    Ordering::SeqCst,
                    Ordering::SeqCst,
                );
                if next.is_ok() {
                    done = state >> NUMBER_SHIFT;
                    looks = 0;
                    self.take_part();
                }
            } else if looks < LOOKS {
                looks += 1;
                std::hint::spin_loop();
            } else {
                // Said before the last look: who opens new work after that look wakes this thread.
                asleep.store(true, Ordering::SeqCst);
                if !is_new(self.state.load(Ordering::SeqCst), done) {
                    std::thread::park();
                }
                asleep.store(false, Ordering::SeqCst);
                looks = 0;
            }
        }
    }

    fn take_part(&self) {
        // SAFETY: this thread joined while the work was open, so whoever opened it waits for the
        // count below before the reference, and what it refers to, go away.
        let work = unsafe { *self.work.load(Ordering::Acquire) };
        if std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).is_err() {
            self.failed.store(true, Ordering::Relaxed);
        }
        self.returned.fetch_add(1, Ordering::Release);
    }
}

/// Whether `state` is open and of other work than the last `done`.
fn is_new(state: usize, done: usize) -> bool {
    state & OPEN != 0 && state >> NUMBER_SHIFT != done
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counts to `pieces` together; every piece is taken once.
    fn pieces_taken(pieces: usize) -> usize {
        let next = AtomicUsize::new(0);
        let taken = AtomicUsize::new(0);
        broadcast(&|| {
            while next.fetch_add(1, Ordering::Relaxed) < pieces {
                taken.fetch_add(1, Ordering::Relaxed);
            }
        });
        taken.into_inner()
    }

    #[test]
    fn every_piece_is_done_when_it_returns() {
        for pieces in 0..200 {
            assert_eq!(pieces_taken(pieces), pieces);
        }
    }

    #[test]
    fn passes_at_once_do_not_wait_for_each_other() {
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for pieces in 0..100 {
                        assert_eq!(pieces_taken(pieces), pieces);
                    }
                });
            }
        });
        // Work within work: the seat is taken, so it is done alone.
        broadcast(&|| assert_eq!(pieces_taken(3), 3));
    }

    #[test]
    fn alone_means_once_and_here() {
        let here = std::thread::current().id();
        let calls = AtomicUsize::new(0);
        on_one_thread(|| {
            broadcast(&|| {
                assert_eq!(std::thread::current().id(), here);
                calls.fetch_add(1, Ordering::Relaxed);
            });
        });
        assert_eq!(calls.into_inner(), 1);
    }

    #[test]
    fn a_panic_is_passed_on_and_the_team_works_on() {
        for _ in 0..3 {
            let work = || broadcast(&|| panic!("on purpose"));
            assert!(std::panic::catch_unwind(work).is_err());
            assert_eq!(pieces_taken(10), 10);
        }
    }
}
