//! Runs texts through models, and keeps the recent passes.

use std::sync::Arc;
use std::time::Duration;

use crate::analysis::matching::MatchMeasured;
use crate::analysis::{Asked, HeadsMeasured, Measured, Question};
use crate::domain::trace::{TextInput, TracedText};
use crate::model::{Cancel, LayersSoFar, ModelError};

use super::attention_measure::measure_attention;
use super::embedder::Embedder;
use super::further::{MeasureError, with_random_words, with_removal, with_trial};
use super::heads_measure::measure_heads;
use super::loader::LoadedModel;
use super::match_measure::{Until, measure_match};
use super::partial::{MIN_TIME_LEFT, PartialResults};
use super::trace_cache::TraceCache;

/// Measures texts; it knows no question.
pub struct Measurer {
    cache: TraceCache,
    embedder: Embedder,
    min_time_left: Duration,
}

/// What is to be measured.
pub struct Measurement<'a> {
    /// The model.
    pub model: &'a LoadedModel,
    /// The texts.
    pub inputs: &'a [TextInput],
    /// The layer that is looked at: where the pass is slow, what there is up to here comes before
    /// the rest. `None` waits for the whole.
    pub awaited_layer: Option<usize>,
}

impl Default for Measurer {
    fn default() -> Self {
        Self::with_min_time_left(MIN_TIME_LEFT)
    }
}

impl Measurer {
    /// A measurer that posts a partial result only if the rest will take at least this long.
    pub fn with_min_time_left(min_time_left: Duration) -> Self {
        Self {
            cache: TraceCache::default(),
            embedder: Embedder::default(),
            min_time_left,
        }
    }

    /// Measures each text that was not measured lately, all of them in one pass. What there is of
    /// a slow pass once it has reached the awaited layer is given to `post_partial`.
    ///
    /// # Errors
    /// A text that cannot be read, or [`ModelError::Interrupted`] once `cancel` says so.
    pub fn measure(
        &mut self,
        measurement: &Measurement<'_>,
        cancel: &Cancel,
        post_partial: &dyn Fn(Measured),
    ) -> Result<Measured, ModelError> {
        let Measurement { model, inputs, .. } = measurement;
        let awaited = measurement.awaited_layer;
        let partial = awaited.map(|layer| PartialResults::begin(layer, self.min_time_left));
        let cached: Vec<_> = inputs
            .iter()
            .map(|text| self.cache.get(&model.card, text))
            .collect();
        let missing = inputs.iter().zip(&cached);
        let missing = missing.filter(|(_, cached)| cached.is_none());
        let missing: Vec<TextInput> = missing.map(|(text, _)| text.clone()).collect();
        let measured = |read: Vec<Arc<TracedText>>| {
            let mut read = read.into_iter();
            let texts = cached.iter().cloned();
            Measured {
                model: Arc::clone(&model.card),
                reference: None,
                removal: None,
                trial: Vec::new(),
                random: None,
                random_drift: None,
                texts: texts
                    .filter_map(|cached| cached.or_else(|| read.next()))
                    .collect(),
                attention: Vec::new(),
                for_match: MatchMeasured::default(),
                heads: HeadsMeasured::default(),
            }
        };
        let layer_done = |so_far: &LayersSoFar<'_>| {
            let due = partial
                .as_ref()
                .is_some_and(|partial| partial.is_due(so_far.layer, model.card.layers));
            if due {
                post_partial(measured(so_far.texts()));
            }
        };
        let read = model
            .model()
            .trace_by_layers(&missing, cancel, &layer_done)?;
        let measured = measured(read);
        for (text, trace) in inputs.iter().zip(&measured.texts) {
            self.cache.put(&model.card, text, trace);
        }
        Ok(measured)
    }

    /// Adds what `question` needs besides; `post` is given what there is before, and each time there
    /// is more.
    ///
    /// # Errors
    /// As [`measure`](Self::measure), and a question that makes no sense for the model.
    pub(super) fn measure_further(
        &mut self,
        model: &LoadedModel,
        question: &Question,
        measured: &Measured,
        until: Until<'_>,
        post: &dyn Fn(Measured),
    ) -> Result<Measured, MeasureError> {
        let model = model.model();
        match &question.asked {
            Asked::Match { .. } => {
                let texts = &measured.texts;
                let with = |for_match| Measured {
                    for_match,
                    ..measured.clone()
                };
                let post_more = |for_match| post(with(for_match));
                let embedder = &mut self.embedder;
                let found = measure_match(embedder, model, question, texts, until, &post_more);
                Ok(found.map(with)?)
            }
            Asked::Lens { .. } | Asked::Label { .. } => {
                let texts = &measured.texts;
                let with = |heads| Measured {
                    heads,
                    ..measured.clone()
                };
                let post_more = |heads| post(with(heads));
                Ok(measure_heads(model, question, texts, until, &post_more).map(with)?)
            }
            Asked::Attention { .. } => {
                let texts = &measured.texts;
                let with = |attention| Measured {
                    attention,
                    ..measured.clone()
                };
                let post_more = |attention| post(with(attention));
                Ok(measure_attention(model, question, texts, until, &post_more).map(with)?)
            }
            Asked::Effects { .. } => {
                post(measured.clone());
                with_removal(measured.clone(), question, model, until.further, post)
            }
            Asked::Paper => {
                post(measured.clone());
                with_trial(measured.clone(), question, model, until.further)
            }
            _ if question.is_beside_random_words() => {
                post(measured.clone());
                with_random_words(measured.clone(), question, model, until.further)
            }
            _ => Ok(measured.clone()),
        }
    }
}
