//! A text as it is given to a command: itself, or `-` for standard input.

use std::io::{self, Read as _};

use super::error::CommandError;

/// A model reads at most a few hundred tokens; more text than this is a corpus.
const LONGEST_TEXT: u64 = 4 << 20;

/// The text itself, or standard input for `-`; it must not be empty, and `name` says which one is.
pub(super) fn required_text(typed: &str, name: &str) -> Result<String, CommandError> {
    let text = text_or_stdin(typed)?;
    if text.trim().is_empty() {
        return Err(CommandError::Failed(format!(
            "{name} is empty: give a sentence, or - to read one from standard input"
        )));
    }
    Ok(text)
}

/// The text itself, or standard input for `-`, without the line end a shell puts there.
fn text_or_stdin(typed: &str) -> Result<String, CommandError> {
    if typed != "-" {
        return Ok(typed.to_owned());
    }
    let mut bytes = Vec::new();
    let read = io::stdin().take(LONGEST_TEXT + 1).read_to_end(&mut bytes);
    read.map_err(|error| {
        CommandError::Failed(format!(
            "standard input could not be read ({error}): pipe a text in"
        ))
    })?;
    if bytes.len() as u64 > LONGEST_TEXT {
        return Err(CommandError::Failed(
            "standard input holds more than 4 MiB: give one sentence or one paragraph".to_owned(),
        ));
    }
    let mut text = String::from_utf8(bytes).map_err(|_| {
        CommandError::Failed(
            "standard input is not UTF-8: convert it, for example with iconv".to_owned(),
        )
    })?;
    let line_end = text.len() - text.trim_end_matches(['\r', '\n']).len();
    text.truncate(text.len() - line_end);
    Ok(text)
}
