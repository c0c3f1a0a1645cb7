//! Runs texts through models, and keeps the recent passes.

use std::sync::Arc;
use std::time::Duration;

use crate::analysis::{Measured, Question};
use crate::domain::trace::{TextInput, TracedText};
use crate::model::{Cancel, LayersSoFar, ModelError};

use super::embedder::Embedder;
use super::further::{MeasureError, with_further};
use super::loader::LoadedModel;
use super::partial::{MIN_TIME_LEFT, PartialResults};
use super::trace_cache::TraceCache;
use super::until::Until;

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
            let texts = texts.filter_map(|cached| cached.or_else(|| read.next()));
            Measured::new(Arc::clone(&model.card), texts.collect())
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
        measured: Measured,
        until: Until<'_>,
        post: &dyn Fn(Measured),
    ) -> Result<Measured, MeasureError> {
        with_further(
            measured,
            question,
            model.model(),
            &mut self.embedder,
            until,
            post,
        )
    }
}
