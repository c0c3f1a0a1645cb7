//! Parts of `glassbox.corpus.v1`: an estimate with its interval, and `R_H` against chance.

use serde::Serialize;

use crate::domain::corpus::Estimate;
use crate::domain::corpus::pairs::{ChanceFindings, PairFindings, PairSource};

/// A value and the ends of its interval; `null` where there is no interval.
#[derive(Serialize)]
pub(super) struct EstimateEntry {
    value: f64,
    low: Option<f64>,
    high: Option<f64>,
}

impl EstimateEntry {
    pub(super) fn new(estimate: Option<Estimate>) -> Option<Self> {
        let Estimate { value, interval } = estimate?;
        Some(Self {
            value,
            low: interval.map(|interval| interval.low),
            high: interval.map(|interval| interval.high),
        })
    }
}

/// The value of `pairs`.
#[derive(Serialize)]
pub(super) struct PairsEntry<'a> {
    source: &'static str,
    second_column: Option<&'a str>,
    pairs: u64,
    without_swap: u64,
    not_read: u64,
    seed: u64,
    replicates: usize,
    /// With every token of the token set.
    all: ChanceEntry,
    /// Without the tokens of changed words.
    unchanged: ChanceEntry,
}

#[derive(Serialize)]
struct ChanceEntry {
    pairs: u64,
    high_ratio: Option<EstimateEntry>,
    chance: Option<f64>,
    difference: Option<EstimateEntry>,
    p: Option<f64>,
    pairs_with_p_to_0_05: u64,
    layers: Vec<LayerEntry>,
}

#[derive(Serialize)]
struct LayerEntry {
    layer: usize,
    pairs: u64,
    high_ratio: Option<f64>,
    chance: Option<f64>,
    difference: Option<EstimateEntry>,
}

impl<'a> PairsEntry<'a> {
    pub(super) fn new(findings: &'a PairFindings) -> Self {
        Self {
            source: findings.source.name(),
            second_column: match &findings.source {
                PairSource::Column(name) => Some(name),
                PairSource::Swaps => None,
            },
            pairs: findings.pairs,
            without_swap: findings.without_swap,
            not_read: findings.not_read,
            seed: findings.seed,
            replicates: findings.replicates,
            all: ChanceEntry::new(&findings.all),
            unchanged: ChanceEntry::new(&findings.unchanged),
        }
    }
}

impl ChanceEntry {
    fn new(findings: &ChanceFindings) -> Self {
        let layers = findings.layers.iter().enumerate();
        Self {
            pairs: findings.decided,
            high_ratio: EstimateEntry::new(findings.ratio),
            chance: findings.chance,
            difference: EstimateEntry::new(findings.difference),
            p: findings.p,
            pairs_with_p_to_0_05: findings.small_p,
            layers: layers
                .map(|(layer, at)| LayerEntry {
                    layer,
                    pairs: at.decided,
                    high_ratio: at.ratio,
                    chance: at.chance,
                    difference: EstimateEntry::new(at.difference),
                })
                .collect(),
        }
    }
}
