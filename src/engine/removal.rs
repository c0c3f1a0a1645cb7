//! The removal test of a question that asks for one.

use crate::analysis::{Measured, Question};
use crate::model::{Cancel, Model};

use super::ask::AskError;

/// `measured` with the removal test that `question` asks for, if it does.
pub(super) fn with_removal(
    measured: Measured,
    question: &Question,
    model: &Model,
    cancel: &Cancel,
) -> Result<Measured, AskError> {
    let Some((settings, analysis)) = question.removal(&measured)? else {
        return Ok(measured);
    };
    let Some(text) = measured.texts.first() else {
        return Ok(measured);
    };
    let subject = analysis.removal_subject(settings);
    let removal = model.removal_test(subject, text, settings.removal, cancel)?;
    Ok(Measured {
        removal: Some(removal),
        ..measured
    })
}
