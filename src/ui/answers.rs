//! The newest answer to each kind of question. What was shown stays until another takes its place.

use std::sync::Arc;

use crate::analysis::paper::PaperReport;
use crate::analysis::{Analysis, Answer, Comparison, Drift, ModelComparison};
use crate::domain::trace::ModelCard;

/// The newest answer to each kind of question.
#[derive(Default)]
pub(super) struct Answers {
    pub(super) analysis: Option<Shown<Analysis>>,
    pub(super) comparison: Option<Shown<Comparison>>,
    pub(super) drift: Option<Arc<Drift>>,
    pub(super) models: Option<Arc<ModelComparison>>,
    pub(super) paper: Option<Arc<PaperReport>>,
}

/// An answer that may still lack its last layers, and the one before it.
pub(super) struct Shown<T> {
    pub(super) newest: Arc<T>,
    /// The last one that was whole, as long as the newest is not.
    whole_before: Option<Arc<T>>,
}

/// What comes layer by layer where a pass is slow.
pub(super) trait ByLayers {
    fn is_whole(&self) -> bool;
    fn model(&self) -> &Arc<ModelCard>;
}

impl ByLayers for Analysis {
    fn is_whole(&self) -> bool {
        Self::is_whole(self)
    }

    fn model(&self) -> &Arc<ModelCard> {
        &self.model
    }
}

impl ByLayers for Comparison {
    fn is_whole(&self) -> bool {
        Self::is_whole(self)
    }

    fn model(&self) -> &Arc<ModelCard> {
        &self.a.model
    }
}

impl<T: ByLayers> Shown<T> {
    fn new(newest: Arc<T>, before: Option<Self>) -> Self {
        let whole = before.map(|before| before.whole_before.unwrap_or(before.newest));
        let same_model = |before: &Arc<T>| before.is_whole() && before.model() == newest.model();
        let whole_before = whole.filter(|_| !newest.is_whole()).filter(same_model);
        Self {
            newest,
            whole_before,
        }
    }

    /// What charts over all layers show: the whole one before, as long as the newest is still
    /// being read, so that they do not flicker.
    pub(super) fn every_layer(&self) -> &Arc<T> {
        self.whole_before.as_ref().unwrap_or(&self.newest)
    }
}

impl Answers {
    /// Puts `answer` in place of the one before of its kind.
    pub(super) fn receive(&mut self, answer: Answer) {
        match answer {
            Answer::Analysis(analysis) => {
                self.analysis = Some(Shown::new(analysis, self.analysis.take()));
            }
            Answer::Comparison(comparison) => {
                self.comparison = Some(Shown::new(comparison, self.comparison.take()));
            }
            Answer::Drift(drift) => self.drift = Some(drift),
            Answer::Models(comparison) => self.models = Some(comparison),
            Answer::Paper(report) => self.paper = Some(report),
            // A corpus is read in a run of its own.
            Answer::Corpus(_) => {}
        }
    }
}
