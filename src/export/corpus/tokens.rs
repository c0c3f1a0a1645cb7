//! `tokens.csv`: one row per token.

use std::io::{self, Write};

use csv::{Terminator, Writer, WriterBuilder};

use super::folder::FolderFile;
use super::scored_text::{ScoredText, TableSettings};
use crate::export::WriteError;
use crate::export::table::NumberFormat;

/// The columns of the contract.
const COLUMNS: [&str; 10] = [
    "file",
    "text_id",
    "index",
    "token",
    "word_class",
    "special",
    "strength",
    "second_strength",
    "rank",
    "bucket",
];

/// The table under way. Where several texts may come from one line, a last column `sentence` says
/// which of them, from 0: file, `text_id`, sentence and index together name a token.
#[derive(Debug)]
pub struct TokensTable {
    writer: Writer<FolderFile>,
}

/// A writer of rows by RFC 4180.
pub(super) fn writer<W: Write>(file: W) -> Writer<W> {
    WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(file)
}

/// A number as a table has it: the shortest text that reads back as the same number, nothing for
/// one that is missing.
pub(super) fn number(value: Option<f64>) -> String {
    NumberFormat::Exact.print(value).unwrap_or_default()
}

impl TokensTable {
    /// Begins the table in `file`.
    ///
    /// # Errors
    /// A full disk.
    pub fn begin(file: FolderFile, settings: &TableSettings) -> Result<Self, WriteError> {
        let mut table = Self {
            writer: writer(file),
        };
        let mut header = COLUMNS.to_vec();
        header.extend(settings.split_sentences.then_some("sentence"));
        table.row(&header)?;
        Ok(table)
    }

    /// The tokens of one text.
    ///
    /// # Errors
    /// A full disk.
    pub fn add(&mut self, text: &ScoredText<'_>) -> Result<(), WriteError> {
        let place = text.record.place;
        let line = place.line.to_string();
        let sentence = place.sentence.to_string();
        let settings = &text.settings;
        for (token, score) in text.tokens() {
            let index = token.index.to_string();
            let strength = number(text.strength(settings.layer, token));
            let second = number(text.strength(settings.second_layer, token));
            let rank = score.map(|score| score.rank.to_string());
            let mut row = vec![
                text.file,
                &line,
                &index,
                &token.piece,
                token.word_class.tag(),
                if token.special { "true" } else { "false" },
                &strength,
                &second,
                rank.as_deref().unwrap_or_default(),
                score.map_or("", |score| score.bucket.name()),
            ];
            row.extend(settings.split_sentences.then_some(sentence.as_str()));
            self.row(&row)?;
        }
        Ok(())
    }

    /// Ends the table.
    ///
    /// # Errors
    /// A full disk.
    pub fn finish(self) -> Result<(), WriteError> {
        finish(self.writer)
    }

    fn row(&mut self, cells: &[&str]) -> Result<(), WriteError> {
        let written = self.writer.write_record(cells);
        written.map_err(|error| self.writer.get_ref().failed(io_error(error)))
    }
}

/// What the file system said: a full disk is told as one.
pub(super) fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

pub(super) fn finish(writer: Writer<FolderFile>) -> Result<(), WriteError> {
    match writer.into_inner() {
        Ok(file) => file.finish(),
        Err(error) => {
            let kind = error.error().kind();
            Err(error.into_inner().get_ref().failed(kind.into()))
        }
    }
}
