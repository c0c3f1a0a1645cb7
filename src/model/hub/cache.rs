//! The shared Hugging Face cache as it lies on disk, read without any request.
//!
//! `models--owner--name/refs/main` holds a commit, `snapshots/COMMIT/FILE` is a link to
//! `blobs/CHECKSUM`. Other programs write here too.

use std::path::{Path, PathBuf};

use super::id::is_commit;
use super::{HubId, HubSettings};
use crate::model::config::EncoderConfig;
use crate::model::{Family, ModelError};

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
    /// SHA-256 of the weight file by the name the cache gave it; none where the cache does not say.
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

/// The model `id`, if all its files are in the cache and Glassbox reads its family.
pub fn cached(id: &HubId, settings: &HubSettings) -> Option<CachedModel> {
    let found = id.names().into_iter().find_map(|name| {
        let repository = settings.cache.join(folder_name(&name));
        let commit = commit_of(&repository, id.revision_meant())?;
        let snapshot = repository.join("snapshots").join(&commit);
        snapshot.is_dir().then_some((commit, snapshot))
    });
    let (commit, snapshot) = found?;
    usable(id.clone(), commit, snapshot).ok()
}

/// Every model in the cache, in the order of their names.
pub fn every_cached(settings: &HubSettings) -> CacheListing {
    let mut listing = CacheListing::default();
    let Ok(entries) = std::fs::read_dir(&settings.cache) else {
        return listing;
    };
    let mut names: Vec<String> = entries
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter_map(|folder| Some(folder.strip_prefix("models--")?.replace("--", "/")))
        .collect();
    names.sort();
    for repository in names {
        let Ok(id) = HubId::parse(&repository) else {
            continue;
        };
        let folder = settings.cache.join(folder_name(&repository));
        let Some(commit) = commit_of(&folder, id.revision_meant()) else {
            continue;
        };
        let snapshot = folder.join("snapshots").join(&commit);
        match usable(id, commit, snapshot) {
            Ok(model) => listing.usable.push(model),
            Err(reason) => listing.unusable.push(UnusableModel { repository, reason }),
        }
    }
    listing
}

/// The folder of a repository in the cache.
pub(super) fn folder_name(repository: &str) -> String {
    format!("models--{}", repository.replace('/', "--"))
}

/// The commit that `revision` stood for when it was fetched.
fn commit_of(repository: &Path, revision: &str) -> Option<String> {
    if is_commit(revision) {
        return Some(revision.to_owned());
    }
    let commit = std::fs::read_to_string(repository.join("refs").join(revision)).ok()?;
    Some(commit.trim().to_owned()).filter(|commit| is_commit(commit))
}

/// The snapshot as a model, or why it is none.
fn usable(id: HubId, commit: String, folder: PathBuf) -> Result<CachedModel, String> {
    let files = needed_files(&folder)?;
    let config = folder.join("config.json");
    let bytes = std::fs::read(&config).map_err(|error| error.to_string())?;
    let config = EncoderConfig::parse(&bytes, "config.json")
        .map_err(|error: ModelError| error.to_string())?;
    let length =
        |file: &String| std::fs::metadata(folder.join(file)).map_or(0, |found| found.len());
    Ok(CachedModel {
        id,
        commit,
        bytes: files.iter().map(length).sum(),
        family: config.family(),
        layers: config.layers,
        hidden_size: config.hidden_size,
        positions: config.positions,
        sha256: checksum_by_name(&folder.join("model.safetensors")),
        folder,
    })
}

/// The files that make the snapshot a model, or which is missing.
fn needed_files(folder: &Path) -> Result<Vec<String>, String> {
    let has = |file: &str| folder.join(file).is_file();
    let mut files = Vec::new();
    for file in ["config.json", "tokenizer.json", "model.safetensors"] {
        if !has(file) {
            return Err(format!("{file} is not in the cache"));
        }
        files.push(file.to_owned());
    }
    Ok(files)
}

/// The name of the blob that a file of a snapshot is a link to, if it is a SHA-256.
fn checksum_by_name(file: &Path) -> Option<String> {
    let blob = std::fs::read_link(file).ok()?;
    let name = blob.file_name()?.to_str()?;
    let is_sha256 = name.len() == 64 && name.chars().all(|c| c.is_ascii_hexdigit());
    is_sha256.then(|| name.to_owned())
}
