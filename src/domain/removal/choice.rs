//! Ways to choose as many tokens as are HIGH.

use serde::{Deserialize, Serialize};

use crate::domain::attention::AttentionReceived;
use crate::domain::frequency::word_ranks;
use crate::domain::trace::TracedText;

/// Another way to choose as many of the judged tokens as are HIGH.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    strum::VariantArray,
)]
#[serde(rename_all = "kebab-case")]
pub enum Rival {
    /// Those of the least strength at the layer.
    LowestStrength,
    /// Random content words; others where there are too few.
    RandomContent,
    /// Those that receive the most attention in the block before the layer.
    AttentionReceived,
    /// The same, each weight times the norm of what it passes on.
    NormWeighted,
    /// Those of the rarest words.
    Rarest,
    /// Those that alone do the most: a greedy choice, which looks at what it is to explain. What they do
    /// together may still be less than what others do.
    LeaveOneOut,
}

impl Rival {
    /// Every rival, in the order of tables.
    pub const ALL: &[Self] = <Self as strum::VariantArray>::VARIANTS;

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::LowestStrength => "lowest-strength",
            Self::RandomContent => "random-content",
            Self::AttentionReceived => "attention-received",
            Self::NormWeighted => "norm-weighted",
            Self::Rarest => "rarest",
            Self::LeaveOneOut => "leave-one-out",
        }
    }

    /// The name for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::LowestStrength => "lowest strength",
            Self::RandomContent => "random content words",
            Self::AttentionReceived => "attention received",
            Self::NormWeighted => "norm-weighted attention",
            Self::Rarest => "rarest words",
            Self::LeaveOneOut => "most effect alone (greedy)",
        }
    }

    /// How much each token of `text` is wanted at `layer`, the most first; `None` of a rival that no
    /// number ranks, or where what it asks for was not captured.
    pub(super) fn scores(self, text: &TracedText, layer: usize) -> Option<Vec<f64>> {
        let attention = |of: fn(&AttentionReceived) -> &Vec<f32>| {
            let block = text.trace.attention.get(layer.checked_sub(1)?)?;
            Some(of(block).iter().copied().map(f64::from).collect())
        };
        match self {
            Self::LowestStrength => Some(text.strengths(layer).iter().map(|s| -s).collect()),
            Self::AttentionReceived => attention(|block| &block.received),
            Self::NormWeighted => attention(|block| &block.norm_weighted),
            Self::Rarest => Some(rarity(text)),
            Self::RandomContent | Self::LeaveOneOut => None,
        }
    }
}

/// The rank of each token's word, the rarest the most; a word that the list does not have is rarer
/// than all others, punctuation and special tokens are the least rare.
fn rarity(text: &TracedText) -> Vec<f64> {
    let ranks = word_ranks(&text.text, &text.tokens).into_iter();
    let tokens = ranks.zip(&text.tokens);
    tokens
        .map(|(rank, token)| match rank {
            Some(rank) => f64::from(rank),
            None if token.special || token.punctuation => 0.0,
            None => f64::INFINITY,
        })
        .collect()
}

/// The `size` of `tokens` that have the most `score`, in rising order; the earlier of equals.
pub(super) fn top(tokens: &[usize], scores: &[f64], size: usize) -> Vec<usize> {
    let score = |token: usize| scores.get(token).copied().unwrap_or(f64::NEG_INFINITY);
    let mut ranked = tokens.to_vec();
    ranked.sort_by(|&a, &b| score(b).total_cmp(&score(a)));
    ranked.truncate(size);
    ranked.sort_unstable();
    ranked
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::paper::recomputed::tokens_of;
    use crate::domain::trace::Trace;

    #[test]
    fn words_that_the_list_lacks_are_the_rarest() {
        let words = ["[CLS]", "the", "zzqqy", "."];
        let text = "the zzqqy .";
        let text = TracedText {
            text: text.to_owned(),
            tokens: tokens_of(text, words),
            truncated_tokens: 0,
            second_start: None,
            unknown: 0,
            trace: Trace {
                strengths: vec![vec![4.0, 3.0, 2.0, 1.0]],
                hidden_states: Vec::new(),
                hidden_size: 1,
                attention: Vec::new(),
                parts: Vec::new(),
            },
        };
        let scores = Rival::Rarest.scores(&text, 0).unwrap();
        assert_eq!((scores[0], scores[3]), (0.0, 0.0));
        assert!((1.0..100.0).contains(&scores[1]), "{scores:?}");
        assert_eq!(scores[2], f64::INFINITY);
        let lowest = Rival::LowestStrength.scores(&text, 0);
        assert_eq!(lowest, Some(vec![-4.0, -3.0, -2.0, -1.0]));
        assert_eq!(Rival::RandomContent.scores(&text, 0), None);
    }

    #[test]
    fn the_top_are_those_of_the_greatest_score() {
        let scores = [9.0, 1.0, 5.0, 5.0, 7.0];
        assert_eq!(top(&[1, 2, 3, 4], &scores, 2), [2, 4]);
        assert_eq!(top(&[1, 2, 3, 4], &scores, 9), [1, 2, 3, 4]);
        assert!(top(&[1, 2], &scores, 0).is_empty());
    }
}
