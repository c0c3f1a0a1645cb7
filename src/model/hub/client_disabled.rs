//! What stands in for the hub in a build without it: there is no cache, and each model of the hub
//! is refused in one line.

use std::path::{Path, PathBuf};

use super::error::HubError;
use super::id::HubId;
use super::listing::{CacheListing, CachedModel, DownloadSize};
use super::settings::HubSettings;
use crate::model::{Loading, ModelError};

/// Refuses what is a web address; `None` if `typed` is none.
pub fn id_in_address(typed: &str) -> Option<Result<HubId, HubError>> {
    let starts = ["http://", "https://", "hf://", "huggingface.co/", "hf.co/"];
    let is_address = starts.iter().any(|start| typed.starts_with(start));
    is_address.then(|| Err(HubError::NotBuiltIn(typed.to_owned())))
}

/// None: a folder of the shared cache is a folder like any other.
pub(in crate::model) fn id_in_cache(_folder: &Path, _settings: &HubSettings) -> Option<HubId> {
    None
}

/// None: as [`id_in_cache`].
pub(in crate::model) fn snapshot_in(_folder: &Path) -> Option<Result<PathBuf, HubError>> {
    None
}

/// None: this build reads no cache.
pub fn cached(_id: &HubId, _settings: &HubSettings) -> Option<CachedModel> {
    None
}

/// None: this build reads no cache.
pub fn every_cached(_settings: &HubSettings) -> CacheListing {
    CacheListing::default()
}

/// Always fails.
///
/// # Errors
/// [`HubError::NotBuiltIn`].
pub fn size(id: &HubId, _loading: &Loading<'_>) -> Result<DownloadSize, ModelError> {
    Err(HubError::NotBuiltIn(id.to_string()).into())
}

/// Always fails.
///
/// # Errors
/// [`HubError::NotBuiltIn`].
pub fn pull(id: &HubId, _loading: &Loading<'_>) -> Result<CachedModel, ModelError> {
    Err(HubError::NotBuiltIn(id.to_string()).into())
}

/// Always fails.
///
/// # Errors
/// [`HubError::NotBuiltIn`].
pub fn repair(id: &HubId, loading: &Loading<'_>) -> Result<CachedModel, ModelError> {
    pull(id, loading)
}
