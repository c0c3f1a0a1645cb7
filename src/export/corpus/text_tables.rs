//! `tokens.csv`, one row per token, and `texts.csv`, one row per text; the same rows as Parquet where
//! that is asked for.

use std::collections::BTreeSet;

use super::folder::OutputFolder;
#[cfg(feature = "parquet")]
use super::parquet::ParquetTable;
#[cfg(not(feature = "parquet"))]
use super::parquet_disabled::ParquetTable;
use super::row_table::{Cell, Column, CsvTable, Kind};
use super::scored_text::{ScoredText, TableSettings};
use crate::domain::token::Token;
use crate::domain::token_scores::{Bucket, TokenScore};
use crate::domain::word_class::WordGroup;
use crate::export::WriteError;

/// The columns of tokens. Where several texts may come from one line, a last column `sentence` says
/// which of them, from 0: file, `text_id`, sentence and index together name a token.
const TOKEN_COLUMNS: [Column; 11] = [
    ("file", Kind::Words),
    ("text_id", Kind::Counts),
    ("index", Kind::Counts),
    ("token", Kind::Words),
    ("word_class", Kind::Words),
    ("special", Kind::Flags),
    ("strength", Kind::Numbers),
    ("second_strength", Kind::Numbers),
    ("rank", Kind::Counts),
    ("bucket", Kind::Words),
    ("sentence", Kind::Counts),
];

/// The columns of texts. `tokens` counts special ones as well, `judged` those of the token set; the
/// means are over the judged tokens, of all kinds and by word group; `strongest` is the token of
/// rank 1.
const TEXT_COLUMNS: [Column; 17] = [
    ("file", Kind::Words),
    ("text_id", Kind::Counts),
    ("sentence", Kind::Counts),
    ("tokens", Kind::Counts),
    ("tokens_left_out", Kind::Counts),
    ("words", Kind::Counts),
    ("judged", Kind::Counts),
    ("high", Kind::Counts),
    ("threshold", Kind::Numbers),
    ("mean_strength", Kind::Numbers),
    ("second_mean_strength", Kind::Numbers),
    ("content_mean", Kind::Numbers),
    ("function_mean", Kind::Numbers),
    ("punctuation_mean", Kind::Numbers),
    ("strongest", Kind::Words),
    ("strongest_strength", Kind::Numbers),
    ("text", Kind::Words),
];

/// The tables of tokens and of texts under way.
pub struct TextTables {
    tokens: CsvTable,
    texts: CsvTable,
    parquet: Option<[ParquetTable; 2]>,
    /// How many of [`TOKEN_COLUMNS`] are written.
    token_columns: usize,
}

impl TextTables {
    /// Begins the tables in `folder`, as Parquet too where `parquet` is set.
    ///
    /// # Errors
    /// A folder that takes no file, or a full disk; Parquet in a build without it.
    pub fn begin(
        folder: &mut OutputFolder,
        settings: &TableSettings,
        parquet: bool,
    ) -> Result<Self, WriteError> {
        let token_columns = TOKEN_COLUMNS.len() - usize::from(!settings.split_sentences);
        let of_tokens: Vec<Column> = TOKEN_COLUMNS.into_iter().take(token_columns).collect();
        Ok(Self {
            tokens: CsvTable::begin(folder.create("tokens.csv")?, &of_tokens)?,
            texts: CsvTable::begin(folder.create("texts.csv")?, &TEXT_COLUMNS)?,
            parquet: if parquet {
                Some([
                    ParquetTable::begin(folder.create("tokens.parquet")?, &of_tokens)?,
                    ParquetTable::begin(folder.create("texts.parquet")?, &TEXT_COLUMNS)?,
                ])
            } else {
                None
            },
            token_columns,
        })
    }

    /// Adds one text.
    ///
    /// # Errors
    /// A full disk.
    pub fn add(&mut self, text: &ScoredText<'_>) -> Result<(), WriteError> {
        for (token, score) in text.tokens() {
            let row = token_row(text, token, score);
            let row = row.get(..self.token_columns).unwrap_or(&row);
            self.tokens.add(row)?;
            if let Some([tokens, _]) = &mut self.parquet {
                tokens.add(row)?;
            }
        }
        let row = text_row(text);
        self.texts.add(&row)?;
        if let Some([_, texts]) = &mut self.parquet {
            texts.add(&row)?;
        }
        Ok(())
    }

    /// Ends the tables.
    ///
    /// # Errors
    /// A full disk.
    pub fn finish(self) -> Result<(), WriteError> {
        self.tokens.finish()?;
        self.texts.finish()?;
        let mut parquet = self.parquet.into_iter().flatten();
        parquet.try_for_each(ParquetTable::finish)
    }
}

fn token_row<'a>(
    text: &'a ScoredText<'_>,
    token: &'a Token,
    score: Option<&TokenScore>,
) -> [Cell<'a>; TOKEN_COLUMNS.len()] {
    let place = text.record.place;
    [
        Cell::word(text.file),
        Cell::Count(Some(place.line)),
        Cell::count(token.index),
        Cell::word(&token.piece),
        Cell::word(token.word_class.tag()),
        Cell::Flag(token.special),
        Cell::Number(text.strength(text.settings.layer, token)),
        Cell::Number(text.strength(text.settings.second_layer, token)),
        Cell::Count(score.map(|score| score.rank as u64)),
        Cell::Word(score.map(|score| score.bucket.name())),
        Cell::Count(Some(place.sentence.into())),
    ]
}

fn text_row<'a>(text: &'a ScoredText<'_>) -> [Cell<'a>; TEXT_COLUMNS.len()] {
    let (record, layer) = (text.record, text.settings.layer);
    let judged = || text.tokens().filter_map(|(_, score)| score);
    let high = judged().filter(|score| score.bucket == Bucket::High);
    let words: BTreeSet<usize> = text.tokens().filter_map(|(token, _)| token.word).collect();
    let of_group = |group| text.mean(layer, |token| token.word_class.group() == group);
    let mut tokens = text.tokens();
    let strongest = tokens.find(|(_, score)| score.is_some_and(|score| score.rank == 1));
    let strongest = strongest.map(|(token, _)| token);
    [
        Cell::word(text.file),
        Cell::Count(Some(record.place.line)),
        Cell::Count(Some(record.place.sentence.into())),
        Cell::count(record.tokens.len()),
        Cell::count(record.truncated_tokens),
        Cell::count(words.len()),
        Cell::count(judged().count()),
        Cell::count(high.count()),
        Cell::Number(text.scores.threshold),
        Cell::Number(text.mean(layer, |_| true)),
        Cell::Number(text.mean(text.settings.second_layer, |_| true)),
        Cell::Number(of_group(WordGroup::Content)),
        Cell::Number(of_group(WordGroup::Function)),
        Cell::Number(of_group(WordGroup::Punctuation)),
        Cell::Word(strongest.map(|token| token.piece.as_str())),
        Cell::Number(strongest.and_then(|token| text.strength(layer, token))),
        Cell::word(&record.text),
    ]
}
