//! Drift between instructions: the paper's figure 7, and the matrix behind it.

use serde::{Deserialize, Serialize};

use crate::analysis::{Drift, DriftPair};

use super::shifts::from_zero;
use super::{Bar, BarChart, BarSeries, TokenLabel, Tone};

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
    let name = |place: usize| {
        let prompt = drift
            .instructions
            .get(place)
            .map_or("", |i| i.prompt.trim());
        if prompt.is_empty() {
            "(no instruction)"
        } else {
            prompt
        }
    };
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
    let mut all = Vec::new();
    if let Some(as_is) = as_is {
        all.push(series("input at the same positions", drift, Tone::First));
        all.push(series("each text's own positions", as_is, Tone::Second));
    } else {
        all.push(series("each text's own positions", drift, Tone::First));
    }
    let bars = all.iter().flat_map(|series| series.bars.iter().flatten());
    BarChart {
        title: format!("Drift between instructions, {}", measure.name()),
        axis: from_zero("activation shift (L2 norm)", bars.map(|bar| bar.value)),
        labels: drift
            .pairs
            .iter()
            .map(|pair| TokenLabel {
                text: format!("{}\n{}", name(pair.a), name(pair.b)),
                special: false,
            })
            .collect(),
        tokens: (0..drift.pairs.len()).collect(),
        series: all,
        rules: Vec::new(),
    }
}
