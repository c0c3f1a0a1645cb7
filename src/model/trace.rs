//! What one pass leaves behind: the hidden states of every layer and their norms.

use std::sync::Arc;

use crate::domain::attention::AttentionReceived;
use crate::domain::strength::l2_norm;

use super::ModelError;
use super::encoder::{AttentionRecorder, Batch, Encoder, PassContext};

/// What a pass captures beside the strengths of every layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Capture {
    /// The hidden states of every layer, which shifts are measured on. Without them a text takes
    /// little memory.
    pub hidden_states: bool,
    /// How much attention every token receives in every block.
    pub attention: bool,
}

impl Default for Capture {
    /// Hidden states alone.
    fn default() -> Self {
        Self {
            hidden_states: true,
            attention: false,
        }
    }
}

/// Every layer of one pass over one text. Layer 0 is the output of the embeddings.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    /// Activation strengths, `[layer][token]`: the L2 norm of each hidden state.
    pub strengths: Vec<Vec<f64>>,
    /// Hidden states, `[layer][token * hidden_size]`; shared, so that what there is of a pass under
    /// way can be shown without a copy. Empty where they were not kept.
    pub hidden_states: Vec<Arc<Vec<f32>>>,
    /// Width of a hidden state.
    pub hidden_size: usize,
    /// What each block's attention left at the tokens, `[block]`; block 0 leads to layer 1. Empty
    /// where it was not asked for, and until the last layer is there.
    pub attention: Vec<AttentionReceived>,
}

impl Trace {
    /// The hidden state of one token at one layer; `None` where there is no such token or layer, or
    /// where hidden states were not kept.
    pub fn hidden_state(&self, layer: usize, token: usize) -> Option<&[f32]> {
        let start = token.checked_mul(self.hidden_size)?;
        self.hidden_states
            .get(layer)?
            .get(start..start.checked_add(self.hidden_size)?)
    }

    /// The last layer there is.
    pub fn last_layer(&self) -> usize {
        self.strengths.len().saturating_sub(1)
    }

    /// Bytes held, for a cache that is bounded in them.
    pub fn bytes(&self) -> usize {
        let states: usize = self.hidden_states.iter().map(|states| states.len()).sum();
        let strengths: usize = self.strengths.iter().map(Vec::len).sum();
        // Three tables per block, one number per token.
        let attention = self.attention.iter().map(|block| 3 * block.received.len());
        (states + attention.sum::<usize>()) * size_of::<f32>() + strengths * size_of::<f64>()
    }

    fn push(&mut self, states: Vec<f32>, capture: Capture) {
        let strengths = states.chunks_exact(self.hidden_size).map(l2_norm).collect();
        self.strengths.push(strengths);
        if capture.hidden_states {
            self.hidden_states.push(Arc::new(states));
        }
    }
}

/// The tokens of one text for an encoder.
pub(super) struct Sequence {
    /// Rows of the vocabulary.
    pub(super) ids: Vec<u32>,
    /// Where each token stands.
    pub(super) positions: Vec<u32>,
    /// Which tokens are special.
    pub(super) special: Vec<bool>,
}

/// Runs `encoder` over all `texts` in one pass, asking `still_wanted` between layers; `layer_done`
/// is given what there is after each layer but the last.
pub(super) fn run(
    encoder: &dyn Encoder,
    texts: &[Sequence],
    capture: Capture,
    still_wanted: &dyn Fn() -> bool,
    layer_done: &dyn Fn(&[Trace]),
) -> Result<Vec<Trace>, ModelError> {
    if texts.is_empty() {
        return Ok(Vec::new());
    }
    let failed = |error: candle_core::Error| ModelError::Pass(one_line(&error));
    let lengths: Vec<usize> = texts.iter().map(|text| text.ids.len()).collect();
    let joined = |of: fn(&Sequence) -> &Vec<u32>| -> Vec<u32> {
        texts
            .iter()
            .flat_map(|text| of(text).iter().copied())
            .collect()
    };
    let batch = Batch {
        ids: joined(|text| &text.ids),
        positions: joined(|text| &text.positions),
        lengths,
    };
    let mut hidden = encoder.embed(&batch).map_err(failed)?;
    let context = PassContext {
        prepared: encoder.prepare(&batch.lengths).map_err(failed)?,
        lengths: batch.lengths,
        recorder: capture.attention.then(|| {
            let special = texts.iter().map(|text| text.special.clone());
            AttentionRecorder::new(special.collect())
        }),
    };
    let hidden_size = hidden.dims2().map_err(failed)?.1;
    let empty = Trace {
        strengths: Vec::with_capacity(encoder.layers() + 1),
        hidden_states: Vec::new(),
        hidden_size,
        attention: Vec::new(),
    };
    let mut traces = vec![empty; texts.len()];
    let states = table(&hidden).map_err(failed)?;
    push(&mut traces, &context.lengths, states, capture);
    for index in 0..encoder.layers() {
        if !still_wanted() {
            return Err(ModelError::Interrupted);
        }
        layer_done(&traces);
        hidden = encoder.block(index, &hidden, &context).map_err(failed)?;
        let states = table(&hidden).map_err(failed)?;
        push(&mut traces, &context.lengths, states, capture);
    }
    if let Some(recorder) = context.recorder {
        for (trace, received) in traces.iter_mut().zip(recorder.received()) {
            trace.attention = received;
        }
    }
    Ok(traces)
}

/// Gives each text its rows of one layer's `states`.
fn push(traces: &mut [Trace], lengths: &[usize], mut states: Vec<f32>, capture: Capture) {
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

fn table(hidden: &candle_core::Tensor) -> candle_core::Result<Vec<f32>> {
    hidden.flatten_all()?.to_vec1()
}

/// candle's messages may carry a backtrace below their first line.
fn one_line(error: &candle_core::Error) -> String {
    error
        .to_string()
        .lines()
        .next()
        .unwrap_or_default()
        .to_owned()
}
