//! Legends: what marks and colours stand for.

use super::palette::Series;
use super::{Axis, BarChart, BarSeries, Heatmap, LineChart, MarkRole};

/// An entry of a legend.
#[derive(Debug, Clone, PartialEq)]
pub struct LegendEntry {
    /// How it looks.
    pub mark: LegendMark,
    /// What it stands for.
    pub text: String,
}

/// How an entry of a legend looks.
#[derive(Debug, Clone, PartialEq)]
pub enum LegendMark {
    /// A bar.
    Bar(MarkRole),
    /// A line.
    Line(MarkRole),
    /// A box, a dot or a line of a series.
    Series(Series, KeyShape),
    /// A dashed line across.
    ReferenceLine,
    /// The bracket beside a bar.
    Range,
    /// The colours from the least value to the greatest.
    Scale {
        /// What a colour means.
        axis: Axis,
        /// Whether 0 is the middle of the colours.
        centred: bool,
    },
    /// A cell without a value.
    NoValue,
    /// The colours of signed numbers, about 0.
    SignedScale {
        /// What a colour means.
        axis: Axis,
    },
}

/// An entry of the legend of a chart of series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChartKey {
    /// How it looks.
    pub series: Series,
    /// What kind of mark it is.
    pub mark: KeyShape,
    /// What it stands for.
    pub text: String,
}

/// How an entry of a series is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyShape {
    /// A filled box.
    Box,
    /// A dot of the series' own shape.
    Dot,
    /// A line of the series' own dashes.
    Line,
}

impl ChartKey {
    /// `mark` of `series` stands for `text`.
    pub fn new(series: Series, mark: KeyShape, text: impl Into<String>) -> Self {
        Self {
            series,
            mark,
            text: text.into(),
        }
    }
}

impl LegendEntry {
    /// `mark` stands for `text`.
    pub fn new(mark: LegendMark, text: &str) -> Self {
        Self {
            mark,
            text: text.to_owned(),
        }
    }
}

/// HIGH and LOW, and outside the token set where something is.
pub(crate) fn bucket_keys<'a>(charts: impl IntoIterator<Item = &'a BarChart>) -> Vec<LegendEntry> {
    let mut keys = vec![
        LegendEntry::new(LegendMark::Bar(MarkRole::High), "HIGH, above τ"),
        LegendEntry::new(LegendMark::Bar(MarkRole::Low), "LOW, at τ or below"),
    ];
    let series = charts.into_iter().flat_map(|chart| &chart.series);
    let mut bars = series.flat_map(|series| series.bars.iter().flatten());
    if bars.any(|bar| bar.role == MarkRole::Outside) {
        let outside = "outside the token set";
        keys.push(LegendEntry::new(
            LegendMark::Bar(MarkRole::Outside),
            outside,
        ));
    }
    keys
}

/// One entry per series.
pub(crate) fn series_keys(chart: &BarChart) -> Vec<LegendEntry> {
    let role = |series: &BarSeries| series.bars.iter().flatten().next().map(|bar| bar.role);
    let series = chart.series.iter();
    series
        .map(|series| {
            let role = role(series).unwrap_or(MarkRole::First);
            LegendEntry::new(LegendMark::Bar(role), &series.name)
        })
        .collect()
}

/// What is HIGH, LOW or outside at `layer`, as far as there are such lines.
pub(crate) fn line_keys(chart: &LineChart, layer: usize) -> Vec<LegendEntry> {
    let roles = [
        (MarkRole::High, format!("HIGH at Layer {layer}")),
        (MarkRole::Low, format!("LOW at Layer {layer}")),
        (MarkRole::Outside, "outside the token set".to_owned()),
    ];
    let drawn = |role: MarkRole| {
        let mut lines = chart.lines.iter().filter(|line| line.role == role);
        lines.any(|line| line.values.iter().any(Option::is_some))
    };
    roles
        .into_iter()
        .filter(|&(role, _)| drawn(role))
        .map(|(role, text)| LegendEntry::new(LegendMark::Line(role), &text))
        .collect()
}

/// The colours of `heatmap`.
pub(super) fn scale_key(heatmap: &Heatmap) -> LegendEntry {
    let mark = LegendMark::Scale {
        axis: heatmap.axis.clone(),
        centred: heatmap.centred,
    };
    LegendEntry::new(mark, &heatmap.axis.label)
}
