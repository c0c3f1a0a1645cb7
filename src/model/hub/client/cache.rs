//! The shared Hugging Face cache as it lies on disk, read without any request.
//!
//! `models--owner--name/refs/main` holds a commit, `snapshots/COMMIT/FILE` is a link to
//! `blobs/CHECKSUM`. Other programs write here too.

use std::path::{Path, PathBuf};

use candle_core::Device;

use super::checksum::{Checksum, Verdict};
use super::{
    CacheListing, CachedModel, HubError, HubId, HubSettings, PREFIX, UnusableModel, is_commit,
};
use crate::disk::remove_file;
use crate::model::ModelError;
use crate::model::cancel::Cancel;
use crate::model::config::{ConfigFile, EncoderConfig};
use crate::model::file_names::{
    ANY_WEIGHTS, CONFIG, ENCODER_CONFIG, INDEX, MODULES, SENTENCE_CONFIG, TOKENIZER, WEIGHTS,
};
use crate::model::folder::ModelFolder;
use crate::model::folder_weights::weights_in;
use crate::model::shard_index::ShardIndex;
use crate::model::tokenizer::files::TOKENIZER_FILES;

/// One of these must be there.
pub(super) const VOCABULARIES: [&str; 3] = [TOKENIZER, "vocab.txt", "vocab.json"];

/// The model `id`, if all its files are in the cache and Glassbox reads its family. Asks nothing
/// of the network.
pub fn cached(id: &HubId, settings: &HubSettings) -> Option<CachedModel> {
    look_up(id, settings)?.ok()
}

/// The model `id` as the cache has it; an error if its files are there and Glassbox cannot read
/// its family; `None` if a file is missing.
pub(super) fn look_up(
    id: &HubId,
    settings: &HubSettings,
) -> Option<Result<CachedModel, ModelError>> {
    let snapshots = id.names().into_iter().filter_map(|name| {
        let repository = settings.cache.join(folder_name(&name));
        let only = || only_commit(&repository).filter(|_| settings.offline && id.means_default());
        let commit = commit_of(&repository, id.revision_meant()).or_else(only)?;
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
        .filter_map(|folder| Some(folder.strip_prefix(PREFIX)?.replace("--", "/")))
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
    let mut others = commits_in(folder);
    others.retain(|commit| Some(commit) != default.as_ref());
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

/// The error for a place in the cache that does not take what it is given.
pub(super) fn not_writable(path: &Path, error: &std::io::Error) -> HubError {
    HubError::CacheNotWritable {
        path: path.to_owned(),
        reason: error.to_string(),
    }
}

/// The folder of a repository in the cache.
pub(super) fn folder_name(repository: &str) -> String {
    format!("{PREFIX}{}", repository.replace('/', "--"))
}

/// The commits of `id` that the cache holds whole, under whatever name they were asked for.
pub(super) fn commits_of(id: &HubId, settings: &HubSettings) -> Vec<String> {
    let names = id.names().into_iter();
    let folders = names.map(|name| settings.cache.join(folder_name(&name)));
    let whole = folders.flat_map(|folder| {
        let is_whole = |commit: &String| {
            let snapshot = folder.join("snapshots").join(commit);
            needed_files(&snapshot).is_ok()
        };
        commits_in(&folder)
            .into_iter()
            .filter(is_whole)
            .collect::<Vec<_>>()
    });
    whole.collect()
}

/// The commits of which a repository's folder has a snapshot, in the order of their names.
pub(super) fn commits_in(repository: &Path) -> Vec<String> {
    let names = names_in(&repository.join("snapshots"));
    let mut commits: Vec<String> = names.filter(|name| is_commit(name)).collect();
    commits.sort();
    commits
}

/// Some of `commits`, as a message lists them.
pub(super) fn list(commits: &[String]) -> String {
    const MOST: usize = 3;
    let mut listed: Vec<&str> = commits.iter().map(String::as_str).take(MOST).collect();
    match commits.len() {
        0 => listed.push("none"),
        count if count > MOST => listed.push("…"),
        _ => {}
    }
    listed.join(", ")
}

/// The commit of a repository that was fetched without a note of what it stood for, if there is
/// one alone.
fn only_commit(repository: &Path) -> Option<String> {
    let noted_by_another_name = || names_in(&repository.join("refs")).next().is_some();
    match commits_in(repository).as_slice() {
        [only] if !noted_by_another_name() => Some(only.clone()),
        _ => None,
    }
}

/// The commit that `revision` stood for when it was fetched; a commit stands for itself.
fn commit_of(repository: &Path, revision: &str) -> Option<String> {
    if is_commit(revision) {
        return Some(revision.to_owned());
    }
    commit_noted(repository, revision)
}

/// The commit that `refs` notes for `revision`.
pub(super) fn commit_noted(repository: &Path, revision: &str) -> Option<String> {
    let commit = std::fs::read_to_string(repository.join("refs").join(revision)).ok()?;
    Some(commit.trim().to_owned()).filter(|commit| is_commit(commit))
}

fn model_of(
    id: HubId,
    commit: String,
    folder: PathBuf,
    files: &[String],
) -> Result<CachedModel, ModelError> {
    let inner = folder.join(inner_folder(&names_below(&folder)));
    let config = config_in(&ModelFolder::open(&inner)?, &format!("{CONFIG} of {id}"))?;
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
        sha256: checksum_by_name(&inner.join(WEIGHTS)),
        folder,
    })
}

/// The shape of the model in `folder`. Where the configuration does not name a family, the tensors
/// of its weights tell it.
fn config_in(folder: &ModelFolder, place: &str) -> Result<EncoderConfig, ModelError> {
    let file = ConfigFile::parse(&folder.read(CONFIG)?, place)?;
    let family = match file.family()? {
        Some(family) => family,
        None => file.family_of_tensors(&weights_in(folder, &Device::Cpu)?.families())?,
    };
    file.encoder(family)
}

/// The files that make the snapshot a model, or which is missing.
fn needed_files(folder: &Path) -> Result<Vec<String>, String> {
    let below = names_below(folder);
    let inner = inner_folder(&below);
    let path = |file: &str| format!("{inner}{file}");
    let has = |file: &str| folder.join(path(file)).is_file();
    let missing = |file: &str| format!("{} is not in the cache", path(file));
    if !has(CONFIG) {
        return Err(missing(CONFIG));
    }
    if !VOCABULARIES.into_iter().any(has) {
        return Err(missing(TOKENIZER));
    }
    let mut needed = vec![CONFIG.to_owned()];
    if has(WEIGHTS) || !has(INDEX) {
        needed.push(WEIGHTS.to_owned());
    } else {
        let index = std::fs::read(folder.join(path(INDEX))).map_err(|error| error.to_string())?;
        let index = ShardIndex::parse(&index, INDEX.to_owned());
        let index = index.map_err(|error| error.to_string())?;
        needed.push(INDEX.to_owned());
        needed.extend(index.files().into_iter().map(str::to_owned));
    }
    if let Some(file) = needed.iter().find(|file| !has(file)) {
        return Err(missing(file));
    }
    let tokenizer = TOKENIZER_FILES.into_iter().filter(|file| has(file));
    let files = needed.iter().map(String::as_str).chain(tokenizer);
    let of_head = below.iter().filter(|name| is_of_head(name, inner));
    Ok(files.map(path).chain(of_head.cloned()).collect())
}

/// Whether a file of a repository whose encoder lies in `inner` says how a sentence embedding is
/// made. A model without such files can be used all the same.
pub(super) fn is_of_head(name: &str, inner: &str) -> bool {
    let is_numbered = |folder: &str| {
        let (number, _) = folder.split_once('_').unwrap_or_default();
        number.parse::<u8>().is_ok_and(|number| number > 0) && is_plain(folder)
    };
    let of_part =
        |(folder, file): (&str, &str)| is_numbered(folder) && [CONFIG, WEIGHTS].contains(&file);
    [MODULES, SENTENCE_CONFIG].contains(&name)
        || name.strip_prefix(inner) == Some(ENCODER_CONFIG)
        || name.split_once('/').is_some_and(of_part)
}

/// The folder with the model's files, a `/` at its end: that of an older sentence-transformers
/// model, such as `0_Transformer/`; `None` where the files lie bare. `names` are those of all
/// files.
pub(super) fn inner_folder<S: AsRef<str>>(names: &[S]) -> &str {
    let is_bare = |name: &&S| ANY_WEIGHTS.contains(&name.as_ref());
    if names.iter().any(|name| is_bare(&name)) {
        return "";
    }
    let first = names.iter().find_map(|name| {
        let (folder, file) = name.as_ref().split_once('/')?;
        let is_first = folder.starts_with("0_") && is_plain(folder) && file == CONFIG;
        is_first
            .then(|| name.as_ref().get(..=folder.len()))
            .flatten()
    });
    first.unwrap_or_default()
}

/// The names in a folder and in the folders in it.
fn names_below(folder: &Path) -> Vec<String> {
    let names = names_in(folder).flat_map(|name| {
        let inner = names_in(&folder.join(&name)).map(|inner| format!("{name}/{inner}"));
        let inner: Vec<String> = inner.collect();
        std::iter::once(name).chain(inner)
    });
    names.collect()
}

/// Whether a file of a repository is one of several weight files: a plain name.
pub(super) fn is_shard(name: &str) -> bool {
    name.starts_with("model-") && name.ends_with(".safetensors") && is_plain(name)
}

/// Whether a name is safe as a part of a path, on any system.
fn is_plain(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    name.chars().all(plain)
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
                remove_file(&blob).map_err(failed)?;
                dropped += 1;
            }
        }
    }
    Ok(dropped)
}
