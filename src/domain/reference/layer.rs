//! One layer of the reference statistics, and what is usual there.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::token::Token;

use super::bins::Bin;
use super::strengths::{LEAST_COUNT, StrengthStatistics};

/// What a model makes of reference texts at one layer.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct LayerReference {
    /// The mean of every dimension over all tokens.
    pub means: Vec<f32>,
    /// The population standard deviation of every dimension.
    pub deviations: Vec<f32>,
    /// The outlier dimensions, by [`OUTLIER_RULE`](super::OUTLIER_RULE), in rising order.
    pub outliers: Vec<u32>,
    /// The strengths of each token of the vocabulary that was seen.
    pub by_id: BTreeMap<u32, StrengthStatistics>,
    /// The strengths of tokens that are alike.
    pub by_bin: BTreeMap<Bin, StrengthStatistics>,
}

/// What a strength is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UsualFrom {
    /// The same token of the vocabulary.
    Token,
    /// Tokens of the same class, frequency and position, or as many of these as were seen often
    /// enough together.
    Bin,
}

/// What is usual of a token at one layer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Usual {
    /// The strengths it is compared with.
    pub strengths: StrengthStatistics,
    /// Whose they are.
    pub from: UsualFrom,
}

impl UsualFrom {
    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Bin => "bin",
        }
    }
}

impl LayerReference {
    /// What is usual of each of the `tokens` of `text`; `None` where nothing like it was seen often
    /// enough.
    pub fn usual(&self, text: &str, tokens: &[Token]) -> Vec<Option<Usual>> {
        self.usual_in(&Bin::of(text, tokens), tokens)
    }

    /// The same of `tokens` that are in `bins`.
    pub(super) fn usual_in(&self, bins: &[[Bin; 4]], tokens: &[Token]) -> Vec<Option<Usual>> {
        let often = |found: &&StrengthStatistics| found.count >= LEAST_COUNT;
        let usual = tokens.iter().zip(bins).map(|(token, bins)| {
            let own = self.by_id.get(&token.id).filter(often);
            let of_bin = || {
                let mut bins = bins.iter();
                bins.find_map(|bin| self.by_bin.get(bin).filter(often))
            };
            let own = own.map(|&strengths| (strengths, UsualFrom::Token));
            let found = own.or_else(|| of_bin().map(|&strengths| (strengths, UsualFrom::Bin)));
            found.map(|(strengths, from)| Usual { strengths, from })
        });
        usual.collect()
    }

    /// How much of the squared norm of `state` lies in the outlier dimensions, 0 to 1.
    pub fn outlier_share(&self, state: &[f32]) -> f64 {
        let square = |&x: &f32| f64::from(x) * f64::from(x);
        let all: f64 = state.iter().map(square).sum();
        let outliers = self.outliers.iter();
        let of_outliers = outliers.filter_map(|&dimension| state.get(dimension as usize));
        let outliers: f64 = of_outliers.map(square).sum();
        // A sum of nothing is minus zero.
        if all > 0.0 && outliers > 0.0 {
            outliers / all
        } else {
            0.0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outliers_share_is_of_the_squared_norm() {
        let layer = LayerReference {
            outliers: vec![1, 2, 9],
            ..LayerReference::default()
        };
        let share = layer.outlier_share(&[3.0, 4.0, -5.0, 6.0]);
        assert!((share - 41.0 / 86.0).abs() < 1e-15, "{share}");
        // Plus zero: minus zero would be written as such.
        let none = layer.outlier_share(&[3.0, 0.0, 0.0]);
        assert!(none == 0.0 && none.is_sign_positive());
        assert_eq!(layer.outlier_share(&[0.0; 3]), 0.0);
    }
}
