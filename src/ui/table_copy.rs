//! An answer as a table for the clipboard.

use crate::analysis::Answer;
use crate::export::{TextFormat, text_in_order};

/// How a table is copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TableFormat {
    /// For a spreadsheet: the main numbers, rounded.
    Sheet,
    /// For a spreadsheet: every number with every digit.
    Exact,
    /// With pipes.
    Markdown,
    /// With booktabs.
    Latex,
}

impl TableFormat {
    /// As the window says it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Sheet => "rounded, for a spreadsheet",
            Self::Exact => "with every digit, for a spreadsheet",
            Self::Markdown => "as Markdown",
            Self::Latex => "as LaTeX",
        }
    }

    /// The same of exports.
    pub(super) fn text(self) -> TextFormat {
        match self {
            Self::Sheet => TextFormat::Sheet,
            Self::Exact => TextFormat::ExactSheet,
            Self::Markdown => TextFormat::Markdown,
            Self::Latex => TextFormat::Latex,
        }
    }
}

/// The numbers of `answer` as a table, where there is one. `order` is the tokens of one text, the
/// pairs of two or of instructions, or the words of two models as they are to stand; `None` keeps the
/// order of the texts.
pub(super) fn table(
    answer: &Answer,
    format: TableFormat,
    order: Option<&[usize]>,
) -> Option<String> {
    let of_rows = matches!(
        answer,
        Answer::Analysis(_) | Answer::Comparison(_) | Answer::Drift(_) | Answer::Models(_)
    );
    let order = order.filter(|_| of_rows);
    text_in_order(answer, format.text(), order)
}
