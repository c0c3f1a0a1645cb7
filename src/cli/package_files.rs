//! What a package brings beside the program, made of the flags themselves: pages of the manual and
//! completions for shells.

use std::path::{Path, PathBuf};

use clap::{Command, CommandFactory as _};
use clap_complete::Shell;
use clap_mangen::Man;

use crate::disk::create_dir_all;
use crate::export::{WholeFiles, WriteError};

use super::error::CommandError;
use super::flags::{Flags, PackageFilesFlags};

/// The name of the program.
const PROGRAM: &str = "glassbox";

/// Where completions are looked for below `share`.
const COMPLETIONS: [(Shell, &str); 3] = [
    (Shell::Bash, "bash-completion/completions/glassbox"),
    (Shell::Zsh, "zsh/vendor-completions/_glassbox"),
    (Shell::Fish, "fish/vendor_completions.d/glassbox.fish"),
];

/// Writes the files, each where it is looked for.
///
/// # Errors
/// A folder that takes no file.
pub(super) fn run_package_files(flags: &PackageFilesFlags) -> Result<(), CommandError> {
    let mut command = Flags::command().disable_help_subcommand(true);
    // Each command then knows its whole name.
    command.build();
    let mut files = pages(&command)?;
    for (shell, place) in COMPLETIONS {
        let mut script = Vec::new();
        clap_complete::generate(shell, &mut Flags::command(), PROGRAM, &mut script);
        files.push((place.into(), script));
    }
    let mut whole = WholeFiles::default();
    for (place, bytes) in files {
        let place = flags.share.join(place);
        make_folder_of(&place)?;
        whole.prepare(&place, &bytes).map_err(failed)?;
    }
    whole.publish().map_err(failed)
}

/// The page of `command` and those of the commands in it that are not hidden.
fn pages(command: &Command) -> Result<Vec<(PathBuf, Vec<u8>)>, CommandError> {
    let mut page = Vec::new();
    let written = Man::new(command.clone()).render(&mut page);
    written.map_err(|error| CommandError::Failed(error.to_string()))?;
    // With those of the commands that it is in.
    let name = command.get_display_name().unwrap_or(PROGRAM);
    let mut all = vec![(PathBuf::from(format!("man/man1/{name}.1")), page)];
    for inner in command
        .get_subcommands()
        .filter(|inner| !inner.is_hide_set())
    {
        all.extend(pages(inner)?);
    }
    Ok(all)
}

fn make_folder_of(place: &Path) -> Result<(), CommandError> {
    let folder = place.parent().unwrap_or(place);
    create_dir_all(folder).map_err(|error| failed(WriteError::at(folder, error)))
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "so it stands behind `map_err`"
)]
fn failed(error: WriteError) -> CommandError {
    CommandError::Failed(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_a_page_and_every_shell_a_completion() {
        let folder = tempfile::tempdir().unwrap();
        let share = folder.path().join("share");
        run_package_files(&PackageFilesFlags {
            share: share.clone(),
        })
        .unwrap();
        for command in Flags::command().get_subcommands() {
            let page = share.join(format!("man/man1/glassbox-{}.1", command.get_name()));
            assert_eq!(page.exists(), !command.is_hide_set(), "{}", page.display());
        }
        let page = std::fs::read_to_string(share.join("man/man1/glassbox.1")).unwrap();
        assert!(page.contains(".SH NAME\nglassbox"), "{page}");
        for (_, place) in COMPLETIONS {
            let script = std::fs::read_to_string(share.join(place)).unwrap();
            assert!(script.contains("compare\\-models") || script.contains("compare-models"));
        }
    }
}
