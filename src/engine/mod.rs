//! Waiting: one named worker thread around the questions.
//!
//! A request not yet begun is overwritten by a newer one; a request under way is given up between
//! layers when a newer one waits; each answer carries the request it answers. This room must not
//! know of windows: it wakes whoever waits through a closure.

mod cache;
mod desk;
mod worker;

use crate::model::ModelSource;

pub use desk::{Desk, Reading};
pub use worker::{Answer, Failure, Worker};

/// What the window asks of the engine: texts to read with a model. No texts only loads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Which model reads.
    pub model: ModelSource,
    /// What it reads, in order.
    pub texts: Vec<String>,
}

/// The worker behind the window.
pub type Engine = Worker<Request, Reading>;

/// Starts the engine; `wake` is called from the worker's thread whenever there is news.
///
/// # Errors
/// The system could not start a thread.
pub fn start(wake: impl Fn() + Send + 'static) -> std::io::Result<Engine> {
    let mut desk = Desk::default();
    Worker::start(
        "glassbox-engine",
        move |request: &Request, still_wanted: &dyn Fn() -> bool| desk.read(request, still_wanted),
        wake,
    )
}
