//! `ModernBERT` (Warner et al. 2024, arXiv 2412.13663): rotary positions, local attention in most
//! blocks, a gated feed-forward part, and `LayerNorm` before each part of a block (pre-LayerNorm).
//!
//! The hidden states between blocks are the residual stream, which no `LayerNorm` brings back to
//! one size; the last layer is behind the final `LayerNorm`, as transformers has it.

use candle_core::{Result, Tensor};
use glassbox_kernel::{activation_slopes, gated_tangents};

use super::super::ModelError;
use super::super::config::{self, Activation, EncoderConfig};
use super::super::shards::Weights;
use super::angles::Angles;
use super::embedding_table::EmbeddingTable;
use super::feed_forward::activated;
use super::layer_norm::LayerNorm;
use super::linear::Linear;
use super::parts_recorder::PartsRecorder;
use super::pass::{Batch, Encoder, PassContext};
use super::rotary::{RotaryAttention, RotaryDerivative};
use super::tangent::{Derivative, Linearised, NormDerivative, Tangents, numbers_of};

/// The embeddings, every block and the final norm.
pub(super) struct ModernBert {
    words: EmbeddingTable,
    norm: LayerNorm,
    blocks: Vec<Block>,
    final_norm: LayerNorm,
}

struct Block {
    /// The first block has none: the embeddings end with theirs.
    attention_norm: Option<LayerNorm>,
    attention: RotaryAttention,
    feed_forward_norm: LayerNorm,
    feed_forward: GatedFeedForward,
}

/// `Wo (act(a) * b)`, where `a` and `b` are the halves of `Wi x`.
struct GatedFeedForward {
    inner: Linear,
    outer: Linear,
    activation: Activation,
}

impl ModernBert {
    /// Reads every tensor that reaches a hidden state; heads are left alone.
    pub(super) fn load(
        config: &EncoderConfig,
        layout: &config::ModernBert,
        weights: &mut Weights,
    ) -> std::result::Result<Self, ModelError> {
        let (width, words) = (config.hidden_size, "embeddings.tok_embeddings.weight");
        let words = EmbeddingTable::load(weights, words, config.vocabulary, width)?;
        weights.has_no_more_blocks("layers", config.layers)?;
        let head_size = width / config.heads;
        let everywhere = Angles::new(layout.global_rotation, head_size);
        let nearby = Angles::new(layout.local_rotation, head_size);
        let mut blocks = Vec::with_capacity(config.layers);
        for (layer, &local) in layout.local.iter().enumerate() {
            let (angles, window) = if local {
                (&nearby, Some(layout.window))
            } else {
                (&everywhere, None)
            };
            let name = format!("layers.{layer}");
            let attention = RotaryAttention::load(
                config,
                layout.biases.attention,
                angles,
                window,
                weights,
                &format!("{name}.attn"),
            )?;
            let norms = layout.biases;
            blocks.push(Block {
                attention_norm: match layer {
                    0 => None,
                    _ => Some(norm(config, norms, weights, &format!("{name}.attn_norm"))?),
                },
                attention,
                feed_forward_norm: norm(config, norms, weights, &format!("{name}.mlp_norm"))?,
                feed_forward: GatedFeedForward::load(
                    config,
                    layout.biases.feed_forward,
                    weights,
                    &format!("{name}.mlp"),
                )?,
            });
        }
        let mut norm = |name: &str| norm(config, layout.biases, weights, name);
        Ok(Self {
            norm: norm("embeddings.norm")?,
            final_norm: norm("final_norm")?,
            words,
            blocks,
        })
    }
}

impl Encoder for ModernBert {
    fn layers(&self) -> usize {
        self.blocks.len()
    }

    fn finished(&self, states: &[f32], width: usize) -> Result<Vec<f32>> {
        let rows = states.len().checked_div(width).unwrap_or(0);
        let states = Tensor::from_slice(states, (rows, width), self.words.device())?;
        numbers_of(&self.final_norm.forward(&states)?)
    }

    fn has_positions(&self) -> bool {
        false
    }

    fn reads_distances(&self) -> bool {
        true
    }

    fn window(&self, index: usize) -> Option<usize> {
        self.blocks.get(index)?.attention.window()
    }

    fn embed(&self, batch: &Batch, parts: Option<&PartsRecorder>) -> Result<Tensor> {
        let words = self.words.rows(&batch.ids)?;
        let output = self.norm.forward(&words)?;
        if let Some(parts) = parts {
            parts.record_norm(&self.norm, &[&words], &output)?;
        }
        Ok(output)
    }

    fn block(&self, index: usize, hidden: &Tensor, context: &PassContext) -> Result<Tensor> {
        let Some(block) = self.blocks.get(index) else {
            candle_core::bail!("there is no block {index}");
        };
        let output = block.forward(hidden, context)?;
        if index + 1 == self.blocks.len() {
            let normalised = self.final_norm.forward(&output)?;
            if let Some(parts) = &context.parts {
                parts.record_norm(&self.final_norm, &[&output], &normalised)?;
            }
            Ok(normalised)
        } else {
            Ok(output)
        }
    }

    fn linearise(
        &self,
        index: usize,
        hidden: &Tensor,
        context: &PassContext,
    ) -> Result<Linearised<'_>> {
        let Some(block) = self.blocks.get(index) else {
            candle_core::bail!("there is no block {index}");
        };
        let (output, derivative) = block.linearise(hidden, context)?;
        if index + 1 < self.blocks.len() {
            return Ok(Linearised {
                output,
                derivative: Box::new(derivative),
            });
        }
        let norm = self.final_norm.linearise(&output, None)?;
        Ok(Linearised {
            output: self.final_norm.forward(&output)?,
            derivative: Box::new(BlockDerivative {
                final_norm: Some(norm),
                ..derivative
            }),
        })
    }
}

/// A block where its input is known.
struct BlockDerivative<'a> {
    attention_norm: Option<NormDerivative<'a>>,
    attention: RotaryDerivative<'a>,
    feed_forward_norm: NormDerivative<'a>,
    feed_forward: GatedDerivative<'a>,
    /// Behind the last block alone.
    final_norm: Option<NormDerivative<'a>>,
}

/// The gated feed-forward part where its input is known.
struct GatedDerivative<'a> {
    inner: &'a Linear,
    outer: &'a Linear,
    /// The slope of the activation function times the gate, `[token][inner]`.
    input_factors: Vec<f32>,
    /// What the gate is multiplied by, `[token][inner]`.
    gate_factors: Vec<f32>,
    width: usize,
}

impl Derivative for BlockDerivative<'_> {
    fn push(&self, tangents: Tangents) -> Result<Tangents> {
        let only_tokens = tangents.only_tokens.clone();
        let mut attended = match &self.attention_norm {
            Some(norm) => {
                let normalised = norm.push(tangents.copy(), None)?;
                self.attention.push(&Tangents {
                    only_tokens,
                    ..normalised
                })
            }
            None => self.attention.push(&tangents),
        }?;
        attended.add(&tangents);
        let normalised = self.feed_forward_norm.push(attended.copy(), None)?;
        let mut output = self.feed_forward.push(&normalised)?;
        output.add(&attended);
        match &self.final_norm {
            Some(norm) => norm.push(output, None),
            None => Ok(output),
        }
    }
}

impl GatedDerivative<'_> {
    fn push(&self, tangents: &Tangents) -> Result<Tangents> {
        let wide = self.inner.derivative(&tangents.numbers)?;
        let factors = (&self.input_factors, &self.gate_factors);
        let product = gated_tangents(&wide, factors.0, factors.1, self.width, tangents.layout)
            .map_err(candle_core::Error::wrap)?;
        Ok(tangents.of_same_shape(self.outer.derivative(&product)?))
    }
}

impl Block {
    /// What the block makes of `hidden`, and its derivative there.
    fn linearise(
        &self,
        hidden: &Tensor,
        context: &PassContext,
    ) -> Result<(Tensor, BlockDerivative<'_>)> {
        let (attention_norm, attention) = match &self.attention_norm {
            Some(norm) => {
                let normalised = norm.forward(hidden)?;
                let attention = self.attention.linearise(&normalised, context)?;
                (Some(norm.linearise(hidden, None)?), attention)
            }
            None => (None, self.attention.linearise(hidden, context)?),
        };
        let attended = (hidden + attention.output)?;
        let normalised = self.feed_forward_norm.forward(&attended)?;
        let (added, feed_forward) = self.feed_forward.linearise(&normalised)?;
        let derivative = BlockDerivative {
            attention_norm,
            attention: attention.derivative,
            feed_forward_norm: self.feed_forward_norm.linearise(&attended, None)?,
            feed_forward,
            final_norm: None,
        };
        Ok(((attended + added)?, derivative))
    }

    fn forward(&self, hidden: &Tensor, context: &PassContext) -> Result<Tensor> {
        let attended = match &self.attention_norm {
            Some(norm) => self.attention.forward(&norm.forward(hidden)?, context),
            None => self.attention.forward(hidden, context),
        }?;
        let sum = (hidden + &attended)?;
        let fed_forward = self
            .feed_forward
            .forward(&self.feed_forward_norm.forward(&sum)?)?;
        if let Some(parts) = &context.parts {
            parts.record_residual(&attended, &fed_forward)?;
        }
        sum + fed_forward
    }
}

impl GatedFeedForward {
    fn load(
        config: &EncoderConfig,
        has_bias: bool,
        weights: &mut Weights,
        name: &str,
    ) -> std::result::Result<Self, ModelError> {
        let (narrow, wide) = (config.hidden_size, config.intermediate_size);
        let mut map = |part: &str, inputs: usize, outputs: usize| {
            Linear::load_with(
                weights,
                &format!("{name}.{part}"),
                inputs,
                outputs,
                has_bias,
            )
        };
        Ok(Self {
            inner: map("Wi", narrow, 2 * wide)?,
            outer: map("Wo", wide, narrow)?,
            activation: config.activation,
        })
    }

    fn forward(&self, hidden: &Tensor) -> Result<Tensor> {
        let halves = self.inner.forward(hidden)?.chunk(2, 1)?;
        let [input, gate] = halves.as_slice() else {
            candle_core::bail!("the feed-forward part has no halves");
        };
        let active = activated(&input.contiguous()?, self.activation)?;
        self.outer.forward(&(active * gate)?)
    }

    /// What the part makes of `hidden`, and its derivative there.
    fn linearise(&self, hidden: &Tensor) -> Result<(Tensor, GatedDerivative<'_>)> {
        let halves = self.inner.forward(hidden)?.chunk(2, 1)?;
        let [input, gate] = halves.as_slice() else {
            candle_core::bail!("the feed-forward part has no halves");
        };
        let active = activated(&input.contiguous()?, self.activation)?;
        let mut input_factors = numbers_of(input)?;
        activation_slopes(self.activation, &mut input_factors);
        for (slope, gate) in input_factors.iter_mut().zip(numbers_of(gate)?) {
            *slope *= gate;
        }
        let derivative = GatedDerivative {
            inner: &self.inner,
            outer: &self.outer,
            input_factors,
            gate_factors: numbers_of(&active)?,
            width: input.dims2()?.1,
        };
        Ok((self.outer.forward(&(active * gate)?)?, derivative))
    }
}

fn norm(
    config: &EncoderConfig,
    biases: config::Biases,
    weights: &mut Weights,
    name: &str,
) -> std::result::Result<LayerNorm, ModelError> {
    let (size, eps) = (config.hidden_size, config.layer_norm_eps);
    if biases.norm {
        LayerNorm::load(weights, name, size, eps)
    } else {
        LayerNorm::load_without_bias(weights, name, size, eps)
    }
}
