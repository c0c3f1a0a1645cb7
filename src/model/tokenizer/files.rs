//! The files a tokenizer is made from: which there may be, and what each holds.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::{Map, Value};

use super::super::ModelError;
use super::super::contents::without_mark;
use super::super::folder::ModelFolder;

pub(super) const TOKENIZER: &str = "tokenizer.json";
pub(super) const CONFIG: &str = "tokenizer_config.json";
pub(super) const SPECIAL: &str = "special_tokens_map.json";
pub(super) const ADDED: &str = "added_tokens.json";
pub(super) const VOCABULARY: &str = "vocab.txt";
pub(super) const VOCABULARY_JSON: &str = "vocab.json";
pub(super) const MERGES: &str = "merges.txt";

/// Every file that a tokenizer is read from, whichever of them a model has.
pub(in super::super) const TOKENIZER_FILES: [&str; 7] = [
    TOKENIZER,
    CONFIG,
    SPECIAL,
    ADDED,
    VOCABULARY,
    VOCABULARY_JSON,
    MERGES,
];

/// Other files of tokenizers, which are never read: what transformers makes a `tokenizer.json` of.
pub(super) const UNREAD: [&str; 6] = [
    "sentencepiece.bpe.model",
    "sentencepiece.model",
    "spiece.model",
    "spm.model",
    "tokenizer.model",
    "bpe.codes",
];

/// The small files of a tokenizer, as they were found.
#[derive(Debug, Clone, Default)]
pub(in super::super) struct TokenizerFiles {
    found: BTreeMap<&'static str, Vec<u8>>,
    unread: Vec<&'static str>,
    folder: Option<PathBuf>,
}

impl TokenizerFiles {
    /// A `tokenizer.json` by itself.
    pub(in super::super) fn only(tokenizer: &[u8]) -> Self {
        Self {
            found: BTreeMap::from([(TOKENIZER, tokenizer.to_vec())]),
            ..Self::default()
        }
    }

    /// Reads what `folder` holds.
    ///
    /// # Errors
    /// A file that is there and cannot be read.
    pub(in super::super) fn of_folder(folder: &ModelFolder) -> Result<Self, ModelError> {
        let mut found = BTreeMap::new();
        for file in TOKENIZER_FILES {
            if folder.has(file) {
                found.insert(file, folder.read(file)?);
            }
        }
        let unread = UNREAD.into_iter().filter(|file| folder.has(file));
        Ok(Self {
            found,
            unread: unread.collect(),
            folder: Some(folder.path().to_owned()),
        })
    }

    /// How errors name one of the files.
    pub(super) fn place(&self, file: &str) -> String {
        match &self.folder {
            Some(folder) => folder.join(file).display().to_string(),
            None => format!("the embedded {file}"),
        }
    }

    /// The folder they lie in; `None` for the embedded model.
    pub(super) fn folder(&self) -> PathBuf {
        self.folder.clone().unwrap_or_default()
    }

    /// Whether a file of this name was found.
    pub(super) fn has(&self, file: &str) -> bool {
        self.found.contains_key(file)
    }

    /// The files that were found.
    pub(super) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.found.keys().copied()
    }

    /// The files that were found and are of a kind that is never read.
    pub(super) fn unread(&self) -> &[&'static str] {
        &self.unread
    }

    /// The bytes of `file`, without the mark that some editors put before UTF-8.
    pub(super) fn bytes(&self, file: &str) -> Option<&[u8]> {
        Some(without_mark(self.found.get(file)?))
    }

    /// `file` as a JSON object; empty where there is no such file.
    ///
    /// # Errors
    /// What it holds instead.
    pub(super) fn object(&self, file: &str) -> Result<Map<String, Value>, ModelError> {
        match self.bytes(file) {
            None => Ok(Map::new()),
            Some(bytes) => object(bytes).map_err(|reason| self.wrong(file, reason)),
        }
    }

    /// That `file` is wrong, and why.
    pub(super) fn wrong(&self, file: &str, reason: String) -> ModelError {
        let place = self.place(file);
        match file {
            TOKENIZER => ModelError::BadTokenizer { place, reason },
            VOCABULARY | VOCABULARY_JSON | MERGES => ModelError::BadVocabulary { place, reason },
            _ => ModelError::BadTokenizerSettings { place, reason },
        }
    }
}

/// The JSON object that `bytes` are, or what they are instead.
fn object(bytes: &[u8]) -> Result<Map<String, Value>, String> {
    if bytes.starts_with(b"version https://git-lfs") {
        return Err(
            "it is a Git LFS pointer, not the file itself: run git lfs pull in the folder"
                .to_owned(),
        );
    }
    let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    if first == Some(&b'<') {
        return Err("it is a web page, not JSON: download the file itself".to_owned());
    }
    serde_json::from_slice(bytes).map_err(|error| format!("it is not JSON: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_json_is_told_by_its_first_bytes() {
        for (bytes, reason) in [
            (
                &b"version https://git-lfs.github.com/spec/v1\n"[..],
                "Git LFS pointer",
            ),
            (b"\n<!DOCTYPE html>", "web page"),
            (b"", "not JSON"),
            (b"[1]", "not JSON"),
            (b"{\"a\":", "not JSON"),
        ] {
            let error = object(bytes).unwrap_err();
            assert!(error.contains(reason), "{error}");
        }
        let marked = TokenizerFiles::only(b"\xef\xbb\xbf{\"a\":1}");
        assert_eq!(marked.object(TOKENIZER).unwrap()["a"], 1);
    }
}
