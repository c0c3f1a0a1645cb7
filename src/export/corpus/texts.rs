//! `texts.csv`: one row per text.

use std::collections::BTreeSet;

use csv::Writer;

use super::folder::FolderFile;
use super::scored_text::ScoredText;
use super::tokens::{finish, io_error, number, writer};
use crate::domain::token_scores::Bucket;
use crate::domain::word_class::WordGroup;
use crate::export::WriteError;

/// The columns. `tokens` counts special ones as well, `judged` those of the token set; the means are
/// over the judged tokens, of all kinds and by word group; `strongest` is the token of rank 1.
const COLUMNS: [&str; 17] = [
    "file",
    "text_id",
    "sentence",
    "tokens",
    "tokens_left_out",
    "words",
    "judged",
    "high",
    "threshold",
    "mean_strength",
    "second_mean_strength",
    "content_mean",
    "function_mean",
    "punctuation_mean",
    "strongest",
    "strongest_strength",
    "text",
];

/// The table under way.
#[derive(Debug)]
pub struct TextsTable {
    writer: Writer<FolderFile>,
}

impl TextsTable {
    /// Begins the table in `file`.
    ///
    /// # Errors
    /// A full disk.
    pub fn begin(file: FolderFile) -> Result<Self, WriteError> {
        let mut table = Self {
            writer: writer(file),
        };
        table.row(&COLUMNS)?;
        Ok(table)
    }

    /// One text.
    ///
    /// # Errors
    /// A full disk.
    pub fn add(&mut self, text: &ScoredText<'_>) -> Result<(), WriteError> {
        let facts = TextFacts::new(text);
        let record = text.record;
        self.row(&[
            text.file,
            &record.place.line.to_string(),
            &record.place.sentence.to_string(),
            &record.tokens.len().to_string(),
            &record.truncated_tokens.to_string(),
            &facts.words.to_string(),
            &facts.judged.to_string(),
            &facts.high.to_string(),
            &number(facts.threshold),
            &number(facts.mean),
            &number(facts.second_mean),
            &number(facts.content_mean),
            &number(facts.function_mean),
            &number(facts.punctuation_mean),
            facts.strongest,
            &number(facts.strongest_strength),
            &record.text,
        ])
    }

    /// Ends the table.
    ///
    /// # Errors
    /// A full disk.
    pub fn finish(self) -> Result<(), WriteError> {
        finish(self.writer)
    }

    fn row(&mut self, cells: &[&str; COLUMNS.len()]) -> Result<(), WriteError> {
        let written = self.writer.write_record(cells);
        written.map_err(|error| self.writer.get_ref().failed(io_error(error)))
    }
}

/// What a row says of a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct TextFacts<'a> {
    pub(super) words: usize,
    pub(super) judged: usize,
    pub(super) high: usize,
    pub(super) threshold: Option<f64>,
    pub(super) mean: Option<f64>,
    pub(super) second_mean: Option<f64>,
    pub(super) content_mean: Option<f64>,
    pub(super) function_mean: Option<f64>,
    pub(super) punctuation_mean: Option<f64>,
    pub(super) strongest: &'a str,
    pub(super) strongest_strength: Option<f64>,
}

impl<'a> TextFacts<'a> {
    pub(super) fn new(text: &'a ScoredText<'_>) -> Self {
        let layer = text.settings.layer;
        let judged = || text.tokens().filter_map(|(_, score)| score);
        let high = judged().filter(|score| score.bucket == Bucket::High);
        let words: BTreeSet<usize> = text.tokens().filter_map(|(token, _)| token.word).collect();
        let of_group = |group| text.mean(layer, |token| token.word_class.group() == group);
        let mut tokens = text.tokens();
        let strongest = tokens.find(|(_, score)| score.is_some_and(|score| score.rank == 1));
        let strongest = strongest.map(|(token, _)| token);
        Self {
            words: words.len(),
            judged: judged().count(),
            high: high.count(),
            threshold: text.scores.threshold,
            mean: text.mean(layer, |_| true),
            second_mean: text.mean(text.settings.second_layer, |_| true),
            content_mean: of_group(WordGroup::Content),
            function_mean: of_group(WordGroup::Function),
            punctuation_mean: of_group(WordGroup::Punctuation),
            strongest: strongest.map_or("", |token| token.piece.as_str()),
            strongest_strength: strongest.and_then(|token| text.strength(layer, token)),
        }
    }
}
