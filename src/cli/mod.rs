//! The command line: flags as typed, flags as meant, run.

mod attention_flags;
mod comparison_flags;
mod corpus_flags;
mod error;
mod flags;
mod heads_flags;
mod input_flags;
mod load_model;
mod match_flags;
mod output_flags;
mod outputs;
mod package_files;
mod picture_flags;
mod progress;
mod question_flags;
mod read_as_flags;
mod reference;
mod removal_flags;
mod run;
mod run_corpus;
mod run_match;
mod run_models;
mod search_bar;
mod signals;
mod states_flags;
mod typed_text;

pub use error::CommandError;
pub use flags::Flags;
pub use load_model::ModelFlags;
pub use run::run;
pub use signals::take_size_limit_as_error;
