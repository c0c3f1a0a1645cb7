//! BERT (Devlin et al. 2019, arXiv 1810.04805): absolute positions, token types, and `LayerNorm`
//! after each residual sum (post-LayerNorm).

use candle_core::{Result, Tensor};

use super::super::ModelError;
use super::super::config::EncoderConfig;
use super::super::shards::Weights;
use super::Encoder;
use super::attention::SelfAttention;
use super::feed_forward::FeedForward;
use super::linear::{LayerNorm, Linear};

/// Where checkpoints with and without a head keep the encoder.
const PREFIXES: [&str; 2] = ["", "bert."];

/// The embeddings and every block.
pub(super) struct Bert {
    embeddings: Embeddings,
    blocks: Vec<Block>,
}

struct Embeddings {
    words: Tensor,
    positions: Tensor,
    /// Every text is one segment: only the first token type is ever used.
    token_type: Tensor,
    norm: LayerNorm,
}

struct Block {
    attention: SelfAttention,
    attention_output: Linear,
    attention_norm: LayerNorm,
    feed_forward: FeedForward,
    norm: LayerNorm,
}

impl Bert {
    /// Reads every tensor that reaches a hidden state; poolers and heads are left alone.
    pub(super) fn load(
        config: &EncoderConfig,
        weights: &mut Weights,
    ) -> std::result::Result<Self, ModelError> {
        let prefix = weights
            .prefix_of("embeddings.word_embeddings.weight", &PREFIXES)
            .unwrap_or_default();
        Ok(Self {
            embeddings: Embeddings::load(config, weights, prefix)?,
            blocks: (0..config.layers)
                .map(|layer| {
                    Block::load(config, weights, &format!("{prefix}encoder.layer.{layer}"))
                })
                .collect::<std::result::Result<_, _>>()?,
        })
    }
}

impl Encoder for Bert {
    fn layers(&self) -> usize {
        self.blocks.len()
    }

    fn embed(&self, ids: &[u32], places: &[u32]) -> Result<Tensor> {
        let Embeddings {
            words,
            positions,
            token_type,
            norm,
        } = &self.embeddings;
        let rows = |table: &Tensor, rows: &[u32]| {
            table.index_select(&Tensor::new(rows, table.device())?, 0)
        };
        let sum = (rows(words, ids)? + rows(positions, places)?)?;
        norm.forward(&sum.broadcast_add(token_type)?)
    }

    fn block(&self, index: usize, hidden: &Tensor, lengths: &[usize]) -> Result<Tensor> {
        match self.blocks.get(index) {
            Some(block) => block.forward(hidden, lengths),
            None => candle_core::bail!("there is no block {index}"),
        }
    }
}

impl Embeddings {
    fn load(
        config: &EncoderConfig,
        weights: &mut Weights,
        prefix: &str,
    ) -> std::result::Result<Self, ModelError> {
        let width = config.hidden_size;
        let mut table = |name: &str, rows: usize| {
            weights.tensor(&format!("{prefix}embeddings.{name}.weight"), &[rows, width])
        };
        let words = table("word_embeddings", config.vocabulary)?;
        let positions = table("position_embeddings", config.positions)?;
        let token_type = table("token_type_embeddings", config.token_types)?
            .get(0)
            .map_err(|error| ModelError::Pass(error.to_string()))?;
        let name = format!("{prefix}embeddings.LayerNorm");
        Ok(Self {
            words,
            positions,
            token_type,
            norm: LayerNorm::load(weights, &name, width, config.layer_norm_eps)?,
        })
    }
}

impl Block {
    fn load(
        config: &EncoderConfig,
        weights: &mut Weights,
        name: &str,
    ) -> std::result::Result<Self, ModelError> {
        let width = config.hidden_size;
        let at = |part: &str| format!("{name}.{part}");
        let mut norm =
            |part: &str| LayerNorm::load(weights, &at(part), width, config.layer_norm_eps);
        let attention_norm = norm("attention.output.LayerNorm")?;
        let output_norm = norm("output.LayerNorm")?;
        Ok(Self {
            attention: SelfAttention::load(config, weights, &at("attention.self"))?,
            attention_output: Linear::load(weights, &at("attention.output.dense"), width, width)?,
            attention_norm,
            feed_forward: FeedForward::load(
                config,
                weights,
                &at("intermediate.dense"),
                &at("output.dense"),
            )?,
            norm: output_norm,
        })
    }

    fn forward(&self, hidden: &Tensor, lengths: &[usize]) -> Result<Tensor> {
        let mixed = self
            .attention_output
            .forward(&self.attention.forward(hidden, lengths)?)?;
        let attended = self.attention_norm.forward(&(mixed + hidden)?)?;
        let mapped = self.feed_forward.forward(&attended)?;
        self.norm.forward(&(mapped + attended)?)
    }
}
