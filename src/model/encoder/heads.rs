//! What the attention of every family shares where candle computes it: states are split into heads,
//! weights applied to values, and heads merged again.

use candle_core::{Result, Tensor};
use candle_nn::ops::softmax_last_dim;

use super::attention_recorder::TextRecorder;

/// How a hidden state is divided among the heads of a block.
#[derive(Clone, Copy)]
pub(super) struct HeadLayout {
    /// How many heads.
    pub(super) count: usize,
    /// Numbers in a query, key or value of one head.
    pub(super) size: usize,
}

impl HeadLayout {
    /// `hidden_size` numbers for `count` heads.
    pub(super) fn new(hidden_size: usize, count: usize) -> Self {
        Self {
            count,
            size: hidden_size / count,
        }
    }

    /// The queries, keys and values of one text, `[token][3 * hidden]`, as
    /// `[3][head][token][d]`.
    pub(super) fn split(self, states: &Tensor) -> Result<Tensor> {
        let tokens = states.dims2()?.0;
        states
            .reshape((tokens, 3, self.count, self.size))?
            .permute((1, 2, 0, 3))?
            .contiguous()
    }

    /// `[head][token][d]` to `[token][hidden]`.
    pub(super) fn merge(self, states: &Tensor) -> Result<Tensor> {
        let tokens = states.dim(1)?;
        states
            .transpose(0, 1)?
            .reshape((tokens, self.count * self.size))
    }
}

/// `softmax(scores) V`, `[head][query][d]`, of scores `[head][query][key]` and the values of the
/// keys, `[head][key][d]`; `recorder` is shown the weights.
pub(super) fn attend(
    scores: &Tensor,
    values: &Tensor,
    recorder: TextRecorder<'_>,
) -> Result<Tensor> {
    let weights = softmax_last_dim(scores)?;
    recorder.record_weights(&weights)?;
    weights.matmul(values)
}
