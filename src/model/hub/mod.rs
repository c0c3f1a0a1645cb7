//! Models of the Hugging Face hub: what names one, and the one door to the shared cache and to the
//! network.
//!
//! Without the feature `hub` the names stay, as plain data, and whatever would read the cache or
//! download says that it cannot.

mod cache_names;
mod curated;
mod environment;
mod error;
mod id;
mod listing;
mod settings;

#[cfg(feature = "hub")]
mod client;
#[cfg(not(feature = "hub"))]
#[path = "client_disabled.rs"]
mod client;

pub use client::{cached, every_cached, id_in_address, pull, repair, size};
pub use curated::{CURATED, CuratedModel, HeadKind};
pub use error::HubError;
pub use id::HubId;
pub use listing::{CacheListing, CachedModel, DownloadSize, UnusableModel};
pub use settings::HubSettings;

pub(super) use cache_names::{id_of_folder, is_blob_name, repository_of};
pub(super) use client::{id_in_cache, snapshot_in};

use std::path::PathBuf;

use environment::Environment;

/// A path as a person types it, `~` and variables replaced.
pub(super) fn expanded(path: &str) -> PathBuf {
    Environment::of_program().expanded(path)
}
