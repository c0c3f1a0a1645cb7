//! Tables that are written row by row while texts are read. Columns and rows are the same for CSV and
//! for Parquet.

use std::borrow::Cow;
use std::io;

use csv::{Terminator, Writer, WriterBuilder};

use super::folder::FolderFile;
use crate::export::WriteError;
use crate::export::table::NumberFormat;

/// The name of a column, and what stands in it.
pub(super) type Column = (&'static str, Kind);

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Words,
    Counts,
    Flags,
    Numbers,
}

/// A cell of a row; `None` where it is empty.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Cell<'a> {
    Word(Option<&'a str>),
    Count(Option<u64>),
    Flag(bool),
    /// Empty too where the number is not finite.
    Number(Option<f64>),
}

impl<'a> Cell<'a> {
    pub(super) fn word(word: &'a str) -> Self {
        Self::Word(Some(word))
    }

    pub(super) fn count(count: usize) -> Self {
        Self::Count(Some(count as u64))
    }

    /// The cell as CSV has it; a number is the shortest text that reads back as the same number.
    fn print(self) -> Cow<'a, str> {
        match self {
            Self::Word(word) => Cow::Borrowed(word.unwrap_or_default()),
            Self::Count(count) => count
                .map(|count| count.to_string())
                .unwrap_or_default()
                .into(),
            Self::Flag(flag) => Cow::Borrowed(if flag { "true" } else { "false" }),
            Self::Number(number) => NumberFormat::Exact.print(number).unwrap_or_default().into(),
        }
    }
}

/// A CSV by RFC 4180 under way.
#[derive(Debug)]
pub(super) struct CsvTable {
    writer: Writer<FolderFile>,
}

impl CsvTable {
    /// Begins the table in `file`.
    pub(super) fn begin(file: FolderFile, columns: &[Column]) -> Result<Self, WriteError> {
        let mut builder = WriterBuilder::new();
        let writer = builder.terminator(Terminator::CRLF).from_writer(file);
        let mut table = Self { writer };
        let names: Vec<Cell<'_>> = columns.iter().map(|(name, _)| Cell::word(name)).collect();
        table.add(&names)?;
        Ok(table)
    }

    pub(super) fn add(&mut self, row: &[Cell<'_>]) -> Result<(), WriteError> {
        let cells: Vec<Cow<'_, str>> = row.iter().map(|cell| cell.print()).collect();
        let written = self
            .writer
            .write_record(cells.iter().map(|cell| cell.as_bytes()));
        written.map_err(|error| self.writer.get_ref().failed(io_error(error)))
    }

    /// Sees to it that all of it is on the disk.
    pub(super) fn finish(self) -> Result<(), WriteError> {
        match self.writer.into_inner() {
            Ok(file) => file.finish(),
            Err(error) => {
                let kind = error.error().kind();
                Err(error.into_inner().get_ref().failed(kind.into()))
            }
        }
    }
}

/// What the file system said: a full disk is told as one.
fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}
