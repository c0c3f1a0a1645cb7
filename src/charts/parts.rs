//! What the squared norm of each token is made of.

use crate::analysis::{Analysis, Answer};
use crate::domain::strength_parts::TokenParts;

use super::legend::series_keys;
use super::strengths::labels;
use super::{
    Axis, Bar, BarChart, BarLook, BarSeries, Chart, ChartContent, ChartDef, ChartLabel, MarkRole,
    Subject, Ticks, extent,
};

/// One part of each token.
type Part = fn(&TokenParts) -> Option<f64>;

const OF_NORM: [(&str, MarkRole, Part); 3] = [
    ("gain part", MarkRole::First, |parts| Some(parts.norm?.gain)),
    ("cross part", MarkRole::Second, |parts| {
        Some(parts.norm?.cross)
    }),
    ("bias part", MarkRole::Third, |parts| Some(parts.norm?.bias)),
];

const OF_RESIDUAL: [(&str, MarkRole, Part); 2] = [
    ("attention", MarkRole::First, |parts| {
        Some(parts.residual?.attention)
    }),
    ("feed-forward", MarkRole::Second, |parts| {
        Some(parts.residual?.feed_forward)
    }),
];

/// The parts of the squared norm at the layer; where no `LayerNorm` ends it, what both halves of the
/// block added. `None` where neither is known.
pub fn part_bars(analysis: &Analysis) -> Option<BarChart> {
    let parts = analysis.traced.trace.parts.get(analysis.layer)?;
    let has = |part: Part| parts.iter().any(|parts| part(parts).is_some());
    let [(_, _, gain), ..] = OF_NORM;
    let [(_, _, attention), ..] = OF_RESIDUAL;
    let (title, label, series): (&str, &str, &[(&str, MarkRole, Part)]) = if has(gain) {
        let label = "part of the squared norm";
        ("What the squared norm is made of", label, &OF_NORM)
    } else if has(attention) {
        let label = "norm of what was added";
        (
            "What the block added to the residual stream",
            label,
            &OF_RESIDUAL,
        )
    } else {
        return None;
    };
    let bar = |role: MarkRole, value: f64| Bar {
        value,
        text: format!("{value:.1}"),
        role,
        look: BarLook::Plain,
    };
    let series: Vec<BarSeries> = series
        .iter()
        .map(|&(name, role, part)| {
            BarSeries::new(
                name,
                parts
                    .iter()
                    .map(|parts| Some(bar(role, part(parts).filter(|value| value.is_finite())?)))
                    .collect(),
            )
        })
        .collect();
    let ends = parts.iter().enumerate().flat_map(|(slot, _)| {
        let bars = series
            .iter()
            .filter_map(move |series| series.bars.get(slot)?.as_ref());
        let values: Vec<f64> = bars.map(|bar| bar.value).collect();
        let sum = |above: bool| values.iter().filter(|value| (**value > 0.0) == above).sum();
        [sum(true), sum(false)]
    });
    let (low, high) = extent(ends).unwrap_or((0.0, 1.0));
    let tokens: Vec<usize> = (0..analysis.traced.tokens.len()).collect();
    Some(BarChart {
        title: format!("{title} at Layer {}", analysis.layer),
        axis: Axis {
            label: label.to_owned(),
            min: 1.08 * low.min(0.0),
            max: 1.08 * high.max(0.0),
            ticks: Ticks::Numbers,
        },
        labels: labels(analysis, &tokens),
        series,
        reference_lines: Vec::new(),
        stacked: true,
        tokens,
    })
}

/// What the squared norm of each token is made of.
#[derive(Debug, Clone, Copy)]
pub struct PartBars;

impl ChartDef for PartBars {
    fn label(&self) -> ChartLabel {
        Subject::Text.label("parts", "What the squared norm of each token is made of")
    }

    fn content(&self, answer: &Answer) -> Option<ChartContent> {
        let analysis = answer.analysis()?;
        let bars = part_bars(analysis)?;
        let note = match bars.series.len() {
            3 => {
                "The three parts sum to the square of the norm; the bias part is the same for every token."
            }
            _ => "No LayerNorm ends this layer, so its norms have no gain or bias part.",
        };
        let title = bars.title.clone();
        let content = ChartContent::new(title, series_keys(&bars), vec![Chart::Bars(bars)]);
        Some(content.with_notes([note]))
    }
}
