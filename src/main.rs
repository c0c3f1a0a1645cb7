//! The program.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(glassbox::door::enter(std::env::args_os()))
}
