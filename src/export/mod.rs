//! What leaves Glassbox: results as JSON, CSV, Markdown, LaTeX and readable tables, charts as SVG
//! and PNG; bytes first, then one atomic write. This room must not know of windows or of how a result came about.

mod columns;
mod comparison_csv;
mod comparison_json;
mod comparison_table;
pub mod corpus;
mod csv;
mod drift_json;
mod everything;
pub mod figure;
mod file;
mod json;
mod latex;
mod markdown;
mod model_comparison;
mod models;
mod paper;
mod rows;
mod table;

pub use comparison_csv::{csv_from_comparison, csv_from_drift};
pub use comparison_json::json_from_comparison;
pub use comparison_table::{table_from_comparison, table_from_drift};
pub use csv::csv_from_analysis;
pub use drift_json::json_from_drift;
pub use everything::{TextFormat, everything, figures, text};
pub use file::{WholeFiles, WriteError};
pub use json::{json_from_analysis, json_from_checked_model};
pub use latex::{
    latex_from_analysis, latex_from_comparison, latex_from_drift, latex_from_model_comparison,
};
pub use markdown::{
    markdown_from_analysis, markdown_from_comparison, markdown_from_drift,
    markdown_from_model_comparison,
};
pub use model_comparison::{
    csv_from_model_comparison, json_from_model_comparison, table_from_model_comparison,
};
pub use models::{
    csv_from_models, json_from_models, table_from_checked_model, table_from_models,
    table_from_pulled,
};
pub use paper::{
    csv_from_paper, everything_of_paper, html_from_paper, json_from_paper, table_from_paper,
};
pub use table::{table_from_analysis, tabs_from_analysis};
