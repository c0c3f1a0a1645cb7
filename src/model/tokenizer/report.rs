//! What a tokenizer was made from: which file gave what, what was found and not used, and what the
//! files say against one another.

use super::super::file_note::FileNote;
use super::class::Choice;
use super::files::{
    ADDED, CONFIG, MERGES, SPECIAL, TOKENIZER, TokenizerFiles, VOCABULARY, VOCABULARY_JSON,
};

/// What a model's tokenizer was made from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in super::super) struct TokenizerReport {
    /// The class of transformers whose rules were followed.
    pub(in super::super) class: String,
    /// What was read, and for what.
    pub(in super::super) read: Vec<FileNote>,
    /// What was found and not used, and why.
    pub(in super::super) unused: Vec<FileNote>,
    /// What is no contradiction and worth knowing.
    pub(in super::super) notes: Vec<String>,
    /// Where the files contradict themselves or transformers, and what was done; these stand among
    /// the warnings of every analysis.
    pub(in super::super) warnings: Vec<String>,
}

impl TokenizerReport {
    /// The report on `files`; what they say against one another is added as it is found.
    pub(super) fn of(files: &TokenizerFiles, choice: &Choice, has_added_list: bool) -> Self {
        let mut report = Self {
            class: choice.name.clone(),
            warnings: choice.warnings.clone(),
            ..Self::default()
        };
        let is_whole = files.has(TOKENIZER);
        for file in files.names() {
            let (is_read, what) = match file {
                TOKENIZER => (true, "vocabulary and rules"),
                CONFIG if has_added_list => (true, "settings, special tokens and added tokens"),
                CONFIG => (true, "settings and special tokens"),
                SPECIAL | ADDED if has_added_list => (
                    false,
                    "added_tokens_decoder of tokenizer_config.json stands for it",
                ),
                SPECIAL => (true, "special tokens"),
                ADDED => (true, "added tokens"),
                _ if is_whole => (false, "tokenizer.json holds the vocabulary"),
                VOCABULARY if choice.class.model() == Some("WordPiece") => (true, "vocabulary"),
                VOCABULARY_JSON if choice.class.model() == Some("BPE") => (true, "vocabulary"),
                MERGES if choice.class.model() == Some("BPE") => (true, "merges of pieces"),
                _ => (false, "not a file of this tokenizer's class"),
            };
            let list = if is_read {
                &mut report.read
            } else {
                &mut report.unused
            };
            list.push(FileNote {
                file: file.to_owned(),
                note: what.to_owned(),
            });
        }
        report
            .unused
            .extend(files.unread().iter().map(|&file| FileNote {
                file: file.to_owned(),
                note: "not read by Glassbox, which reads tokenizer.json".to_owned(),
            }));
        report
    }
}
