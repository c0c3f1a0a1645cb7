//! The thread pool of `src/kernel`, word for word, over the primitives of a model checker: every
//! order in which its threads can take their steps is as likely as the next, and a thread that waits
//! for ever is found. (It does not reorder memory accesses; ThreadSanitizer does that part.)

#![allow(dead_code, reason = "only the pool itself is checked")]

#[path = "../../../src/kernel/thread_pool.rs"]
mod thread_pool;

mod sync {
    pub(crate) use shuttle::hint::spin_loop;
    pub(crate) use shuttle::sync::atomic::{AtomicBool, AtomicPtr, AtomicU64, Ordering};
    pub(crate) use shuttle::sync::{Arc, Mutex, TryLockError};
    pub(crate) use shuttle::thread::{Builder, Thread, current, park};

    /// Sleeping and waking is what can go wrong.
    pub(crate) const SPINS_BEFORE_PARK: u32 = 1;
    pub(crate) const SPINS_BEFORE_WAIT: u32 = 0;
    /// No wait is long: what is checked hangs on the order alone.
    pub(crate) use std::time::Instant;
    pub(crate) const LONG_WAIT: std::time::Duration = std::time::Duration::MAX;
}

#[cfg(test)]
mod model_checked {
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::atomic::{AtomicUsize, Ordering};

    use shuttle::sync::Arc;
    use shuttle::{check_pct, check_random, thread};

    use super::thread_pool::ThreadPool;

    /// Orders that are tried; `GLASSBOX_ORDERS` says how many.
    fn check(work: fn()) {
        let orders = std::env::var("GLASSBOX_ORDERS").ok();
        let orders = orders
            .and_then(|orders| orders.parse().ok())
            .unwrap_or(20_000);
        check_random(work, orders);
        check_pct(work, orders, 3);
    }

    /// A borrowed count that is gone when the pass is: a helper that is still in it would be seen.
    fn pass(pool: &ThreadPool, pieces: usize) {
        let (next, taken, inside) = (
            AtomicUsize::new(0),
            AtomicUsize::new(0),
            AtomicUsize::new(0),
        );
        pool.broadcast(&|| {
            inside.fetch_add(1, Ordering::SeqCst);
            while next.fetch_add(1, Ordering::SeqCst) < pieces {
                thread::yield_now();
                taken.fetch_add(1, Ordering::SeqCst);
            }
            inside.fetch_sub(1, Ordering::SeqCst);
        });
        assert_eq!(inside.load(Ordering::SeqCst), 0, "a helper is still inside");
        assert_eq!(taken.load(Ordering::SeqCst), pieces);
    }

    #[test]
    fn open_join_park_and_end() {
        check(|| {
            let pool = ThreadPool::start(2);
            pass(&pool, 3);
            pass(&pool, 1);
            pass(&pool, 0);
        });
    }

    #[test]
    fn two_passes_at_once() {
        check(|| {
            let pool = Arc::new(ThreadPool::start(1));
            let other = Arc::clone(&pool);
            let other = thread::spawn(move || pass(&other, 2));
            pass(&pool, 2);
            other.join().unwrap();
        });
    }

    #[test]
    fn a_panic_in_a_helper_and_in_the_owner() {
        check(|| {
            let pool = ThreadPool::start(2);
            let calls = AtomicUsize::new(0);
            let failing = AssertUnwindSafe(|| {
                pool.broadcast(&|| {
                    // Without a message: it would be printed ten thousand times.
                    if calls.fetch_add(1, Ordering::SeqCst) == 1 {
                        std::panic::resume_unwind(Box::new("on purpose"));
                    }
                });
            });
            let failed = catch_unwind(failing).is_err();
            assert_eq!(failed, calls.load(Ordering::SeqCst) > 1);
            pass(&pool, 2);
        });
    }
}
