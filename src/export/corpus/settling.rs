//! Where words settle beside their strength, over many texts: a part of `glassbox.corpus.v1`,
//! `settling.csv`, and a table to read.

use serde::Serialize;

use super::pairs_json::EstimateEntry;
use crate::domain::corpus::{SettlingAtLayer, SettlingFindings};
use crate::export::table::{Columns, Table, TableFormat, write};

/// The value of `settling`.
#[derive(Serialize)]
pub(super) struct SettlingEntry {
    texts: u64,
    seed: u64,
    replicates: usize,
    layers: Vec<LayerEntry>,
}

#[derive(Serialize)]
struct LayerEntry {
    layer: usize,
    texts: u64,
    rho: Option<EstimateEntry>,
}

impl SettlingEntry {
    pub(super) fn new(findings: &SettlingFindings) -> Self {
        let layers = findings.layers.iter().enumerate();
        Self {
            texts: findings.texts,
            seed: findings.seed,
            replicates: findings.replicates,
            layers: layers
                .map(|(layer, at)| LayerEntry {
                    layer,
                    texts: at.texts,
                    rho: EstimateEntry::new(at.rho),
                })
                .collect(),
        }
    }
}

type Row<'a> = (usize, &'a SettlingAtLayer);

/// Every number: a row for each layer.
pub(super) fn data(findings: &SettlingFindings) -> Table {
    let ends = |(_, at): &Row<'_>| at.rho?.interval;
    Columns::new()
        .exact("layer", |(layer, _): &Row<'_>| *layer)
        .exact("texts", |(_, at)| at.texts)
        .exact("rho", |(_, at)| at.rho.map(|rho| rho.value))
        .exact("rho_low", move |row| ends(row).map(|ends| ends.low))
        .exact("rho_high", move |row| ends(row).map(|ends| ends.high))
        .table("", findings.layers.iter().enumerate())
}

/// What was found, for a terminal.
pub fn table_from_settling(findings: &SettlingFindings) -> String {
    let table = Columns::new()
        .exact("layer", |(layer, _): &Row<'_>| *layer)
        .exact("texts", |(_, at)| at.texts)
        .text("rho of strength and settling layer", |(_, at)| {
            let rho = at.rho?;
            let ends = rho.interval;
            let ends = ends.map(|ends| format!(" [{:+.3}, {:+.3}]", ends.low, ends.high));
            Some(format!("{:+.3}{}", rho.value, ends.unwrap_or_default()))
        })
        .table("", findings.layers.iter().enumerate());
    format!(
        "\n{}a word settles at the layer from which the last answer of the lens stays; a raw lens: \
         the head was\ntrained for the last layer; mean over the texts, in brackets: 95 % interval \
         from {} resamplings\n",
        write(&table, TableFormat::Terminal),
        findings.replicates
    )
}
