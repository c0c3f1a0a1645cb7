//! Drift between instructions: the paper's figure 7, and the matrix behind it.

use serde::{Deserialize, Serialize};

use crate::analysis::{Drift, DriftPair, Positions};

use super::shifts::from_zero;
use super::{Axis, Bar, BarChart, BarSeries, Matrix, Ticks, TokenLabel, Tone};

/// Which shift between two prompts is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum DriftMeasure {
    /// Over every aligned pair; grows with the length.
    #[default]
    Total,
    /// Per aligned pair.
    Mean,
    /// Of `[CLS]` alone.
    Cls,
    /// Over the tokens of the shared input alone.
    Input,
}

impl DriftMeasure {
    /// Every choice, in the order a menu shows them.
    pub const EVERY: [Self; 4] = [Self::Total, Self::Mean, Self::Cls, Self::Input];

    /// The name in the window.
    pub fn name(self) -> &'static str {
        match self {
            Self::Total => "total",
            Self::Mean => "mean per aligned token",
            Self::Cls => "[CLS] only",
            Self::Input => "input only",
        }
    }

    /// The measure of one pair at the judged layer.
    pub fn of(self, pair: &DriftPair) -> Option<f64> {
        let sums = pair.comparison.sums_at_layer();
        let value = match self {
            Self::Total => Some(sums.total),
            Self::Mean => sums.mean(),
            Self::Cls => sums.cls,
            Self::Input => Some(pair.input.total(pair.comparison.layer())),
        };
        value.filter(|value| value.is_finite())
    }
}

/// A bar for each pair of prompts; beside it, where kept positions are shown, the same with every
/// text's own positions.
pub fn drift_bars(drift: &Drift, as_is: Option<&Drift>, measure: DriftMeasure) -> BarChart {
    let series = |name: &str, drift: &Drift, tone: Tone| BarSeries {
        name: name.to_owned(),
        bars: drift
            .pairs
            .iter()
            .map(|pair| {
                let value = measure.of(pair)?;
                let text = format!("{value:.2}");
                Some(Bar { value, text, tone })
            })
            .collect(),
    };
    let positions = |drift: &Drift| match drift.settings.positions {
        Positions::Kept => "input at the same positions",
        Positions::AsIs => "each text's own positions",
    };
    let mut all = vec![series(positions(drift), drift, Tone::First)];
    all.extend(as_is.map(|as_is| series(positions(as_is), as_is, Tone::Second)));
    let bars = all.iter().flat_map(|series| series.bars.iter().flatten());
    BarChart {
        title: format!("Drift between instructions, {}", measure.name()),
        axis: from_zero("activation shift (L2 norm)", bars.map(|bar| bar.value)),
        labels: drift
            .pairs
            .iter()
            .map(|pair| TokenLabel {
                text: format!("{}\n{}", name(drift, pair.a), name(drift, pair.b)),
                special: false,
            })
            .collect(),
        tokens: (0..drift.pairs.len()).collect(),
        series: all,
        rules: Vec::new(),
    }
}

/// A cell for every two prompts, the same both ways.
pub fn drift_matrix(drift: &Drift, measure: DriftMeasure) -> Matrix {
    let places = 0..drift.instructions.len();
    let cell = |row: usize, column: usize| {
        let both = (row.min(column), row.max(column));
        let pair = drift.pairs.iter().find(|pair| (pair.a, pair.b) == both)?;
        measure.of(pair)
    };
    let cells: Vec<Vec<Option<f64>>> = places
        .clone()
        .map(|row| places.clone().map(|column| cell(row, column)).collect())
        .collect();
    let layer = drift
        .pairs
        .first()
        .map_or(0, |pair| pair.comparison.layer());
    let most = cells
        .iter()
        .flatten()
        .flatten()
        .copied()
        .fold(0.0, f64::max);
    Matrix {
        title: format!("Pairwise drift at Layer {layer}, {}", measure.name()),
        axis: Axis {
            label: "activation shift (L2 norm)".to_owned(),
            min: 0.0,
            max: if most > 0.0 { most } else { 1.0 },
            ticks: Ticks::Numbers,
        },
        names: places.map(|place| name(drift, place).to_owned()).collect(),
        cells,
    }
}

fn name(drift: &Drift, place: usize) -> &str {
    let instruction = drift.instructions.get(place);
    let prompt = instruction.map_or("", |instruction| instruction.prompt.trim());
    if prompt.is_empty() {
        "(no instruction)"
    } else {
        prompt
    }
}
