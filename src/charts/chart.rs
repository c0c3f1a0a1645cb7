//! A chart of any kind.

use super::{
    Axis, BarChart, CurveChart, GridChart, Heatmap, LineChart, Matrix, RowChart, Share, TileChart,
    TokenLabel,
};

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
    /// Signed cells between the things of two lists.
    Grid(GridChart),
    /// Many small matrices.
    Tiles(TileChart),
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
            Self::Grid(chart) => &chart.title,
            Self::Tiles(chart) => &chart.title,
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
            Self::Heatmap(_)
            | Self::Matrix(_)
            | Self::Grid(_)
            | Self::Tiles(_)
            | Self::Shares(_)
            | Self::Rows(_) => None,
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
