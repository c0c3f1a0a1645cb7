//! `MPNet` (Song et al. 2020, arXiv 2004.09297): BERT's blocks under other names, positions that
//! begin behind the padding token's row, and a bias on the attention scores for each distance
//! between two tokens, the same in every block.

use candle_core::{Result, Tensor};

use super::super::ModelError;
use super::super::config::{self, EncoderConfig};
use super::super::shards::Weights;
use super::embeddings::EmbeddingsShape;
use super::parts_recorder::PartsRecorder;
use super::pass::{Batch, Encoder, PassContext};
use super::post_norm::PostNorm;
use super::tangent::Linearised;
use super::tensor_names::BlockNames;

const NAMES: BlockNames = BlockNames {
    list: "encoder.layer",
    query: "attention.attn.q",
    key: "attention.attn.k",
    value: "attention.attn.v",
    attention_output: "attention.attn.o",
    attention_norm: "attention.LayerNorm",
    inner: "intermediate.dense",
    outer: "output.dense",
    norm: "output.LayerNorm",
};

/// Distances from here on share the last bucket.
const FARTHEST: f32 = 128.0;

/// The shared blocks, and the biases of distances.
pub(super) struct Mpnet {
    encoder: PostNorm,
    /// `[bucket][head]`
    distances: Tensor,
}

impl Mpnet {
    /// Reads every tensor that reaches a hidden state; poolers and heads are left alone.
    pub(super) fn load(
        config: &EncoderConfig,
        mpnet: config::Mpnet,
        weights: &mut Weights,
    ) -> std::result::Result<Self, ModelError> {
        let shape = EmbeddingsShape {
            width: config.hidden_size,
            token_types: None,
            padding: Some(config::Mpnet::PADDING),
        };
        let distances = weights.tensor(
            "encoder.relative_attention_bias.weight",
            &[mpnet.distance_buckets, config.heads],
        )?;
        Ok(Self {
            encoder: PostNorm::load(config, &shape, &NAMES, weights)?,
            distances,
        })
    }
}

impl Encoder for Mpnet {
    fn layers(&self) -> usize {
        self.encoder.layers()
    }

    fn reads_distances(&self) -> bool {
        true
    }

    fn embed(&self, batch: &Batch, parts: Option<&PartsRecorder>) -> Result<Tensor> {
        self.encoder.embed(batch, parts)
    }

    /// The bias on each score, `[head][token][token]`.
    fn prepare(&self, lengths: &[usize]) -> Result<Vec<Tensor>> {
        let heads = self.distances.dims2()?.1;
        let bias = |&length: &usize| {
            let buckets: Vec<u32> = (0..length)
                .flat_map(|from| (0..length).map(move |to| bucket(from, to)))
                .collect();
            let buckets = Tensor::new(buckets, self.distances.device())?;
            // [from * to][head] -> [head][from][to]
            self.distances
                .index_select(&buckets, 0)?
                .t()?
                .contiguous()?
                .reshape((heads, length, length))
        };
        lengths.iter().map(bias).collect()
    }

    fn block(&self, index: usize, hidden: &Tensor, context: &PassContext) -> Result<Tensor> {
        self.encoder.block(index, hidden, context)
    }

    fn linearise(
        &self,
        index: usize,
        hidden: &Tensor,
        context: &PassContext,
    ) -> Result<Linearised<'_>> {
        self.encoder.linearise(index, hidden, context)
    }
}

/// The row of the table for what token `from` makes of token `to`: near ones have each their own
/// row, farther ones share it with others of about the same logarithm. Half of the rows are for
/// tokens before.
fn bucket(from: usize, to: usize) -> u32 {
    let half = config::Mpnet::BUCKETS as u32 / 2;
    let near = half / 2;
    let side = if to > from { half } else { 0 };
    let away = from.abs_diff(to) as u32;
    if away < near {
        return side + away;
    }
    // In float32 as the reference has it: at a boundary the rounding decides.
    let share = (away as f32 / near as f32).ln() / (FARTHEST / near as f32).ln();
    let far = near + (share * (half - near) as f32) as u32;
    side + far.min(half - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_fall_into_the_buckets_that_transformers_puts_them_in() {
        // Where a bucket begins, by MPNetEncoder.relative_position_bucket of transformers 5.23
        // for 0 to 600.
        let begins = [0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 23, 32, 46, 64, 91];
        for away in 0..=600 {
            let expected = begins.iter().rposition(|&begin| begin <= away).unwrap() as u32;
            assert_eq!(bucket(3 + away, 3), expected, "{away} before");
            if away > 0 {
                assert_eq!(bucket(3, 3 + away), 16 + expected, "{away} behind");
            }
        }
    }
}
