//! The program.

use std::process::ExitCode;

/// Keeps what was freed for a second. Otherwise a pass over 512 tokens spends a twentieth of its time
/// on pages that the system clears anew.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    ExitCode::from(glassbox::door::enter(std::env::args_os()))
}
