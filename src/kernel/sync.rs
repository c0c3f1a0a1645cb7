//! What the threads share, and how they wait. `checks/thread_pool` puts a model checker's own in
//! their place.

pub(crate) use std::hint::spin_loop;
pub(crate) use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicU64, Ordering};
pub(crate) use std::sync::{Arc, Mutex, TryLockError};
pub(crate) use std::thread::{Builder, Thread, current, park};
pub(crate) use std::time::Instant;

use std::time::Duration;

/// How often a helper looks for work before it sleeps: a few tenths of a millisecond.
pub(crate) const SPINS_BEFORE_PARK: u32 = 10_000;

/// How often the first thread looks whether the others are done before it sleeps: about as long as
/// a piece of work takes, after which a helper that is not done has lost its core.
pub(crate) const SPINS_BEFORE_WAIT: u32 = 5_000;

/// Who waits longer than this for a helper, and longer than its own part took, waits for another
/// program.
pub(crate) const LONG_WAIT: Duration = Duration::from_micros(300);
