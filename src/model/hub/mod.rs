//! Models of the Hugging Face hub: the shared cache, and the download into it.
//!
//! The only files that name `hf_hub` and the HTTP client below it. Nothing here runs unless a
//! person asked for a model by name, and a model that is in the cache is used without a request.

mod address;
mod attempt;
mod cache;
mod checksum;
mod curated;
mod download;
mod environment;
mod error;
mod id;
mod place;
mod refusal;
mod remote;
mod settings;
mod store;

pub use cache::{CacheListing, CachedModel, UnusableModel, cached, every_cached};
pub use curated::{CURATED, CuratedModel};
pub use download::DownloadSize;
pub use error::HubError;
pub use id::HubId;
pub use settings::HubSettings;

pub(super) use checksum::is_blob_name;
pub(super) use place::{PlaceInCache, id_of_folder};

use std::path::PathBuf;

use super::{Loading, ModelError};
use environment::Environment;

/// The id that a pasted web address names; `None` if `typed` is no address.
///
/// # Errors
/// The address is of another host than the hub's, or of no model.
pub fn id_in_address(typed: &str) -> Option<Result<HubId, HubError>> {
    let endpoint = settings::endpoint_in(&Environment::of_program());
    address::id_in_address(typed, &endpoint)
}

/// The name of the model whose snapshot in some shared cache `folder` is; `None` if it is in none.
pub(super) fn repository_of(folder: &std::path::Path) -> Option<String> {
    PlaceInCache::name_in(folder)
}

/// A path as a person types it, `~` and variables replaced.
pub(super) fn expanded(path: &str) -> PathBuf {
    Environment::of_program().expanded(path)
}

/// Asks the hub, in one request, how much of a model is still to be fetched; asks nothing if all
/// of it is in the cache.
///
/// # Errors
/// As [`pull`].
pub fn size(id: &HubId, loading: &Loading<'_>) -> Result<DownloadSize, ModelError> {
    if let Some(cached) = cache::look_up(id, &loading.hub) {
        let cached = cached?;
        return Ok(DownloadSize {
            commit: cached.commit,
            total_bytes: cached.bytes,
            missing_bytes: 0,
        });
    }
    on_line(id, loading, download::size(id, loading))
}

/// Fetches what the cache does not have of a model; without a request if it has all.
///
/// # Errors
/// [`ModelError::Interrupted`] once the loading is no longer wanted; a [`HubError`] that says what
/// is wrong and what to do; that Glassbox cannot read the model's family.
pub fn pull(id: &HubId, loading: &Loading<'_>) -> Result<CachedModel, ModelError> {
    if let Some(cached) = cache::look_up(id, &loading.hub) {
        return cached;
    }
    on_line(id, loading, download::pull(id, loading))?;
    let fetched = cache::look_up(id, &loading.hub);
    fetched.unwrap_or_else(|| Err(HubError::Vanished(id.to_string()).into()))
}

/// As [`pull`], but reads what is in the cache first and fetches anew what is damaged there.
///
/// # Errors
/// As [`pull`].
pub fn repair(id: &HubId, loading: &Loading<'_>) -> Result<CachedModel, ModelError> {
    if let Some(Ok(model)) = cache::look_up(id, &loading.hub) {
        cache::drop_damaged(&model, &loading.cancel)?;
    }
    pull(id, loading)
}

/// Runs `work` on this thread, unless the network is not to be touched.
fn on_line<T>(
    id: &HubId,
    loading: &Loading<'_>,
    work: impl Future<Output = Result<T, ModelError>>,
) -> Result<T, ModelError> {
    if loading.hub.offline {
        let id_typed = id.to_string();
        let commits = cache::commits_of(id, &loading.hub);
        return Err(if commits.is_empty() {
            HubError::Offline(id_typed)
        } else {
            HubError::OtherCommits {
                id: id_typed,
                commits: cache::list(&commits),
            }
        }
        .into());
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| HubError::NoRuntime(error.to_string()))?;
    let outcome = runtime.block_on(work);
    // A look-up of a name that was given up is not waited for.
    runtime.shutdown_background();
    outcome
}
