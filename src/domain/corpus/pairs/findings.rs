//! What many pairs say together.

use serde::{Deserialize, Serialize};

use super::record::PairSource;
use crate::domain::corpus::estimate::Estimate;

/// `R_H` against chance over many pairs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PairFindings {
    /// Where the second texts come from.
    pub source: PairSource,
    /// Pairs compared.
    pub pairs: u64,
    /// Texts of which no word could be swapped.
    pub without_swap: u64,
    /// Texts whose second text the model could not read.
    pub not_read: u64,
    /// With every token of the token set.
    pub all: ChanceFindings,
    /// Without the tokens of changed words.
    pub unchanged: ChanceFindings,
    /// How many times the buckets were shuffled within every pair, and how many times the pairs
    /// were resampled.
    pub replicates: usize,
    /// What all random numbers come from.
    pub seed: u64,
}

/// One of the two ways to count.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChanceFindings {
    /// Pairs that decide something: with a HIGH token, a LOW one, and a shift. The rest of this
    /// rests on them.
    pub decided: u64,
    /// The mean of `R_H` over the pairs; `None` without pairs.
    pub ratio: Option<Estimate>,
    /// The mean of what chance makes of it, the share of HIGH tokens.
    pub chance: Option<f64>,
    /// The mean of the difference of the two.
    pub difference: Option<Estimate>,
    /// How likely buckets that are shuffled within every pair give so great a mean: one-sided,
    /// `(b + 1) / (m + 1)` for `b` of `m` shuffles.
    pub p: Option<f64>,
    /// How many pairs have a p of their own of at most 0.05. By chance it is one in twenty or
    /// fewer: with few tokens no p is so small.
    pub small_p: u64,
    /// At every layer, `[layer]`, by the buckets of that layer.
    pub layers: Vec<ChanceAtLayer>,
}

/// `R_H` against chance at one layer.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ChanceAtLayer {
    /// Pairs that decide something there.
    pub decided: u64,
    /// The mean of `R_H`.
    pub ratio: Option<f64>,
    /// The mean of what chance makes of it.
    pub chance: Option<f64>,
    /// The mean of the difference of the two.
    pub difference: Option<Estimate>,
}
