//! Our own forward pass over candle tensors (candle-transformers keeps its layers private).
//!
//! One family a file where it differs; what families share has its own file. All arithmetic is
//! float32.

mod attention;
mod bert;
mod feed_forward;
mod linear;

use candle_core::{Result, Tensor};

use super::ModelError;
use super::config::{EncoderConfig, Family};
use super::shards::Weights;

/// An encoder, one layer at a time.
pub(super) trait Encoder: Send + Sync {
    /// Number of blocks.
    fn layers(&self) -> usize;

    /// Layer 0: the output of the embeddings for `ids`, each at its place in `positions`, shape
    /// `[token][hidden]`.
    fn embed(&self, ids: &[u32], positions: &[u32]) -> Result<Tensor>;

    /// The output of block `index` (from 0) for its input, both of shape `[token][hidden]`: the
    /// tokens of one or more texts, one text below the other, `lengths` tokens each. Tokens attend
    /// to those of their own text alone.
    fn block(&self, index: usize, hidden: &Tensor, lengths: &[usize]) -> Result<Tensor>;
}

/// Loads the encoder of the family that `config` names.
pub(super) fn load(
    config: &EncoderConfig,
    weights: &mut Weights,
) -> std::result::Result<Box<dyn Encoder>, ModelError> {
    match config.family {
        Family::Bert => Ok(Box::new(bert::Bert::load(config, weights)?)),
    }
}
