//! Several threads at one list of jobs; what comes of them arrives in the order of the jobs.

use std::collections::{BTreeMap, VecDeque};
use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// A job came to no end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "something broke while reading: this is a fault in Glassbox, please report it with the text it was reading"
)]
pub struct Broken;

/// How many threads can work at once on this machine.
pub fn threads_at_hand() -> usize {
    std::thread::available_parallelism().map_or(1, NonZero::get)
}

/// Does `work` on every job that `next_job` gives, with `threads` threads, and hands what comes of
/// them to `take` in the order of the jobs. At most `ahead` jobs wait or are under way, so memory
/// stays bounded however many there are. `next_job` and `take` run on the caller's thread.
///
/// # Errors
/// The first error of `next_job` or `take`, or a job that broke; jobs under way are seen through.
pub fn in_order<J, R, E>(
    threads: usize,
    ahead: usize,
    next_job: &mut dyn FnMut() -> Result<Option<J>, E>,
    work: &(dyn Fn(J) -> R + Sync),
    take: &mut dyn FnMut(R) -> Result<(), E>,
) -> Result<(), E>
where
    J: Send,
    R: Send,
    E: From<Broken>,
{
    let ahead = ahead.max(1);
    let queue = Queue::default();
    let (done, results) = sync_channel(ahead);
    std::thread::scope(|scope| {
        let mut started = 0;
        for number in 0..threads.max(1) {
            let (queue, done) = (&queue, done.clone());
            let thread = std::thread::Builder::new().name(format!("glassbox-corpus-{number}"));
            let spawned = thread.spawn_scoped(scope, move || queue.serve(work, &done));
            started += usize::from(spawned.is_ok());
        }
        drop(done);
        let closing = Closing(&queue);
        let outcome = if started == 0 {
            // The system gives no thread: one after the other, then.
            alone(next_job, work, take)
        } else {
            hand_out(&queue, ahead, next_job, &results, take)
        };
        drop(closing);
        outcome
    })
}

fn alone<J, R, E>(
    next_job: &mut dyn FnMut() -> Result<Option<J>, E>,
    work: &(dyn Fn(J) -> R + Sync),
    take: &mut dyn FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    while let Some(job) = next_job()? {
        take(work(job))?;
    }
    Ok(())
}

fn hand_out<J, R, E: From<Broken>>(
    queue: &Queue<J>,
    ahead: usize,
    next_job: &mut dyn FnMut() -> Result<Option<J>, E>,
    results: &Receiver<(u64, Option<R>)>,
    take: &mut dyn FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    let (mut handed, mut taken) = (0, 0);
    let mut more = true;
    // What arrived before its turn.
    let mut early: BTreeMap<u64, R> = BTreeMap::new();
    loop {
        while more && handed - taken < ahead as u64 {
            match next_job()? {
                Some(job) => {
                    queue.push(handed, job);
                    handed += 1;
                }
                None => more = false,
            }
        }
        if taken == handed {
            return Ok(());
        }
        let (number, result) = results.recv().map_err(|_| Broken)?;
        early.insert(number, result.ok_or(Broken)?);
        while let Some(result) = early.remove(&taken) {
            taken += 1;
            take(result)?;
        }
    }
}

/// Jobs that wait, with their numbers.
struct Queue<J> {
    slots: Mutex<Slots<J>>,
    news: Condvar,
}

struct Slots<J> {
    waiting: VecDeque<(u64, J)>,
    closed: bool,
}

impl<J> Default for Queue<J> {
    fn default() -> Self {
        Self {
            slots: Mutex::new(Slots {
                waiting: VecDeque::new(),
                closed: false,
            }),
            news: Condvar::new(),
        }
    }
}

impl<J> Queue<J> {
    fn push(&self, number: u64, job: J) {
        self.lock().waiting.push_back((number, job));
        self.news.notify_one();
    }

    /// Waits for a job; none once the queue is closed.
    fn next(&self) -> Option<(u64, J)> {
        let mut slots = self.lock();
        loop {
            if slots.closed {
                return None;
            }
            if let Some(next) = slots.waiting.pop_front() {
                return Some(next);
            }
            slots = self
                .news
                .wait(slots)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn serve<R>(&self, work: &(dyn Fn(J) -> R + Sync), done: &SyncSender<(u64, Option<R>)>) {
        while let Some((number, job)) = self.next() {
            let result = catch_unwind(AssertUnwindSafe(|| work(job))).ok();
            // Nobody takes it once an error ended the run.
            if done.send((number, result)).is_err() {
                return;
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Slots<J>> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Sends the threads home, whichever way the run ended.
struct Closing<'a, J>(&'a Queue<J>);

impl<J> Drop for Closing<'_, J> {
    fn drop(&mut self) {
        let mut slots = self.0.lock();
        slots.closed = true;
        slots.waiting.clear();
        drop(slots);
        self.0.news.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Barrier;

    #[derive(Debug, PartialEq)]
    enum Wrong {
        Broke,
        Refused(u32),
    }

    impl From<Broken> for Wrong {
        fn from(Broken: Broken) -> Self {
            Self::Broke
        }
    }

    fn count_to(last: u32) -> impl FnMut() -> Result<Option<u32>, Wrong> {
        let mut next = 0;
        move || {
            next += 1;
            Ok((next <= last).then_some(next))
        }
    }

    #[test]
    fn results_arrive_in_order_whoever_is_done_first() {
        // The two threads meet in every pair of jobs, so both must be at work.
        let barrier = Barrier::new(2);
        let mut taken = Vec::new();
        let work = |job: u32| {
            barrier.wait();
            job * 10
        };
        let done = in_order(2, 6, &mut count_to(40), &work, &mut |result| {
            taken.push(result);
            Ok(())
        });
        assert_eq!(done, Ok(()));
        assert_eq!(taken, (1..=40).map(|job| job * 10).collect::<Vec<_>>());
    }

    #[test]
    fn no_more_jobs_are_begun_than_may_be_ahead() {
        use std::cell::Cell;
        let (begun, finished) = (Cell::new(0_u32), Cell::new(0_u32));
        let mut jobs = count_to(50);
        let mut next_job = || {
            begun.set(begun.get() + 1);
            assert!(begun.get() - finished.get() <= 4);
            jobs()
        };
        let done = in_order(3, 4, &mut next_job, &|job| job, &mut |_| {
            finished.set(finished.get() + 1);
            Ok(())
        });
        assert_eq!(done, Ok(()));
        assert_eq!(finished.get(), 50);
    }

    #[test]
    fn an_error_and_a_break_end_the_run() {
        let refuse = &mut |result: u32| {
            if result == 7 {
                Err(Wrong::Refused(result))
            } else {
                Ok(())
            }
        };
        let done = in_order(2, 4, &mut count_to(1000), &|job| job, refuse);
        assert_eq!(done, Err(Wrong::Refused(7)));

        let breaks = |job: u32| {
            assert!(job != 5, "as asked for");
            job
        };
        let done = in_order(2, 4, &mut count_to(1000), &breaks, &mut |_| Ok(()));
        assert_eq!(done, Err(Wrong::Broke));
    }
}
