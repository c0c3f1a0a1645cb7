//! Ctrl-C while something is computed.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use glassbox::Cancel;
use pyo3::{PyErr, Python};

/// How often the interpreter is asked: other threads of Python have it meanwhile.
const EVERY: Duration = Duration::from_millis(100);

/// What the interpreter raised while the library was at work.
#[derive(Clone)]
pub(crate) struct Interrupt(Arc<Mutex<State>>);

struct State {
    asked: Instant,
    raised: Option<PyErr>,
}

impl Interrupt {
    /// Nothing was raised yet.
    pub(crate) fn new() -> Self {
        Self(Arc::new(Mutex::new(State {
            asked: Instant::now(),
            raised: None,
        })))
    }

    /// Asks the interpreter whether to go on; once it says no, the answer stays.
    pub(crate) fn is_raised(&self) -> bool {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if state.raised.is_none() && state.asked.elapsed() > EVERY {
            state.raised = Python::attach(|python| python.check_signals().err());
            state.asked = Instant::now();
        }
        state.raised.is_some()
    }

    /// The same as the library asks it.
    pub(crate) fn cancel(&self) -> Cancel {
        let own = self.clone();
        Cancel::when(move || own.is_raised())
    }

    /// What was raised, else `other`.
    pub(crate) fn or(&self, other: PyErr) -> PyErr {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.raised.take().unwrap_or(other)
    }
}
