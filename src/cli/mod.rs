//! The command line: flags as typed, flags as meant, run.

mod comparison_flags;
mod corpus_bar;
mod corpus_flags;
mod download_bar;
mod error;
mod flags;
mod load_model;
mod output_flags;
mod output_kind;
mod outputs;
mod question_flags;
mod read_as_flags;
mod reference;
mod removal_flags;
mod run;
mod run_corpus;
mod run_models;
mod text;

pub use error::CommandError;
pub use flags::Flags;
pub use load_model::ModelFlags;
pub use run::run;
