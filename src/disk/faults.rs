//! Steps that fail on purpose, so that tests see what is left on the disk when one does.
//!
//! ```
//! use glassbox::disk::faults::{Fault, steps, with_fault};
//! use glassbox::export::WholeFiles;
//!
//! let folder = tempfile::tempdir()?;
//! let place = folder.path().join("a.txt");
//! let write = || {
//!     let mut files = WholeFiles::default();
//!     files.prepare(&place, b"a").and_then(|()| files.publish())
//! };
//! let (written, count) = steps(write);
//! assert!(written.is_ok() && count > 2);
//! assert!(with_fault(Fault::DiskFull, 2, write).is_err());
//! # Ok::<(), std::io::Error>(())
//! ```

use std::cell::Cell;
use std::io;

/// How a step fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It fails, as by a broken disk; those after it do not.
    Broken,
    /// There is no room; there is again for those after it.
    DiskFull,
    /// Only a part is written at once, which is no failure.
    ShortWrite,
    /// The program ends: neither this step nor any after it is done, nor is anything cleared away.
    Killed,
}

impl Fault {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Broken, Self::DiskFull, Self::ShortWrite, Self::Killed];
}

/// How much of a write is done at once.
pub(super) enum Step {
    Whole,
    Half,
}

#[derive(Clone, Copy)]
struct Plan {
    made: u64,
    failing: Option<(Fault, u64)>,
}

thread_local! {
    static PLAN: Cell<Plan> = const {
        Cell::new(Plan {
            made: 0,
            failing: None,
        })
    };
}

/// Does `work` and counts the steps that it makes on this thread.
pub fn steps<T>(work: impl FnOnce() -> T) -> (T, u64) {
    planned(None, work)
}

/// Does `work` with the `at`-th step that it makes on this thread failing, counted from 1.
pub fn with_fault<T>(fault: Fault, at: u64, work: impl FnOnce() -> T) -> T {
    planned(Some((fault, at)), work).0
}

fn planned<T>(failing: Option<(Fault, u64)>, work: impl FnOnce() -> T) -> (T, u64) {
    struct Restore(Plan);
    impl Drop for Restore {
        fn drop(&mut self) {
            PLAN.set(self.0);
        }
    }
    let _restore = Restore(PLAN.replace(Plan { made: 0, failing }));
    let done = work();
    (done, PLAN.get().made)
}

/// Whether the step that just failed is the first: what fails, fails in the middle, and who was
/// killed writes no more.
pub(super) fn is_torn() -> bool {
    let plan = PLAN.get();
    plan.failing.is_some_and(|(_, at)| plan.made == at)
}

/// Called before each step.
pub(super) fn step() -> io::Result<Step> {
    let mut plan = PLAN.get();
    plan.made += 1;
    PLAN.set(plan);
    let Some((fault, at)) = plan.failing else {
        return Ok(Step::Whole);
    };
    match fault {
        Fault::Killed if plan.made >= at => Err(io::Error::other("killed")),
        _ if plan.made != at => Ok(Step::Whole),
        Fault::Broken => Err(io::Error::other("input/output error")),
        Fault::DiskFull => Err(io::ErrorKind::StorageFull.into()),
        Fault::ShortWrite => Ok(Step::Half),
        Fault::Killed => Ok(Step::Whole),
    }
}
