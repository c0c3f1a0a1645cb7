//! The door: what was typed, the window or a command, the error, the exit code. The program and the
//! Python package both come in here.

use std::ffi::OsString;
use std::io::Write as _;

use crate::cli::{CommandError, Flags, ModelFlags, run, take_size_limit_as_error};
use crate::domain::format::strip_control_chars;
use crate::model::ModelSource;
use crate::model::hub::HubSettings;
use crate::ui::{self, Opening};

/// Does what `arguments` ask for, the name of the program first; returns the exit code. Ends the
/// program itself where help is asked for or a flag is unknown.
pub fn enter(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    take_size_limit_as_error();
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let outcome = Flags::typed(&arguments).and_then(act);
    match outcome {
        Ok(()) => 0,
        Err(error) => {
            // Nobody may be reading; the exit code still says it.
            let message = strip_control_chars(&error.to_string());
            let _ = writeln!(std::io::stderr(), "glassbox: {message}");
            error.exit_code()
        }
    }
}

fn act(flags: Flags) -> Result<(), CommandError> {
    match &flags.command {
        Some(_) if flags.is_for_window() => Err(CommandError::Usage(
            "--prompt, --compare and --open before a command are for the window: leave them out, \
             or leave out the command"
                .to_owned(),
        )),
        Some(command) => {
            let model = ModelFlags {
                model: flags.model.as_deref(),
                offline: flags.offline,
            };
            run(command, model)
        }
        None if flags.licences => flags.print_licences(),
        None => open_window(flags),
    }
}

fn open_window(flags: Flags) -> Result<(), CommandError> {
    let failed = |error: &dyn std::error::Error| CommandError::Failed(error.to_string());
    let model = flags.model.as_deref().map(ModelSource::named);
    ui::run(Opening {
        model: model.transpose().map_err(|error| failed(&error))?,
        hub: HubSettings::from_environment().or_offline(flags.offline),
        keep_embeddings: true,
        reads_reference: true,
        prompt: flags.prompt.unwrap_or_default(),
        compare: flags.compare.unwrap_or_default(),
        file: flags.open.into_iter().next(),
    })
    .map_err(|error| failed(&error))
}
