//! The shared Hugging Face cache as it lies on disk, read without any request.
//!
//! `models--owner--name/refs/main` holds a commit, `snapshots/COMMIT/FILE` is a link to
//! `blobs/CHECKSUM`. Other programs write here too.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::id::is_commit;
use super::{HubId, HubSettings};
use crate::model::config::EncoderConfig;
use crate::model::{Family, ModelError};

/// The files a model is made of.
pub(super) const CONFIG: &str = "config.json";
pub(super) const TOKENIZER: &str = "tokenizer.json";
pub(super) const WEIGHTS: &str = "model.safetensors";
/// Stands in for [`WEIGHTS`] and names the files that hold them.
pub(super) const INDEX: &str = "model.safetensors.index.json";

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

/// The model `id`, if all its files are in the cache and Glassbox reads its family. Asks nothing
/// of the network.
pub fn cached(id: &HubId, settings: &HubSettings) -> Option<CachedModel> {
    look_up(id, settings)?.ok()
}

/// The model `id` as the cache has it; an error if its files are there and Glassbox cannot read
/// its family; none if a file is missing.
pub(super) fn look_up(
    id: &HubId,
    settings: &HubSettings,
) -> Option<Result<CachedModel, ModelError>> {
    let snapshots = id.names().into_iter().filter_map(|name| {
        let repository = settings.cache.join(folder_name(&name));
        let commit = commit_of(&repository, id.revision_meant())?;
        let snapshot = repository.join("snapshots").join(&commit);
        Some((commit, snapshot))
    });
    for (commit, snapshot) in snapshots {
        if let Ok(files) = needed_files(&snapshot) {
            return Some(model_of(id.clone(), commit, snapshot, &files));
        }
    }
    None
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
        let model = needed_files(&snapshot).and_then(|files| {
            let model = model_of(id, commit, snapshot, &files);
            model.map_err(|error| error.to_string())
        });
        match model {
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

fn model_of(
    id: HubId,
    commit: String,
    folder: PathBuf,
    files: &[String],
) -> Result<CachedModel, ModelError> {
    let place = folder.join(CONFIG);
    let bytes = std::fs::read(&place).map_err(|error| ModelError::Unreadable {
        place: place.display().to_string(),
        reason: error.to_string(),
    })?;
    let config = EncoderConfig::parse(&bytes, &format!("{CONFIG} of {id}"))?;
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
        sha256: checksum_by_name(&folder.join(WEIGHTS)),
        folder,
    })
}

/// The files that make the snapshot a model, or which is missing.
fn needed_files(folder: &Path) -> Result<Vec<String>, String> {
    let mut files = vec![CONFIG.to_owned(), TOKENIZER.to_owned()];
    let index = folder.join(INDEX);
    if !folder.join(WEIGHTS).is_file() && index.is_file() {
        files.push(INDEX.to_owned());
        files.extend(shards_of(&index)?);
    } else {
        files.push(WEIGHTS.to_owned());
    }
    match files.iter().find(|file| !folder.join(file).is_file()) {
        Some(file) => Err(format!("{file} is not in the cache")),
        None => Ok(files),
    }
}

/// The weight files that an index names.
fn shards_of(index: &Path) -> Result<BTreeSet<String>, String> {
    #[derive(Deserialize)]
    struct Index {
        weight_map: BTreeMap<String, String>,
    }
    let bytes = std::fs::read(index).map_err(|error| error.to_string())?;
    let index: Index = serde_json::from_slice(&bytes).map_err(|error| error.to_string())?;
    let shards: BTreeSet<String> = index.weight_map.into_values().collect();
    match shards.iter().find(|shard| !is_shard(shard)) {
        Some(shard) => Err(format!("{INDEX} names {shard:?}, which is no weight file")),
        None => Ok(shards),
    }
}

/// Whether a file of a repository is one of several weight files: a plain name.
pub(super) fn is_shard(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    name.starts_with("model") && name.ends_with(".safetensors") && name.chars().all(plain)
}

/// The name of the blob that a file of a snapshot is a link to, if it is a SHA-256.
fn checksum_by_name(file: &Path) -> Option<String> {
    let blob = std::fs::read_link(file).ok()?;
    let name = blob.file_name()?.to_str()?;
    let is_sha256 = name.len() == 64 && name.chars().all(|c| c.is_ascii_hexdigit());
    is_sha256.then(|| name.to_owned())
}
