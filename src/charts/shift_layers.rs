//! The shift from A to B over the layers: of every pair, and in all.

use crate::analysis::{Answer, Comparison};
use crate::domain::shift_sums::ShiftSums;

use super::legend::{line_keys, scale_key};
use super::shifts::{from_zero, pair_labels};
use super::{
    Axis, Chart, ChartContent, ChartDef, ChartLabel, Heatmap, LegendEntry, LegendMark, Line,
    LineChart, MarkRole, Subject, TokenLabel, extent,
};

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
        axis: Axis::numbers("activation shift (L2 norm)", 0.0, max),
        centred: false,
        labels: pair_labels(comparison),
        cells,
        texts: Vec::new(),
        chosen_row: comparison.layer(),
    }
}

/// The total shift over the layers: of all pairs, and of the words that did not change (the
/// ripple).
pub fn total_shift_lines(comparison: &Comparison) -> LineChart {
    let line = |place: usize, name: &str, role: MarkRole, sums: &[ShiftSums]| Line {
        label: TokenLabel::plain(name),
        token: place,
        values: sums.iter().map(|sums| Some(sums.total)).collect(),
        role,
    };
    lines_over_layers(
        comparison,
        "Total shift over the layers",
        vec![
            line(0, "all pairs", MarkRole::First, &comparison.sums),
            line(
                1,
                "unchanged words",
                MarkRole::Second,
                &comparison.sums_unchanged,
            ),
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
        role: MarkRole::from_bucket(comparison.bucket(pair)),
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

/// The shift of every pair at every layer.
#[derive(Debug, Clone, Copy)]
pub struct ShiftHeatmap;

impl ChartDef for ShiftHeatmap {
    fn label(&self) -> ChartLabel {
        Subject::Pair.label("heatmap", "Shift of every pair at every layer, as cells")
    }

    fn content(&self, answer: &Answer) -> Option<ChartContent> {
        let cells = shift_heatmap(answer.comparison()?);
        let (title, keys) = (cells.title.clone(), vec![scale_key(&cells)]);
        Some(ChartContent::new(title, keys, vec![Chart::Heatmap(cells)]))
    }
}

/// The total shift over the layers.
#[derive(Debug, Clone, Copy)]
pub struct TotalShift;

impl ChartDef for TotalShift {
    fn label(&self) -> ChartLabel {
        Subject::Pair.label("total", "Total shift over the layers")
    }

    fn content(&self, answer: &Answer) -> Option<ChartContent> {
        let lines = total_shift_lines(answer.comparison()?);
        let keys = vec![
            LegendEntry::new(LegendMark::Line(MarkRole::First), "all pairs"),
            LegendEntry::new(
                LegendMark::Line(MarkRole::Second),
                "unchanged words: the ripple",
            ),
        ];
        let title = lines.title.clone();
        Some(ChartContent::new(title, keys, vec![Chart::Lines(lines)]))
    }
}

/// Each pair's shift over the layers.
#[derive(Debug, Clone, Copy)]
pub struct PairShifts;

impl ChartDef for PairShifts {
    fn label(&self) -> ChartLabel {
        Subject::Pair.label("pairs", "Shift of each pair over the layers")
    }

    fn content(&self, answer: &Answer) -> Option<ChartContent> {
        let comparison = answer.comparison()?;
        let lines = pair_shift_lines(comparison);
        let keys = line_keys(&lines, comparison.layer());
        let title = format!("{} over the layers", lines.title);
        Some(ChartContent::new(title, keys, vec![Chart::Lines(lines)]))
    }
}
