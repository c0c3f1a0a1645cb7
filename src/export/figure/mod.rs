//! Charts to SVG, and SVG to PNG and PDF, without a display: byte-identical from run to run.
//!
//! What a figure shows comes from `charts`, its colours from `charts::palette`; here it gets a
//! place on paper, what a reader must know around it, and a [`Recipe`] to make it again. This room
//! must not know of windows.

mod bars;
mod contents;
mod curves;
mod drawing;
mod embedded_font;
mod figures;
mod font_choice;
mod fonts;
mod format;
mod frame;
mod grid;
mod header_and_footer;
mod heatmap;
mod layout;
mod lines;
mod matrix;
mod panels;
mod pdf;
mod plan;
mod png;
mod provenance;
mod recipe_of_heads;
mod recipe_reader;
mod rect;
mod rows;
mod shares;
mod style;
mod tiles;
mod token_axis;
mod words;
mod xml;

pub use contents::{Figure, Recipe};
pub use figures::{figure_from_answer, figure_from_paper, figures_from_answer};
pub use font_choice::FigureFont;
pub use fonts::{check_font, font_families};
pub use format::FigureFormat;
pub use layout::{remarks_of_figure, svg_from_figure};
pub use pdf::pdf_from_figure;
pub use png::png_from_figure;
pub use recipe_reader::{RecipeError, recipe_from_file};
pub use style::{FigureError, FigureParts, FigureSize, FigureStyle, FigureTheme};

pub(super) use xml::xml_text;
