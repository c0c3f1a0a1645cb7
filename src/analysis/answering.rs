//! From a question to the texts that must be measured, and from their traces to the answer.

use std::sync::Arc;

use crate::domain::token::Token;
use crate::domain::trace::{ModelCard, TextInput};

use super::answer::Answer;
use super::comparison::{Comparison, ComparisonRequest, comparison_inputs};
use super::drift::{Drift, DriftRequest, drift_inputs};
use super::error::AnalysisError;
use super::matching::{Match, MatchMethod};
use super::model_comparison::ModelComparison;
use super::paper::{paper_inputs, paper_report};
use super::positions::Positions;
use super::question::{Asked, Measured, Question};
use super::text_analysis::Analysis;

impl Question {
    /// The texts to be measured, by each model asked. `tokenize` gives the tokens of a text, which
    /// decide where kept positions are.
    ///
    /// # Errors
    /// What `tokenize` fails with.
    pub fn inputs<E>(
        &self,
        tokenize: &dyn Fn(&str) -> Result<Vec<Token>, E>,
    ) -> Result<Vec<TextInput>, E> {
        match &self.asked {
            Asked::Analyze { text } | Asked::CompareModels { text, .. } => {
                Ok(vec![TextInput::new(text)])
            }
            Asked::Compare {
                text_a,
                text_b,
                settings,
                beside_own_positions,
                ..
            } => {
                let texts = [text_a.as_str(), text_b.as_str()];
                let mut inputs = comparison_inputs(texts, settings.positions, tokenize)?;
                if *beside_own_positions {
                    inputs.extend(texts.map(TextInput::new));
                }
                Ok(inputs)
            }
            Asked::Drift {
                input,
                prompts,
                settings,
                beside_own_positions,
            } => {
                let mut inputs = drift_inputs(input, prompts, settings.positions, tokenize)?;
                if *beside_own_positions {
                    inputs.extend(drift_inputs(input, prompts, Positions::AsIs, tokenize)?);
                }
                Ok(inputs)
            }
            Asked::Match { text_a, text_b, .. } => {
                Ok([text_a, text_b].map(TextInput::new).to_vec())
            }
            Asked::Paper => Ok(paper_inputs()),
            Asked::Corpus { .. } => Ok(Vec::new()),
        }
    }

    /// Checks what can be known before a text is read.
    ///
    /// # Errors
    /// A layer that `model` does not have, fewer than two instructions, or a corpus.
    pub fn check(&self, model: &ModelCard) -> Result<(), AnalysisError> {
        match &self.asked {
            Asked::Paper => return Ok(()),
            Asked::Corpus { .. } => return Err(AnalysisError::NeedsCorpusRun),
            Asked::Match {
                text_a,
                text_b,
                settings,
            } => {
                for (name, text) in [("A", text_a), ("B", text_b)] {
                    if text.trim().is_empty() {
                        return Err(AnalysisError::NothingToMatch(name));
                    }
                }
                if settings.method != MatchMethod::Jacobians {
                    return Ok(());
                }
            }
            Asked::Drift { prompts, .. } if prompts.len() < 2 => {
                return Err(AnalysisError::TooFewPrompts);
            }
            _ => {}
        }
        self.settings.layers_on(model).map(|_| ())
    }

    /// The answer, from what each model asked made of the texts; never runs a model. What `before`
    /// has of the same traces is used again.
    ///
    /// # Errors
    /// As [`check`](Self::check); traces of other texts.
    pub fn answer(
        &self,
        measured: &[Measured],
        before: Option<&Answer>,
    ) -> Result<Answer, AnalysisError> {
        let first = measured.first().ok_or(AnalysisError::OtherTexts)?;
        self.check(&first.model)?;
        let model = &first.model;
        match &self.asked {
            Asked::Analyze { .. } => {
                let traced = first.texts.first().ok_or(AnalysisError::OtherTexts)?;
                let analysis =
                    Analysis::new(Arc::clone(model), Arc::clone(traced), &self.settings)?;
                Ok(Answer::Analysis(Arc::new(analysis)))
            }
            Asked::Compare {
                settings,
                paired_by_hand,
                ..
            } => {
                let request = ComparisonRequest {
                    analysis: self.settings,
                    comparison: *settings,
                    paired_by_hand,
                };
                let before = before.and_then(Answer::comparison);
                let comparison = Comparison::new(model, &first.texts, &request, before)?;
                Ok(Answer::Comparison(Arc::new(comparison)))
            }
            Asked::Drift {
                input,
                prompts,
                settings,
                ..
            } => {
                let request = DriftRequest {
                    input,
                    prompts,
                    analysis: self.settings,
                    comparison: *settings,
                };
                let drift = Drift::new(model, &first.texts, &request)?;
                Ok(Answer::Drift(Arc::new(drift)))
            }
            Asked::CompareModels {
                layer_of_second,
                merge,
                ..
            } => {
                let [first, second] = measured else {
                    return Err(AnalysisError::OtherTexts);
                };
                let comparison = ModelComparison::new(
                    [first, second],
                    &self.settings,
                    *layer_of_second,
                    *merge,
                )?;
                Ok(Answer::Models(Arc::new(comparison)))
            }
            Asked::Match { settings, .. } => {
                let matched = Match::new(first, settings, &self.settings)?;
                Ok(Answer::Match(Arc::new(matched)))
            }
            Asked::Paper => Ok(Answer::Paper(Arc::new(paper_report(first)?))),
            Asked::Corpus { .. } => Err(AnalysisError::NeedsCorpusRun),
        }
    }
}
