//! What a question asks of a model's heads besides the pass of its text, the quickest first: the
//! chosen layer before the others, the labels before what they rest on.

use std::sync::Arc;

use crate::analysis::{Asked, HeadsMeasured, LabelSettings, Question};
use crate::domain::labels::LabelReading;
use crate::domain::trace::TracedText;
use crate::model::{Model, ModelError};

use super::until::Until;

/// Measures with `model` what `question` asks of its heads; `post` is given what there is, each
/// time there is more.
///
/// # Errors
/// The model has no such head, or [`ModelError::Interrupted`] once `until` says so.
pub(super) fn measure_heads(
    model: &Model,
    question: &Question,
    texts: &[Arc<TracedText>],
    until: Until<'_>,
    post: &dyn Fn(HeadsMeasured),
) -> Result<HeadsMeasured, ModelError> {
    let mut measured = HeadsMeasured::default();
    let Some(text) = texts.first() else {
        return Ok(measured);
    };
    match &question.asked {
        Asked::Lens { settings, .. } => {
            measured.mask = model.mask();
            let last = text.layers();
            let chosen = question.settings.layer_of(last);
            let (first, rest): (Vec<usize>, Vec<usize>) =
                (0..=last).partition(|&layer| layer == chosen || layer == last);
            let mut reading = model.lens(text, &first, settings.top, until.first)?;
            measured.lens = Some(Arc::new(reading.clone()));
            post(measured.clone());
            reading.merge(model.lens(text, &rest, settings.top, until.further)?);
            measured.lens = Some(Arc::new(reading));
        }
        Asked::Label { settings, .. } => {
            let mut readings = labels_of(model, texts, settings)?;
            measured.set_labels(&readings);
            post(measured.clone());
            let steps = (settings.steps > 0).then_some(settings.steps);
            for (text, reading) in texts.iter().zip(&mut readings) {
                let found = model.explain_labels(text, reading.row, steps, until.further)?;
                reading.explanation = Some(found);
            }
            measured.set_labels(&readings);
        }
        _ => {}
    }
    Ok(measured)
}

/// The labels of each of `texts`.
fn labels_of(
    model: &Model,
    texts: &[Arc<TracedText>],
    settings: &LabelSettings,
) -> Result<Vec<LabelReading>, ModelError> {
    let read = texts.iter().map(|text| {
        let mut reading = model.labels(text)?;
        if reading.labels.per_token && texts.len() > 1 {
            return Err(ModelError::LabelsOfTokens);
        }
        if let Some(token) = settings.token.filter(|_| reading.labels.per_token) {
            reading.row = token.min(reading.logits.len().saturating_sub(1));
        }
        Ok(reading)
    });
    read.collect()
}

/// Refuses a question about a head that `model` does not have, before anything is read.
///
/// # Errors
/// The model has no such head, or a damaged one.
pub(super) fn check_heads(model: &Model, question: &Question) -> Result<(), ModelError> {
    match &question.asked {
        Asked::Lens { .. } => model.check_masked_lm(),
        Asked::Label { .. } => model.check_labels(),
        Asked::Effects { settings, .. } => model.check_output(settings.output),
        _ => Ok(()),
    }
}
