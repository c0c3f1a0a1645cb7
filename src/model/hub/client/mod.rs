//! The hub itself: the cache on this disk, and the download into it.
//!
//! The only files that name `hf_hub` and the HTTP client below it. Nothing here runs unless a
//! person asked for a model by name, and a model that is in the cache is used without a request.

mod address;
mod attempt;
mod cache;
mod checksum;
mod download;
mod nearest;
mod place;
mod refusal;
mod remote;
mod revision;
mod store;

use std::path::{Path, PathBuf};

use super::cache_names::{PREFIX, id_of_folder, is_commit, is_hexadecimal};
use super::curated::CURATED;
use super::environment::Environment;
use super::error::HubError;
use super::id::HubId;
use super::listing::{CacheListing, CachedModel, DownloadSize, UnusableModel};
use super::settings::{HubSettings, endpoint_in};
use crate::model::{Loading, ModelError};
use place::PlaceInCache;

pub use cache::{cached, every_cached};

/// The id that a pasted web address names; `None` if `typed` is no address.
///
/// # Errors
/// The address is of another host than the hub's, or of no model.
pub fn id_in_address(typed: &str) -> Option<Result<HubId, HubError>> {
    let endpoint = endpoint_in(&Environment::of_program());
    address::id_in_address(typed, &endpoint)
}

/// The id that `folder` is asked for by, if it lies in the cache of `settings`: a repository there,
/// its `snapshots`, or one of them.
pub(in crate::model) fn id_in_cache(folder: &Path, settings: &HubSettings) -> Option<HubId> {
    PlaceInCache::of(folder)?.id_in(settings)
}

/// The snapshot that `folder` stands for; `None` if it is no repository in any shared cache.
///
/// # Errors
/// There are several snapshots, or none.
pub(in crate::model) fn snapshot_in(folder: &Path) -> Option<Result<PathBuf, HubError>> {
    Some(PlaceInCache::of(folder)?.snapshot())
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
