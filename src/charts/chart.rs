//! The kinds of charts as plain data: whatever draws a [`Chart`] decides where, never what.

use crate::domain::token::Token;
use crate::domain::token_scores::Bucket;

use super::{Axis, CurveChart, RowChart};

/// One picture-to-be of any kind. Each kind has one painter for the window and one for files.
#[derive(Debug, Clone, PartialEq)]
pub enum Chart {
    /// Bars in slots.
    Bars(BarChart),
    /// Cells in rows and columns.
    Heatmap(Heatmap),
    /// Lines over the layers.
    Lines(LineChart),
    /// Cells between every two of a few things.
    Matrix(Matrix),
    /// Sums split into HIGH and LOW.
    Shares(Vec<Share>),
    /// Rows with marks along one axis.
    Rows(RowChart),
    /// Curves with bands.
    Curves(CurveChart),
}

impl Chart {
    /// What the chart shows.
    pub fn title(&self) -> &str {
        match self {
            Self::Bars(chart) => &chart.title,
            Self::Heatmap(chart) => &chart.title,
            Self::Lines(chart) => &chart.title,
            Self::Matrix(chart) => &chart.title,
            Self::Rows(chart) => &chart.title,
            Self::Curves(chart) => &chart.title,
            Self::Shares(_) => "C_H and C_L: the shift that HIGH and LOW tokens carry",
        }
    }

    /// The y axis, if it is one of numbers.
    pub fn axis(&self) -> Option<&Axis> {
        match self {
            Self::Bars(chart) => Some(&chart.axis),
            Self::Lines(chart) => Some(&chart.axis),
            Self::Curves(chart) => Some(&chart.axis),
            Self::Heatmap(_) | Self::Matrix(_) | Self::Shares(_) | Self::Rows(_) => None,
        }
    }

    /// The name of the y axis; empty without one.
    pub fn axis_name(&self) -> &str {
        match self {
            Self::Heatmap(_) => "layer",
            other => other.axis().map_or("", |axis| &axis.label),
        }
    }

    /// What stands in the slots of the x axis, for a chart over tokens, pairs or words.
    pub fn labels(&self) -> Option<&[TokenLabel]> {
        match self {
            Self::Bars(chart) => Some(&chart.labels),
            Self::Heatmap(heatmap) => Some(&heatmap.labels),
            _ => None,
        }
    }
}

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
    /// Bars drawn side by side in each slot.
    pub series: Vec<BarSeries>,
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
}

/// What a mark stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MarkRole {
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

impl MarkRole {
    /// The role of something in `bucket`; `None` is outside the token set.
    pub fn from_bucket(bucket: Option<Bucket>) -> Self {
        match bucket {
            Some(Bucket::High) => Self::High,
            Some(Bucket::Low) => Self::Low,
            None => Self::Outside,
        }
    }
}

/// A line at a value across a chart, for example the threshold.
#[derive(Debug, Clone, PartialEq)]
pub struct ReferenceLine {
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
    /// One label per column.
    pub labels: Vec<TokenLabel>,
    /// `[row][column]`, row 0 is layer 0; `None` where the quantity is undefined.
    pub cells: Vec<Vec<Option<f64>>>,
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
    /// Where `value` lies on the scale of colours: 0 is its least, 1 its greatest value.
    pub fn share(&self, value: f64) -> f64 {
        (value - self.axis.min) / (self.axis.max - self.axis.min).max(f64::MIN_POSITIVE)
    }
}

/// A token's name as a reader sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenLabel {
    /// The piece as a reader sees it.
    pub text: String,
    /// Whether it is `[CLS]`, `[SEP]` or their kin.
    pub special: bool,
}

impl TokenLabel {
    /// The label of `token`.
    pub fn new(token: &Token) -> Self {
        Self {
            text: token.shown.clone(),
            special: token.special,
        }
    }
}
