//! The threads that compute: started once, parked between passes.
//!
//! A sentence takes a few milliseconds, of which starting a thread for each product would take a
//! good part. So the helpers look for work for a moment after each product, since the next one
//! follows at once, and then sleep. They never hold anybody up: work is handed out piece by piece,
//! and the thread that starts it does all that no helper takes. Where another program has taken the
//! core of a helper that is at work, the thread that waits for it sleeps and so leaves it its own,
//! and does the next works alone: a helper that loses its core again and again costs more time than
//! it saves.
//! Two passes at once cannot wait for each other: the second computes alone.

use std::cell::Cell;
use std::sync::{OnceLock, PoisonError};
use std::time::Duration;

use super::sync::{
    Arc, AtomicBool, AtomicPtr, AtomicU64, Builder, Instant, LONG_WAIT, Mutex, Ordering,
    SPINS_BEFORE_PARK, SPINS_BEFORE_WAIT, Thread, TryLockError, current, park, spin_loop,
};

/// More threads do not make memory faster.
const MAX_THREADS: usize = 8;

/// The low half of the state counts the helpers that joined.
const JOINED: u64 = OPEN - 1;

/// Set in the state while helpers may join.
const OPEN: u64 = 1 << 31;

/// The high half of the state is the number of the work.
const NUMBER_SHIFT: u32 = 32;

/// Each helper joins a work once at most. With no more of them than this the count of those that
/// joined never reaches [`OPEN`].
const MAX_HELPERS: usize = JOINED as usize;

/// How long works are done alone after a helper lost its core: the first time, and at most.
const FIRST_ALONE: Duration = Duration::from_millis(10);
const LONGEST_ALONE: Duration = Duration::from_millis(320);

/// A helper that loses its core within so many such times after one loses it again and again.
const SOON: u32 = 10;

thread_local! {
    static ALONE: Cell<bool> = const { Cell::new(false) };
}

/// Does `work` with every pass on this thread computed by this thread alone, for callers that keep
/// the other cores busy themselves. The numbers are the same.
pub fn on_one_thread<T>(work: impl FnOnce() -> T) -> T {
    struct Restore(bool);
    impl Drop for Restore {
        fn drop(&mut self) {
            ALONE.set(self.0);
        }
    }
    let _restore = Restore(ALONE.replace(true));
    work()
}

/// How many threads compute a pass: one per core, as far as this program may use them.
pub fn threads() -> usize {
    static THREADS: OnceLock<usize> = OnceLock::new();
    *THREADS.get_or_init(|| {
        let allowed = std::thread::available_parallelism().map_or(1, usize::from);
        // The variable that candle's own threads obey.
        let wanted = std::env::var("RAYON_NUM_THREADS").ok();
        let wanted = wanted.and_then(|wanted| wanted.parse().ok()).unwrap_or(0);
        let most = if wanted == 0 { MAX_THREADS } else { wanted };
        allowed.min(num_cpus::get_physical()).min(most).max(1)
    })
}

/// Does `work` on this thread and on those that are free to help. It is called once on each and
/// hands out its pieces itself; it has returned everywhere when this returns.
pub(crate) fn broadcast(work: &(dyn Fn() + Sync)) {
    static POOL: OnceLock<ThreadPool> = OnceLock::new();
    if ALONE.get() || threads() == 1 {
        work();
        return;
    }
    POOL.get_or_init(|| ThreadPool::start(threads() - 1))
        .broadcast(work);
}

/// Helpers that wait for work; they end with it.
pub(crate) struct ThreadPool {
    /// Held by the one pass that has the helpers.
    taken: Mutex<Crowding>,
    shared: Arc<Shared>,
    helpers: Vec<Helper>,
}

/// What works found out about other programs on this processor.
#[derive(Default)]
struct Crowding {
    /// Until when works are done alone, and how long that is since it was found out.
    alone: Option<(Instant, Duration)>,
}

impl Crowding {
    /// Whether a work that begins `now` is done alone.
    fn is_alone(&self, now: Instant) -> bool {
        self.alone.is_some_and(|(until, _)| now < until)
    }

    /// Notes that a helper lost its core in a work that ends `now`.
    fn helper_lost_its_core(&mut self, now: Instant) {
        let period = match self.alone {
            Some((until, period)) if now < until + SOON * period => (2 * period).min(LONGEST_ALONE),
            _ => FIRST_ALONE,
        };
        self.alone = Some((now + period, period));
    }
}

struct Helper {
    thread: Thread,
    asleep: Arc<AtomicBool>,
}

struct Shared {
    /// See [`JOINED`], [`OPEN`] and [`NUMBER_SHIFT`].
    state: AtomicU64,
    /// How many of the helpers that joined have returned.
    returned: AtomicU64,
    /// Whether the thread that opened the work sleeps until they have.
    is_awaited: AtomicBool,
    /// That thread, or one that waited before.
    owner: Mutex<Option<Thread>>,
    /// The work: where a reference to it lies, while the state is open or somebody is at it.
    work: AtomicPtr<&'static (dyn Fn() + Sync)>,
    /// Whether a helper's part ended in a panic.
    failed: AtomicBool,
    /// Whether the helpers are to end.
    over: AtomicBool,
}

impl ThreadPool {
    /// Starts `helpers` threads; fewer where the system refuses.
    pub(crate) fn start(helpers: usize) -> Self {
        let shared = Arc::new(Shared {
            state: AtomicU64::new(0),
            returned: AtomicU64::new(0),
            is_awaited: AtomicBool::new(false),
            owner: Mutex::new(None),
            work: AtomicPtr::new(std::ptr::null_mut()),
            failed: AtomicBool::new(false),
            over: AtomicBool::new(false),
        });
        let helper = |number: usize| {
            let asleep = Arc::new(AtomicBool::new(false));
            let (own, shared) = (Arc::clone(&asleep), Arc::clone(&shared));
            let builder = Builder::new().name(format!("glassbox-pass-{number}"));
            let started = builder.spawn(move || shared.help(&own)).ok()?;
            let thread = started.thread().clone();
            Some(Helper { thread, asleep })
        };
        Self {
            helpers: (1..=helpers.min(MAX_HELPERS)).filter_map(helper).collect(),
            taken: Mutex::new(Crowding::default()),
            shared,
        }
    }

    /// Does `work` on this thread and on the helpers that are free.
    pub(crate) fn broadcast(&self, work: &(dyn Fn() + Sync)) {
        // A pass that panicked while it had the helpers left nothing behind that is not set anew.
        let mut taken = match self.taken.try_lock() {
            Ok(taken) => taken,
            Err(TryLockError::Poisoned(taken)) => taken.into_inner(),
            Err(TryLockError::WouldBlock) => return work(),
        };
        let started = Instant::now();
        if taken.is_alone(started) {
            drop(taken);
            return work();
        }
        let shared = &self.shared;
        // SAFETY: only the lifetime is changed. Helpers touch the reference between joining and
        // returning only, and `OpenWork` waits, also on a panic, until all who joined have
        // returned, and lets no more join. It is declared behind `erased` and so dropped before it.
        // The count of those who joined cannot overflow, see `MAX_HELPERS`.
        let mut erased =
            unsafe { std::mem::transmute::<&(dyn Fn() + Sync), &'static (dyn Fn() + Sync)>(work) };
        shared.work.store(&raw mut erased, Ordering::Relaxed);
        shared.returned.store(0, Ordering::Relaxed);
        shared.failed.store(false, Ordering::Relaxed);
        let number = (shared.state.load(Ordering::Relaxed) >> NUMBER_SHIFT).wrapping_add(1);
        let open = OpenWork { shared, number };
        shared
            .state
            .store(number << NUMBER_SHIFT | OPEN, Ordering::SeqCst);
        for helper in &self.helpers {
            if helper.asleep.load(Ordering::SeqCst) {
                helper.thread.unpark();
            }
        }
        work();
        let own = started.elapsed();
        drop(open);
        // A piece takes a helper no longer than this thread, unless another program has its core.
        let waited = started.elapsed().saturating_sub(own);
        if waited > LONG_WAIT && waited > own {
            taken.helper_lost_its_core(Instant::now());
        }
        let failed = shared.failed.load(Ordering::Relaxed);
        drop(taken);
        if failed {
            std::panic::resume_unwind(Box::new("a helping thread panicked"));
        }
    }
}

impl Drop for ThreadPool {
    /// Lets the helpers end; nobody can be at work, which borrows the pool.
    fn drop(&mut self) {
        self.shared.over.store(true, Ordering::SeqCst);
        for helper in &self.helpers {
            helper.thread.unpark();
        }
    }
}

/// Work that helpers may join. When it is dropped it lets nobody join any more and waits for those
/// who did.
struct OpenWork<'a> {
    shared: &'a Shared,
    number: u64,
}

impl Drop for OpenWork<'_> {
    fn drop(&mut self) {
        let closed = self.number << NUMBER_SHIFT;
        let joined = self.shared.state.swap(closed, Ordering::SeqCst) & JOINED;
        self.shared.wait_for(joined);
    }
}

impl Shared {
    /// Waits until `joined` helpers have returned.
    fn wait_for(&self, joined: u64) {
        let have_returned = || self.returned.load(Ordering::SeqCst) == joined;
        for _ in 0..SPINS_BEFORE_WAIT {
            if have_returned() {
                return;
            }
            spin_loop();
        }
        *self.owner.lock().unwrap_or_else(PoisonError::into_inner) = Some(current());
        // Said before the last look: who returns after that look wakes this thread.
        self.is_awaited.store(true, Ordering::SeqCst);
        while !have_returned() {
            park();
        }
        self.is_awaited.store(false, Ordering::SeqCst);
    }

    /// A helper's life.
    fn help(&self, asleep: &AtomicBool) {
        let mut done = 0;
        let mut spins = 0;
        while !self.over.load(Ordering::SeqCst) {
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
                    spins = 0;
                    self.take_part();
                }
            } else if spins < SPINS_BEFORE_PARK {
                spins += 1;
                spin_loop();
            } else {
                // Said before the last look: who opens new work after that look wakes this thread.
                asleep.store(true, Ordering::SeqCst);
                let is_over = || self.over.load(Ordering::SeqCst);
                if !is_new(self.state.load(Ordering::SeqCst), done) && !is_over() {
                    park();
                }
                asleep.store(false, Ordering::SeqCst);
                spins = 0;
            }
        }
    }

    fn take_part(&self) {
        // SAFETY: this thread joined by exchanging a state in which the work was open, after the
        // reference was stored, so it sees that one; and whoever opened the work waits for the count
        // below before the reference, and what it refers to, go away.
        let work = unsafe { *self.work.load(Ordering::Acquire) };
        if std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).is_err() {
            self.failed.store(true, Ordering::Relaxed);
        }
        self.returned.fetch_add(1, Ordering::SeqCst);
        if self.is_awaited.load(Ordering::SeqCst) {
            let owner = self.owner.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(owner) = owner.as_ref() {
                owner.unpark();
            }
        }
    }
}

/// Whether `state` is open and of other work than the last `done`.
fn is_new(state: u64, done: u64) -> bool {
    state & OPEN != 0 && state >> NUMBER_SHIFT != done
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use super::*;

    /// Counts to `pieces` on all threads; every piece is taken once.
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
    fn works_are_done_alone_while_helpers_lose_their_cores() {
        let mut crowding = Crowding::default();
        let mut now = Instant::now();
        assert!(!crowding.is_alone(now));
        // As soon as it may help again it loses its core again, seven times; then it is long well.
        let periods = [10, 20, 40, 80, 160, 320, 320, 10].map(Duration::from_millis);
        for (time, period) in periods.into_iter().enumerate() {
            crowding.helper_lost_its_core(now);
            assert!(crowding.is_alone(now + period / 2));
            now += period;
            assert!(!crowding.is_alone(now));
            if time == 6 {
                now += SOON * period;
            }
        }
    }

    #[test]
    fn a_panic_is_passed_on_and_the_team_works_on() {
        for _ in 0..3 {
            let work = || broadcast(&|| panic!("on purpose"));
            assert!(std::panic::catch_unwind(work).is_err());
            assert_eq!(pieces_taken(10), 10);
        }
    }

    /// The state once held the count in seven bits: the helper behind the 127th overflowed it,
    /// nobody was waited for, and work went on that its owner had already dropped.
    #[test]
    fn all_helpers_are_waited_for_however_many_they_are() {
        // Static, so that a pool that does not wait fails an assertion and nothing else.
        static ENTERED: AtomicUsize = AtomicUsize::new(0);
        static INSIDE: AtomicUsize = AtomicUsize::new(0);
        let wait_for = |threads: usize| {
            while ENTERED.load(Ordering::SeqCst) < threads {
                std::thread::yield_now();
            }
        };
        let owner = std::thread::current().id();
        let pool = ThreadPool::start(200);
        let threads = pool.helpers.len() + 1;
        assert!(
            threads > 129,
            "the system lets only {threads} threads start"
        );
        pool.broadcast(&|| {
            INSIDE.fetch_add(1, Ordering::SeqCst);
            ENTERED.fetch_add(1, Ordering::SeqCst);
            if std::thread::current().id() == owner {
                // With 128 helpers the count overflowed.
                wait_for(129);
            } else {
                // Leaves long after its owner.
                (0..1000).for_each(|_| std::thread::yield_now());
            }
            INSIDE.fetch_sub(1, Ordering::SeqCst);
        });
        assert_eq!(INSIDE.load(Ordering::SeqCst), 0);
        // All of them take part in the next work too, though they were waited for.
        *pool.taken.lock().unwrap() = Crowding::default();
        ENTERED.store(0, Ordering::SeqCst);
        pool.broadcast(&|| {
            ENTERED.fetch_add(1, Ordering::SeqCst);
            wait_for(threads);
        });
        assert_eq!(ENTERED.load(Ordering::SeqCst), threads);
    }
}
