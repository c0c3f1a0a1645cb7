//! Where a model comes from: the binary itself or a folder; its three files, or which is missing.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufReader, Cursor, Read, Seek};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::ModelError;
use super::tokenizer::tokenizer_from_vocabulary;
use super::weights::WeightFile;

/// The name of the embedded model.
pub const EMBEDDED_ID: &str = "minilm";

const CONFIG: &str = "config.json";
const TOKENIZER: &str = "tokenizer.json";
const WEIGHTS: &str = "model.safetensors";
const VOCABULARY: &str = "vocab.txt";
const TOKENIZER_CONFIG: &str = "tokenizer_config.json";
/// What slow tokenizers are stored in, which transformers makes a `tokenizer.json` of.
const SLOW_TOKENIZERS: [&str; 5] = [
    "vocab.json",
    "sentencepiece.bpe.model",
    "spiece.model",
    "spm.model",
    "bpe.codes",
];

mod embedded {
    pub(super) const CONFIG: &[u8] = include_bytes!("../../assets/minilm-l6-v2/config.json");
    pub(super) const TOKENIZER: &[u8] = include_bytes!("../../assets/minilm-l6-v2/tokenizer.json");
    pub(super) const WEIGHTS: &[u8] = include_bytes!("../../assets/minilm-l6-v2/model.safetensors");
    pub(super) const CHECKSUMS: &str = include_str!("../../assets/minilm-l6-v2/SHA256SUMS");
}

/// Which model is meant.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ModelSource {
    /// all-MiniLM-L6-v2, compiled into the binary.
    Embedded,
    /// A folder with `config.json`, `tokenizer.json` and `model.safetensors`.
    Folder(PathBuf),
}

impl ModelSource {
    /// Reads what a person typed after `--model`.
    ///
    /// # Errors
    /// That no folder of this name is there.
    pub fn named(name: &str) -> Result<Self, ModelError> {
        let path = Path::new(name);
        if name == EMBEDDED_ID {
            Ok(Self::Embedded)
        } else if path.is_dir() {
            Ok(Self::Folder(path.to_owned()))
        } else if looks_like_a_hub_id(name) {
            Err(ModelError::HubNotSupported(name.to_owned()))
        } else {
            Err(ModelError::NoFolder(path.to_owned()))
        }
    }

    /// The name in files: `minilm`, or the folder as it was given.
    pub fn id(&self) -> String {
        match self {
            Self::Embedded => EMBEDDED_ID.to_owned(),
            Self::Folder(folder) => folder.display().to_string(),
        }
    }

    /// The name a reader knows the model by.
    pub fn display_name(&self) -> String {
        match self {
            Self::Embedded => "all-MiniLM-L6-v2".to_owned(),
            Self::Folder(folder) => folder
                .canonicalize()
                .ok()
                .as_deref()
                .unwrap_or(folder)
                .file_name()
                .map_or_else(|| self.id(), |name| name.to_string_lossy().into_owned()),
        }
    }
}

/// `name` or `owner/name`, perhaps `@revision`, and nothing that only a path has.
fn looks_like_a_hub_id(name: &str) -> bool {
    let plain = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-_.@".contains(c))
    };
    name.split('/').count() <= 2 && name.split('/').all(plain)
}

/// What weights are read from.
pub(super) trait Bytes: Read + Seek + Send {}
impl<T: Read + Seek + Send> Bytes for T {}

/// The small files of a model, read, and the way to the large one.
pub(super) struct ModelFiles {
    pub(super) config: Vec<u8>,
    pub(super) tokenizer: Vec<u8>,
    folder: Option<PathBuf>,
}

impl ModelFiles {
    /// Finds the three files and reads the small ones.
    pub(super) fn open(source: &ModelSource) -> Result<Self, ModelError> {
        let folder = match source {
            ModelSource::Embedded => {
                return Ok(Self {
                    config: embedded::CONFIG.to_vec(),
                    tokenizer: embedded::TOKENIZER.to_vec(),
                    folder: None,
                });
            }
            ModelSource::Folder(folder) => folder,
        };
        if !folder.is_dir() {
            return Err(ModelError::NoFolder(folder.clone()));
        }
        let is_missing = |file: &str| !folder.join(file).is_file();
        let missing = |file: &&str| match *file {
            TOKENIZER => is_missing(TOKENIZER) && is_missing(VOCABULARY),
            file => is_missing(file),
        };
        if let Some(file) = [CONFIG, TOKENIZER, WEIGHTS].into_iter().find(missing) {
            let only_pickle = file == WEIGHTS && folder.join("pytorch_model.bin").exists();
            let slow = |name: &&str| !is_missing(name);
            return Err(if only_pickle {
                ModelError::OnlyPickle(folder.clone())
            } else if file == TOKENIZER && SLOW_TOKENIZERS.iter().any(slow) {
                ModelError::NoTokenizer(folder.clone())
            } else {
                ModelError::FileMissing {
                    file,
                    folder: folder.clone(),
                }
            });
        }
        Ok(Self {
            config: read(&folder.join(CONFIG))?,
            tokenizer: if is_missing(TOKENIZER) {
                from_vocabulary(folder)?
            } else {
                read(&folder.join(TOKENIZER))?
            },
            folder: Some(folder.clone()),
        })
    }

    /// How errors name one of the files.
    pub(super) fn place(&self, file: &str) -> String {
        match &self.folder {
            Some(folder) => folder.join(file).display().to_string(),
            None => format!("the embedded {file}"),
        }
    }

    /// The weight file and its SHA-256.
    pub(super) fn weights(&self) -> Result<(WeightFile, String), ModelError> {
        let place = self.place(WEIGHTS);
        let Some(folder) = &self.folder else {
            let length = embedded::WEIGHTS.len() as u64;
            let weights =
                WeightFile::open(Box::new(Cursor::new(embedded::WEIGHTS)), length, place)?;
            return Ok((weights, recorded_checksum(WEIGHTS)));
        };
        let path = folder.join(WEIGHTS);
        let unreadable = |error: std::io::Error| unreadable(&path, &error);
        let mut file = File::open(&path).map_err(unreadable)?;
        let length = file.metadata().map_err(unreadable)?.len();
        let mut hasher = Sha256::new();
        std::io::copy(&mut file, &mut hasher).map_err(unreadable)?;
        let weights = WeightFile::open(Box::new(BufReader::new(file)), length, place)?;
        Ok((weights, hexadecimal(&hasher.finalize())))
    }
}

/// The tokenizer that `vocab.txt` makes, with what `tokenizer_config.json` says if it is there.
fn from_vocabulary(folder: &Path) -> Result<Vec<u8>, ModelError> {
    let place = folder.join(VOCABULARY);
    let config = folder.join(TOKENIZER_CONFIG);
    let config = if config.is_file() {
        read(&config)?
    } else {
        Vec::new()
    };
    let made = tokenizer_from_vocabulary(&read(&place)?, &config);
    made.map_err(|reason| ModelError::BadVocabulary {
        place: place.display().to_string(),
        reason,
    })
}

fn read(path: &Path) -> Result<Vec<u8>, ModelError> {
    std::fs::read(path).map_err(|error| unreadable(path, &error))
}

fn unreadable(path: &Path, error: &std::io::Error) -> ModelError {
    ModelError::Unreadable {
        place: path.display().to_string(),
        reason: error.to_string(),
    }
}

fn recorded_checksum(file: &str) -> String {
    embedded::CHECKSUMS
        .lines()
        .filter_map(|line| line.split_once("  "))
        .find(|&(_, name)| name == file)
        .map_or_else(String::new, |(checksum, _)| checksum.to_owned())
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

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
        for id in [
            "bert-base-uncased",
            "sentence-transformers/all-mpnet-base-v2",
            "a/b@main",
        ] {
            assert!(looks_like_a_hub_id(id), "{id}");
        }
        for path in ["./model", "/data/model", "a/b/c", "", "../x", "mo del"] {
            assert!(!looks_like_a_hub_id(path), "{path}");
        }
    }
}
