//! An answer as a table for the clipboard.

use crate::analysis::Answer;
use crate::export::{TextFormat, text_in_order};

/// How a table is copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TableFormat {
    /// For a spreadsheet.
    Sheet,
    /// With pipes.
    Markdown,
    /// With booktabs.
    Latex,
}

impl TableFormat {
    /// As the window says it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Sheet => "for a spreadsheet",
            Self::Markdown => "as Markdown",
            Self::Latex => "as LaTeX",
        }
    }
}

/// The numbers of `answer` as a table, where there is one. `order` is the tokens of one text as
/// they are to stand; `None` keeps the text's order.
pub(super) fn table(
    answer: &Answer,
    format: TableFormat,
    order: Option<&[usize]>,
) -> Option<String> {
    let format = match format {
        TableFormat::Sheet => TextFormat::Sheet,
        TableFormat::Markdown => TextFormat::Markdown,
        TableFormat::Latex => TextFormat::Latex,
    };
    let order = order.filter(|_| matches!(answer, Answer::Analysis(_)));
    text_in_order(answer, format, order)
}
