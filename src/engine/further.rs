//! What a question needs beside the passes of its texts: texts with random words, and texts without
//! some of their tokens.

use std::sync::Arc;

use crate::analysis::{AnalysisError, Measured, Question};
use crate::domain::removal::{Removal, RemovalOutput};
use crate::domain::trace::{TextInput, TracedText};
use crate::model::{Cancel, Capture, Model, ModelError};

/// How many texts of random words are read at a time: their hidden states are let go of before the
/// next ones.
const RANDOM_AT_A_TIME: usize = 10;

/// Why something was not measured.
#[derive(Debug, Clone, thiserror::Error)]
pub(super) enum MeasureError {
    #[error(transparent)]
    Model(#[from] ModelError),
    #[error(transparent)]
    Analysis(#[from] AnalysisError),
}

/// `measured` with how far texts of random words are from it, if `question` asks for that.
pub(super) fn with_random_words(
    measured: Measured,
    question: &Question,
    model: &Model,
    cancel: &Cancel,
) -> Result<Measured, MeasureError> {
    if !question.is_beside_random_words() {
        return Ok(measured);
    }
    let inputs = question.random_inputs(&|text| model.tokens(text))?;
    let mut shifts = question.random_shifts(&measured, &[])?;
    for inputs in inputs.chunks(RANDOM_AT_A_TIME) {
        // Where a draw gives the same text twice it counts twice.
        let texts = model.trace_capturing(inputs, STATES, cancel)?;
        shifts.extend(question.random_shifts(&measured, &texts)?);
    }
    Ok(Measured {
        random: Some(shifts),
        ..measured
    })
}

/// The hidden states alone.
const STATES: Capture = Capture {
    hidden_states: true,
    attention: false,
    parts: false,
};

/// The attention alone: what a token receives is a rival of its strength.
const ATTENTION: Capture = Capture {
    hidden_states: false,
    attention: true,
    parts: false,
};

/// `measured` with the removal test that `question` asks for, if it does; `post` is given what there
/// is of it before sets of tokens are removed.
pub(super) fn with_removal(
    measured: Measured,
    question: &Question,
    model: &Model,
    cancel: &Cancel,
    post: &dyn Fn(Measured),
) -> Result<Measured, MeasureError> {
    let Some((settings, mut analysis)) = question.removal(&measured)? else {
        return Ok(measured);
    };
    let Some(whole) = measured.texts.first() else {
        return Ok(measured);
    };
    let inputs = [TextInput::new(&whole.text)];
    let with_attention = model.trace_capturing(&inputs, ATTENTION, cancel)?;
    if let Some(read) = with_attention.first() {
        let mut traced = TracedText::clone(&analysis.traced);
        traced.trace.attention.clone_from(&read.trace.attention);
        analysis.traced = Arc::new(traced);
    }
    let subject = analysis.removal_subject(settings);
    let with = |removal| Measured {
        removal: Some(removal),
        ..measured.clone()
    };
    let post = |part| post(with(part));
    let how = (settings.removal, settings.output);
    let removal = model.removal_test(subject, whole, how, cancel, &post)?;
    Ok(Measured {
        removal: Some(removal),
        ..measured
    })
}

/// `measured` with the removal tests of the paper's sentences, if `question` asks about them; without
/// where the model has no mask token.
pub(super) fn with_trial(
    measured: Measured,
    question: &Question,
    model: &Model,
    cancel: &Cancel,
) -> Result<Measured, MeasureError> {
    let mut trial = Vec::new();
    for subject in question.on_trial(&measured) {
        let how = <(Removal, RemovalOutput)>::default();
        match model.removal_test(subject, subject.text, how, cancel, &|_| {}) {
            Ok(found) => trial.push(found.test),
            Err(ModelError::NoMaskToken) => break,
            Err(error) => return Err(error.into()),
        }
    }
    Ok(Measured { trial, ..measured })
}
