//! Chart data to egui: the only room that names `egui_plot`.
//!
//! What a chart shows, in which colours, is decided in `charts` (`charts/palette.rs`), and so is what
//! files draw alike (`charts/geometry`); here it gets a place in the window. This room
//! must not know of models, engines or files.

mod bars;
mod curves;
mod grid;
mod heatmap;
mod legend;
mod lines;
mod marks;
mod ribbons;
mod rows;
mod sparkline;
pub mod theme;
mod token_labels;
mod token_plot;
mod token_window;

pub use bars::{BarsPlace, paint_bars};
pub use curves::{CurveHit, paint_curves};
pub use grid::{GridHit, paint_grid};
pub use heatmap::{HeatmapHit, paint_heatmap};
pub use legend::{
    bar_legend, chart_legend, colour_legend, line_legend, reference_line_legend, signed_legend,
};
pub use lines::paint_lines;
pub use marks::paint_shares;
pub use ribbons::{RibbonHit, coloured_words, paint_ribbons};
pub use rows::{RowHit, paint_rows};
pub use sparkline::paint_sparkline;
pub use token_labels::label_strip;
pub use token_plot::TokenHit;
pub use token_window::TokenWindow;
