//! `DeBERTa`-v2 and v3 (He et al. 2021, arXiv 2006.03654 and 2111.09543): BERT's blocks around
//! disentangled attention. The embeddings may know no positions, and a convolution may be added to
//! the first block's output.

use candle_core::{Result, Tensor};
use glassbox_kernel::{activation_slopes, scale_tangents};

use super::super::ModelError;
use super::super::config::{self, Activation, DebertaV2, Distances, EncoderConfig};
use super::super::shards::Weights;
use super::disentangled::{DisentangledAttention, distance_rows};
use super::embedding_table::EmbeddingTable;
use super::feed_forward::activated;
use super::layer_norm::LayerNorm;
use super::linear::Linear;
use super::parts_recorder::PartsRecorder;
use super::pass::{Batch, Encoder, PassContext};
use super::post_norm::Block;
use super::tangent::{Derivative, Linearised, NormDerivative, Tangents, numbers_of};
use super::tensor_names::BERT_NAMES;
use super::token_types::TokenTypes;

/// The embeddings, every block and what is added to the first.
pub(super) struct Deberta {
    words: EmbeddingTable,
    positions: Option<EmbeddingTable>,
    token_types: Option<TokenTypes>,
    projection: Option<Linear>,
    norm: LayerNorm,
    blocks: Vec<Block>,
    convolution: Option<Convolution>,
    distances: Option<Distances>,
    heads: usize,
}

/// A convolution over the tokens of each text, added to the first block's output.
struct Convolution {
    /// `[output][input of its group][token]`
    kernel: Tensor,
    /// `[output]`
    bias: Tensor,
    groups: usize,
    padding: usize,
    activation: Activation,
    norm: LayerNorm,
}

impl Deberta {
    /// Reads every tensor that reaches a hidden state; poolers and heads are left alone.
    pub(super) fn load(
        config: &EncoderConfig,
        layout: &DebertaV2,
        weights: &mut Weights,
    ) -> std::result::Result<Self, ModelError> {
        let (width, embedded) = (config.hidden_size, layout.embedding_size);
        let mut table = |part: &str, rows: usize| {
            let name = format!("embeddings.{part}_embeddings.weight");
            EmbeddingTable::load(weights, &name, rows, embedded)
        };
        let words = table("word", config.vocabulary)?;
        let positions = if layout.absolute_positions {
            Some(table("position", config.positions)?)
        } else {
            None
        };
        let token_types = match layout.token_types {
            0 => None,
            types => Some(TokenTypes(table("token_type", types)?)),
        };
        let projection = if embedded == width {
            None
        } else {
            let name = "embeddings.embed_proj";
            Some(Linear::load_with(weights, name, embedded, width, false)?)
        };
        let norm = "embeddings.LayerNorm";
        let norm = LayerNorm::load(weights, norm, width, config.layer_norm_eps)?;
        let list = BERT_NAMES.list;
        weights.has_no_more_blocks(list, config.layers)?;
        let distances = distance_table(config, layout, weights)?;
        let block = |layer: usize| {
            let name = format!("{list}.{layer}");
            let attention = DisentangledAttention::load(
                config,
                layout,
                distances.as_ref(),
                weights,
                &format!("{name}.attention.self"),
            )?;
            Block::with_attention(Box::new(attention), config, &BERT_NAMES, weights, &name)
        };
        Ok(Self {
            words,
            positions,
            token_types,
            projection,
            norm,
            blocks: (0..config.layers)
                .map(block)
                .collect::<std::result::Result<_, _>>()?,
            convolution: match &layout.convolution {
                Some(layout) => Some(Convolution::load(config, layout, weights)?),
                None => None,
            },
            distances: layout.distances,
            heads: config.heads,
        })
    }
}

impl Encoder for Deberta {
    fn layers(&self) -> usize {
        self.blocks.len()
    }

    fn has_positions(&self) -> bool {
        self.positions.is_some()
    }

    fn reads_distances(&self) -> bool {
        true
    }

    fn embed(&self, batch: &Batch, parts: Option<&PartsRecorder>) -> Result<Tensor> {
        let mut sum = self.words.rows(&batch.ids)?;
        if let Some(positions) = &self.positions {
            sum = positions.added_to(&sum, &batch.positions)?;
        }
        if let Some(types) = &self.token_types {
            sum = types.add_to(&sum, batch)?;
        }
        if let Some(projection) = &self.projection {
            sum = projection.forward(&sum)?;
        }
        let output = self.norm.forward(&sum)?;
        if let Some(parts) = parts {
            parts.record_norm(&self.norm, &[&sum], &output)?;
        }
        Ok(output)
    }

    /// The rows of the table of distances, see [`distance_rows`].
    fn prepare(&self, lengths: &[usize]) -> Result<Vec<Tensor>> {
        let Some(distances) = &self.distances else {
            return Ok(Vec::new());
        };
        let device = self.words.device();
        let rows = |&length: &usize| distance_rows(distances, length, self.heads, device);
        lengths.iter().map(rows).collect()
    }

    fn block(&self, index: usize, hidden: &Tensor, context: &PassContext) -> Result<Tensor> {
        let Some(block) = self.blocks.get(index) else {
            candle_core::bail!("there is no block {index}");
        };
        let output = block.forward(hidden, context)?;
        match &self.convolution {
            Some(convolution) if index == 0 => convolution.forward(hidden, &output, context),
            _ => Ok(output),
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
        let block = block.linearise(hidden, context)?;
        match &self.convolution {
            Some(convolution) if index == 0 => convolution.linearise(hidden, block, context),
            _ => Ok(block),
        }
    }
}

impl Convolution {
    fn load(
        config: &EncoderConfig,
        layout: &config::Convolution,
        weights: &mut Weights,
    ) -> std::result::Result<Self, ModelError> {
        let width = config.hidden_size;
        let name = "encoder.conv";
        let kernel = weights.tensor(
            &format!("{name}.conv.weight"),
            &[width, width / layout.groups, layout.kernel],
        )?;
        let bias = weights.tensor(&format!("{name}.conv.bias"), &[width])?;
        let norm = format!("{name}.LayerNorm");
        Ok(Self {
            kernel,
            bias,
            groups: layout.groups,
            padding: layout.kernel / 2,
            activation: layout.activation,
            norm: LayerNorm::load(weights, &norm, width, config.layer_norm_eps)?,
        })
    }

    fn forward(&self, input: &Tensor, output: &Tensor, context: &PassContext) -> Result<Tensor> {
        let convolved = context.map_texts(input, |own, _| self.convolved(own))?;
        let active = activated(&convolved, self.activation)?;
        let normalised = self.norm.forward(&(output + &active)?)?;
        if let Some(parts) = &context.parts {
            parts.record_norm(&self.norm, &[output, &active], &normalised)?;
        }
        Ok(normalised)
    }

    /// One text's `[token][hidden]`, convolved. Beyond the ends of a text there is nothing.
    fn convolved(&self, own: &Tensor) -> Result<Tensor> {
        let convolved = self.convolved_without_bias(&own.unsqueeze(0)?)?;
        convolved.squeeze(0)?.broadcast_add(&self.bias)
    }

    /// The linear part, of several texts of one length: `[text][token][hidden]`.
    fn convolved_without_bias(&self, texts: &Tensor) -> Result<Tensor> {
        texts
            .transpose(1, 2)?
            .contiguous()?
            .conv1d(&self.kernel, self.padding, 1, 1, self.groups)?
            .transpose(1, 2)?
            .contiguous()
    }

    /// The derivative where the first block is given `input` and makes `output` of it; and what
    /// the convolution makes of both.
    fn linearise<'a>(
        &'a self,
        input: &Tensor,
        block: Linearised<'a>,
        context: &PassContext,
    ) -> Result<Linearised<'a>> {
        let convolved = context.map_texts(input, |own, _| self.convolved(own))?;
        let sum = (&block.output + activated(&convolved, self.activation)?)?;
        let mut slopes = numbers_of(&convolved)?;
        activation_slopes(self.activation, &mut slopes);
        let derivative = ConvolutionDerivative {
            block: block.derivative,
            convolution: self,
            slopes,
            norm: self.norm.linearise(&sum, None)?,
        };
        Ok(Linearised {
            output: self.norm.forward(&sum)?,
            derivative: Box::new(derivative),
        })
    }
}

/// The first block and the convolution added to it, where the input is known.
struct ConvolutionDerivative<'a> {
    block: Box<dyn Derivative + 'a>,
    convolution: &'a Convolution,
    /// The slope of the activation function at each number, `[token][hidden]`.
    slopes: Vec<f32>,
    norm: NormDerivative<'a>,
}

impl Derivative for ConvolutionDerivative<'_> {
    fn push(&self, tangents: Tangents) -> Result<Tangents> {
        let (layout, width) = (tangents.layout, tangents.width);
        let rows = tangents.numbers.len() / (width * layout.tokens).max(1);
        let shape = (rows, layout.tokens, width);
        let device = self.convolution.kernel.device();
        let texts = Tensor::from_slice(&tangents.numbers, shape, device)?;
        let mut convolved = numbers_of(&self.convolution.convolved_without_bias(&texts)?)?;
        scale_tangents(&mut convolved, &self.slopes, width, layout)
            .map_err(candle_core::Error::wrap)?;
        let convolved = tangents.of_same_shape(convolved);
        self.norm.push(self.block.push(tangents)?, Some(&convolved))
    }
}

/// `[row][hidden]`: one row per distance that is told apart, those to tokens before coming first.
fn distance_table(
    config: &EncoderConfig,
    layout: &DebertaV2,
    weights: &mut Weights,
) -> std::result::Result<Option<Tensor>, ModelError> {
    let Some(distances) = layout.distances else {
        return Ok(None);
    };
    let width = config.hidden_size;
    let name = "encoder.rel_embeddings.weight";
    let table = weights.tensor(name, &[2 * distances.rows, width])?;
    if !distances.normalised {
        return Ok(Some(table));
    }
    let norm = "encoder.LayerNorm";
    let norm = LayerNorm::load(weights, norm, width, config.layer_norm_eps)?;
    let normalised = norm.forward(&table);
    normalised
        .map(Some)
        .map_err(|error| ModelError::Pass(error.to_string()))
}
