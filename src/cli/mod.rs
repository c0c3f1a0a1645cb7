//! The command line: flags as typed, flags as meant, run.

mod comparison_flags;
mod corpus_flags;
mod error;
mod flags;
mod load_model;
mod output_flags;
mod outputs;
mod progress;
mod question_flags;
mod read_as_flags;
mod run;
mod run_corpus;
mod run_models;

pub use error::CommandError;
pub use flags::Flags;
pub use load_model::ModelFlags;
pub use run::run;
