//! The removal test as a part of `glassbox.corpus.v1`.

use serde::Serialize;

use super::pairs_json::EstimateEntry;
use crate::domain::corpus::{RemovalFindings, RemovalRow};
use crate::domain::removal::Rival;

/// The value of `removal`.
#[derive(Serialize)]
pub(super) struct RemovalEntry {
    removal: &'static str,
    output: &'static str,
    layer: usize,
    texts: u64,
    seed: u64,
    replicates: usize,
    /// The HIGH tokens of every layer.
    layers: Vec<LayerEntry>,
    /// Other choices of as many tokens as are HIGH at the layer.
    rivals: Vec<RivalEntry>,
    curve: Vec<PointEntry>,
    area: Option<f64>,
}

#[derive(Serialize)]
struct LayerEntry {
    layer: usize,
    #[serde(flatten)]
    row: RowEntry,
}

#[derive(Serialize)]
struct RivalEntry {
    name: &'static str,
    #[serde(flatten)]
    row: RowEntry,
}

#[derive(Serialize)]
struct RowEntry {
    texts: u64,
    effect: Option<EstimateEntry>,
    excess: Option<EstimateEntry>,
    high_minus: Option<EstimateEntry>,
    beats_random: Option<EstimateEntry>,
}

#[derive(Serialize)]
struct PointEntry {
    share: f64,
    strongest: f64,
    random: f64,
    greedy: f64,
}

impl RemovalEntry {
    pub(super) fn new(findings: &RemovalFindings) -> Self {
        let layers = findings.layers.iter().enumerate();
        let rival = |(rival, row): &(Rival, RemovalRow)| RivalEntry {
            name: rival.name(),
            row: RowEntry::new(row),
        };
        Self {
            removal: findings.removal.name(),
            output: findings.output.name(),
            layer: findings.layer,
            texts: findings.texts,
            seed: findings.seed,
            replicates: findings.replicates,
            layers: layers
                .map(|(layer, row)| LayerEntry {
                    layer,
                    row: RowEntry::new(row),
                })
                .collect(),
            rivals: findings.rivals.iter().map(rival).collect(),
            curve: findings
                .curve
                .iter()
                .map(|point| PointEntry {
                    share: point.share,
                    strongest: point.strongest,
                    random: point.random,
                    greedy: point.greedy,
                })
                .collect(),
            area: findings.area,
        }
    }
}

impl RowEntry {
    fn new(row: &RemovalRow) -> Self {
        Self {
            texts: row.texts,
            effect: EstimateEntry::new(row.effect),
            excess: EstimateEntry::new(row.excess),
            high_minus: EstimateEntry::new(row.high_minus),
            beats_random: EstimateEntry::new(row.beats_random),
        }
    }
}
