//! Pictures-to-be as plain data: bars, cells, lines, labels, axis ranges.
//!
//! What a chart shows is decided here, once, for every place that draws it, and so is the colour
//! that stands for each meaning ([`palette`]). This room is pure: it must not know of pixels,
//! windows or files.

mod axis;
pub mod corpus;
mod curves;
mod drift;
mod layers;
mod line_ends;
mod models;
pub mod palette;
mod paper;
mod rows;
mod shares;
mod shifts;
mod strengths;
mod token_label;

pub use axis::{Axis, Ticks};
pub use curves::{Across, Curve, CurveChart, CurvePoint, ScatterPoint, SecondScale};
pub use drift::{DriftMeasure, drift_bars, drift_matrix};
pub use layers::{Scale, layer_bars, layer_heatmap, layer_lines};
pub use line_ends::spread;
pub use models::{layer_agreement, word_scores, word_strengths};
pub use paper::{is_judged, paper_bars};
pub use rows::{ChartKey, KeyShape, Row, RowChart, RowMark, RowShape};
pub use shares::contribution_shares;
pub use shifts::{
    ShiftMeasure, both_strengths, pair_labels, pair_shift_lines, shift_bars, shift_heatmap,
    total_shift_lines,
};
pub use strengths::{Order, strength_bars};
pub use token_label::TokenLabel;

/// Bars in slots along the x axis, one slot a token.
#[derive(Debug, Clone, PartialEq)]
pub struct BarChart {
    /// What the picture shows.
    pub title: String,
    /// The y axis.
    pub axis: Axis,
    /// One label a slot.
    pub labels: Vec<TokenLabel>,
    /// Which token stands in each slot.
    pub tokens: Vec<usize>,
    /// Bars drawn side by side in each slot.
    pub series: Vec<BarSeries>,
    /// Horizontal lines with a name.
    pub rules: Vec<Rule>,
}

/// One bar a slot.
#[derive(Debug, Clone, PartialEq)]
pub struct BarSeries {
    /// The name in the legend.
    pub name: String,
    /// The bars, in slot order; none where the quantity is undefined.
    pub bars: Vec<Option<Bar>>,
}

/// One bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// Where the bar ends; it starts at 0.
    pub value: f64,
    /// What is written at its end.
    pub text: String,
    /// What the bar stands for, to be told apart by colour and by a second cue.
    pub tone: Tone,
}

/// What a mark stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tone {
    /// Above the threshold.
    High,
    /// At the threshold or below.
    Low,
    /// Outside the token set.
    Outside,
    /// The chosen layer.
    First,
    /// The layer beside it.
    Second,
}

/// A line at a value across a chart, for example the threshold.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Where it is.
    pub value: f64,
    /// What is written beside it.
    pub text: String,
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
    /// One label a column.
    pub labels: Vec<TokenLabel>,
    /// `[row][column]`, row 0 is layer 0; none where the quantity is undefined.
    pub cells: Vec<Vec<Option<f64>>>,
    /// The chosen row.
    pub chosen_row: usize,
}

/// Lines over the layers, one a token.
#[derive(Debug, Clone, PartialEq)]
pub struct LineChart {
    /// What the picture shows.
    pub title: String,
    /// The y axis.
    pub axis: Axis,
    /// Number of the last layer; x runs from 0 to it.
    pub layers: usize,
    /// One line a token.
    pub lines: Vec<Line>,
    /// Layers to mark.
    pub marked: [usize; 2],
}

impl LineChart {
    /// How opaque the lines of a tone are, from 0 to 1: hundreds of solid ones would hide one
    /// another, pale ones add up where they are dense.
    pub fn opacity(&self, tone: Tone) -> f64 {
        const FEW: f64 = 24.0;
        const PALEST: f64 = 0.08;
        let lines = self.lines.iter().filter(|line| line.tone == tone).count();
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
    /// One value a layer; none where the quantity is undefined.
    pub values: Vec<Option<f64>>,
    /// HIGH, LOW or outside the token set at the chosen layer.
    pub tone: Tone,
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
    /// `[row][column]`; none on the diagonal and where the quantity is undefined.
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
    /// `R_H`; none when nothing shifted.
    pub high_ratio: Option<f64>,
}

/// The smallest and largest finite value, if there is one.
fn extent(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    values
        .filter(|value| value.is_finite())
        .fold(None, |extent, value| {
            let (low, high) = extent.unwrap_or((value, value));
            Some((f64::min(low, value), f64::max(high, value)))
        })
}
