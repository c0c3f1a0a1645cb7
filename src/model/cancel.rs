//! How work under way is told that it is no longer wanted.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A token that long work asks, between layers and between pieces of a download, whether to stop.
///
/// Clones belong together: cancelling one cancels all.
///
/// ```
/// use glassbox::Cancel;
///
/// let cancel = Cancel::new();
/// let of_worker = cancel.clone();
/// assert!(!of_worker.is_cancelled());
/// cancel.cancel();
/// assert!(of_worker.is_cancelled());
/// ```
#[derive(Clone, Default)]
pub struct Cancel {
    flag: Arc<AtomicBool>,
    condition: Option<Arc<dyn Fn() -> bool + Send + Sync>>,
}

impl Cancel {
    /// A token that nobody has cancelled yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A token for work that is seen through.
    pub fn never() -> Self {
        Self::default()
    }

    /// A token that also stops the work once `condition` is true; `condition` may wait, which
    /// pauses the work.
    pub fn when(condition: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        Self {
            flag: Arc::default(),
            condition: Some(Arc::new(condition)),
        }
    }

    /// Asks the work to stop.
    pub fn cancel(&self) {
        self.flag.store(true, Ordering::Relaxed);
    }

    /// Whether the work is to stop.
    pub fn is_cancelled(&self) -> bool {
        self.flag.load(Ordering::Relaxed)
            || self.condition.as_ref().is_some_and(|condition| condition())
    }
}

impl fmt::Debug for Cancel {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cancelled = self.flag.load(Ordering::Relaxed);
        write!(formatter, "Cancel({cancelled})")
    }
}
