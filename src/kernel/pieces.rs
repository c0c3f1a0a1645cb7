//! Work that is handed out piece by piece to the threads that compute.

use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::thread_pool::{broadcast, threads};

/// Does `work` on each of `pieces` once, on this thread and on those that are free to help.
pub(crate) fn for_each<T: Sync>(pieces: &[T], work: impl Fn(&T) + Sync) {
    let next = AtomicUsize::new(0);
    broadcast(&|| {
        while let Some(piece) = pieces.get(next.fetch_add(1, Ordering::Relaxed)) {
            work(piece);
        }
    });
}

/// The same, each thread going through pieces of its own that follow each other, so that one can
/// make ready for the next, and then through what is left of those of the others.
pub(crate) fn for_each_in_runs<T: Sync>(pieces: &[T], work: impl Fn(&T) + Sync) {
    let runs: Vec<(AtomicUsize, &[T])> = pieces
        .chunks(pieces.len().div_ceil(threads()).max(1))
        .map(|run| (AtomicUsize::new(0), run))
        .collect();
    let entered = AtomicUsize::new(0);
    broadcast(&|| {
        let first = entered.fetch_add(1, Ordering::Relaxed);
        for (next, run) in runs.iter().cycle().skip(first).take(runs.len()) {
            while let Some(piece) = run.get(next.fetch_add(1, Ordering::Relaxed)) {
                work(piece);
            }
        }
    });
}

/// Does `work` on each piece that `pieces` gives, on this thread and on those that are free to
/// help.
pub fn in_parallel<T>(pieces: impl Iterator<Item = T> + Send, work: impl Fn(T) + Sync) {
    let pieces = std::sync::Mutex::new(pieces);
    let next = || pieces.lock().unwrap_or_else(PoisonError::into_inner).next();
    broadcast(&|| {
        while let Some(piece) = next() {
            work(piece);
        }
    });
}
