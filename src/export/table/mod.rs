//! Tables: one structure, and a writer for each format. Any table can be written in any of them;
//! each writer makes the texts of the cells harmless in its own way.

mod cell;
mod column;
mod structure;

mod clipboard;
mod csv;
mod latex;
mod markdown;
mod terminal;

pub use cell::{Bar, Cell};
pub use column::{Align, Column, NumberFormat};
pub(super) use structure::Columns;
pub use structure::Table;

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableFormat {
    /// Comma-separated by RFC 4180.
    Csv,
    /// With pipes, under its caption.
    Markdown,
    /// A `table` with its caption and the rules of the booktabs package.
    Latex,
    /// Lined up, for a terminal.
    Terminal,
    /// Tab-separated, as spreadsheets take it from the clipboard.
    Clipboard,
}

/// `table` in `format`; every line ends.
pub fn write(table: &Table, format: TableFormat) -> String {
    match format {
        TableFormat::Csv => csv::write(table),
        TableFormat::Markdown => markdown::write(table),
        TableFormat::Latex => latex::write(table),
        TableFormat::Terminal => terminal::write(table),
        TableFormat::Clipboard => clipboard::write(table),
    }
}
