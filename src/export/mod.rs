//! What leaves Glassbox: results as JSON, CSV, Markdown, LaTeX and readable tables, charts as SVG,
//! PNG and PDF; bytes first, then one atomic write. This room must not know of windows or of how a
//! result came about.
//!
//! An answer becomes a [`Table`], a table is written in a [`TableFormat`]; [`text()`] does both.

mod chart_data;
pub mod corpus;
mod export_all;
pub mod figure;
pub mod headings;
mod json;
#[cfg(feature = "cli")]
mod model_list;
mod paper;
mod ranking;
mod ranking_files;
mod states;
mod table;
mod tables;
mod text;
mod whole_files;

pub use chart_data::chart_data;
pub use export_all::{everything, picture_names_of_corpus};
pub use json::json;
pub use paper::{html_from_paper, text_of_card};
pub use ranking::{row_of_ranking, text_of_ranking};
pub use ranking_files::files_of_ranking;
pub use states::{StatesFile, StatesSource, TextStates, states_index};
pub use table::{Align, Bar, Cell, Column, NumberFormat, Table, TableFormat, write};
pub use tables::{TableKind, report, table};
pub use text::{TextFormat, text, text_in_order};
pub use whole_files::{WholeFiles, WriteError};

#[cfg(feature = "cli")]
pub(crate) use model_list::{
    json_from_checked_model, json_from_models, report_from_checked_model, report_from_models,
    report_from_pulled, table_of_models,
};
