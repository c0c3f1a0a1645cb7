//! An answer as text, in any format it is asked for.

use crate::analysis::Answer;

use super::json::json;
use super::table::{TableFormat, write};
use super::tables::{TableKind, report, table};

/// How an answer is written as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextFormat {
    /// JSON, with everything.
    Json,
    /// CSV, with every number of a table.
    Csv,
    /// A table with pipes.
    Markdown,
    /// A table with booktabs.
    Latex,
    /// Aligned, to be read in a terminal.
    Readable,
    /// To be pasted into a spreadsheet: the main numbers, rounded, between tabs.
    Sheet,
    /// To be pasted into a spreadsheet: every number with every digit, between tabs.
    ExactSheet,
}

/// `answer` as text; `None` where it has none in this format: a corpus run writes its tables
/// itself, text by text.
pub fn text(answer: &Answer, format: TextFormat) -> Option<String> {
    text_in_order(answer, format, None)
}

/// The same, the rows of a table in `order`; `None` keeps the order of the text. JSON and what is
/// read in a terminal are always in that order.
pub fn text_in_order(
    answer: &Answer,
    format: TextFormat,
    order: Option<&[usize]>,
) -> Option<String> {
    let (kind, format) = match (format, answer) {
        (TextFormat::Json, _) => return json(answer),
        (TextFormat::Readable, _) => return report(answer),
        (TextFormat::Sheet, Answer::Analysis(_)) => (TableKind::Sheet, TableFormat::Clipboard),
        // The table of the paper has one row a number; it has no shorter form.
        (TextFormat::ExactSheet, _) | (TextFormat::Sheet, Answer::Paper(_)) => {
            (TableKind::Data, TableFormat::Clipboard)
        }
        (TextFormat::Sheet, _) => (TableKind::Display, TableFormat::Clipboard),
        (TextFormat::Csv, _) => (TableKind::Data, TableFormat::Csv),
        (TextFormat::Markdown, _) => (TableKind::Display, TableFormat::Markdown),
        (TextFormat::Latex, _) => (TableKind::Display, TableFormat::Latex),
    };
    let table = table(answer, kind)?;
    let table = match order {
        Some(order) => table.in_order(order),
        None => table,
    };
    Some(write(&table, format))
}
