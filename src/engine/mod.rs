//! Waiting: a named worker thread around the questions, and one that loads models.
//!
//! A request not yet begun is overwritten by a newer one; a request under way is given up between
//! layers when a newer one waits; each answer carries the request it answers. This room must not
//! know of windows: it wakes whoever waits through a closure.

mod cache;
mod catalog;
mod desk;
mod early;
mod job;
mod loader;
mod worker;

use crate::analysis::Positions;

pub use catalog::{Catalog, CatalogRequest, Listing, LookedUp, start_catalog};
pub use desk::{Desk, Found, Reading};
pub use job::Job;
pub use loader::{LoadRequest, LoadState, LoadedModel, Loader};
pub use worker::{Answer, Failure, Worker};

/// What the window asks of the engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Which model reads.
    pub model: LoadedModel,
    /// What it reads.
    pub work: Work,
    /// The layer that is looked at: where the pass is slow, what there is up to here comes before
    /// the rest. None waits for the whole.
    pub awaited_layer: Option<usize>,
}

impl Request {
    /// Whether the same is to be read, whichever layer is looked at.
    pub fn reads_the_same(&self, other: &Self) -> bool {
        self.model == other.model && self.work == other.work
    }
}

/// What is to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Work {
    /// One text.
    Text(String),
    /// Two texts, to be compared.
    Pair {
        /// The first text.
        a: String,
        /// The second text.
        b: String,
        /// Which position ids they are read with.
        positions: Positions,
    },
    /// Everything the paper measured.
    Paper,
    /// One text by a second model too.
    Models {
        /// The text.
        text: String,
        /// The second model.
        second: LoadedModel,
    },
    /// One input behind several instructions.
    Drift {
        /// The shared input.
        input: String,
        /// The instructions, in order.
        prompts: Vec<String>,
        /// Which position ids the full texts are read with.
        positions: Positions,
    },
}

/// The worker behind the window.
pub type Engine = Worker<Request, Reading>;

/// Starts the engine; `wake` is called from the worker's thread whenever there is news.
///
/// # Errors
/// The system could not start a thread.
pub fn start(wake: impl Fn() + Send + 'static) -> std::io::Result<Engine> {
    let mut desk = Desk::default();
    Worker::start_with_parts(
        "glassbox-engine",
        move |request: &Request, still_wanted: &dyn Fn() -> bool, leave: &dyn Fn(Reading)| {
            desk.read(request, still_wanted, leave)
        },
        wake,
    )
}
