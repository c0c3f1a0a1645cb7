//! How the vectors of a text's tokens become one.

use serde::{Deserialize, Serialize};

/// How the vectors of a text's tokens become one. What sentence-transformers calls them stands
/// behind each.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, strum::VariantArray,
)]
#[serde(rename_all = "kebab-case")]
pub enum PoolingMode {
    /// Their mean (`mean`).
    #[default]
    Mean,
    /// The first token's, `[CLS]` in BERT (`cls`).
    Cls,
    /// In each dimension the largest number (`max`).
    Max,
    /// Their sum over the square root of their count (`mean_sqrt_len_tokens`).
    MeanSqrtLen,
    /// Their mean, each weighted by its position, counted from 1 (`weightedmean`).
    WeightedMean,
    /// The last token's (`lasttoken`).
    LastToken,
}

impl PoolingMode {
    /// Every mode, in the order a menu shows them.
    pub const ALL: &[Self] = <Self as strum::VariantArray>::VARIANTS;

    /// The name on the command line and in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mean => "mean",
            Self::Cls => "cls",
            Self::Max => "max",
            Self::MeanSqrtLen => "mean-sqrt-len",
            Self::WeightedMean => "weighted-mean",
            Self::LastToken => "last-token",
        }
    }

    /// What each of `tokens` tokens is multiplied by before they are summed, where the first
    /// `skipped` do not count; `None` for [`Max`](Self::Max), where it depends on the numbers.
    ///
    /// ```
    /// use glassbox::domain::pooling::PoolingMode;
    ///
    /// assert_eq!(PoolingMode::Mean.weights(4, 0), Some(vec![0.25; 4]));
    /// assert_eq!(PoolingMode::Cls.weights(3, 1), Some(vec![0.0, 1.0, 0.0]));
    /// assert_eq!(PoolingMode::Max.weights(3, 0), None);
    /// ```
    pub fn weights(self, tokens: usize, skipped: usize) -> Option<Vec<f64>> {
        let counted = tokens.saturating_sub(skipped);
        let weight: Box<dyn Fn(usize) -> f64> = match self {
            Self::Max => return None,
            Self::Mean => Box::new(|_| 1.0 / counted as f64),
            Self::MeanSqrtLen => Box::new(|_| 1.0 / (counted as f64).sqrt()),
            Self::Cls => Box::new(|token| f64::from(u8::from(token == skipped))),
            Self::LastToken => Box::new(|token| f64::from(u8::from(token + 1 == tokens))),
            Self::WeightedMean => {
                let all: f64 = (skipped..tokens).map(|token| (token + 1) as f64).sum();
                Box::new(move |token| (token + 1) as f64 / all)
            }
        };
        let weights = (0..tokens).map(|token| if token < skipped { 0.0 } else { weight(token) });
        Some(weights.collect())
    }
}

/// One mode, or several whose vectors are put side by side.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Vec<PoolingMode>", into = "Vec<PoolingMode>")]
pub struct Pooling(Vec<PoolingMode>);

impl Pooling {
    /// Several modes, their vectors side by side in this order; `None` if there are none.
    pub fn side_by_side(modes: Vec<PoolingMode>) -> Option<Self> {
        (!modes.is_empty()).then_some(Self(modes))
    }

    /// The modes, at least one.
    pub fn modes(&self) -> &[PoolingMode] {
        &self.0
    }

    /// The name in files and for people: `mean`, or `mean+cls`.
    pub fn name(&self) -> String {
        let names: Vec<&str> = self.0.iter().map(|mode| mode.name()).collect();
        names.join("+")
    }

    /// How much of the whole each of `tokens` tokens stands for, whatever their numbers; the shares
    /// sum to 1. It divides what belongs to no token, as the bias of a dense layer.
    pub(super) fn shares(&self, tokens: usize, skipped: usize) -> Vec<f64> {
        let mut shares = vec![0.0; tokens];
        for mode in &self.0 {
            // No token of a maximum is more than another before the numbers are known.
            let weights = mode.weights(tokens, skipped);
            let weights = weights.or_else(|| PoolingMode::Mean.weights(tokens, skipped));
            let weights = weights.unwrap_or_default();
            let all = weights.iter().sum::<f64>() * self.0.len() as f64;
            for (share, weight) in shares.iter_mut().zip(weights) {
                *share += weight / all;
            }
        }
        shares
    }
}

impl From<PoolingMode> for Pooling {
    fn from(mode: PoolingMode) -> Self {
        Self(vec![mode])
    }
}

impl From<Pooling> for Vec<PoolingMode> {
    fn from(pooling: Pooling) -> Self {
        pooling.0
    }
}

impl TryFrom<Vec<PoolingMode>> for Pooling {
    type Error = &'static str;

    fn try_from(modes: Vec<PoolingMode>) -> Result<Self, Self::Error> {
        Self::side_by_side(modes).ok_or("a pooling needs a mode")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_those_of_sentence_transformers() {
        let weights = |mode: PoolingMode, skipped| mode.weights(4, skipped).unwrap();
        assert_eq!(weights(PoolingMode::Mean, 2), [0.0, 0.0, 0.5, 0.5]);
        assert_eq!(weights(PoolingMode::MeanSqrtLen, 0), [0.5; 4]);
        assert_eq!(weights(PoolingMode::WeightedMean, 0), [0.1, 0.2, 0.3, 0.4]);
        // The positions stay those of the whole text.
        let behind_prompt = weights(PoolingMode::WeightedMean, 2);
        assert_eq!(behind_prompt, [0.0, 0.0, 3.0 / 7.0, 4.0 / 7.0]);
        assert_eq!(weights(PoolingMode::Cls, 1), [0.0, 1.0, 0.0, 0.0]);
        assert_eq!(weights(PoolingMode::LastToken, 1), [0.0, 0.0, 0.0, 1.0]);
    }

    #[test]
    fn names_are_those_of_files() {
        for mode in PoolingMode::ALL {
            let written = serde_json::to_string(mode).unwrap();
            assert_eq!(written, format!("\"{}\"", mode.name()));
        }
        let both = Pooling::side_by_side(vec![PoolingMode::Mean, PoolingMode::LastToken]).unwrap();
        assert_eq!(both.name(), "mean+last-token");
        let written = serde_json::to_string(&both).unwrap();
        assert_eq!(serde_json::from_str::<Pooling>(&written).unwrap(), both);
        assert!(serde_json::from_str::<Pooling>("[]").is_err());
    }

    #[test]
    fn shares_sum_to_one_in_every_mode() {
        for first in PoolingMode::ALL {
            let pooling = Pooling::side_by_side(vec![*first, PoolingMode::Max]).unwrap();
            let shares = pooling.shares(5, 1);
            assert_eq!(shares[0], 0.0);
            assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        }
    }
}
