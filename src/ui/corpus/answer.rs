//! What the corpus view shows, whole: to be drawn or written by another thread.

use crate::export::Answer;
use crate::ui::state::Settings;

use super::ShownCorpus;

/// Findings at a layer, and what a figure must say of them.
#[derive(Clone)]
pub(in crate::ui) struct CorpusAnswer {
    shown: ShownCorpus,
    layer: usize,
    notes: Vec<String>,
}

impl CorpusAnswer {
    /// What `shown` says at the layer that is looked at.
    pub(super) fn of(shown: ShownCorpus, settings: &Settings) -> Self {
        Self {
            layer: shown.layer(settings),
            notes: shown.figure_notes(),
            shown,
        }
    }

    /// The same, borrowed.
    pub(in crate::ui) fn borrowed(&self) -> Answer<'_> {
        let source = self.shown.figure_source(self.layer, &self.notes);
        Answer::Corpus(source, &self.shown.findings)
    }
}
