//! Two texts side by side: strengths on a shared axis, the shift of every aligned pair, and the
//! shift over the layers (the paper's figures 4 to 6).

use serde::{Deserialize, Serialize};

use crate::analysis::{Analysis, Comparison};
use crate::domain::alignment::PairKind;
use crate::domain::shift::Shift;
use crate::domain::token_scores::Bucket;

use super::strengths::strength_bars;
use super::{
    Axis, Bar, BarChart, BarSeries, Heatmap, Line, LineChart, MarkRole, Order, Ticks, TokenLabel,
    extent,
};

/// What is shown of a shift.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
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
    pub const EVERY: [Self; 3] = [Self::Whole, Self::Parts, Self::CosineDistance];

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

/// The strengths of both texts at the judged layer, with one y axis for both.
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
    let role = |pair: usize| match comparison.bucket(pair) {
        Some(Bucket::High) => MarkRole::High,
        Some(Bucket::Low) => MarkRole::Low,
        None => MarkRole::Outside,
    };
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
    let bars = series
        .iter()
        .flat_map(|series| series.bars.iter().flatten());
    BarChart {
        title: format!("Shift from A to B at Layer {layer}"),
        axis: from_zero(measure.quantity(), bars.map(|bar| bar.value)),
        labels: pair_labels(comparison),
        tokens: (0..pairs).collect(),
        series,
        reference_lines: Vec::new(),
    }
}

/// The shift of every pair at every layer.
pub fn shift_heatmap(comparison: &Comparison) -> Heatmap {
    // A row for every layer, also for those of texts still being read that are to come.
    let cells: Vec<Vec<Option<f64>>> = (0..=comparison.a.model.layers)
        .map(|layer| {
            let pairs = 0..comparison.alignment.pairs.len();
            pairs
                .map(|pair| Some(comparison.shift(layer, pair)?.shift))
                .collect()
        })
        .collect();
    let values = cells.iter().flatten().flatten().copied();
    let (_, max) = extent(values).unwrap_or((0.0, 1.0));
    Heatmap {
        title: "Shift of every pair at every layer".to_owned(),
        axis: Axis {
            label: "activation shift (L2 norm)".to_owned(),
            min: 0.0,
            max,
            ticks: Ticks::Numbers,
        },
        centred: false,
        labels: pair_labels(comparison),
        cells,
        chosen_row: comparison.layer(),
    }
}

/// The total shift over the layers: of all pairs, and of the words that did not change (the
/// ripple).
pub fn total_shift_lines(comparison: &Comparison) -> LineChart {
    let line = |place: usize, name: &str, role: MarkRole, values: Vec<Option<f64>>| Line {
        label: TokenLabel {
            text: name.to_owned(),
            special: false,
        },
        token: place,
        values,
        role,
    };
    let all = comparison
        .sums
        .iter()
        .map(|sums| Some(sums.total))
        .collect();
    let unchanged = comparison
        .sums_unchanged
        .iter()
        .map(|sums| Some(sums.total))
        .collect();
    lines_over_layers(
        comparison,
        "Total shift over the layers",
        vec![
            line(0, "all pairs", MarkRole::First, all),
            line(1, "unchanged words", MarkRole::Second, unchanged),
        ],
    )
}

/// Each pair's shift over the layers.
pub fn pair_shift_lines(comparison: &Comparison) -> LineChart {
    let labels = pair_labels(comparison);
    let lines = labels.into_iter().enumerate().map(|(pair, label)| Line {
        label,
        token: pair,
        values: comparison
            .shifts
            .iter()
            .map(|layer| Some(layer.get(pair).copied().flatten()?.shift))
            .collect(),
        role: match comparison.bucket(pair) {
            Some(Bucket::High) => MarkRole::High,
            Some(Bucket::Low) => MarkRole::Low,
            None => MarkRole::Outside,
        },
    });
    let lines = lines
        .filter(|line| line.values.iter().any(Option::is_some))
        .collect();
    lines_over_layers(comparison, "Shift of each pair", lines)
}

fn lines_over_layers(comparison: &Comparison, title: &str, lines: Vec<Line>) -> LineChart {
    let values = lines
        .iter()
        .flat_map(|line| line.values.iter().flatten().copied());
    LineChart {
        title: title.to_owned(),
        axis: from_zero("activation shift (L2 norm)", values),
        layers: comparison.a.model.layers,
        lines,
        marked: [comparison.layer(), comparison.layer()],
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
