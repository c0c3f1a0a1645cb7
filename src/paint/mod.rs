//! Chart data to egui: the only room that names `egui_plot`.
//!
//! What a chart shows, in which colours, is decided in `charts` (`charts/palette.rs`), and so is what
//! files draw alike (`charts/geometry`); here it gets a place in the window. This room
//! must not know of models, engines or files.

mod bars;
mod curves;
mod grid;
mod heatmap;
mod kept;
mod keyboard;
mod legend;
mod lines;
mod marked;
mod marks;
mod ribbons;
mod rows;
mod sparkline;
mod text_marks;
mod text_strip;
pub(crate) mod theme;
mod tiles;
mod token_labels;
mod token_plot;
mod token_window;
pub(crate) mod words;

pub(crate) use bars::{BarsPlace, has_room_for_ranges, paint_bars};
pub(crate) use curves::{CurveHit, paint_curves};
pub(crate) use grid::paint_grid;
pub(crate) use heatmap::paint_heatmap;
pub(crate) use keyboard::Did;
pub(crate) use legend::{
    bar_legend, chart_legend, colour_legend, hatched_legend, legend, line_legend, range_legend,
    reference_line_legend, scale_legend, signed_legend,
};
pub(crate) use lines::paint_lines;
pub(crate) use marked::Marked;
pub(crate) use marks::paint_shares;
pub(crate) use ribbons::{paint_ribbons, paint_words};
pub(crate) use rows::paint_rows;
pub(crate) use sparkline::paint_sparkline;
pub(crate) use text_marks::{MarkedChars, char_at, mark_text};
pub(crate) use text_strip::{StripLayout, paint_text_strip};
pub(crate) use tiles::paint_tiles;
pub(crate) use token_labels::label_strip;
pub(crate) use token_plot::TokenHit;
pub(crate) use token_window::TokenWindow;
