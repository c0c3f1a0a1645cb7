//! Rows over one another with marks along one axis: boxes, bars, and dots with their intervals.

use super::palette::Series;
use super::{Axis, ChartKey, ReferenceLine};

/// Rows, each with a name and marks along a shared x axis.
#[derive(Debug, Clone, PartialEq)]
pub struct RowChart {
    /// What the picture shows.
    pub title: String,
    /// The x axis.
    pub axis: Axis,
    /// The rows, from the top.
    pub rows: Vec<Row>,
    /// Vertical lines with a name.
    pub reference_lines: Vec<ReferenceLine>,
    /// What the marks stand for.
    pub keys: Vec<ChartKey>,
}

/// One row.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What it is about.
    pub name: String,
    /// How far it is set in: a part stands under its whole.
    pub indent: usize,
    /// What is written at the right end, for example how many there are.
    pub detail: String,
    /// Marks under one another within the row.
    pub marks: Vec<RowMark>,
    /// Which thing of the findings it shows.
    pub item: usize,
}

/// One mark of a row.
#[derive(Debug, Clone, PartialEq)]
pub struct RowMark {
    /// What it looks like.
    pub series: Series,
    /// Where it is.
    pub shape: RowShape,
    /// Its value as a reader sees it.
    pub text: String,
}

/// Where a mark of a row is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum RowShape {
    /// A distribution: a box from quartile to quartile, whiskers beyond.
    Box {
        /// Where the lower whisker ends.
        low: f64,
        /// The lower quartile.
        lower: f64,
        /// The middle.
        median: f64,
        /// The upper quartile.
        upper: f64,
        /// Where the upper whisker ends.
        high: f64,
    },
    /// A bar from 0, with the interval of its end where there is one.
    Bar(f64, Option<(f64, f64)>),
    /// A value, with its interval where there is one.
    Dot(f64, Option<(f64, f64)>),
}

impl RowShape {
    /// The least and the greatest value it reaches.
    pub fn ends(self) -> (f64, f64) {
        match self {
            Self::Box { low, high, .. } => (low, high),
            Self::Bar(value, interval) => {
                let (low, high) = interval.unwrap_or((value, value));
                (low.min(value).min(0.0), high.max(value).max(0.0))
            }
            Self::Dot(value, None) => (value, value),
            Self::Dot(value, Some((low, high))) => (low.min(value), high.max(value)),
        }
    }
}
