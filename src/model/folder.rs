//! A model's folder: what may be read from it, how much of it, and what a folder without weights
//! that Glassbox reads holds instead.
//!
//! A folder may come from anyone, so a link in it that leads elsewhere is refused. The shared
//! Hugging Face cache is the exception it was made for: there `models--owner--name/snapshots/COMMIT`
//! holds nothing but links into `models--owner--name/blobs`.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::ModelError;

/// Configurations and tokenizers are far below this; a file above it is not read into memory.
const LARGEST_SMALL_FILE: u64 = 512 << 20;

/// What a folder may hold where `model.safetensors` was looked for, and who reads it.
const OTHER_FORMATS: [(&str, &str); 6] = [
    ("tf_model.h5", "TensorFlow"),
    ("flax_model.msgpack", "Flax"),
    ("model.ckpt.index", "TensorFlow 1"),
    ("model.onnx", "ONNX"),
    ("onnx/model.onnx", "ONNX"),
    ("openvino_model.bin", "OpenVINO"),
];

/// A folder that is there.
pub(super) struct ModelFolder {
    path: PathBuf,
    /// The real path that links may not lead out of.
    enclosure: PathBuf,
}

impl ModelFolder {
    /// Finds out where links may lead.
    pub(super) fn open(path: &Path) -> Result<Self, ModelError> {
        if !path.is_dir() {
            return Err(ModelError::NoFolder(path.to_owned()));
        }
        let real = path
            .canonicalize()
            .map_err(|error| unreadable(path, &error))?;
        Ok(Self {
            path: path.to_owned(),
            enclosure: cached_repository(&real).unwrap_or(&real).to_owned(),
        })
    }

    /// The folder as it was given.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// How errors name one of the files.
    pub(super) fn place(&self, file: &str) -> String {
        self.path.join(file).display().to_string()
    }

    /// Whether a file of this name is there.
    pub(super) fn has(&self, file: &str) -> bool {
        self.path.join(file).is_file()
    }

    /// Opens `file`; also its length in bytes.
    pub(super) fn file(&self, file: &str) -> Result<(File, u64), ModelError> {
        let path = self.path.join(file);
        let unreadable = |error: std::io::Error| unreadable(&path, &error);
        let real = path.canonicalize().map_err(unreadable)?;
        if !real.starts_with(&self.enclosure) {
            return Err(ModelError::LinkOutside(path));
        }
        let opened = File::open(&real).map_err(unreadable)?;
        let length = opened.metadata().map_err(unreadable)?.len();
        Ok((opened, length))
    }

    /// Reads one of the small files.
    pub(super) fn read(&self, file: &str) -> Result<Vec<u8>, ModelError> {
        let (opened, length) = self.file(file)?;
        if length > LARGEST_SMALL_FILE {
            return Err(ModelError::Unreadable {
                place: self.place(file),
                reason: format!("it is {length} bytes long, which no such file is"),
            });
        }
        let mut bytes = Vec::with_capacity(length as usize);
        opened
            .take(LARGEST_SMALL_FILE)
            .read_to_end(&mut bytes)
            .map_err(|error| unreadable(&self.path.join(file), &error))?;
        Ok(bytes)
    }

    /// Why there is nothing to load where `wanted` is missing.
    pub(super) fn without_weights(&self, wanted: &'static str) -> ModelError {
        let folder = self.path.clone();
        let pickles = ["pytorch_model.bin", "pytorch_model.bin.index.json"];
        if pickles.iter().any(|file| self.has(file)) {
            return ModelError::OnlyPickle(folder);
        }
        let other = OTHER_FORMATS.iter().find(|(file, _)| self.has(file));
        match other {
            Some(&(file, format)) => ModelError::OtherFormat {
                file,
                format,
                folder,
            },
            None => ModelError::FileMissing {
                file: wanted,
                folder,
            },
        }
    }
}

/// The `models--owner--name` folder of the shared cache that `snapshot` belongs to.
fn cached_repository(snapshot: &Path) -> Option<&Path> {
    let snapshots = snapshot.parent().filter(|path| path.ends_with("snapshots"));
    let repository = snapshots.and_then(Path::parent)?;
    let name = repository.file_name()?.to_string_lossy();
    name.starts_with("models--").then_some(repository)
}

fn unreadable(path: &Path, error: &std::io::Error) -> ModelError {
    ModelError::Unreadable {
        place: path.display().to_string(),
        reason: error.to_string(),
    }
}
