//! A model's folder: what may be read from it, how much of it, and what a folder without weights
//! that Glassbox reads holds instead.
//!
//! A folder may come from anyone, so a link in it that leads elsewhere is refused. The shared
//! Hugging Face cache is the exception it was made for: there `models--owner--name/snapshots/COMMIT`
//! holds nothing but links into `models--owner--name/blobs`, and a folder that the hub's client of
//! 2023 made holds links to such blobs too.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs::{File, FileType};
use std::io::Read as _;
use std::path::{Component, Path, PathBuf};
use std::rc::Rc;

use serde_json::Value;

use super::ModelError;
use super::contents::{check_text, without_mark};
use super::file_names::MODULES;
use super::hub::is_blob_name;
use super::quoted::quoted;

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
    /// How much of the path is inside the folder that was given, a `/` at its end.
    inside: String,
    /// The real path that links may not lead out of.
    enclosure: PathBuf,
    /// The files that were opened, of this folder and of those [around](Self::outermost) and
    /// [in](Self::subfolder) it.
    opened: Rc<RefCell<BTreeSet<String>>>,
}

const ADAPTER: &str = "adapter_config.json";

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
            inside: String::new(),
            enclosure: cached_repository(&real).unwrap_or(&real).to_owned(),
            opened: Rc::default(),
        })
    }

    /// The folder with the model's files: this one, or that of an older sentence-transformers
    /// model, which comes first in [`MODULES`] or is called `0_…`.
    pub(super) fn innermost(self, weights: &[&str]) -> Result<Self, ModelError> {
        if weights.iter().any(|file| self.has(file)) {
            return Ok(self);
        }
        let first = if self.has(MODULES) {
            first_module(&self.read(MODULES)?)
        } else {
            None
        };
        let has_model = |name: &String| self.has(&format!("{name}/config.json"));
        let named = first.filter(has_model).or_else(|| {
            let mut names = self.names().into_iter();
            names.find(|name| name.starts_with("0_") && name.ends_with('/') && has_model(name))
        });
        Ok(match named {
            Some(name) => self.subfolder(&name),
            None => self,
        })
    }

    /// The folder that was given, where this one is [in it](Self::innermost).
    pub(super) fn outermost(&self) -> Self {
        let depth = Path::new(&self.inside).components().count();
        let path = self.path.ancestors().nth(depth).unwrap_or(&self.path);
        Self {
            path: path.to_owned(),
            inside: String::new(),
            enclosure: self.enclosure.clone(),
            opened: Rc::clone(&self.opened),
        }
    }

    /// A folder in this one; `name` is a plain path, or empty for this one itself.
    pub(super) fn subfolder(&self, name: &str) -> Self {
        let name = name.trim_end_matches('/');
        let end = if name.is_empty() { "" } else { "/" };
        Self {
            path: self.path.join(name),
            inside: format!("{}{name}{end}", self.inside),
            enclosure: self.enclosure.clone(),
            opened: Rc::clone(&self.opened),
        }
    }

    /// The name of `file` in the folder that was given.
    pub(super) fn full_name(&self, file: &str) -> String {
        format!("{}{file}", self.inside)
    }

    /// The names of what is in the folder, in their order; a folder's ends with a `/`.
    pub(super) fn names(&self) -> Vec<String> {
        names_in(&self.path)
    }

    /// The same of the folder that was given, and what is inside it on the way to the model.
    pub(super) fn all_names(&self) -> Vec<String> {
        let inner = self.names().into_iter();
        let inner = inner.map(|name| self.full_name(&name));
        let above = match self.inside.as_str() {
            "" => Vec::new(),
            _ => self.outermost().names(),
        };
        let above = above.into_iter();
        let above = above.filter(|name| !self.inside.starts_with(name.as_str()));
        above.chain(inner).collect()
    }

    /// The files that were opened, in the order of their names.
    pub(super) fn opened(&self) -> Vec<String> {
        self.opened.borrow().iter().cloned().collect()
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

    /// Refuses a pipe, a folder or a broken link in the place of `file`.
    ///
    /// # Errors
    /// [`ModelError::NotAFile`]; nothing at all is no error.
    pub(super) fn is_file_if_there(&self, file: &'static str) -> Result<(), ModelError> {
        match self.missing(file) {
            error @ ModelError::NotAFile { .. } if !self.has(file) => Err(error),
            _ => Ok(()),
        }
    }

    /// That `file` is missing, or what is there in its place.
    pub(super) fn missing(&self, file: &'static str) -> ModelError {
        let path = self.path.join(file);
        let kind = match path.metadata() {
            Ok(found) => kind_of(found.file_type()),
            Err(_) if path.is_symlink() => "a link to something that is not there",
            Err(_) => {
                return ModelError::FileMissing {
                    file,
                    folder: self.path.clone(),
                };
            }
        };
        ModelError::NotAFile {
            place: self.place(file),
            kind,
        }
    }

    /// Opens `file`; also its length in bytes.
    pub(super) fn file(&self, file: &str) -> Result<(File, u64), ModelError> {
        let path = self.path.join(file);
        let unreadable = |error: std::io::Error| unreadable(&path, &error);
        let real = path.canonicalize().map_err(unreadable)?;
        if !real.starts_with(&self.enclosure) && !is_cached_blob(&real) {
            return Err(ModelError::LinkOutside(path));
        }
        self.opened.borrow_mut().insert(self.full_name(file));
        let opened = File::open(&real).map_err(unreadable)?;
        let length = opened.metadata().map_err(unreadable)?.len();
        Ok((opened, length))
    }

    /// Reads one of the small files; JSON without the mark that some editors put before it.
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
        check_text(&bytes, &self.place(file))?;
        let is_json = Path::new(file)
            .extension()
            .is_some_and(|ending| ending == "json");
        if is_json {
            let mark = bytes.len() - without_mark(&bytes).len();
            bytes.drain(..mark);
        }
        Ok(bytes)
    }

    /// Whether an adapter lies beside the model.
    pub(super) fn has_adapter(&self) -> bool {
        self.has(ADAPTER)
    }

    /// The adapter that the folder holds in place of a model, if it does.
    pub(super) fn adapter(&self) -> Option<ModelError> {
        if !self.has_adapter() {
            return None;
        }
        let config = self.read(ADAPTER).ok();
        let config: Option<Value> = config.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let text = |name: &str| {
            let value = config.as_ref()?.get(name)?.as_str()?;
            Some(quoted(value))
        };
        Some(ModelError::Adapter {
            kind: text("peft_type").unwrap_or_else(|| "PEFT".to_owned()),
            base: text("base_model_name_or_path").unwrap_or_else(|| "another model".to_owned()),
            folder: self.path.clone(),
        })
    }

    /// Why there is nothing to load where `wanted` is missing.
    pub(super) fn without_weights(&self, wanted: &'static str) -> ModelError {
        if let Some(adapter) = self.adapter() {
            return adapter;
        }
        let folder = self.path.clone();
        let pickles = ["pytorch_model.bin", "pytorch_model.bin.index.json"];
        if pickles.iter().any(|file| self.has(file)) {
            return ModelError::OnlyPickle(folder);
        }
        let other = OTHER_FORMATS.iter().find(|(file, _)| self.has(file));
        if let Some(&(file, format)) = other {
            return ModelError::OtherFormat {
                file,
                format,
                folder,
            };
        }
        let is_other = |name: &String| name.ends_with(".safetensors") && name != wanted;
        match self.names().into_iter().find(is_other) {
            Some(found) if !self.path.join(wanted).exists() => ModelError::OtherName {
                found: quoted(&found),
                wanted,
                folder,
            },
            _ => self.missing(wanted),
        }
    }
}

fn names_in(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let names = entries.flatten().map(|entry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        let end = if entry.path().is_dir() { "/" } else { "" };
        format!("{name}{end}")
    });
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

/// The folder of a sentence-transformers model's first module: a plain path below it.
fn first_module(modules: &[u8]) -> Option<String> {
    let modules: Value = serde_json::from_slice(modules).ok()?;
    let path = modules.as_array()?.first()?.get("path")?.as_str()?;
    (is_below(path) && !path.is_empty()).then(|| path.to_owned())
}

/// Whether `path` leads to no place but below the folder it begins in; an empty one stays there.
pub(super) fn is_below(path: &str) -> bool {
    let mut parts = Path::new(path).components();
    parts.all(|part| matches!(part, Component::Normal(_)))
}

/// The `models--owner--name` folder of the shared cache that `folder` belongs to.
fn cached_repository(folder: &Path) -> Option<&Path> {
    let mut above = folder.ancestors();
    let snapshots = above.find(|path| path.ends_with("snapshots"))?;
    snapshots.parent().filter(|path| is_repository(path))
}

/// Whether `real` is a blob of some shared cache: a file under its checksum's name.
fn is_cached_blob(real: &Path) -> bool {
    let name = real.file_name().and_then(|name| name.to_str());
    let blobs = real.parent().filter(|path| path.ends_with("blobs"));
    name.is_some_and(is_blob_name) && blobs.and_then(Path::parent).is_some_and(is_repository)
}

fn is_repository(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy());
    name.is_some_and(|name| name.starts_with("models--"))
}

fn kind_of(found: FileType) -> &'static str {
    if found.is_dir() {
        "a folder"
    } else {
        "no file but a pipe, a device or the like"
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> ModelError {
    ModelError::Unreadable {
        place: path.display().to_string(),
        reason: error.to_string(),
    }
}
