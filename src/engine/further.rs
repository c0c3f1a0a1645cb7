//! What a question needs beside the passes of its texts: what only one kind of question asks for,
//! texts with random words, and texts without some of their tokens.

use std::sync::Arc;

use crate::analysis::paper::TRIAL;
use crate::analysis::{AnalysisError, Asked, Measured, Question, RandomDrift};
use crate::domain::trace::{TextInput, TracedText};
use crate::model::{Cancel, Capture, Model, ModelError};

use super::attention_measure::measure_attention;
use super::embedder::Embedder;
use super::heads_measure::measure_heads;
use super::match_measure::measure_match;
use super::until::Until;

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

/// `measured` with what `question` needs besides; `post` is given what there is before, and each
/// time there is more.
///
/// # Errors
/// A text that cannot be read, a question that makes no sense for the model, or
/// [`ModelError::Interrupted`] once `until` says so.
pub(super) fn with_further(
    measured: Measured,
    question: &Question,
    model: &Model,
    embedder: &mut Embedder,
    until: Until<'_>,
    post: &dyn Fn(Measured),
) -> Result<Measured, MeasureError> {
    let texts = &measured.texts;
    match &question.asked {
        Asked::Match { .. } => {
            let with = |for_match| Measured {
                for_match,
                ..measured.clone()
            };
            let post = |for_match| post(with(for_match));
            let found = measure_match(embedder, model, question, texts, until, &post)?;
            Ok(with(found))
        }
        Asked::Lens { .. } | Asked::Label { .. } => {
            let with = |heads| Measured {
                heads,
                ..measured.clone()
            };
            let post = |heads| post(with(heads));
            Ok(with(measure_heads(model, question, texts, until, &post)?))
        }
        Asked::Attention { .. } => {
            let with = |attention| Measured {
                attention,
                ..measured.clone()
            };
            let post = |attention| post(with(attention));
            let found = measure_attention(model, question, texts, until, &post)?;
            Ok(with(found))
        }
        Asked::Effects { .. } => {
            post(measured.clone());
            with_removal(measured, question, model, until.further, post)
        }
        Asked::Paper => {
            post(measured.clone());
            with_trial(measured, question, model, until.further)
        }
        _ if question.is_beside_random_words() => {
            post(measured.clone());
            with_random_words(measured, question, model, until.further)
        }
        _ => Ok(measured),
    }
}

/// `measured` with how far texts of random words are from it, if `question` asks for that.
fn with_random_words(
    measured: Measured,
    question: &Question,
    model: &Model,
    cancel: &Cancel,
) -> Result<Measured, MeasureError> {
    if !question.is_beside_random_words() {
        return Ok(measured);
    }
    if matches!(question.asked, Asked::Drift { .. }) {
        return with_random_instructions(measured, question, model, cancel);
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

/// The same of instructions, each of them beside those that chance gives.
fn with_random_instructions(
    measured: Measured,
    question: &Question,
    model: &Model,
    cancel: &Cancel,
) -> Result<Measured, MeasureError> {
    let mut pairs = Vec::new();
    for random in question.random_instructions(&|text| model.tokens(text))? {
        let mut sums = Vec::with_capacity(random.texts.len());
        for inputs in random.texts.chunks(RANDOM_AT_A_TIME) {
            let texts = model.trace_capturing(inputs, STATES, cancel)?;
            sums.extend(question.random_sums(&measured, &random, &texts)?);
        }
        pairs.push(random.measured(sums));
    }
    Ok(Measured {
        random_drift: Some(RandomDrift { pairs }),
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

/// `text` with what its tokens receive in every block.
fn with_attention(
    text: &TracedText,
    model: &Model,
    cancel: &Cancel,
) -> Result<Arc<TracedText>, ModelError> {
    let inputs = [TextInput::new(&text.text)];
    let read = model.trace_capturing(&inputs, ATTENTION, cancel)?;
    let mut traced = text.clone();
    if let Some(read) = read.first() {
        traced.trace.attention.clone_from(&read.trace.attention);
    }
    Ok(Arc::new(traced))
}

/// `measured` with the removal test that `question` asks for, if it does; `post` is given what there
/// is of it before sets of tokens are removed.
fn with_removal(
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
    analysis.traced = with_attention(&analysis.traced, model, cancel)?;
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

/// `measured` with what the paper's sentences are put on trial by, if `question` asks about them:
/// their attention, and their removal tests where the model has a mask token.
fn with_trial(
    mut measured: Measured,
    question: &Question,
    model: &Model,
    cancel: &Cancel,
) -> Result<Measured, MeasureError> {
    let sentences = question.on_trial(&measured).len();
    let sentences = measured.texts.iter_mut().take(sentences);
    for text in sentences {
        *text = with_attention(text, model, cancel)?;
    }
    let mut trial = Vec::new();
    for subject in question.on_trial(&measured) {
        match model.removal_test(subject, subject.text, TRIAL, cancel, &|_| {}) {
            Ok(found) => trial.push(found.test),
            Err(ModelError::NoMaskToken) => break,
            Err(error) => return Err(error.into()),
        }
    }
    Ok(Measured { trial, ..measured })
}
