//! Layers by tokens with the word that the head reads in each cell.

use serde::{Deserialize, Serialize};

use crate::analysis::{Answer, Lens};
use crate::charts::legend::scale_key;
use crate::charts::strengths::{labels, strength_keys};
use crate::charts::{
    Axis, Bar, BarChart, BarSeries, Chart, ChartContent, ChartDef, ChartLabel, Heatmap, MarkRole,
    StrengthBars, Subject, extent, strength_bars,
};
use crate::domain::lens::LensCell;

/// What the shade of a cell stands for.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, strum::VariantArray,
)]
pub enum LensShade {
    /// The probability of its best word.
    #[default]
    Probability,
    /// The rank of the token that stands there.
    TrueRank,
}

impl LensShade {
    /// Every choice, in the order a menu shows them.
    pub const ALL: &[Self] = <Self as strum::VariantArray>::VARIANTS;

    /// The name in the window.
    pub fn name(self) -> &'static str {
        match self {
            Self::Probability => "probability",
            Self::TrueRank => "rank of the token",
        }
    }

    /// The number whose shade a cell has: larger is better in both.
    fn value(self, cell: &LensCell) -> Option<f64> {
        match self {
            Self::Probability => cell.top.first().map(|word| word.probability),
            Self::TrueRank => cell.true_rank.map(|rank| -(rank as f64).log10()),
        }
    }

    fn axis(self, values: impl Iterator<Item = f64>) -> Axis {
        match self {
            Self::Probability => Axis::numbers("probability of the word", 0.0, 1.0),
            Self::TrueRank => {
                let low = extent(values).map_or(-1.0, |(low, _)| low.min(-1.0));
                Axis::numbers("−log₁₀ of the rank of the token itself", low, 0.0)
            }
        }
    }
}

/// The best word of every layer and token.
pub fn lens_words(lens: &Lens, shade: LensShade) -> Heatmap {
    let reading = &lens.reading;
    let count = lens.analysis.traced.tokens.len();
    let tokens: Vec<usize> = (0..count).collect();
    let each = |layer: usize| tokens.iter().map(move |&token| reading.cell(layer, token));
    let layers = || 0..reading.layers.len();
    let cells: Vec<Vec<Option<f64>>> = layers()
        .map(|layer| each(layer).map(|cell| shade.value(cell?)).collect())
        .collect();
    let word = |cell: Option<&LensCell>| {
        let best = cell.and_then(|cell| cell.top.first());
        best.map_or_else(String::new, |best| reading.shown(best.id).to_owned())
    };
    let values = cells.iter().flatten().flatten().copied();
    Heatmap {
        title: "What the head reads at every layer".to_owned(),
        axis: shade.axis(values),
        centred: false,
        labels: labels(&lens.analysis, &tokens),
        texts: layers()
            .map(|layer| each(layer).map(word).collect())
            .collect(),
        chosen_row: lens.analysis.layer,
        cells,
    }
}

/// The entropy of the words at the chosen layer, in bits.
pub fn lens_entropy(lens: &Lens) -> BarChart {
    let tokens: Vec<usize> = (0..lens.analysis.traced.tokens.len()).collect();
    let layer = lens.analysis.layer;
    let bar = |&token: &usize| {
        let entropy = lens.reading.cell(layer, token)?.entropy / std::f64::consts::LN_2;
        let settled = lens.settled(token).is_some_and(|settled| settled <= layer);
        let role = if settled {
            MarkRole::Low
        } else {
            MarkRole::Outside
        };
        Bar::new(entropy.max(0.0), role)
    };
    let series = vec![BarSeries::new("entropy", tokens.iter().map(bar).collect())];
    let bars = series
        .iter()
        .flat_map(|series| series.bars.iter().flatten());
    let top = bars.map(|bar| bar.value).fold(1.0, f64::max);
    BarChart {
        stacked: false,
        title: format!("Entropy at Layer {layer}"),
        axis: Axis::numbers("entropy (bits)", 0.0, 1.18 * top),
        labels: labels(&lens.analysis, &tokens),
        tokens,
        series,
        reference_lines: Vec::new(),
    }
}

/// The words of every layer above the entropy at the chosen one.
#[derive(Debug, Clone, Copy)]
pub struct LensWords(pub LensShade);

impl ChartDef for LensWords {
    fn label(&self) -> ChartLabel {
        let (id, title) = match self.0 {
            LensShade::Probability => ("words", "The word read at every layer"),
            LensShade::TrueRank => ("words-rank", "The word read at every layer, by true rank"),
        };
        Subject::Lens.label(id, title)
    }

    fn content(&self, answer: &Answer) -> Option<ChartContent> {
        let lens = answer.lens()?;
        let words = lens_words(lens, self.0);
        let strengths = strength_bars(&lens.analysis, StrengthBars::default());
        let mut keys = vec![scale_key(&words)];
        keys.extend(strength_keys(&strengths));
        let title = format!("{}, shaded by {}", words.title, self.0.name());
        let mut entropy = lens_entropy(lens);
        entropy
            .title
            .push_str(", filled where the last answer is there");
        let charts = vec![
            Chart::Heatmap(words),
            Chart::Bars(entropy),
            Chart::Bars(strengths),
        ];
        Some(ChartContent::new(title, keys, charts))
    }
}
