//! Two texts: which words moved the label from one to the other?
//!
//! What a head says of each text is the sum of what its tokens add to a text of padding. So the way
//! from A to B is split among the pairs of an alignment: what B's token adds less what A's does. The
//! rest is what the two texts of padding differ by, and what integration leaves over.

use std::sync::Arc;

use crate::domain::alignment::{Alignment, AlignmentKind, Pair};
use crate::domain::labels::LabelReading;

use super::super::text_analysis::Analysis;

/// The second text, and which words move the label from the first one to it.
#[derive(Debug, Clone, PartialEq)]
pub struct LabelMove {
    /// The second text, B, and its strengths.
    pub b: Analysis,
    /// What the head says of it.
    pub reading: Arc<LabelReading>,
    /// The logit of the explained label in A and in B.
    pub logits: [f64; 2],
    /// What its words do; `None` while what the labels rest on is still to come.
    pub words: Option<MovingWords>,
}

/// The difference of two logits, split up.
#[derive(Debug, Clone, PartialEq)]
pub struct MovingWords {
    /// Every token of A and B, in the order of both texts.
    pub pairs: Vec<MovingPair>,
    /// How far the logits of the two texts of padding lie apart, B's less A's.
    pub reference: f64,
    /// What is left over, B's residual less A's.
    pub residual: f64,
}

/// What a token of A and its partner in B do to the logit of the label.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MovingPair {
    /// Which tokens; a gap on one side where a token has no partner.
    pub pair: Pair,
    /// What A's token and B's token add to the logit of their text.
    pub attributions: [Option<f64>; 2],
    /// How far the logit falls where A's token, and B's, is masked.
    pub effects: [Option<f64>; 2],
}

impl MovingPair {
    /// How far the pair moves the logit from A to B; a token without a partner brings or takes all
    /// that it adds.
    pub fn moves(&self) -> f64 {
        let [a, b] = self.attributions;
        b.unwrap_or(0.0) - a.unwrap_or(0.0)
    }
}

impl LabelMove {
    pub(super) fn new(
        (a, of_a): (&Analysis, &LabelReading),
        (b, of_b): (Analysis, Arc<LabelReading>),
        label: usize,
    ) -> Self {
        let logit = |reading: &LabelReading| reading.explained().get(label).copied();
        Self {
            logits: [of_a, &*of_b].map(|reading| logit(reading).unwrap_or(f64::NAN)),
            words: MovingWords::new([a, &b], [of_a, &of_b], label),
            reading: of_b,
            b,
        }
    }

    /// How far the logit is moved from A to B.
    pub fn change(&self) -> f64 {
        let [a, b] = self.logits;
        b - a
    }

    /// The probability of `label` in A, whose reading is `of_a`, and in B.
    pub fn probabilities(&self, of_a: &LabelReading, label: usize) -> Option<[f64; 2]> {
        let probability = |reading: &LabelReading| {
            let all = reading.probabilities(reading.row)?;
            all.get(label).copied()
        };
        Some([probability(of_a)?, probability(&self.reading)?])
    }
}

impl MovingWords {
    fn new(texts: [&Analysis; 2], readings: [&LabelReading; 2], label: usize) -> Option<Self> {
        let [a, b] = texts.map(|analysis| &analysis.traced.tokens);
        let [of_a, of_b] = readings;
        let explained = [of_a.explanation.as_ref()?, of_b.explanation.as_ref()?];
        let attributions = explained.map(|one| one.attributions_of(label));
        let effects = explained.map(|one| one.effects_of(label));
        let pair = |pair: &Pair| {
            let [of_a, of_b] = &attributions;
            let [without_a, without_b] = &effects;
            MovingPair {
                pair: *pair,
                attributions: [
                    pair.a.and_then(|token| of_a.get(token).copied()),
                    pair.b.and_then(|token| of_b.get(token).copied()),
                ],
                effects: [
                    pair.a
                        .and_then(|token| without_a.get(token).copied().flatten()),
                    pair.b
                        .and_then(|token| without_b.get(token).copied().flatten()),
                ],
            }
        };
        let [explained_a, explained_b] = explained;
        let residual = |reading: &LabelReading| {
            let logit = reading.explained().get(label)?;
            reading.explanation.as_ref()?.residual(label, *logit)
        };
        Some(Self {
            pairs: Alignment::of(a, b, AlignmentKind::Edit)
                .pairs
                .iter()
                .map(pair)
                .collect(),
            reference: explained_b.reference.get(label)? - explained_a.reference.get(label)?,
            residual: residual(of_b)? - residual(of_a)?,
        })
    }

    /// The pairs that move the logit the most, either way, the most first.
    pub fn strongest(&self) -> Vec<&MovingPair> {
        let mut pairs: Vec<&MovingPair> = self.pairs.iter().collect();
        pairs.sort_by(|a, b| b.moves().abs().total_cmp(&a.moves().abs()));
        pairs
    }
}
