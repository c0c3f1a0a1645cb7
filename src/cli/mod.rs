//! The command line: flags as typed, flags as meant, run.

mod comparison_flags;
mod flags;
mod output_flags;
mod outputs;
mod run;
mod run_comparison;

pub use flags::Flags;
pub use run::{CommandError, run};
