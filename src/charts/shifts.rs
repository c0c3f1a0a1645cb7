//! Two texts side by side: strengths on a shared axis, and the shift of every aligned pair (the
//! paper's figures 4 to 6).

use serde::{Deserialize, Serialize};

use crate::analysis::{Analysis, Answer, Comparison};
use crate::domain::alignment::PairKind;
use crate::domain::shift::Shift;

use super::legend::{bucket_keys, series_keys};
use super::strengths::strength_bars;
use super::{
    Axis, Bar, BarChart, BarSeries, Chart, ChartContent, ChartDef, Key, KeyMark, MarkRole, Order,
    Subject, Ticks, TokenLabel, extent,
};

/// What is shown of a shift.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, strum::VariantArray,
)]
pub enum ShiftMeasure {
    /// The L2 norm of the difference.
    #[default]
    Whole,
    /// Its part along the length and its part across it; their squares add up to its square.
    Parts,
    /// One minus the cosine: the angle alone.
    CosineDistance,
}

impl ShiftMeasure {
    /// Every choice, in the order a menu shows them.
    pub const ALL: &[Self] = <Self as strum::VariantArray>::VARIANTS;

    /// The name in the window.
    pub fn name(self) -> &'static str {
        match self {
            Self::Whole => "shift",
            Self::Parts => "direction and magnitude",
            Self::CosineDistance => "cosine distance",
        }
    }

    fn quantity(self) -> &'static str {
        match self {
            Self::Whole => "activation shift (L2 norm)",
            Self::Parts => "part of the shift (L2 norm)",
            Self::CosineDistance => "cosine distance (1 − cos)",
        }
    }
}

/// The strengths of both texts at the selected layer, with one y axis for both.
pub fn both_strengths(comparison: &Comparison) -> [BarChart; 2] {
    let chart = |name: &str, analysis: &Analysis| {
        let mut chart = strength_bars(analysis, Order::Position);
        chart.title = format!("{name}: strength at Layer {}", analysis.layer);
        chart
    };
    let mut charts = [chart("A", &comparison.a), chart("B", &comparison.b)];
    let top = charts
        .iter()
        .map(|chart| chart.axis.max)
        .fold(0.0, f64::max);
    for chart in &mut charts {
        chart.axis.max = top;
    }
    charts
}

/// A bar for each aligned pair; gaps have none.
pub fn shift_bars(comparison: &Comparison, measure: ShiftMeasure) -> BarChart {
    let layer = comparison.layer();
    let pairs = comparison.alignment.pairs.len();
    let role = |pair: usize| MarkRole::from_bucket(comparison.bucket(pair));
    let series = |name: &str,
                  role: &dyn Fn(usize) -> MarkRole,
                  of: &dyn Fn(&Shift) -> Option<f64>| {
        let bar = |pair: usize| {
            let value = of(&comparison.shift(layer, pair)?).filter(|value| value.is_finite())?;
            Some(Bar {
                value,
                text: format!("{value:.2}"),
                role: role(pair),
            })
        };
        BarSeries {
            name: name.to_owned(),
            bars: (0..pairs).map(bar).collect(),
        }
    };
    let series = match measure {
        ShiftMeasure::Whole => vec![series("shift", &role, &|s| Some(s.shift))],
        ShiftMeasure::CosineDistance => {
            vec![series("cosine distance", &role, &|s| Some(1.0 - s.cosine?))]
        }
        ShiftMeasure::Parts => vec![
            series("direction", &|_| MarkRole::First, &|s| {
                Some(s.direction_part)
            }),
            series("magnitude", &|_| MarkRole::Second, &|s| {
                Some(s.magnitude_part)
            }),
        ],
    };
    let ranges: Vec<Option<(f64, f64)>> = match (measure, &comparison.null) {
        (ShiftMeasure::Whole, Some(null)) => {
            let bands = null.bands.iter();
            bands
                .map(|band| band.map(|band| (band.low, band.high)))
                .collect()
        }
        _ => Vec::new(),
    };
    let tops = ranges.iter().flatten().map(|&(_, high)| high);
    let bars = series
        .iter()
        .flat_map(|series| series.bars.iter().flatten());
    BarChart {
        title: format!("Shift from A to B at Layer {layer}"),
        axis: from_zero(measure.quantity(), bars.map(|bar| bar.value).chain(tops)),
        labels: pair_labels(comparison),
        tokens: (0..pairs).collect(),
        series,
        reference_lines: Vec::new(),
        ranges,
    }
}

/// From 0 to a little above the largest value.
pub(super) fn from_zero(label: &str, values: impl Iterator<Item = f64>) -> Axis {
    let top = extent(values).map_or(0.0, |(_, most)| most);
    Axis {
        label: label.to_owned(),
        min: 0.0,
        max: if top > 0.0 { top * 1.12 } else { 1.0 },
        ticks: Ticks::Numbers,
    }
}

/// `day`, `day → walk`, `− day` for a token of A alone, `+ walk` for one of B alone.
pub fn pair_labels(comparison: &Comparison) -> Vec<TokenLabel> {
    let piece = |analysis: &Analysis, token: Option<usize>| {
        let token = token.and_then(|token| analysis.traced.tokens.get(token));
        token.map_or_else(Default::default, |token| {
            (token.shown.clone(), token.special)
        })
    };
    let label = |pair: &crate::domain::alignment::Pair| {
        let ((a, special), (b, _)) = (piece(&comparison.a, pair.a), piece(&comparison.b, pair.b));
        let (text, special) = match pair.kind {
            PairKind::Same => (a, special),
            PairKind::Changed => (format!("{a} → {b}"), special),
            PairKind::OnlyA => (format!("− {a}"), true),
            PairKind::OnlyB => (format!("+ {b}"), true),
        };
        TokenLabel { text, special }
    };
    comparison.alignment.pairs.iter().map(label).collect()
}

/// The shift of every aligned pair: the paper's figure 4.
#[derive(Debug, Clone, Copy)]
pub struct ShiftBars(pub ShiftMeasure);

/// What the brackets are, for the reader of a figure.
const RANDOM_WORDS: &str = "The bracket beside a bar is the 5 to 95 % range of the shift that random \
                            words make: a bar that ends above it shifts more than nearly all of them.";

impl ChartDef for ShiftBars {
    fn id(&self) -> &'static str {
        match self.0 {
            ShiftMeasure::Whole => "shifts",
            ShiftMeasure::Parts => "parts",
            ShiftMeasure::CosineDistance => "cosine",
        }
    }

    fn title(&self) -> &'static str {
        match self.0 {
            ShiftMeasure::Whole => "Shift of each token from A to B",
            ShiftMeasure::Parts => "Direction and magnitude of each shift",
            ShiftMeasure::CosineDistance => "Cosine distance of each token from A to B",
        }
    }

    fn subject(&self) -> Subject {
        Subject::Pair
    }

    fn content(&self, answer: &Answer) -> Option<ChartContent> {
        let bars = shift_bars(answer.comparison()?, self.0);
        let title = bars.title.clone();
        if self.0 != ShiftMeasure::Parts {
            let keys = bucket_keys([&bars]);
            let note = bars
                .ranges
                .iter()
                .any(Option::is_some)
                .then_some(RANDOM_WORDS);
            let content = ChartContent::new(title, keys, vec![Chart::Bars(bars)]);
            return Some(content.with_notes(note));
        }
        let title = format!("{title}, its two parts");
        let content = ChartContent::new(title, series_keys(&bars), vec![Chart::Bars(bars)]);
        Some(content.with_notes(["The squares of both parts add up to the square of the shift."]))
    }
}

/// The strengths of both texts to one scale.
#[derive(Debug, Clone, Copy)]
pub struct BothStrengths;

impl ChartDef for BothStrengths {
    fn id(&self) -> &'static str {
        "strengths"
    }

    fn title(&self) -> &'static str {
        "Strengths of both texts on one scale"
    }

    fn subject(&self) -> Subject {
        Subject::Pair
    }

    fn content(&self, answer: &Answer) -> Option<ChartContent> {
        let comparison = answer.comparison()?;
        let both = both_strengths(comparison);
        let mut keys = bucket_keys(&both);
        keys.push(Key::new(KeyMark::ReferenceLine, "threshold τ of each text"));
        let title = format!("Activation strength at Layer {}", comparison.layer());
        Some(ChartContent::new(title, keys, both.map(Chart::Bars).into()))
    }
}
