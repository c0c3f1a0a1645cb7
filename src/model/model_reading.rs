//! What was read from which file of a model, and what was found and not used.

use std::collections::BTreeSet;

use super::config::{ConfigFile, EncoderConfig};
use super::file_names::MODULES;
use super::file_note::FileNote;
use super::pooling::HeadReading;
use super::quoted::quoted;
use super::shards::Weights;
use super::source::ModelFiles;
use super::tokenizer::TokenizerReport;

/// The most names that are listed of tensors that were not read.
const MOST_NAMES: usize = 4;

/// What was read of a model's files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelReading {
    /// Numbers in the weight files, heads and buffers counted.
    pub parameters: usize,
    /// How the weights are stored, for example `F16`.
    pub stored_as: String,
    /// Rows of the word embedding.
    pub vocabulary: usize,
    /// Attention heads in a block.
    pub heads: usize,
    /// The class of transformers whose rules the tokenizer follows.
    pub tokenizer: String,
    /// How a sentence embedding is made, or why that is not known: a phrase.
    pub embedding: String,
    /// The files that were read, and what for.
    pub read: Vec<FileNote>,
    /// What is there and was not used, and why.
    pub unused: Vec<FileNote>,
    /// What is worth knowing of the files and changes no number.
    pub notes: Vec<String>,
}

impl ModelReading {
    /// What is known once everything was read.
    pub(super) fn new(
        files: &ModelFiles,
        config_file: &ConfigFile,
        config: &EncoderConfig,
        weights: &Weights<'_>,
        tokenizer: &TokenizerReport,
        head: &HeadReading,
    ) -> Self {
        let of_head = head.head.iter().flat_map(|head| head.notes.iter().cloned());
        Self {
            parameters: weights.parameters(),
            stored_as: weights.stored_types(),
            vocabulary: config.vocabulary,
            heads: config.heads,
            tokenizer: tokenizer.class.clone(),
            embedding: match &head.head {
                Ok(head) => head.phrase(),
                Err(error) => error.to_string(),
            },
            read: files_read(files, config, weights, tokenizer, head),
            unused: unused(files, config_file, weights, tokenizer, head),
            notes: tokenizer.notes.iter().cloned().chain(of_head).collect(),
        }
    }
}

fn files_read(
    files: &ModelFiles,
    config: &EncoderConfig,
    weights: &Weights<'_>,
    tokenizer: &TokenizerReport,
    head: &HeadReading,
) -> Vec<FileNote> {
    let (unread, read) = weights.unread();
    let of_encoder = |file: &str| match bare_name(file) {
        "config.json" => format!("the shape of the encoder ({})", config.family().title()),
        MODULES => "the parts of the model".to_owned(),
        "model.safetensors.index.json" => {
            format!("which file holds which of {} tensors", read + unread.len())
        }
        "model.safetensors" => {
            let tensors = format!("{read} of {} tensors", read + unread.len());
            let findings = weights.findings().iter();
            findings.fold(tensors, |all, finding| format!("{all}; {finding}"))
        }
        weights if weights.ends_with(".safetensors") => "tensors".to_owned(),
        other => told(&tokenizer.read, other).unwrap_or_default(),
    };
    let opened = match files.folder() {
        Some(folder) => folder.opened(),
        None => ["config.json", "model.safetensors", "tokenizer.json"]
            .map(str::to_owned)
            .to_vec(),
    };
    let note = |file: &str| told(&head.files, file).unwrap_or_else(|| of_encoder(file));
    let is_unused = |file: &String| told(&tokenizer.unused, bare_name(file)).is_some();
    let read = opened.into_iter().filter(|file| !is_unused(file));
    let notes = read.map(|file| FileNote {
        note: note(&file),
        file,
    });
    notes.collect()
}

/// What `notes` say of `file`.
fn told(notes: &[FileNote], file: &str) -> Option<String> {
    let found = notes.iter().find(|note| note.file == file);
    found.map(|found| found.note.clone())
}

fn unused(
    files: &ModelFiles,
    config: &ConfigFile,
    weights: &Weights<'_>,
    tokenizer: &TokenizerReport,
    head: &HeadReading,
) -> Vec<FileNote> {
    let mut unused = Vec::new();
    let fields = config.unread();
    if !fields.is_empty() {
        unused.push(FileNote {
            file: "config.json".to_owned(),
            note: format!("{}: not read for this family", fields.join(", ")),
        });
    }
    let (unread, _) = weights.unread();
    if !unread.is_empty() {
        unused.push(FileNote {
            file: "the weights".to_owned(),
            note: tensors_listed(&unread),
        });
    }
    let Some(folder) = files.folder() else {
        return unused;
    };
    let opened = folder.opened();
    // The folder of a part of which something was read, or which holds nothing to be read.
    let is_part = |name: &String| {
        let mut parts = head.files.iter();
        name.ends_with('/') && parts.any(|part| part.file.starts_with(name.as_str()))
    };
    let others = folder.all_names().into_iter().filter(|name| {
        let is_read = opened.contains(name) || is_part(name);
        !is_read || told(&tokenizer.unused, bare_name(name)).is_some()
    });
    unused.extend(others.map(|file| {
        FileNote {
            note: told(&tokenizer.unused, bare_name(&file))
                .unwrap_or_else(|| why_unused(bare_name(&file)).to_owned()),
            file: quoted(&file),
        }
    }));
    unused
}

/// How many tensors reach no hidden state, and the first of their names.
fn tensors_listed(names: &BTreeSet<&str>) -> String {
    let first = names.iter().take(MOST_NAMES);
    let first: Vec<_> = first.map(|name| quoted(name)).collect();
    let more = match names.len() - first.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{}{more}: they reach no hidden state", first.join(", "))
}

/// The name of a file without the folders it is in.
fn bare_name(file: &str) -> &str {
    let end = file.trim_end_matches('/').rfind('/');
    end.and_then(|end| file.get(end + 1..)).unwrap_or(file)
}

fn why_unused(file: &str) -> &'static str {
    let ends = |end: &str| file.ends_with(end);
    match file {
        "adapter_config.json" | "adapter_model.safetensors" => "an adapter, which is not applied",
        "generation_config.json" | "training_args.bin" | "trainer_state.json" => {
            "not needed to read a text"
        }
        _ if ends(".py") => "code, which is not run",
        _ if ends(".bin") || ends(".pt") || ends(".pth") || ends(".ckpt") => {
            "weights that may run code when opened"
        }
        _ if ends(".h5") || ends(".msgpack") || ends(".onnx") || ends(".ot") || ends(".gguf") => {
            "weights for another program"
        }
        _ if ends(".safetensors") => "weights that model.safetensors stands for",
        _ if ends("/") => "a folder",
        _ if ends(".model") => "a tokenizer for another program",
        _ if ends(".md") || ends(".txt") => "text for people",
        _ => "not part of what is read",
    }
}
