//! One pass over some texts: hidden states of every layer and their norms.

use std::sync::Arc;

use crate::domain::strength_parts::TokenParts;
use crate::domain::trace::Trace;

use super::ModelError;
use super::encoder::{
    AttentionRecorder, Batch, Encoder, PartsRecorder, PassContext, norms, numbers_of,
};
use crate::model::cancel::Cancel;

/// What a pass captures beside the strengths of every layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Capture {
    /// The hidden states of every layer, which shifts are measured on. Without them a text takes
    /// little memory.
    pub hidden_states: bool,
    /// How much attention every token receives in every block.
    pub attention: bool,
    /// What the states of every layer are made of.
    pub parts: bool,
}

impl Default for Capture {
    /// Hidden states and what they are made of.
    fn default() -> Self {
        Self {
            hidden_states: true,
            attention: false,
            parts: true,
        }
    }
}

impl Trace {
    fn push(&mut self, states: Vec<f32>, capture: Capture) {
        self.strengths.push(norms(&states, self.hidden_size));
        if capture.hidden_states {
            self.hidden_states.push(Arc::new(states));
        }
    }
}

/// Longer texts gain nothing from company: the work is then in the products, not in reading the
/// weights.
pub(super) const MAX_TOKENS_PER_PASS: usize = 256;

/// The tokens of one text for an encoder.
pub(super) struct Sequence {
    /// Rows of the vocabulary.
    pub(super) ids: Vec<u32>,
    /// Where each token stands.
    pub(super) positions: Vec<u32>,
    /// Which tokens are special.
    pub(super) special: Vec<bool>,
    /// Which kind of segment each token is of, of a pair; else empty.
    pub(super) types: Vec<u32>,
}

impl Sequence {
    /// The tokens of all `texts`, one text below the other.
    pub(super) fn batch(texts: &[Self]) -> Batch {
        let joined = |of: fn(&Self) -> &Vec<u32>| {
            let numbers = texts.iter().flat_map(|text| of(text).iter().copied());
            numbers.collect()
        };
        Batch {
            ids: joined(|text| &text.ids),
            positions: joined(|text| &text.positions),
            types: types_of(texts),
            lengths: texts.iter().map(|text| text.ids.len()).collect(),
        }
    }
}

/// The kinds of segments of all tokens; empty where all are of the first.
fn types_of(texts: &[Sequence]) -> Vec<u32> {
    if texts.iter().all(|text| text.types.is_empty()) {
        return Vec::new();
    }
    let of_text = |text: &Sequence| {
        if text.types.is_empty() {
            vec![0; text.ids.len()]
        } else {
            text.types.clone()
        }
    };
    texts.iter().flat_map(of_text).collect()
}

/// The last hidden states of `batch`, `[token][width]`, one text below the other.
pub(super) fn last_states(
    encoder: &dyn Encoder,
    batch: &Batch,
    cancel: &Cancel,
) -> Result<Vec<f32>, ModelError> {
    let context = PassContext::new(encoder, &batch.lengths).map_err(failed)?;
    let mut hidden = encoder.embed(batch, None).map_err(failed)?;
    for index in 0..encoder.layers() {
        if cancel.is_cancelled() {
            return Err(ModelError::Interrupted);
        }
        hidden = encoder.block(index, &hidden, &context).map_err(failed)?;
    }
    numbers_of(&hidden).map_err(failed)
}

/// Runs `encoder` over all `texts` in one pass, asking `cancel` between layers; `layer_done`
/// is given what there is after each layer but the last.
pub(super) fn run(
    encoder: &dyn Encoder,
    texts: &[Sequence],
    capture: Capture,
    cancel: &Cancel,
    layer_done: &dyn Fn(&[Trace]),
) -> Result<Vec<Trace>, ModelError> {
    if texts.is_empty() {
        return Ok(Vec::new());
    }
    let batch = Sequence::batch(texts);
    let parts = capture.parts.then(PartsRecorder::default);
    let mut hidden = encoder.embed(&batch, parts.as_ref()).map_err(failed)?;
    let recorder = capture.attention.then(|| {
        let special = texts.iter().map(|text| text.special.clone());
        AttentionRecorder::new(special.collect())
    });
    let context = PassContext {
        recorder,
        parts,
        ..PassContext::new(encoder, &batch.lengths).map_err(failed)?
    };
    let hidden_size = hidden.dims2().map_err(failed)?.1;
    let empty = Trace {
        strengths: Vec::with_capacity(encoder.layers() + 1),
        hidden_states: Vec::new(),
        hidden_size,
        parts: Vec::new(),
        attention: Vec::new(),
    };
    let mut traces = vec![empty; texts.len()];
    let states = numbers_of(&hidden).map_err(failed)?;
    push(&mut traces, &context, states, capture);
    for index in 0..encoder.layers() {
        if cancel.is_cancelled() {
            return Err(ModelError::Interrupted);
        }
        layer_done(&traces);
        hidden = encoder.block(index, &hidden, &context).map_err(failed)?;
        let states = numbers_of(&hidden).map_err(failed)?;
        push(&mut traces, &context, states, capture);
    }
    if let Some(recorder) = context.recorder {
        for (trace, received) in traces.iter_mut().zip(recorder.received()) {
            trace.attention = received;
        }
    }
    Ok(traces)
}

/// Gives each text its rows of one layer's `states`.
fn push(traces: &mut [Trace], context: &PassContext, mut states: Vec<f32>, capture: Capture) {
    let lengths = &context.lengths;
    if let Some(parts) = &context.parts {
        let mut parts: Vec<TokenParts> = parts.end_layer(lengths.iter().sum());
        for (trace, length) in traces.iter_mut().zip(lengths).rev() {
            let start = parts.len().saturating_sub(*length);
            trace.parts.push(parts.split_off(start));
        }
    }
    // From the last text on, so that one text alone moves its states without a copy.
    for (trace, length) in traces.iter_mut().zip(lengths).rev() {
        let start = states.len().saturating_sub(length * trace.hidden_size);
        let own = if start == 0 {
            std::mem::take(&mut states)
        } else {
            states.split_off(start)
        };
        trace.push(own, capture);
    }
}

/// What is said of a pass that failed. candle's messages may carry a backtrace below their first
/// line.
#[expect(
    clippy::needless_pass_by_value,
    reason = "so it stands behind `map_err`"
)]
pub(super) fn failed(error: candle_core::Error) -> ModelError {
    let text = error.to_string();
    ModelError::Pass(text.lines().next().unwrap_or_default().to_owned())
}
