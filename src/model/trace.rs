//! What one pass leaves behind: the hidden states of every layer and their norms.

use crate::domain::strength::l2_norm;

use super::ModelError;
use super::encoder::Encoder;

/// Every layer of one pass over one text. Layer 0 is the output of the embeddings.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    /// Activation strengths, `[layer][token]`: the L2 norm of each hidden state.
    pub strengths: Vec<Vec<f64>>,
    /// Hidden states, `[layer][token * hidden_size]`.
    pub hidden_states: Vec<Vec<f32>>,
    /// Width of a hidden state.
    pub hidden_size: usize,
}

impl Trace {
    /// The hidden state of one token at one layer; none where there is no such token or layer.
    pub fn hidden_state(&self, layer: usize, token: usize) -> Option<&[f32]> {
        let start = token.checked_mul(self.hidden_size)?;
        self.hidden_states
            .get(layer)?
            .get(start..start.checked_add(self.hidden_size)?)
    }

    /// Bytes held, for a cache that is bounded in them.
    pub fn bytes(&self) -> usize {
        let states: usize = self.hidden_states.iter().map(Vec::len).sum();
        let strengths: usize = self.strengths.iter().map(Vec::len).sum();
        states * size_of::<f32>() + strengths * size_of::<f64>()
    }

    fn push(&mut self, states: Vec<f32>) {
        let strengths = states.chunks_exact(self.hidden_size).map(l2_norm).collect();
        self.strengths.push(strengths);
        self.hidden_states.push(states);
    }
}

/// Runs `encoder` over `ids` at `positions`, asking `still_wanted` between layers.
pub(super) fn run(
    encoder: &dyn Encoder,
    ids: &[u32],
    positions: &[u32],
    still_wanted: &dyn Fn() -> bool,
) -> Result<Trace, ModelError> {
    let failed = |error: candle_core::Error| ModelError::Pass(one_line(&error));
    let mut hidden = encoder.embed(ids, positions).map_err(failed)?;
    let mut trace = Trace {
        strengths: Vec::with_capacity(encoder.layers() + 1),
        hidden_states: Vec::with_capacity(encoder.layers() + 1),
        hidden_size: hidden.dims2().map_err(failed)?.1,
    };
    trace.push(table(&hidden).map_err(failed)?);
    for index in 0..encoder.layers() {
        if !still_wanted() {
            return Err(ModelError::Interrupted);
        }
        hidden = encoder.block(index, &hidden).map_err(failed)?;
        trace.push(table(&hidden).map_err(failed)?);
    }
    Ok(trace)
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
