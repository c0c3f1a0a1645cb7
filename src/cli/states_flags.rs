//! Where hidden states go, and those of a question's own texts.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::analysis::Question;
use crate::engine::AskError;
use crate::export::{StatesFile, TextStates};
use crate::model::{Cancel, Capture, Model};

use super::error::CommandError;

/// The flag for hidden states.
#[derive(Debug, Args)]
pub(super) struct StatesFlags {
    /// Write the hidden states of every layer as safetensors, with ids, tokens and offsets in its
    /// metadata
    #[arg(long, value_name = "FILE.safetensors", help_heading = "Output")]
    states: Option<PathBuf>,
}

impl StatesFlags {
    /// The file, if one is asked for.
    ///
    /// # Errors
    /// It is called as no safetensors file is.
    pub(super) fn place(&self) -> Result<Option<&Path>, CommandError> {
        let Some(place) = self.states.as_deref() else {
            return Ok(None);
        };
        if place == Path::new("-") {
            return Err(CommandError::Usage(
                "hidden states are for a file: give --states FILE.safetensors".to_owned(),
            ));
        }
        let ending = place.extension().and_then(|ending| ending.to_str());
        if ending.is_none_or(|ending| !ending.eq_ignore_ascii_case("safetensors")) {
            return Err(CommandError::Usage(format!(
                "--states writes safetensors: give --states {}",
                place.with_extension("safetensors").display()
            )));
        }
        Ok(Some(place))
    }
}

/// The hidden states of the first texts of `question`, one for each of `tensors`, as a file for
/// `place`, if there is one.
///
/// # Errors
/// A text that `model` cannot read.
pub(super) fn states_file<'a>(
    model: &Model,
    question: &Question,
    place: Option<&'a Path>,
    tensors: &[&str],
) -> Result<Option<(&'a Path, Vec<u8>)>, AskError> {
    let Some(place) = place else {
        return Ok(None);
    };
    let tokens = |text: &str| model.tokens(text).map_err(AskError::from);
    let mut inputs = question.inputs(&tokens)?;
    inputs.truncate(tensors.len());
    let capture = Capture {
        parts: false,
        ..Capture::default()
    };
    let texts = model.trace_capturing(&inputs, capture, &Cancel::never())?;
    let mut file = StatesFile::new(model.card());
    for (tensor, text) in tensors.iter().zip(&texts) {
        let states = TextStates::from(&text.trace);
        file.add(tensor, (&text.text, &text.tokens), None, &states);
    }
    Ok(Some((place, file.bytes())))
}
