//! A question answered at once, on the calling thread.

use std::sync::Arc;

use crate::analysis::{AnalysisError, Answer, Measured, Question};
use crate::model::{Cancel, Model, ModelError};

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
    let measure = |model: &&Model| -> Result<Measured, AskError> {
        question.check(model.card())?;
        let inputs = question.inputs(&|text| model.tokens(text))?;
        let texts = model.trace_all(&inputs, cancel)?;
        let mut embedder = Embedder::default();
        let until = Until {
            first: cancel,
            further: cancel,
        };
        let for_match = measure_match(&mut embedder, model, question, &texts, until, &|_| {})?;
        Ok(Measured {
            model: Arc::new(model.card().clone()),
            texts,
            for_match,
        })
    };
    let measured = models.iter().map(measure).collect::<Result<Vec<_>, _>>()?;
    Ok(question.answer(&measured, None)?)
}
