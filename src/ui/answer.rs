//! What the view in use shows, whole: to be copied, drawn or written by another thread.

use std::sync::Arc;

use crate::analysis::Answer;
use crate::export::{
    csv_from_comparison, csv_from_drift, csv_from_model_comparison, latex_from_analysis,
    latex_from_comparison, latex_from_drift, latex_from_model_comparison, markdown_from_analysis,
    markdown_from_comparison, markdown_from_drift, markdown_from_model_comparison,
    tabs_from_analysis,
};

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
    Some(match (answer, format) {
        (Answer::Corpus(_) | Answer::Paper(_), _) => return None,
        (Answer::Analysis(analysis), TableFormat::Sheet) => tabs_from_analysis(analysis, order),
        (Answer::Analysis(analysis), TableFormat::Markdown) => {
            markdown_from_analysis(analysis, order)
        }
        (Answer::Analysis(analysis), TableFormat::Latex) => latex_from_analysis(analysis, order),
        (Answer::Comparison(two), TableFormat::Sheet) => csv_from_comparison(two),
        (Answer::Comparison(two), TableFormat::Markdown) => markdown_from_comparison(two),
        (Answer::Comparison(two), TableFormat::Latex) => latex_from_comparison(two),
        (Answer::Drift(drift), TableFormat::Sheet) => csv_from_drift(drift),
        (Answer::Drift(drift), TableFormat::Markdown) => markdown_from_drift(drift),
        (Answer::Drift(drift), TableFormat::Latex) => latex_from_drift(drift),
        (Answer::Models(two), TableFormat::Sheet) => csv_from_model_comparison(two),
        (Answer::Models(two), TableFormat::Markdown) => markdown_from_model_comparison(two),
        (Answer::Models(two), TableFormat::Latex) => latex_from_model_comparison(two),
    })
}
