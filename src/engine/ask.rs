//! A question answered at once, on the calling thread.

use std::sync::Arc;

use crate::analysis::{AnalysisError, Answer, Asked, Measured, Question};
use crate::domain::reference::ReferenceStatistics;
use crate::model::{Cancel, Capture, Model, ModelError};

use super::attention_measure::measure_attention;
use super::embedder::Embedder;
use super::match_measure::{Until, measure_match};

/// Why a question was not answered.
#[derive(Debug, Clone, thiserror::Error)]
pub enum AskError {
    /// A model could not read a text.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The question makes no sense for the model.
    #[error(transparent)]
    Analysis(#[from] AnalysisError),
}

/// Measures the texts of `question` with each of `models` (two of them to compare models, else
/// one) and answers it.
///
/// ```
/// use glassbox::{Cancel, Model, Question, ask};
///
/// let model = Model::embedded()?;
/// let question = Question::analyze("Who is the prime minister of Canada?");
/// let answer = ask(&[&model], &question, &Cancel::never())?;
/// let analysis = answer.analysis().expect("one text was asked about");
/// assert_eq!(analysis.layer, 4);
/// assert_eq!(analysis.strengths().len(), analysis.traced.tokens.len());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// A layer that a model does not have, a text it cannot read, or [`ModelError::Interrupted`] once
/// `cancel` says so.
pub fn ask(models: &[&Model], question: &Question, cancel: &Cancel) -> Result<Answer, AskError> {
    ask_beside(models, question, cancel, &|_| Ok(None))
}

/// What a model makes of reference texts, where there are some.
pub type ReferenceOf<'a> =
    dyn Fn(&Model) -> Result<Option<Arc<ReferenceStatistics>>, ModelError> + 'a;

/// As [`ask`]; `reference_of` gives what a model makes of reference texts, for questions that
/// [need](Question::needs_reference) it.
///
/// # Errors
/// As [`ask`], and what `reference_of` fails with.
pub fn ask_beside(
    models: &[&Model],
    question: &Question,
    cancel: &Cancel,
    reference_of: &ReferenceOf<'_>,
) -> Result<Answer, AskError> {
    let measure = |model: &&Model| -> Result<Measured, AskError> {
        question.check(model.card())?;
        let inputs = question.inputs(&|text| model.tokens(text))?;
        let capture = Capture {
            // The rivals of the HIGH tokens.
            attention: matches!(question.asked, Asked::Effects { .. }),
            ..Capture::default()
        };
        let texts = model.trace_capturing(&inputs, capture, cancel)?;
        let mut embedder = Embedder::default();
        let until = Until {
            first: cancel,
            further: cancel,
        };
        let for_match = measure_match(&mut embedder, model, question, &texts, until, &|_| {})?;
        let attention = measure_attention(model, question, &texts, until, &|_| {})?;
        let measured = Measured {
            model: Arc::new(model.card().clone()),
            attention,
            texts,
            reference: reference_of(model)?,
            removal: None,
            for_match,
        };
        with_removal(measured, question, model, cancel)
    };
    let measured = models.iter().map(measure).collect::<Result<Vec<_>, _>>()?;
    Ok(question.answer(&measured, None)?)
}

/// `measured` with the removal test that `question` asks for, if it does.
fn with_removal(
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
