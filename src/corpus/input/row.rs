//! One row of a file: a text, a pair, blank, or at fault.

use crate::domain::corpus::RowFault;

use super::lines::Line;

/// A row and where it was met.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Met {
    /// The line it begins on, from 1.
    pub(super) line: u64,
    /// What tells its text from the others of the file: the line, or the place among the elements
    /// of a JSON document, of which one line may hold several.
    pub(super) id: u64,
    pub(super) row: Row,
}

impl Met {
    /// A row of a file in which every row has a line of its own.
    pub(super) fn on_line(line: u64, row: Row) -> Self {
        Self {
            line,
            id: line,
            row,
        }
    }
}

/// A row of a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Row {
    Text(String),
    /// Both texts of a pair.
    Pair(String, String),
    Blank,
    /// What is wrong with it, and how many lines it takes.
    Bad(RowFault, u64),
}

pub(super) fn text_of_line<'a>(line: &Line<'a>) -> Result<&'a str, RowFault> {
    match line {
        Line::TooLong => Err(RowFault::TooLong),
        Line::Whole(bytes) => utf8(bytes),
    }
}

pub(super) fn utf8(bytes: &[u8]) -> Result<&str, RowFault> {
    std::str::from_utf8(bytes).map_err(|_| RowFault::NotUtf8)
}

pub(super) fn row_of_text(text: &str) -> Result<Row, RowFault> {
    if text.contains('\0') {
        Err(RowFault::Nul)
    } else if text.trim().is_empty() {
        Ok(Row::Blank)
    } else {
        Ok(Row::Text(text.to_owned()))
    }
}

/// `row` as a pair with the text `second`.
pub(super) fn paired(row: Row, second: Option<&str>) -> Result<Row, RowFault> {
    match (row, second) {
        (Row::Text(text), Some(second)) if !second.trim().is_empty() => {
            Ok(Row::Pair(text, second.to_owned()))
        }
        (Row::Text(_), _) => Err(RowFault::NoSecond),
        (row, _) => Ok(row),
    }
}
