//! The door: the window or a command, the error, the exit code.

use std::io::Write as _;
use std::process::ExitCode;

use glassbox::cli::{CommandError, Flags, ModelFlags, run, take_size_limit_as_error};
use glassbox::domain::format::strip_control_chars;
use glassbox::model::ModelSource;
use glassbox::model::hub::HubSettings;
use glassbox::ui::{self, Opening};

fn main() -> ExitCode {
    take_size_limit_as_error();
    let outcome = Flags::typed().and_then(act);
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody may be reading; the exit code still says it.
            let message = strip_control_chars(&error.to_string());
            let _ = writeln!(std::io::stderr(), "glassbox: {message}");
            ExitCode::from(error.exit_code())
        }
    }
}

fn act(flags: Flags) -> Result<(), CommandError> {
    match &flags.command {
        Some(_) if flags.prompt.is_some() || flags.compare.is_some() => Err(CommandError::Usage(
            "--prompt and --compare before a command are for the window: leave them out, or leave \
             out the command"
                .to_owned(),
        )),
        Some(command) => {
            let model = ModelFlags {
                model: flags.model.as_deref(),
                offline: flags.offline,
            };
            run(command, model)
        }
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
    })
    .map_err(|error| failed(&error))
}
