//! Waiting: named threads that measure and answer, load models, look them up, and do one piece of
//! work beside the window; and the same question asked at once.
//!
//! A request not yet begun is overwritten by a newer one; a request under way is given up between
//! layers when a newer one waits; each answer carries the request it answers. This room must not
//! know of windows: it wakes whoever waits through a closure.

mod worker;

mod measure;
mod partial;
mod trace_cache;
mod until;

mod attention_measure;
mod embedder;
mod further;
mod heads_measure;
mod match_measure;

mod answering;
mod ask;

mod loader;

#[cfg(feature = "window")]
mod catalog;
#[cfg(feature = "window")]
mod task;

pub use answering::{Answered, Engine, EngineReply, Request};
pub use ask::{AskError, ReferenceOf, ask, ask_beside};
pub use embedder::Embedder;
pub use loader::{LoadRequest, LoadState, LoadedModel, Loader};
pub use measure::{Measurement, Measurer};
pub use worker::{Failure, Reply, Worker};

#[cfg(feature = "window")]
pub(crate) use catalog::{Catalog, CatalogRequest, Listing, LookedUp, start_catalog};
#[cfg(feature = "window")]
pub(crate) use task::BackgroundTask;
