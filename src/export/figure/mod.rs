//! Charts to SVG, and SVG to PNG, without a display: byte-identical from run to run.
//!
//! What a figure shows comes from `charts`, its colours from `charts::palette`; here it gets a
//! place on paper, what a reader must know around it, and a [`Recipe`] to make it again. This room
//! must not know of windows.

mod bars;
mod chart;
mod corpus_figure;
mod curves;
mod drawing;
mod embedded_font;
mod figures;
mod fonts;
mod frame;
mod header;
mod heatmap;
mod layout;
mod lines;
mod matrix;
mod model_figure;
mod paper_figure;
mod plan;
mod png;
mod recipe;
mod recipe_reader;
mod rows;
mod shares;
mod style;
mod token_axis;
mod words;

pub use chart::{AnalysisChart, ComparisonChart, CorpusChart, DriftChart, ModelChart};
pub use corpus_figure::figure_from_corpus;
pub use figures::{figure_from_analysis, figure_from_comparison, figure_from_drift};
pub use layout::svg_from_figure;
pub use model_figure::figure_from_model_comparison;
pub use paper_figure::figure_from_paper;
pub use png::png_from_figure;
pub use recipe::Recipe;
pub use recipe_reader::{RecipeError, recipe_from_file};
pub use style::{FigureError, FigureSize, FigureStyle, FigureTheme};

pub(super) use drawing::xml_text;

use crate::charts::palette::Series;
use crate::charts::{
    Axis, BarChart, CurveChart, Heatmap, KeyShape, LineChart, Matrix, RowChart, Share, Tone,
};

/// What made a figure.
pub(super) const SOFTWARE: &str = concat!("Glassbox ", env!("CARGO_PKG_VERSION"));

/// A picture to be: charts over one another, and what a reader must know of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// What the picture shows.
    pub title: String,
    /// The texts it was made from, a line each.
    pub texts: Vec<String>,
    /// What marks and colours stand for.
    pub keys: Vec<Key>,
    /// The charts, from the top.
    pub panels: Vec<Panel>,
    /// What a reader of the picture must know, a sentence each.
    pub notes: Vec<String>,
    /// How the numbers came about: model, layer, threshold rule, version.
    pub facts: String,
    /// Everything needed to make the figure again.
    pub recipe: Recipe,
}

/// One chart of a figure.
#[derive(Debug, Clone, PartialEq)]
pub enum Panel {
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
    Bar(Tone),
    /// A line.
    Line(Tone),
    /// A box, a dot or a line of a series.
    Series(Series, KeyShape),
    /// A dashed line across.
    Rule,
    /// The colours from the least value to the greatest.
    Scale {
        /// What a colour means.
        axis: Axis,
        /// Whether 0 is the middle of the colours.
        centred: bool,
    },
}

impl Panel {
    /// What the chart shows, for a figure of several.
    fn title(&self) -> &str {
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

    /// The y axis, where it is one of numbers; its name stands left of it.
    fn axis(&self) -> Option<&Axis> {
        match self {
            Self::Bars(chart) => Some(&chart.axis),
            Self::Lines(chart) => Some(&chart.axis),
            Self::Curves(chart) => Some(&chart.axis),
            Self::Heatmap(_) | Self::Matrix(_) | Self::Shares(_) | Self::Rows(_) => None,
        }
    }

    /// The name of the y axis.
    fn axis_name(&self) -> &str {
        match self {
            Self::Heatmap(_) => "layer",
            other => other.axis().map_or("", |axis| &axis.label),
        }
    }
}
