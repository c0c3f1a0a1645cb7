//! Legends: what marks and colours stand for.

use super::palette::Series;
use super::{Axis, MarkRole};

/// An entry of a legend.
#[derive(Debug, Clone, PartialEq)]
pub struct Key {
    /// How it looks.
    pub mark: KeyMark,
    /// What it stands for.
    pub text: String,
}

/// How an entry of a legend looks.
#[derive(Debug, Clone, PartialEq)]
pub enum KeyMark {
    /// A bar.
    Bar(MarkRole),
    /// A line.
    Line(MarkRole),
    /// A box, a dot or a line of a series.
    Series(Series, KeyShape),
    /// A dashed line across.
    ReferenceLine,
    /// The colours from the least value to the greatest.
    Scale {
        /// What a colour means.
        axis: Axis,
        /// Whether 0 is the middle of the colours.
        centred: bool,
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

impl Key {
    /// `mark` stands for `text`.
    pub fn new(mark: KeyMark, text: &str) -> Self {
        Self {
            mark,
            text: text.to_owned(),
        }
    }
}
