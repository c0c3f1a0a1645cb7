//! Where a model comes from: the binary itself, a folder or the hub; its three files, or which is
//! missing.

use std::path::{Path, PathBuf};

use candle_core::Device;
use serde::{Deserialize, Serialize};

use super::cancel::Cancel;
use super::file_names::{ANY_WEIGHTS, CONFIG, INDEX, TOKENIZER, WEIGHTS};
use super::file_parts::Stored;
use super::folder::ModelFolder;
use super::folder_weights::weights_in;
use super::hub::{self, HubId, HubSettings};
use super::quoted::quoted;
use super::randomized::RandomizedModel;
use super::shards::Weights;
use super::tokenizer::TokenizerFiles;
use super::weights::WeightFile;
use super::{Loading, ModelError};

/// No system has longer paths, in bytes.
const LONGEST_NAME: usize = 8 << 10;

/// The name of the embedded model.
pub const EMBEDDED_ID: &str = "minilm";

/// Statics, so that each stands in the program once however often it is named.
mod embedded {
    pub(super) static CONFIG: &[u8] = include_bytes!("../../assets/minilm-l6-v2/config.json");
    pub(super) static TOKENIZER: &[u8] = include_bytes!("../../assets/minilm-l6-v2/tokenizer.json");
    pub(super) static WEIGHTS: &[u8] =
        include_bytes!("../../assets/minilm-l6-v2/model.safetensors");
    pub(super) static CHECKSUMS: &str = include_str!("../../assets/minilm-l6-v2/SHA256SUMS");
}

/// Which model is meant. In files it is written as its [`id`](ModelSource::id).
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum ModelSource {
    /// all-MiniLM-L6-v2, compiled into the binary.
    #[default]
    Embedded,
    /// A folder with `config.json`, `tokenizer.json` and `model.safetensors`, the last perhaps in
    /// several files with an index.
    Folder(PathBuf),
    /// A model of the Hugging Face hub, from the cache or downloaded into it.
    Hub(HubId),
    /// Another model's architecture without its training.
    Randomized(RandomizedModel, Box<Self>),
}

impl ModelSource {
    /// Reads what a person typed after `--model`: a folder that is there comes before a hub id. The
    /// web address of a model's page, and a folder of the shared cache, stand for the id they are
    /// of.
    ///
    /// # Errors
    /// That a path leads to no folder, or that it is neither a path nor an id.
    pub fn named(name: &str) -> Result<Self, ModelError> {
        check_length(name)?;
        if let Some((randomized, of)) = randomized_in(name) {
            return Ok(Self::Randomized(randomized, Box::new(Self::named(of)?)));
        }
        let path = Path::new(name);
        if name == EMBEDDED_ID {
            Ok(Self::Embedded)
        } else if path.is_dir() {
            Self::in_folder(path)
        } else if let Some(id) = hub::id_in_address(name) {
            Ok(Self::Hub(id?))
        } else if path.exists() || looks_like_a_path(name) {
            let expanded = hub::expanded(name);
            if expanded.is_dir() {
                Self::in_folder(&expanded)
            } else {
                Err(ModelError::NoFolder(path.to_owned()))
            }
        } else if let Some(id) = hub::id_of_folder(name) {
            Ok(Self::Hub(id))
        } else {
            Ok(Self::Hub(HubId::parse(name)?))
        }
    }

    /// The model in a folder that is there. A folder of the shared cache stands for an id.
    fn in_folder(path: &Path) -> Result<Self, ModelError> {
        if let Some(id) = hub::id_in_cache(path, &HubSettings::from_environment()) {
            return Ok(Self::Hub(id));
        }
        let snapshot = hub::snapshot_in(path).transpose()?;
        Ok(Self::Folder(snapshot.unwrap_or_else(|| path.to_owned())))
    }

    /// Reads a name that a file holds: no folder is looked for, so a folder is told by its absolute
    /// path.
    ///
    /// # Errors
    /// It is neither a path nor an id.
    pub fn recorded(name: &str) -> Result<Self, ModelError> {
        check_length(name)?;
        if let Some((randomized, of)) = randomized_in(name) {
            return Ok(Self::Randomized(randomized, Box::new(Self::recorded(of)?)));
        }
        if name == EMBEDDED_ID {
            Ok(Self::Embedded)
        } else if Path::new(name).is_absolute() || looks_like_a_path(name) {
            Ok(Self::Folder(name.into()))
        } else {
            Ok(Self::Hub(HubId::parse(name)?))
        }
    }

    /// The same, a folder by its absolute path: it is found from anywhere.
    #[must_use]
    pub fn from_anywhere(self) -> Self {
        match self {
            Self::Folder(path) => Self::Folder(std::path::absolute(&path).unwrap_or(path)),
            Self::Randomized(randomized, of) => {
                Self::Randomized(randomized, Box::new(of.from_anywhere()))
            }
            other => other,
        }
    }

    /// The name in files: `minilm`, or the folder or the hub id as it was given.
    pub fn id(&self) -> String {
        match self {
            Self::Embedded => EMBEDDED_ID.to_owned(),
            Self::Hub(id) => id.to_string(),
            Self::Folder(folder) => folder.display().to_string(),
            Self::Randomized(randomized, of) => format!("{randomized}{}", of.id()),
        }
    }

    /// The trained model: itself, or the one that it randomizes.
    pub fn trained(&self) -> &Self {
        match self {
            Self::Randomized(_, of) => of.trained(),
            other => other,
        }
    }

    /// How its weights are randomized, if they are.
    pub fn randomized(&self) -> Option<RandomizedModel> {
        match self {
            Self::Randomized(randomized, _) => Some(*randomized),
            _ => None,
        }
    }

    /// The same with the links and dots of a folder's path followed on the disk.
    pub(super) fn resolved(&self) -> Self {
        match self {
            Self::Folder(path) => {
                Self::Folder(path.canonicalize().unwrap_or_else(|_| path.clone()))
            }
            Self::Randomized(randomized, of) => {
                Self::Randomized(*randomized, Box::new(of.resolved()))
            }
            other => other.clone(),
        }
    }

    /// The name a reader knows the model by. Nothing is looked up on the disk.
    pub fn display_name(&self) -> String {
        match self {
            Self::Embedded => "all-MiniLM-L6-v2".to_owned(),
            Self::Hub(id) => id.name().to_owned(),
            Self::Randomized(randomized, of) => {
                let seed = match randomized.seed {
                    0 => String::new(),
                    seed => format!(" (seed {seed})"),
                };
                format!(
                    "{}, {} weights{seed}",
                    of.display_name(),
                    randomized.how.name()
                )
            }
            Self::Folder(folder) => hub::repository_of(folder)
                .or_else(|| last_name(folder))
                .unwrap_or_else(|| self.id()),
        }
    }
}

impl TryFrom<String> for ModelSource {
    type Error = ModelError;

    fn try_from(name: String) -> Result<Self, ModelError> {
        Self::recorded(&name)
    }
}

impl From<ModelSource> for String {
    fn from(source: ModelSource) -> Self {
        source.id()
    }
}

/// Refuses what is longer than any path or id, before it is shown anywhere.
fn check_length(name: &str) -> Result<(), ModelError> {
    if name.len() > LONGEST_NAME {
        return Err(ModelError::LongName(quoted(name)));
    }
    Ok(())
}

/// How the model called `name` is randomized, and the name of the trained one. Of a randomized
/// model's randomized model only the first counts: a name may come from a stranger's file, and one
/// of many such words must not be as many calls deep.
fn randomized_in(name: &str) -> Option<(RandomizedModel, &str)> {
    let (randomized, mut of) = RandomizedModel::parse(name)?;
    while let Some((_, inner)) = RandomizedModel::parse(of) {
        of = inner;
    }
    Some((randomized, of))
}

/// The last name in a path; none where it ends in dots.
fn last_name(path: &Path) -> Option<String> {
    let path = std::path::absolute(path).ok()?;
    Some(path.file_name()?.to_string_lossy().into_owned())
}

/// Whether a name is of a form that only a path has.
fn looks_like_a_path(name: &str) -> bool {
    let repository = name.split('@').next().unwrap_or(name);
    name.starts_with(['/', '.', '~']) || name.contains('\\') || repository.split('/').count() > 2
}

/// The small files of a model, read, and the way to the large one.
pub(super) struct ModelFiles {
    pub(super) config: Vec<u8>,
    pub(super) tokenizer: TokenizerFiles,
    folder: Option<ModelFolder>,
}

impl ModelFiles {
    /// Finds the three files and reads the small ones.
    pub(super) fn open(source: &ModelSource, loading: &Loading<'_>) -> Result<Self, ModelError> {
        let folder = match source.trained() {
            ModelSource::Randomized(..) | ModelSource::Embedded => {
                return Ok(Self {
                    config: embedded::CONFIG.to_vec(),
                    tokenizer: TokenizerFiles::only(embedded::TOKENIZER),
                    folder: None,
                });
            }
            ModelSource::Folder(folder) => folder,
            ModelSource::Hub(id) => &hub::pull(id, loading)?.folder,
        };
        let folder = ModelFolder::open(folder)?.innermost(&ANY_WEIGHTS)?;
        for file in [CONFIG, TOKENIZER, WEIGHTS, INDEX] {
            folder.is_file_if_there(file)?;
        }
        if !folder.has(CONFIG) {
            return Err(folder.adapter().unwrap_or_else(|| folder.missing(CONFIG)));
        }
        let tokenizer = TokenizerFiles::of_folder(&folder)?;
        if !folder.has(WEIGHTS) && !folder.has(INDEX) {
            return Err(folder.without_weights(WEIGHTS));
        }
        Ok(Self {
            config: folder.read(CONFIG)?,
            tokenizer,
            folder: Some(folder),
        })
    }

    /// How errors name one of the files.
    pub(super) fn place(&self, file: &str) -> String {
        match &self.folder {
            Some(folder) => folder.place(file),
            None => format!("the embedded {file}"),
        }
    }

    /// The folder the files are in; `None` for the embedded model.
    pub(super) fn folder(&self) -> Option<&ModelFolder> {
        self.folder.as_ref()
    }

    /// The weights, their headers checked, their tensors to be made on `device`.
    pub(super) fn weights(&self, device: &Device) -> Result<Weights<'static>, ModelError> {
        if let Some(folder) = &self.folder {
            return weights_in(folder, device);
        }
        let stored = Stored::Embedded(embedded::WEIGHTS);
        let file = WeightFile::open(stored, self.place(WEIGHTS))?;
        Weights::whole(file, device.clone())
    }

    /// The checksum of `weights`: see [`Weights::sha256`].
    pub(super) fn sha256(
        &self,
        weights: &mut Weights<'_>,
        cancel: &Cancel,
    ) -> Result<String, ModelError> {
        match self.folder {
            Some(_) => weights.sha256(cancel),
            None => Ok(recorded_checksum(WEIGHTS)),
        }
    }
}

fn recorded_checksum(file: &str) -> String {
    embedded::CHECKSUMS
        .lines()
        .filter_map(|line| line.split_once("  "))
        .find(|&(_, name)| name == file)
        .map_or_else(String::new, |(checksum, _)| checksum.to_owned())
}

#[cfg(test)]
mod tests {
    use sha2::{Digest as _, Sha256};

    use super::*;
    use crate::domain::format::hexadecimal;

    #[test]
    fn the_recorded_checksums_are_those_of_the_embedded_files() {
        for (name, bytes) in [
            (CONFIG, embedded::CONFIG),
            (TOKENIZER, embedded::TOKENIZER),
            (WEIGHTS, embedded::WEIGHTS),
        ] {
            assert_eq!(
                recorded_checksum(name),
                hexadecimal(&Sha256::digest(bytes)),
                "{name}"
            );
        }
    }

    #[test]
    fn ids_and_paths_are_told_apart() {
        for id in ["bert-base-uncased", "a/b", "a/b@main", "a/b@refs/pr/1"] {
            let meant = ModelSource::named(id).unwrap();
            assert_eq!(meant, ModelSource::Hub(HubId::parse(id).unwrap()));
            assert_eq!(meant.id(), id);
        }
        for path in [
            "./model",
            "/data/model",
            "a/b/c",
            "../x",
            "~/x",
            "c:\\x",
            "Cargo.toml",
        ] {
            let error = ModelSource::named(path).unwrap_err();
            assert!(matches!(error, ModelError::NoFolder(_)), "{path}: {error}");
        }
        for neither in ["", "mo del", "a--b", "a@"] {
            let error = ModelSource::named(neither).unwrap_err();
            assert!(matches!(error, ModelError::Hub(_)), "{neither}: {error}");
        }
    }

    #[test]
    fn a_name_of_many_randomized_models_is_one_and_a_long_one_none() {
        let twins = format!("shuffled-2:{}minilm", "random:".repeat(1000));
        let long = format!("{}minilm", "random-1:".repeat(200_000));
        for read in [ModelSource::recorded, ModelSource::named] {
            assert_eq!(read(&twins).unwrap().id(), "shuffled-2:minilm");
            let error = read(&long).unwrap_err().to_string();
            assert!(error.contains("too long") && error.len() < 500, "{error}");
        }
        let json = format!("\"{long}\"");
        let error = serde_json::from_str::<ModelSource>(&json).unwrap_err();
        assert!(error.to_string().len() < 500);
    }

    #[test]
    fn a_source_is_written_as_its_name_and_read_back_without_looking_for_it() {
        for name in [
            "minilm",
            "owner/name@main",
            "/no/such/folder",
            "random-3:/no/such/folder",
            "shuffled:bert-base-uncased",
        ] {
            let source = ModelSource::recorded(name).unwrap();
            assert_eq!(source.id(), name);
            let written = serde_json::to_string(&source).unwrap();
            assert_eq!(written, format!("\"{name}\""));
            assert_eq!(
                serde_json::from_str::<ModelSource>(&written).unwrap(),
                source
            );
        }
        assert!(serde_json::from_str::<ModelSource>("\"a b\"").is_err());
        let folder = ModelSource::Folder("here".into()).from_anywhere();
        assert!(folder.id().starts_with('/') && folder.id().ends_with("/here"));
    }
}
