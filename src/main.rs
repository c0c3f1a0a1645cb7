//! The door: the window or a command, the error, the exit code.

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;
use glassbox::cli::{Flags, run};

fn main() -> ExitCode {
    let flags = Flags::parse();
    let Some(command) = &flags.command else {
        return ExitCode::SUCCESS;
    };
    match run(command, flags.model.as_deref()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Perhaps nobody is left to read it; the exit code tells all the same.
            let _ = writeln!(std::io::stderr(), "glassbox: {error}");
            ExitCode::from(error.exit_code())
        }
    }
}
