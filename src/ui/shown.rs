//! What the charts show: texts that were read, and what the settings at hand make of them.

use std::sync::Arc;

use crate::analysis::{
    Analysis, Comparison, ComparisonQuestion, Drift, Instruction, ModelComparison, ModelQuestion,
    Positions, Question, judge_again, judge_aligned,
};
use crate::domain::alignment::Alignment;
use crate::domain::trace::{ModelCard, TracedText};

use super::state::Settings;

/// The newest text that was read, and its analysis under the settings at hand.
pub(super) struct Shown {
    pub(super) traced: Arc<TracedText>,
    pub(super) analysis: Arc<Analysis>,
    pub(super) question: Question,
    /// The analysis before, while this one is not whole.
    pub(super) whole_before: Option<Arc<Analysis>>,
}

/// The newest two texts that were read, compared under the settings at hand.
pub(super) struct ShownPair {
    pub(super) model: Arc<ModelCard>,
    pub(super) texts: [Arc<TracedText>; 2],
    pub(super) as_is: Option<[Arc<TracedText>; 2]>,
    pub(super) asked: ComparisonQuestion,
    pub(super) comparison: Arc<Comparison>,
    /// The same with every text's own positions, where kept ones are shown.
    pub(super) compared_as_is: Option<Arc<Comparison>>,
    /// Alignments before each pairing by hand, the oldest first.
    pub(super) before: Vec<Alignment>,
    /// The comparison before, while this one is not whole.
    pub(super) whole_before: Option<Arc<Comparison>>,
}

/// Pairs that an opened figure was made with.
pub(super) struct PairsWanted {
    /// The two texts they are of.
    pub(super) texts: [String; 2],
    /// Tokens of A and of B.
    pub(super) pairs: Vec<(usize, usize)>,
}

/// The newest input read behind every instruction, compared under the settings at hand.
pub(super) struct ShownDrift {
    pub(super) model: Arc<ModelCard>,
    pub(super) input: String,
    /// As asked, and with every text's own positions where kept ones are shown.
    pub(super) read: [Option<Vec<Instruction>>; 2],
    pub(super) asked: ComparisonQuestion,
    pub(super) drift: Arc<Drift>,
    pub(super) drift_as_is: Option<Arc<Drift>>,
}

/// The newest text that two models read, compared under the settings at hand.
pub(super) struct ShownModels {
    pub(super) models: [Arc<ModelCard>; 2],
    pub(super) texts: [Arc<TracedText>; 2],
    pub(super) asked: ModelQuestion,
    pub(super) comparison: Arc<ModelComparison>,
}

impl Shown {
    /// What charts over all layers show: the whole text before, as long as this one is still being
    /// read, so that they do not flicker.
    pub(super) fn every_layer(&self) -> &Arc<Analysis> {
        self.whole_before.as_ref().unwrap_or(&self.analysis)
    }
}

impl ShownPair {
    /// What charts over all layers show: the two texts before, as long as these are still being
    /// read, so that they do not flicker.
    pub(super) fn every_layer(&self) -> &Arc<Comparison> {
        self.whole_before.as_ref().unwrap_or(&self.comparison)
    }

    pub(super) fn realign(&mut self, alignment: Alignment) {
        self.compare_as_is(&alignment);
        let before = Some(&self.comparison);
        // The same texts at a layer they have: nothing here can fail that did not before.
        if let Some(comparison) = self.judged(&self.texts, before, &self.asked, alignment) {
            self.comparison = comparison;
            if self.comparison.is_whole() {
                self.whole_before = None;
            }
        }
    }

    pub(super) fn compare_as_is(&mut self, alignment: &Alignment) {
        let asked = own_positions(&self.asked);
        let before = self.compared_as_is.as_ref();
        let texts = self.as_is.as_ref();
        self.compared_as_is =
            texts.and_then(|texts| self.judged(texts, before, &asked, alignment.clone()));
    }

    /// The comparison of `texts`; what `before` has of the same two, paired alike, is used again.
    fn judged(
        &self,
        texts: &[Arc<TracedText>; 2],
        before: Option<&Arc<Comparison>>,
        asked: &ComparisonQuestion,
        alignment: Alignment,
    ) -> Option<Arc<Comparison>> {
        let [a, b] = texts;
        let before = before.filter(|before| {
            let same_passes = Arc::ptr_eq(&before.a.traced, a) && Arc::ptr_eq(&before.b.traced, b);
            same_passes && before.alignment == alignment
        });
        let judged = if let Some(before) = before {
            judge_again(before, asked)
        } else {
            let (model, a, b) = (Arc::clone(&self.model), Arc::clone(a), Arc::clone(b));
            judge_aligned(model, a, b, asked, alignment)
        };
        judged.ok().map(Arc::new)
    }
}

pub(super) fn own_positions(asked: &ComparisonQuestion) -> ComparisonQuestion {
    ComparisonQuestion {
        positions: Positions::AsIs,
        ..*asked
    }
}

/// What the settings ask, of texts whose positions were settled when they were read.
pub(super) fn anew(
    asked: &ComparisonQuestion,
    settings: &Settings,
    layers: usize,
) -> ComparisonQuestion {
    ComparisonQuestion {
        positions: asked.positions,
        ..settings.comparison_question(layers)
    }
}
