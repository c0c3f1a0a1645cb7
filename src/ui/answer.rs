//! What the view at hand shows, whole: to be copied, drawn or written by another thread.

use std::sync::Arc;

use crate::analysis::{Analysis, Comparison, Drift, ModelComparison};
use crate::export::{
    Answer, csv_from_comparison, csv_from_drift, csv_from_model_comparison, latex_from_analysis,
    latex_from_comparison, latex_from_drift, latex_from_model_comparison, markdown_from_analysis,
    markdown_from_comparison, markdown_from_drift, markdown_from_model_comparison,
    tabs_from_analysis,
};

use super::app::App;
use super::corpus::CorpusAnswer;
use super::state::View;

/// What a view shows.
#[derive(Clone)]
pub(super) enum ShownAnswer {
    /// One text.
    Analysis(Arc<Analysis>),
    /// Two texts.
    Comparison(Arc<Comparison>),
    /// One input under several instructions, and the same with each text's own positions.
    Drift(Arc<Drift>, Option<Arc<Drift>>),
    /// One text through two models.
    Models(Arc<ModelComparison>),
    /// Many texts.
    Corpus(Box<CorpusAnswer>),
}

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

impl ShownAnswer {
    /// What the view at hand shows, once it is whole.
    pub(super) fn of(app: &App) -> Option<Self> {
        let session = &app.session;
        match app.settings.view {
            View::Corpus => Some(Self::Corpus(Box::new(app.corpus.answer(&app.settings)?))),
            View::Tokens | View::Layers => {
                let shown = session.shown.as_ref()?;
                let whole = shown.analysis.is_whole();
                whole.then(|| Self::Analysis(Arc::clone(&shown.analysis)))
            }
            View::Compare => {
                let shown = session.shown_pair.as_ref()?;
                let whole = shown.comparison.is_whole();
                whole.then(|| Self::Comparison(Arc::clone(&shown.comparison)))
            }
            View::Paper => None,
            View::Drift => {
                let shown = session.shown_drift.as_ref()?;
                Some(Self::Drift(
                    Arc::clone(&shown.drift),
                    shown.drift_as_is.clone(),
                ))
            }
            View::Models => {
                let shown = session.shown_models.as_ref()?;
                Some(Self::Models(Arc::clone(&shown.comparison)))
            }
        }
    }

    /// The same, borrowed.
    pub(super) fn borrowed(&self) -> Answer<'_> {
        match self {
            Self::Analysis(analysis) => Answer::Analysis(analysis),
            Self::Comparison(comparison) => Answer::Comparison(comparison),
            Self::Drift(drift, as_is) => Answer::Drift(drift, as_is.as_deref()),
            Self::Models(comparison) => Answer::Models(comparison),
            Self::Corpus(corpus) => corpus.borrowed(),
        }
    }

    /// Its numbers as a table, where there is one. `order` is the tokens of one text as they are to stand; none is the
    /// order of the text.
    pub(super) fn table(&self, format: TableFormat, order: Option<&[usize]>) -> Option<String> {
        Some(match (self, format) {
            (Self::Corpus(_), _) => return None,
            (Self::Analysis(analysis), TableFormat::Sheet) => tabs_from_analysis(analysis, order),
            (Self::Analysis(analysis), TableFormat::Markdown) => {
                markdown_from_analysis(analysis, order)
            }
            (Self::Analysis(analysis), TableFormat::Latex) => latex_from_analysis(analysis, order),
            (Self::Comparison(two), TableFormat::Sheet) => csv_from_comparison(two),
            (Self::Comparison(two), TableFormat::Markdown) => markdown_from_comparison(two),
            (Self::Comparison(two), TableFormat::Latex) => latex_from_comparison(two),
            (Self::Drift(drift, _), TableFormat::Sheet) => csv_from_drift(drift),
            (Self::Drift(drift, _), TableFormat::Markdown) => markdown_from_drift(drift),
            (Self::Drift(drift, _), TableFormat::Latex) => latex_from_drift(drift),
            (Self::Models(two), TableFormat::Sheet) => csv_from_model_comparison(two),
            (Self::Models(two), TableFormat::Markdown) => markdown_from_model_comparison(two),
            (Self::Models(two), TableFormat::Latex) => latex_from_model_comparison(two),
        })
    }
}
