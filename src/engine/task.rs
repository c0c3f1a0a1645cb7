//! One piece of work beside the window: a file dialog, a file read or written, a figure drawn.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

/// Work under way on a thread of its own, and its outcome once there is one.
pub(crate) struct BackgroundTask<T> {
    outcome: Arc<Mutex<Option<Result<T, String>>>>,
    thread: JoinHandle<()>,
}

impl<T: Send + 'static> BackgroundTask<T> {
    /// Starts `work`; `wake` is called when it is done.
    ///
    /// # Errors
    /// The system could not start a thread.
    pub(crate) fn start(
        name: &str,
        work: impl FnOnce() -> T + Send + 'static,
        wake: impl FnOnce() + Send + 'static,
    ) -> std::io::Result<Self> {
        let outcome = Arc::new(Mutex::new(None));
        let left = Arc::clone(&outcome);
        let thread = std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || {
                let done = catch_unwind(AssertUnwindSafe(work));
                let done =
                    done.map_err(|_| "something broke: this is a fault in Glassbox".to_owned());
                *left.lock().unwrap_or_else(PoisonError::into_inner) = Some(done);
                wake();
            })?;
        Ok(Self { outcome, thread })
    }

    /// Waits until the work is done, whatever comes of it.
    pub(crate) fn wait(self) {
        // It has caught what broke.
        let _ = self.thread.join();
    }

    /// What came of the work, once it is done and once only; an error if it broke.
    pub(crate) fn take(&self) -> Option<Result<T, String>> {
        let mut outcome = self.outcome.lock().unwrap_or_else(PoisonError::into_inner);
        outcome.take()
    }
}
