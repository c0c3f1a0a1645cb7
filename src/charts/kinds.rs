//! The kinds of charts as plain data, but for rows and curves, which have files of their own.

use super::{Axis, MarkRole, ReferenceLine, TokenLabel};

/// Bars in slots along the x axis, one slot per token.
#[derive(Debug, Clone, PartialEq)]
pub struct BarChart {
    /// What the picture shows.
    pub title: String,
    /// The y axis.
    pub axis: Axis,
    /// One label per slot.
    pub labels: Vec<TokenLabel>,
    /// Which token stands in each slot.
    pub tokens: Vec<usize>,
    /// The bars of each slot, side by side or one on the other.
    pub series: Vec<BarSeries>,
    /// Whether they stand one on the other, what is below zero hanging from there.
    pub stacked: bool,
    /// Horizontal lines with a name.
    pub reference_lines: Vec<ReferenceLine>,
}

/// One bar per slot.
#[derive(Debug, Clone, PartialEq)]
pub struct BarSeries {
    /// The name in the legend.
    pub name: String,
    /// The bars, in slot order; `None` where the quantity is undefined.
    pub bars: Vec<Option<Bar>>,
    /// What would be usual for each bar, drawn as a bracket beside it; empty where nothing is said of
    /// that.
    pub ranges: Vec<Option<(f64, f64)>>,
}

/// One bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// Where the bar ends; it starts at 0.
    pub value: f64,
    /// What is written at its end.
    pub text: String,
    /// What the bar stands for, to be told apart by colour and by a second cue.
    pub role: MarkRole,
    /// How much is to be made of it.
    pub look: BarLook,
}

/// How much is to be made of a bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BarLook {
    /// As it stands.
    #[default]
    Plain,
    /// Hatched: what it compares was paired by a guess.
    Hatched,
    /// Pale: it is no more than rounding error.
    Pale,
}

impl Bar {
    /// A bar that says its value with two digits behind the point; `None` where that is not finite.
    pub fn new(value: f64, role: MarkRole) -> Option<Self> {
        value.is_finite().then(|| Self {
            value,
            text: format!("{value:.2}"),
            role,
            look: BarLook::Plain,
        })
    }

    /// The same bar, drawn with another look.
    #[must_use]
    pub fn with_look(self, look: BarLook) -> Self {
        Self { look, ..self }
    }
}

impl BarSeries {
    /// Bars without anything that would be usual.
    pub fn new(name: impl Into<String>, bars: Vec<Option<Bar>>) -> Self {
        Self {
            name: name.into(),
            bars,
            ranges: Vec::new(),
        }
    }

    /// The same bars beside what would be usual for each.
    #[must_use]
    pub fn with_ranges(self, ranges: Vec<Option<(f64, f64)>>) -> Self {
        Self { ranges, ..self }
    }
}

impl BarChart {
    /// Whether something would be usual for some bar.
    pub fn has_ranges(&self) -> bool {
        let mut ranges = self.series.iter().flat_map(|series| &series.ranges);
        ranges.any(Option::is_some)
    }

    /// Whether some bar has this look.
    pub fn has(&self, look: BarLook) -> bool {
        let mut bars = self
            .series
            .iter()
            .flat_map(|series| series.bars.iter().flatten());
        bars.any(|bar| bar.look == look)
    }
}

/// The values of all bars of `series`, and both ends of what would be usual.
pub(super) fn bar_values(series: &[BarSeries]) -> impl Iterator<Item = f64> + Clone {
    let ranges = series
        .iter()
        .flat_map(|series| series.ranges.iter().flatten());
    let bars = series
        .iter()
        .flat_map(|series| series.bars.iter().flatten());
    bars.map(|bar| bar.value)
        .chain(ranges.flat_map(|&(low, high)| [low, high]))
}

/// Cells in rows (layers) and columns (tokens).
#[derive(Debug, Clone, PartialEq)]
pub struct Heatmap {
    /// What the picture shows.
    pub title: String,
    /// What a colour means.
    pub axis: Axis,
    /// Whether 0 is the middle of the colours.
    pub centred: bool,
    /// One label per column.
    pub labels: Vec<TokenLabel>,
    /// `[row][column]`, row 0 is layer 0; `None` where the quantity is undefined.
    pub cells: Vec<Vec<Option<f64>>>,
    /// What is written in each cell, `[row][column]`; empty where nothing is.
    pub texts: Vec<Vec<String>>,
    /// The chosen row.
    pub chosen_row: usize,
}

/// Lines over the layers, one per token.
#[derive(Debug, Clone, PartialEq)]
pub struct LineChart {
    /// What the picture shows.
    pub title: String,
    /// The y axis.
    pub axis: Axis,
    /// Number of the last layer; x runs from 0 to it.
    pub layers: usize,
    /// One line per token.
    pub lines: Vec<Line>,
    /// Layers to mark.
    pub marked: [usize; 2],
}

impl LineChart {
    /// The value of `line` at the last layer.
    pub fn end(&self, line: &Line) -> Option<f64> {
        line.values.get(self.layers).copied().flatten()
    }

    /// How opaque the lines of a role are, from 0 to 1: hundreds of solid ones would hide one
    /// another, pale ones add up where they are dense.
    pub fn opacity(&self, role: MarkRole) -> f64 {
        const FEW: f64 = 24.0;
        const PALEST: f64 = 0.08;
        let lines = self.lines.iter().filter(|line| line.role == role).count();
        (FEW / lines.max(1) as f64).powf(1.5).clamp(PALEST, 1.0)
    }
}

/// One token's way through the layers.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Whose line it is.
    pub label: TokenLabel,
    /// Which token.
    pub token: usize,
    /// One value per layer; `None` where the quantity is undefined.
    pub values: Vec<Option<f64>>,
    /// HIGH, LOW or outside the token set at the chosen layer.
    pub role: MarkRole,
}

/// Cells between every two of a few things.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    /// What the picture shows.
    pub title: String,
    /// What a colour means, from 0 to the largest cell.
    pub axis: Axis,
    /// What stands at each row and column.
    pub names: Vec<String>,
    /// `[row][column]`; `None` on the diagonal and where the quantity is undefined.
    pub cells: Vec<Vec<Option<f64>>>,
}

/// A sum split into what HIGH tokens carry and what LOW tokens carry.
#[derive(Debug, Clone, PartialEq)]
pub struct Share {
    /// Over which pairs was summed.
    pub name: String,
    /// `C_H`.
    pub high: f64,
    /// `C_L`.
    pub low: f64,
    /// `R_H`; `None` when nothing shifted.
    pub high_ratio: Option<f64>,
}

impl Share {
    /// The part of the sum that HIGH tokens carry, from 0 to 1; `None` when nothing shifted.
    pub fn high_part(&self) -> Option<f64> {
        let total = self.high + self.low;
        (total.is_finite() && total > 0.0).then(|| self.high / total)
    }
}

impl Heatmap {
    /// What is written in a cell.
    pub fn text(&self, row: usize, column: usize) -> Option<&str> {
        let text = self.texts.get(row)?.get(column)?;
        (!text.is_empty()).then_some(text)
    }

    /// Where `value` lies on the scale of colours: 0 is its least, 1 its greatest value.
    pub fn share(&self, value: f64) -> f64 {
        (value - self.axis.min) / (self.axis.max - self.axis.min).max(f64::MIN_POSITIVE)
    }
}
