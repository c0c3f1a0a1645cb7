//! What the view in use shows, whole: to be copied, drawn or written by another thread.

use std::sync::Arc;

use crate::analysis::Answer;
use crate::export::{TextFormat, text_in_order};

use super::app::App;
use super::state::View;

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

/// What the view in use shows, once it is whole.
pub(super) fn whole_answer(app: &App) -> Option<Answer> {
    let answers = &app.workspace.answers;
    let answer = match app.settings.view {
        View::Corpus => Answer::Corpus(Arc::new(app.corpus.answer(&app.settings)?)),
        View::Tokens | View::Layers => {
            Answer::Analysis(Arc::clone(&answers.analysis.as_ref()?.newest))
        }
        View::Compare => Answer::Comparison(Arc::clone(&answers.comparison.as_ref()?.newest)),
        // Its cards are exported together.
        View::Paper => return None,
        View::Drift => Answer::Drift(Arc::clone(answers.drift.as_ref()?)),
        View::Models => Answer::Models(Arc::clone(answers.models.as_ref()?)),
    };
    answer.is_whole().then_some(answer)
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
