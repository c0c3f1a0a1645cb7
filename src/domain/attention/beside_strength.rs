//! Attention received and strength, of one text at one layer: do the same tokens have much of both?

use serde::{Deserialize, Serialize};

use crate::domain::statistics::spearman;
use crate::domain::threshold::ThresholdRule;
use crate::domain::token_scores::{Bucket, LayerScores, score_values};

/// How much attention a token receives can be counted in several ways.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, strum::VariantArray,
)]
#[serde(rename_all = "kebab-case")]
pub enum ReceivedKind {
    /// The mean weight over heads and queries.
    #[default]
    FromAll,
    /// The mean weight over heads and those queries that are no special tokens.
    FromText,
    /// The mean of the weighted norms over heads and queries.
    NormWeighted,
    /// The mean of value zeroing over queries.
    ValueZeroing,
}

impl ReceivedKind {
    /// Every choice, in the order of tables.
    pub const ALL: &[Self] = <Self as strum::VariantArray>::VARIANTS;

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::FromAll => "from-all",
            Self::FromText => "from-text",
            Self::NormWeighted => "norm-weighted",
            Self::ValueZeroing => "value-zeroing",
        }
    }

    /// What it is called in legends.
    pub fn title(self) -> &'static str {
        match self {
            Self::FromAll => "attention received",
            Self::FromText => "attention received from text tokens",
            Self::NormWeighted => "norm-weighted attention received",
            Self::ValueZeroing => "value zeroing",
        }
    }
}

/// How attention received and strength go together over the judged tokens of a text.
#[derive(Debug, Clone, PartialEq)]
pub struct BesideStrength {
    /// What each token receives, judged or not.
    pub received: Vec<f64>,
    /// Where each judged token stands by what it receives.
    pub scores: LayerScores,
    /// Spearman's rho with the strengths; `None` where it is undefined.
    pub spearman: Option<f64>,
    /// How many tokens are HIGH by strength.
    pub high: usize,
    /// How many are HIGH by what they receive.
    pub high_received: usize,
    /// How many are HIGH by both.
    pub high_both: usize,
    /// How many would be by chance: the product of the two over the number of judged tokens.
    pub expected_both: f64,
}

impl BesideStrength {
    /// Sets what each token `received` beside its strength at the same layer, as `strengths` and
    /// their `scores` have it. `rule` draws the line between HIGH and LOW in both.
    pub fn new(
        received: Vec<f64>,
        strengths: &[f64],
        scores: &LayerScores,
        rule: &ThresholdRule,
    ) -> Self {
        let judged: Vec<bool> = scores.tokens.iter().map(Option::is_some).collect();
        let of_received = score_values(&judged, &received, rule);
        let chosen = |values: &[f64]| -> Vec<f64> {
            let judged = values.iter().zip(&judged).filter(|(_, judged)| **judged);
            judged.map(|(&value, _)| value).collect()
        };
        let is_high = |scores: &LayerScores, token: usize| {
            let score = scores.tokens.get(token).and_then(Option::as_ref);
            score.is_some_and(|score| score.bucket == Bucket::High)
        };
        let count = |holds: &dyn Fn(usize) -> bool| (0..judged.len()).filter(|&t| holds(t)).count();
        let high = count(&|token| is_high(scores, token));
        let high_received = count(&|token| is_high(&of_received, token));
        let judged_count = judged.iter().filter(|&&judged| judged).count();
        Self {
            spearman: spearman(&chosen(strengths), &chosen(&received)),
            high,
            high_received,
            high_both: count(&|token| is_high(scores, token) && is_high(&of_received, token)),
            expected_both: (high * high_received) as f64 / judged_count.max(1) as f64,
            received,
            scores: of_received,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_outside_the_set_count_in_neither() {
        let rule = ThresholdRule::default();
        let inside = [false, true, true, true, true, false];
        let strengths = [99.0, 1.0, 2.0, 3.0, 4.0, 99.0];
        let scores = score_values(&inside, &strengths, &rule);
        let received = vec![9.0, 0.4, 0.3, 0.2, 0.1, 9.0];
        let beside = BesideStrength::new(received, &strengths, &scores, &rule);
        assert_eq!(beside.spearman, Some(-1.0));
        assert_eq!(
            (beside.high, beside.high_received, beside.high_both),
            (1, 1, 0)
        );
        assert_eq!(beside.expected_both, 0.25);
        assert_eq!(beside.scores.tokens[0], None);
    }

    #[test]
    fn the_same_numbers_agree() {
        let rule = ThresholdRule::default();
        let values = [1.0, 5.0, 2.0, 3.0, 4.0];
        let scores = score_values(&[true; 5], &values, &rule);
        let beside = BesideStrength::new(values.to_vec(), &values, &scores, &rule);
        assert_eq!(beside.spearman, Some(1.0));
        assert_eq!(beside.high_both, beside.high);
    }
}
