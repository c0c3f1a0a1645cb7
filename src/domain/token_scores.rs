//! Where each token stands among the others of its sentence: rank, z-score, margin, bucket
//! (the paper's equations 3 and 4).

use super::strength::{ranks, z_scores};
use super::threshold::{ThresholdRule, quantile};
use super::token::Token;

/// HIGH above the threshold, LOW at it or below.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::IntoStaticStr)]
#[strum(serialize_all = "UPPERCASE")]
pub enum Bucket {
    /// Strictly above the threshold.
    High,
    /// At the threshold or below.
    Low,
}

impl Bucket {
    /// HIGH if `strength > threshold`, strictly.
    pub fn of(strength: f64, threshold: f64) -> Self {
        if strength > threshold {
            Self::High
        } else {
            Self::Low
        }
    }

    /// The name in files and in the window.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// Where one token of the token set stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TokenScore {
    /// 1 for the strongest of the set; equal strengths share the better rank.
    pub rank: usize,
    /// Standard deviations above the mean of the set; `None` when all strengths are equal.
    pub z: Option<f64>,
    /// HIGH or LOW.
    pub bucket: Bucket,
    /// Strength minus threshold; exactly 0 is a tie, and LOW.
    pub margin: f64,
}

/// The threshold of one sentence at one layer, and the score of its tokens.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerScores {
    /// The threshold; `None` when the token set is empty or a strength is not finite.
    pub threshold: Option<f64>,
    /// One entry per token, in order; `None` for tokens outside the set.
    pub tokens: Vec<Option<TokenScore>>,
}

/// Scores the `strengths` (one per token, any unit) of `tokens` by `rule`.
pub fn score_layer(tokens: &[Token], strengths: &[f64], rule: &ThresholdRule) -> LayerScores {
    let inside: Vec<bool> = tokens.iter().map(|t| rule.tokens.contains(t)).collect();
    score_values(&inside, strengths, rule)
}

/// Scores `strengths` (any unit), of which those `inside` enter the threshold and the ranks; the
/// rule's token set is not asked.
pub fn score_values(inside: &[bool], strengths: &[f64], rule: &ThresholdRule) -> LayerScores {
    let chosen: Vec<f64> = chosen(inside, strengths);
    let Some(threshold) = quantile(&chosen, rule.quantile, rule.method) else {
        return LayerScores {
            threshold: None,
            tokens: vec![None; inside.len()],
        };
    };
    let z = z_scores(&chosen);
    let mut of_chosen =
        chosen
            .iter()
            .zip(ranks(&chosen))
            .enumerate()
            .map(|(place, (&strength, rank))| TokenScore {
                rank,
                z: z.as_ref().and_then(|z| z.get(place).copied()),
                bucket: Bucket::of(strength, threshold),
                margin: strength - threshold,
            });
    LayerScores {
        threshold: Some(threshold),
        tokens: inside
            .iter()
            .map(|&inside| if inside { of_chosen.next() } else { None })
            .collect(),
    }
}

/// The bucket alone of each of `strengths`, as [`score_values`] gives it: for many texts.
pub fn buckets_of(inside: &[bool], strengths: &[f64], rule: &ThresholdRule) -> Vec<Option<Bucket>> {
    let threshold = quantile(&chosen(inside, strengths), rule.quantile, rule.method);
    inside
        .iter()
        .zip(strengths)
        .map(|(&inside, &strength)| {
            let threshold = threshold.filter(|_| inside)?;
            Some(Bucket::of(strength, threshold))
        })
        .collect()
}

fn chosen(inside: &[bool], strengths: &[f64]) -> Vec<f64> {
    inside
        .iter()
        .zip(strengths)
        .filter_map(|(&inside, &strength)| inside.then_some(strength))
        .collect()
}
