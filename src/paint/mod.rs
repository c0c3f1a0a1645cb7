//! Chart data to egui: the only room that names `egui_plot`, and the home of every colour.
//!
//! What a chart shows is decided in `charts`; here it only gets a place and a colour. This room
//! must not know of models, engines or files.

mod bars;
mod curves;
mod dots;
mod fitted;
mod heatmap;
mod legend;
mod lines;
mod rows;
mod rules;
mod share_bar;
mod sparkline;
pub mod theme;
mod token_labels;
mod token_plot;
mod token_window;

pub use bars::{BarsPlace, paint_bars};
pub use curves::{CurveHit, paint_curves};
pub use heatmap::{HeatmapHit, paint_heatmap};
pub use legend::{bar_legend, chart_legend, colour_legend, line_legend, rule_legend};
pub use lines::paint_lines;
pub use rows::{RowHit, paint_rows};
pub use share_bar::paint_shares;
pub use sparkline::paint_sparkline;
pub use token_labels::label_strip;
pub use token_plot::TokenHit;
pub use token_window::TokenWindow;

use fitted::fitted;
