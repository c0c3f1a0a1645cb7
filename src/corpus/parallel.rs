//! Maps work over a stream of jobs on several threads; the results arrive in the order of the jobs.
//!
//! Rayon has no counterpart: its ordered `collect` needs all jobs at once, and its `par_bridge` is
//! unordered and takes a `Send` source, whereas files are read and results are written on the
//! caller's thread, a bounded distance apart. The hand-over itself is `crossbeam-channel`'s.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crossbeam_channel::{Receiver, Sender, bounded};

/// A worker thread panicked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "something broke while reading: this is a fault in Glassbox, please report it with the text it was reading"
)]
pub struct WorkerPanicked;

/// How many threads can work at once on this machine.
pub fn available_threads() -> usize {
    std::thread::available_parallelism().map_or(1, NonZero::get)
}

/// A job or its result, with the number of the job.
type Numbered<T> = (u64, T);

/// Does `work` on every job that `next_job` gives, with `threads` threads, and passes the results
/// to `take` in the order of the jobs. At most `ahead` jobs are between the two, so memory stays
/// bounded however many there are. `next_job` and `take` run on the caller's thread.
///
/// # Errors
/// The first error of `next_job` or `take`, or a job that panicked. Jobs under way are finished
/// first, those that wait are dropped.
pub fn map_in_order<J, R, E>(
    threads: usize,
    ahead: usize,
    next_job: &mut dyn FnMut() -> Result<Option<J>, E>,
    work: &(dyn Fn(J) -> R + Sync),
    take: &mut dyn FnMut(R) -> Result<(), E>,
) -> Result<(), E>
where
    J: Send,
    R: Send,
    E: From<WorkerPanicked>,
{
    let ahead = ahead.max(1);
    // With no more than `ahead` jobs under way, no send into either channel ever blocks.
    let (jobs, waiting) = bounded(ahead);
    let (done, results) = bounded(ahead);
    std::thread::scope(|scope| {
        let workers = (0..threads.max(1)).filter(|number| {
            let (waiting, done) = (waiting.clone(), done.clone());
            let thread = std::thread::Builder::new().name(format!("glassbox-corpus-{number}"));
            let spawned = thread.spawn_scoped(scope, move || serve(work, &waiting, &done));
            spawned.is_ok()
        });
        let workers = workers.count();
        drop((waiting, done));
        let outcome = if workers == 0 {
            // The system gives no thread: one job after the other, then.
            map_alone(next_job, work, take)
        } else {
            hand_out(&jobs, ahead, next_job, &results, take)
        };
        // The workers end where there are no more jobs, or nobody to take a result.
        drop((jobs, results));
        outcome
    })
}

fn map_alone<J, R, E>(
    next_job: &mut dyn FnMut() -> Result<Option<J>, E>,
    work: &(dyn Fn(J) -> R + Sync),
    take: &mut dyn FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    while let Some(job) = next_job()? {
        take(work(job))?;
    }
    Ok(())
}

/// A worker thread: ends when there are no more jobs, or when nobody takes the results.
fn serve<J, R>(
    work: &(dyn Fn(J) -> R + Sync),
    waiting: &Receiver<Numbered<J>>,
    done: &Sender<Numbered<Option<R>>>,
) {
    for (number, job) in waiting {
        let result = catch_unwind(AssertUnwindSafe(|| work(job))).ok();
        if done.send((number, result)).is_err() {
            return;
        }
    }
}

/// The caller's side.
fn hand_out<J, R, E: From<WorkerPanicked>>(
    jobs: &Sender<Numbered<J>>,
    ahead: usize,
    next_job: &mut dyn FnMut() -> Result<Option<J>, E>,
    results: &Receiver<Numbered<Option<R>>>,
    take: &mut dyn FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    let (mut handed_out, mut taken) = (0, 0);
    let mut more = true;
    // Results that arrived before their turn.
    let mut early: BTreeMap<u64, R> = BTreeMap::new();
    loop {
        while more && handed_out - taken < ahead as u64 {
            match next_job()? {
                Some(job) => {
                    jobs.send((handed_out, job)).map_err(|_| WorkerPanicked)?;
                    handed_out += 1;
                }
                None => more = false,
            }
        }
        if taken == handed_out {
            return Ok(());
        }
        let (number, result) = results.recv().map_err(|_| WorkerPanicked)?;
        early.insert(number, result.ok_or(WorkerPanicked)?);
        while let Some(result) = early.remove(&taken) {
            taken += 1;
            take(result)?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Barrier;

    #[derive(Debug, PartialEq)]
    enum Wrong {
        Panicked,
        Refused(u32),
    }

    impl From<WorkerPanicked> for Wrong {
        fn from(WorkerPanicked: WorkerPanicked) -> Self {
            Self::Panicked
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
    fn results_arrive_in_order_whichever_is_done_first() {
        // The two threads meet in every pair of jobs, so both must be at work.
        let barrier = Barrier::new(2);
        let mut taken = Vec::new();
        let work = |job: u32| {
            barrier.wait();
            job * 10
        };
        let done = map_in_order(2, 6, &mut count_to(40), &work, &mut |result| {
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
        let done = map_in_order(3, 4, &mut next_job, &|job| job, &mut |_| {
            finished.set(finished.get() + 1);
            Ok(())
        });
        assert_eq!(done, Ok(()));
        assert_eq!(finished.get(), 50);
    }

    #[test]
    fn an_error_and_a_panic_end_the_run() {
        let refuse = &mut |result: u32| {
            if result == 7 {
                Err(Wrong::Refused(result))
            } else {
                Ok(())
            }
        };
        let done = map_in_order(2, 4, &mut count_to(1000), &|job| job, refuse);
        assert_eq!(done, Err(Wrong::Refused(7)));

        let panics = |job: u32| {
            assert!(job != 5, "as asked for");
            job
        };
        let done = map_in_order(2, 4, &mut count_to(1000), &panics, &mut |_| Ok(()));
        assert_eq!(done, Err(Wrong::Panicked));
    }
}
