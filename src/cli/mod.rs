//! The command line: flags as typed, flags as meant, run.

mod flags;
mod run;

pub use flags::Flags;
pub use run::{CommandError, run};
