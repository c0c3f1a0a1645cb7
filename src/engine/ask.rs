//! A question answered at once, on the calling thread.

use std::sync::Arc;

use crate::analysis::{AnalysisError, Answer, Measured, Question};
use crate::domain::reference::ReferenceStatistics;
use crate::model::{Cancel, Model, ModelError};

use super::embedder::Embedder;
use super::further::{MeasureError, with_further};
use super::heads_measure::check_heads;
use super::until::Until;

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

impl From<MeasureError> for AskError {
    fn from(error: MeasureError) -> Self {
        match error {
            MeasureError::Model(error) => error.into(),
            MeasureError::Analysis(error) => error.into(),
        }
    }
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
        check_heads(model, question)?;
        let inputs = question.inputs(&|text| model.tokens(text))?;
        let texts = model.trace_all(&inputs, cancel)?;
        let mut embedder = Embedder::default();
        let until = Until {
            first: cancel,
            further: cancel,
        };
        let measured = Measured {
            reference: reference_of(model)?,
            ..Measured::new(Arc::new(model.card().clone()), texts)
        };
        Ok(with_further(
            measured,
            question,
            model,
            &mut embedder,
            until,
            &|_| {},
        )?)
    };
    let measured = models.iter().map(measure).collect::<Result<Vec<_>, _>>()?;
    Ok(question.answer(&measured, None)?)
}
