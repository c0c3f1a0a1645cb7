//! From a question to the texts that must be measured, and from their traces to the answer.

use std::borrow::Cow;
use std::sync::Arc;

use crate::domain::measure::Measure;
use crate::domain::reference::ReferenceTexts;
use crate::domain::removal::RemovalSubject;
use crate::domain::token::Token;
use crate::domain::trace::{ModelCard, TextInput};

use super::answer::Answer;
use super::comparison::{Comparison, ComparisonRequest, comparison_inputs};
use super::drift::{Drift, DriftRequest, drift_inputs};
use super::effects::Effects;
use super::error::AnalysisError;
use super::heads::{LabelSettings, Labelled, Lens};
use super::matching::{Match, MatchMethod};
use super::model_comparison::ModelComparison;
use super::paper::{paper_inputs, paper_report, trial_subjects};
use super::parts::{Compared, Parts};
use super::positions::Positions;
use super::question::{Asked, Measured, Question};
use super::random_words::null_of;
use super::settings::RemovalSettings;
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
            Asked::Analyze { text, .. }
            | Asked::Effects { text, .. }
            | Asked::Lens { text, .. }
            | Asked::CompareModels { text, .. } => Ok(vec![TextInput::new(text)]),
            Asked::Label {
                text,
                second,
                compared,
                ..
            } => {
                let first = match second {
                    Some(second) => TextInput::pair(text, second),
                    None => TextInput::new(text),
                };
                let compared = compared.iter().map(TextInput::new);
                Ok(std::iter::once(first).chain(compared).collect())
            }
            Asked::Attention { text, text_b, .. } => {
                let texts = std::iter::once(text).chain(text_b);
                Ok(texts.map(TextInput::new).collect())
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
                ..
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

    /// The sentences that are put on trial where the paper is asked about.
    pub fn on_trial<'a>(&self, measured: &'a Measured) -> Vec<RemovalSubject<'a>> {
        match self.asked {
            Asked::Paper => trial_subjects(measured, RemovalSettings::SEED),
            _ => Vec::new(),
        }
    }

    /// What was measured, by the measure that is asked for.
    fn by_measure<'a>(
        &self,
        measured: &'a [Measured],
    ) -> Result<Cow<'a, [Measured]>, AnalysisError> {
        let measure = self.settings.measure;
        if measure == Measure::Norm || matches!(self.asked, Asked::Paper) {
            return Ok(Cow::Borrowed(measured));
        }
        let each = measured.iter().map(|one| {
            let texts = one.texts.iter();
            let texts = texts.map(|text| measure.of(text, one.reference.as_deref()));
            Ok(Measured {
                texts: texts.collect::<Result<_, _>>()?,
                ..one.clone()
            })
        });
        each.collect::<Result<Vec<_>, AnalysisError>>()
            .map(Cow::Owned)
    }

    /// The first text of `measured`, which has it as the model left it.
    pub(super) fn analysis_of(&self, measured: &Measured) -> Result<Analysis, AnalysisError> {
        let measured = std::slice::from_ref(measured);
        let measured = self.by_measure(measured)?;
        self.first_analysis(measured.first().ok_or(AnalysisError::OtherTexts)?)
    }

    /// The first text of `measured`, which has it by the measure.
    fn first_analysis(&self, measured: &Measured) -> Result<Analysis, AnalysisError> {
        let traced = measured.texts.first().ok_or(AnalysisError::OtherTexts)?;
        let model = Arc::clone(&measured.model);
        let mut analysis = Analysis::new(model, Arc::clone(traced), &self.settings)?;
        analysis.against = self.reference_texts(measured);
        Ok(analysis)
    }

    /// The labels of the first text of `by_measure`, beside those of a second one where there is one.
    fn labelled_of(
        &self,
        by_measure: &Measured,
        measured: &Measured,
        settings: &LabelSettings,
    ) -> Result<Labelled, AnalysisError> {
        let b = by_measure.texts.get(1).map(|traced| {
            let model = Arc::clone(&by_measure.model);
            Analysis::new(model, Arc::clone(traced), &self.settings)
        });
        let a = self.first_analysis(by_measure)?;
        Labelled::new(a, b.transpose()?, settings, &measured.heads)
    }

    /// The reference texts that `measured` was measured against, if the measure asks for some.
    fn reference_texts(&self, measured: &Measured) -> Option<ReferenceTexts> {
        let reference = measured.reference.as_ref();
        let reference = reference.filter(|_| self.settings.measure.needs_reference())?;
        Some(reference.texts.clone())
    }

    /// The drift of the texts of `measured`.
    fn drift_of(&self, measured: &Measured) -> Result<Drift, AnalysisError> {
        let Asked::Drift {
            input,
            prompts,
            settings,
            null,
            ..
        } = &self.asked
        else {
            return Err(AnalysisError::OtherTexts);
        };
        let request = DriftRequest {
            input,
            prompts,
            analysis: self.settings,
            comparison: *settings,
        };
        let mut drift = Drift::new(&measured.model, &measured.texts, &request)?;
        if let (Some(settings), Some(random)) = (null, &measured.random_drift) {
            drift.beside(random, *settings);
        }
        Ok(drift)
    }

    /// Checks what can be known before a text is read.
    ///
    /// # Errors
    /// A layer that `model` does not have, fewer than two instructions, or a corpus.
    pub fn check(&self, model: &ModelCard) -> Result<(), AnalysisError> {
        match &self.asked {
            Asked::Compare {
                settings,
                null: Some(_),
                ..
            }
            | Asked::Drift {
                settings,
                null: Some(_),
                ..
            } if settings.positions == Positions::Kept => {
                return Err(AnalysisError::NullOfKeptPositions);
            }
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
            Asked::Attention { .. } if self.settings.layer_of(model.layers) == 0 => {
                return Err(AnalysisError::NoBlock);
            }
            Asked::Drift { prompts, .. } if prompts.len() < 2 => {
                return Err(AnalysisError::TooFewPrompts);
            }
            Asked::Compare { .. } | Asked::Drift { .. }
                if !self.settings.measure.is_of_vectors() =>
            {
                return Err(AnalysisError::NoShift(self.settings.measure));
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
        let whole = first;
        let measured = self.by_measure(measured)?;
        let measured = measured.as_ref();
        let first = measured.first().ok_or(AnalysisError::OtherTexts)?;
        let model = &first.model;
        match &self.asked {
            Asked::Analyze { parts, .. } => {
                let mut analysis = self.first_analysis(first)?;
                if let (true, Some(traced)) = (parts, whole.texts.first()) {
                    analysis.parts = Some(Parts::new(traced, whole.reference.as_deref()));
                }
                Ok(Answer::Analysis(Arc::new(analysis)))
            }
            Asked::Effects { settings, .. } => {
                let mut analysis = self.first_analysis(first)?;
                analysis.beside = beside_reference(whole, 0);
                Ok(match &whole.removal {
                    Some(removal) => {
                        Answer::Effects(Arc::new(Effects::new(analysis, *settings, removal)))
                    }
                    // What there is before the test is over.
                    None => Answer::Analysis(Arc::new(analysis)),
                })
            }
            Asked::Attention { settings, .. } => {
                let attention = self.attention_of(first, whole, *settings)?;
                Ok(Answer::Attention(Arc::new(attention)))
            }
            Asked::Compare {
                settings,
                paired_by_hand,
                null,
                ..
            } => {
                let request = ComparisonRequest {
                    analysis: self.settings,
                    comparison: *settings,
                    paired_by_hand,
                };
                let before = before.and_then(Answer::comparison);
                let mut comparison = Comparison::new(model, &first.texts, &request, before)?;
                comparison.a.beside = beside_reference(whole, 0);
                comparison.b.beside = beside_reference(whole, 1);
                if let (Some(settings), Some(random)) = (null, &first.random) {
                    let null = null_of(&comparison, random, *settings);
                    comparison.warnings.extend(null.warning());
                    comparison.null = Some(null);
                }
                Ok(Answer::Comparison(Arc::new(comparison)))
            }
            Asked::Drift { .. } => Ok(Answer::Drift(Arc::new(self.drift_of(first)?))),
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
            Asked::Lens { settings, .. } => {
                let lens = Lens::new(self.first_analysis(first)?, *settings, &whole.heads)?;
                Ok(Answer::Lens(Arc::new(lens)))
            }
            Asked::Label { settings, .. } => {
                let labelled = self.labelled_of(first, whole, settings)?;
                Ok(Answer::Labels(Arc::new(labelled)))
            }
            Asked::Paper => Ok(Answer::Paper(Arc::new(paper_report(first)?))),
            Asked::Corpus { .. } => Err(AnalysisError::NeedsCorpusRun),
        }
    }
}

/// What the reference texts say of a text of `whole`, which has it as the model left it.
fn beside_reference(whole: &Measured, text: usize) -> Option<Arc<Compared>> {
    let (text, reference) = (whole.texts.get(text)?, whole.reference.as_deref()?);
    Some(Arc::new(Compared::new(text, reference)))
}
