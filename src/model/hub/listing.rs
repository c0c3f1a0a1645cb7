//! Models of the hub as plain data: what the cache holds, and what a download would fetch.

use std::path::PathBuf;

use super::HubId;
use crate::domain::family::Family;

/// A model whose files are all in the cache.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CachedModel {
    /// The id it was asked for by, or would be.
    pub id: HubId,
    /// The commit the files are of.
    pub commit: String,
    /// The snapshot: a folder like any other model folder.
    pub folder: PathBuf,
    /// Bytes of its files.
    pub bytes: u64,
    /// The architecture family.
    pub family: Family,
    /// Number of blocks.
    pub layers: usize,
    /// Width of a hidden state.
    pub hidden_size: usize,
    /// The most tokens one text may have, special tokens counted.
    pub positions: usize,
    /// SHA-256 of the weight file by the name the cache gave it; `None` where the cache does not
    /// say.
    pub sha256: Option<String>,
}

/// A model in the cache that Glassbox cannot use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnusableModel {
    /// `owner/name`.
    pub repository: String,
    /// Why not, in one line.
    pub reason: String,
}

/// What the cache holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CacheListing {
    /// The encoders that are ready.
    pub usable: Vec<CachedModel>,
    /// The rest.
    pub unusable: Vec<UnusableModel>,
}

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
