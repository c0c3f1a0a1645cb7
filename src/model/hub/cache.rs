//! The shared Hugging Face cache as it lies on disk, read without any request.
//!
//! `models--owner--name/refs/main` holds a commit, `snapshots/COMMIT/FILE` is a link to
//! `blobs/CHECKSUM`. Other programs write here too.

use std::path::{Path, PathBuf};

use super::checksum::{Checksum, Verdict};
use super::id::is_commit;
use super::store::not_writable;
use super::{HubId, HubSettings};
use crate::domain::family::Family;
use crate::model::ModelError;
use crate::model::cancel::Cancel;
use crate::model::config::EncoderConfig;
use crate::model::shards::ShardIndex;

/// The files a model is made of.
pub(super) const CONFIG: &str = "config.json";
pub(super) const TOKENIZER: &str = "tokenizer.json";
/// Stands in for [`TOKENIZER`], with [`TOKENIZER_CONFIG`] beside it if there is one.
pub(super) const VOCABULARY: &str = "vocab.txt";
pub(super) const TOKENIZER_CONFIG: &str = "tokenizer_config.json";
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

/// Every model in the cache, in the order of their names: each revision that is usable, and each
/// repository of which none is.
pub fn every_cached(settings: &HubSettings) -> CacheListing {
    let mut listing = CacheListing::default();
    let mut names: Vec<String> = names_in(&settings.cache)
        .filter_map(|folder| Some(folder.strip_prefix("models--")?.replace("--", "/")))
        .collect();
    names.sort();
    for repository in names {
        let Ok(id) = HubId::parse(&repository) else {
            continue;
        };
        let folder = settings.cache.join(folder_name(&repository));
        let usable_before = listing.usable.len();
        let mut problem = None;
        for (id, commit) in revisions_in(&id, &folder) {
            let snapshot = folder.join("snapshots").join(&commit);
            let model = needed_files(&snapshot).and_then(|files| {
                let model = model_of(id, commit, snapshot, &files);
                model.map_err(|error| error.to_string())
            });
            match model {
                Ok(model) => listing.usable.push(model),
                Err(reason) => problem = problem.or(Some(reason)),
            }
        }
        if let (Some(reason), true) = (problem, listing.usable.len() == usable_before) {
            listing.unusable.push(UnusableModel { repository, reason });
        }
    }
    listing
}

/// The commits of a repository that are in the cache, and by which id each is asked for: the
/// default one first, by the bare name; the others by their branch or tag, or as commits.
fn revisions_in(id: &HubId, folder: &Path) -> Vec<(HubId, String)> {
    let default = commit_of(folder, id.revision_meant());
    let mut others: Vec<String> = names_in(&folder.join("snapshots"))
        .filter(|commit| is_commit(commit) && Some(commit) != default.as_ref())
        .collect();
    others.sort();
    let named = |commit: String| {
        let name = ref_to(&folder.join("refs"), "", &commit);
        (id.at(name.as_ref().unwrap_or(&commit)), commit)
    };
    let default = default.map(|commit| (id.clone(), commit));
    default
        .into_iter()
        .chain(others.into_iter().map(named))
        .collect()
}

/// The name below `refs` that stands for `commit`, if one does; `above` is its part so far.
fn ref_to(folder: &Path, above: &str, commit: &str) -> Option<String> {
    names_in(folder).find_map(|name| {
        let path = folder.join(&name);
        if path.is_dir() {
            return ref_to(&path, &format!("{above}{name}/"), commit);
        }
        let noted = std::fs::read_to_string(&path).ok()?;
        (noted.trim() == commit).then(|| format!("{above}{name}"))
    })
}

/// The names in a folder, of which there are none if it cannot be read.
fn names_in(folder: &Path) -> impl Iterator<Item = String> + use<> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().into_string().ok())
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
    let has = |file: &str| folder.join(file).is_file();
    let mut files = vec![CONFIG.to_owned()];
    if has(TOKENIZER) || !has(VOCABULARY) {
        files.push(TOKENIZER.to_owned());
    } else {
        files.push(VOCABULARY.to_owned());
    }
    if has(WEIGHTS) || !has(INDEX) {
        files.push(WEIGHTS.to_owned());
    } else {
        let index = std::fs::read(folder.join(INDEX)).map_err(|error| error.to_string())?;
        let index = ShardIndex::parse(&index, INDEX.to_owned());
        let index = index.map_err(|error| error.to_string())?;
        files.push(INDEX.to_owned());
        files.extend(index.files().into_iter().map(str::to_owned));
    }
    match files.iter().find(|file| !has(file)) {
        Some(file) => Err(format!("{file} is not in the cache")),
        None => Ok(files),
    }
}

/// Whether a file of a repository is one of several weight files: a plain name.
pub(super) fn is_shard(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    name.starts_with("model-") && name.ends_with(".safetensors") && name.chars().all(plain)
}

/// The name of the blob that a file of a snapshot is a link to, if it is a SHA-256.
fn checksum_by_name(file: &Path) -> Option<String> {
    match promised(file)? {
        Checksum::Sha256(text) => Some(text),
        Checksum::GitBlob(_) => None,
    }
}

/// What a file of a snapshot must be, by the name of the blob it is a link to.
fn promised(file: &Path) -> Option<Checksum> {
    let blob = std::fs::read_link(file).ok()?;
    Checksum::of_blob_name(blob.file_name()?.to_str()?)
}

/// Takes out of the cache what is not what its name promises; says how many files that were.
pub(super) fn drop_damaged(model: &CachedModel, cancel: &Cancel) -> Result<usize, ModelError> {
    let mut dropped = 0;
    for file in needed_files(&model.folder).unwrap_or_default() {
        let path = model.folder.join(file);
        let Some(checksum) = promised(&path) else {
            continue;
        };
        let failed = |error: std::io::Error| not_writable(&path, &error);
        match checksum.verify(&path, cancel).map_err(failed)? {
            Verdict::Same => {}
            Verdict::GivenUp => return Err(ModelError::Interrupted),
            Verdict::Other => {
                let blob = std::fs::canonicalize(&path).map_err(failed)?;
                std::fs::remove_file(blob).map_err(failed)?;
                dropped += 1;
            }
        }
    }
    Ok(dropped)
}
