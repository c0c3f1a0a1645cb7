//! BERT's blocks, which five other families have too under other names: attention and
//! feed-forward, each followed by its residual sum and a `LayerNorm` (post-LayerNorm).

use candle_core::{Result, Tensor};

use super::super::ModelError;
use super::super::config::EncoderConfig;
use super::super::shards::Weights;
use super::attention::{Attention, SelfAttention};
use super::attention_recorder::HeadProducts;
use super::embeddings::{Embeddings, EmbeddingsShape};
use super::feed_forward::{FeedForward, FeedForwardDerivative};
use super::layer_norm::LayerNorm;
use super::linear::Linear;
use super::parts_recorder::PartsRecorder;
use super::pass::{Batch, Encoder, PassContext};
use super::tangent::{AttentionDerivative, Derivative, Linearised, NormDerivative, Tangents};
use super::tensor_names::BlockNames;

/// Embeddings and blocks.
pub(super) struct PostNorm {
    pub(super) embeddings: Embeddings,
    /// From the width of the embeddings to that of the blocks, where the two differ.
    pub(super) projection: Option<Linear>,
    /// The blocks the weight file has.
    pub(super) blocks: Vec<Block>,
    /// Which of them makes each layer, from layer 1 on.
    pub(super) order: Vec<usize>,
}

/// One block.
pub(super) struct Block {
    attention: Box<dyn Attention>,
    attention_output: Linear,
    head_products: HeadProducts,
    attention_norm: LayerNorm,
    feed_forward: FeedForward,
    norm: LayerNorm,
}

impl PostNorm {
    /// Reads an encoder whose blocks are each gone through once, on embeddings of their width.
    pub(super) fn load(
        config: &EncoderConfig,
        shape: &EmbeddingsShape,
        names: &BlockNames,
        weights: &mut Weights,
    ) -> std::result::Result<Self, ModelError> {
        let embeddings = Embeddings::load(config, shape, weights)?;
        let list = names.list;
        weights.has_no_more_blocks(list, config.layers)?;
        let blocks = (0..config.layers)
            .map(|layer| Block::load(config, names, weights, &format!("{list}.{layer}")));
        Ok(Self {
            embeddings,
            projection: None,
            blocks: blocks.collect::<std::result::Result<_, _>>()?,
            order: (0..config.layers).collect(),
        })
    }
}

impl Encoder for PostNorm {
    fn layers(&self) -> usize {
        self.order.len()
    }

    fn embed(&self, batch: &Batch, parts: Option<&PartsRecorder>) -> Result<Tensor> {
        match &self.projection {
            // No `LayerNorm` ends a layer that is mapped behind it.
            Some(projection) => projection.forward(&self.embeddings.forward(batch, None)?),
            None => self.embeddings.forward(batch, parts),
        }
    }

    fn block(&self, index: usize, hidden: &Tensor, context: &PassContext) -> Result<Tensor> {
        let block = self.order.get(index);
        match block.and_then(|&block| self.blocks.get(block)) {
            Some(block) => block.forward(hidden, context),
            None => candle_core::bail!("there is no block {index}"),
        }
    }

    fn linearise(
        &self,
        index: usize,
        hidden: &Tensor,
        context: &PassContext,
    ) -> Result<Linearised<'_>> {
        let block = self.order.get(index);
        match block.and_then(|&block| self.blocks.get(block)) {
            Some(block) => block.linearise(hidden, context),
            None => candle_core::bail!("there is no block {index}"),
        }
    }
}

/// A block where its input is known.
struct BlockDerivative<'a> {
    attention: AttentionDerivative<'a>,
    attention_output: &'a Linear,
    attention_norm: NormDerivative<'a>,
    feed_forward: FeedForwardDerivative<'a>,
    norm: NormDerivative<'a>,
}

impl Derivative for BlockDerivative<'_> {
    fn push(&self, tangents: Tangents) -> Result<Tangents> {
        let attended = self.attention.push(&tangents)?;
        let attended = attended.mapped(|rows| self.attention_output.derivative(rows))?;
        let attended = tangents.of_same_shape(attended);
        let attended = self.attention_norm.push(attended, Some(&tangents))?;
        let fed_forward = self.feed_forward.push(&attended)?;
        self.norm.push(fed_forward, Some(&attended))
    }
}

impl Block {
    /// Reads the block `name`.
    pub(super) fn load(
        config: &EncoderConfig,
        names: &BlockNames,
        weights: &mut Weights,
        name: &str,
    ) -> std::result::Result<Self, ModelError> {
        let query_key_value = [names.query, names.key, names.value];
        let query_key_value = query_key_value.map(|part| format!("{name}.{part}"));
        let attention = SelfAttention::load(config, weights, &query_key_value)?;
        Self::with_attention(Box::new(attention), config, names, weights, name)
    }

    /// Reads the block `name`, all but its `attention`.
    pub(super) fn with_attention(
        attention: Box<dyn Attention>,
        config: &EncoderConfig,
        names: &BlockNames,
        weights: &mut Weights,
        name: &str,
    ) -> std::result::Result<Self, ModelError> {
        let width = config.hidden_size;
        let at = |part: &str| format!("{name}.{part}");
        let mut norm =
            |part: &str| LayerNorm::load(weights, &at(part), width, config.layer_norm_eps);
        let attention_norm = norm(names.attention_norm)?;
        let output_norm = norm(names.norm)?;
        Ok(Self {
            attention,
            attention_output: Linear::load(weights, &at(names.attention_output), width, width)?,
            head_products: HeadProducts::default(),
            attention_norm,
            feed_forward: FeedForward::load(config, weights, &at(names.inner), &at(names.outer))?,
            norm: output_norm,
        })
    }

    /// `[token][hidden]` to the same shape.
    pub(super) fn forward(&self, hidden: &Tensor, context: &PassContext) -> Result<Tensor> {
        let attended = self.attention.forward(hidden, context)?;
        if let Some(recorder) = &context.recorder {
            recorder.end_block(&self.attention_output, &self.head_products)?;
        }
        let attended = self.attention_output.forward(&attended)?;
        let attended = self.attention_norm.forward_sum(&attended, hidden)?;
        let fed_forward = self.feed_forward.forward(&attended)?;
        let output = self.norm.forward_sum(&fed_forward, &attended)?;
        if let Some(parts) = &context.parts {
            parts.record_norm(&self.norm, &[&fed_forward, &attended], &output)?;
        }
        Ok(output)
    }

    /// The same, linearised where its input is `hidden`.
    pub(super) fn linearise(
        &self,
        hidden: &Tensor,
        context: &PassContext,
    ) -> Result<Linearised<'_>> {
        let attention = self.attention.linearise(hidden, context)?;
        let attended = self.attention_output.forward(&attention.output)?;
        let attention_norm = self.attention_norm.linearise(&attended, Some(hidden))?;
        let attended = self.attention_norm.forward_sum(&attended, hidden)?;
        let (added, feed_forward) = self.feed_forward.linearise(&attended)?;
        let derivative = BlockDerivative {
            attention: attention.derivative,
            attention_output: &self.attention_output,
            attention_norm,
            feed_forward,
            norm: self.norm.linearise(&added, Some(&attended))?,
        };
        Ok(Linearised {
            output: self.norm.forward_sum(&added, &attended)?,
            derivative: Box::new(derivative),
        })
    }
}
