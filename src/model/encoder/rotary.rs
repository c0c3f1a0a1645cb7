//! Self-attention whose queries and keys are rotated by angles that grow with their position (Su et
//! al. 2021, arXiv 2104.09864), over the whole text or over near tokens alone.

use std::ops::Range;

use candle_core::{Device, Result, Tensor};

use super::super::ModelError;
use super::super::config::EncoderConfig;
use super::super::shards::Weights;
use super::angles::Angles;
use super::attention_recorder::{HeadProducts, TextRecorder};
use super::heads::{HeadLayout, attend};
use super::linear::Linear;
use super::pass::PassContext;
use super::tangent::{AttentionDerivative, LinearisedAttention, Positions, Tangents, numbers_of};

/// Long texts are gone through this many queries at a time: scores then take room for these rows
/// alone, and local attention reads near keys alone.
const MAX_QUERIES: usize = 512;

/// Rotary self-attention with its output map.
pub(super) struct RotaryAttention {
    query_key_value: Linear,
    output: Linear,
    head_products: HeadProducts,
    heads: HeadLayout,
    angles: Angles,
    /// How many tokens to each side a token attends to; `None` for all.
    window: Option<usize>,
}

impl RotaryAttention {
    /// Reads `{name}.Wqkv` and `{name}.Wo`.
    pub(super) fn load(
        config: &EncoderConfig,
        has_bias: bool,
        angles: &Angles,
        window: Option<usize>,
        weights: &mut Weights,
        name: &str,
    ) -> std::result::Result<Self, ModelError> {
        let width = config.hidden_size;
        let mut map = |part: &str, outputs: usize| {
            Linear::load_with(weights, &format!("{name}.{part}"), width, outputs, has_bias)
        };
        Ok(Self {
            query_key_value: map("Wqkv", 3 * width)?,
            output: map("Wo", width)?,
            head_products: HeadProducts::default(),
            heads: HeadLayout::new(width, config.heads),
            angles: angles.clone(),
            window,
        })
    }

    /// How many tokens to each side a token attends to; `None` for all.
    pub(super) fn window(&self) -> Option<usize> {
        self.window
    }

    /// The same as [`forward`](Self::forward), linearised where its input is `hidden`.
    pub(super) fn linearise(
        &self,
        hidden: &Tensor,
        context: &PassContext,
    ) -> Result<LinearisedRotary<'_>> {
        let tokens = context.tokens_of_each();
        let bias = match self.window {
            Some(window) if tokens > window + 1 => {
                let mask = window_mask(window, 0..tokens, 0..tokens, &Device::Cpu)?;
                numbers_of(&mask)?.repeat(self.heads.count)
            }
            _ => Vec::new(),
        };
        let biases = match bias.as_slice() {
            [] => Vec::new(),
            bias => vec![bias.to_vec(); context.lengths.len()],
        };
        let attention = LinearisedAttention::new(
            &self.query_key_value,
            self.heads,
            1.0 / (self.heads.size as f32).sqrt(),
            Positions::Rotated(&self.angles),
            hidden,
            tokens,
            biases,
        )?;
        Ok(LinearisedRotary {
            output: self.output.forward(&attention.output)?,
            derivative: RotaryDerivative {
                attention: attention.derivative,
                output: &self.output,
            },
        })
    }

    /// Lets the tokens of each text attend to each other, `[token][hidden]`; the result has the
    /// same shape.
    pub(super) fn forward(&self, hidden: &Tensor, context: &PassContext) -> Result<Tensor> {
        let states = context.without_values(self.query_key_value.forward(hidden)?)?;
        let attended = context.map_texts(&states, |own, text| {
            let mask = context.key_mask(text, own.device())?;
            self.attend(own, mask.as_ref(), context.recorder_of(text))
        })?;
        if let Some(recorder) = &context.recorder {
            recorder.end_block(&self.output, &self.head_products)?;
        }
        self.output.forward(&attended)
    }

    /// `[token][3 * hidden]` of one text to `[token][hidden]`; `mask` is added to the scores of its
    /// keys.
    fn attend(
        &self,
        states: &Tensor,
        mask: Option<&Tensor>,
        recorder: TextRecorder<'_>,
    ) -> Result<Tensor> {
        let tokens = states.dims2()?.0;
        let split = self.heads.split(states)?;
        let rotated = self.angles.rotate(&split.narrow(0, 0, 2)?)?;
        let (query, key, value) = (rotated.get(0)?, rotated.get(1)?, split.get(2)?);
        recorder.record_values(&value)?;
        let mut parts = Vec::with_capacity(tokens.div_ceil(MAX_QUERIES));
        for start in (0..tokens).step_by(MAX_QUERIES) {
            let end = tokens.min(start + MAX_QUERIES);
            parts.push(self.attend_from([&query, &key, &value], start..end, mask, recorder)?);
        }
        self.heads.merge(&Tensor::cat(&parts, 1)?)
    }

    /// What the queries at `start` up to `end` make of the text, `[head][query][d]`, of its
    /// queries, keys and values.
    fn attend_from(
        &self,
        [query, key, value]: [&Tensor; 3],
        Range { start, end }: Range<usize>,
        mask: Option<&Tensor>,
        recorder: TextRecorder<'_>,
    ) -> Result<Tensor> {
        let tokens = key.dim(1)?;
        let (first, last) = match self.window {
            Some(window) => (start.saturating_sub(window), tokens.min(end + window)),
            None => (0, tokens),
        };
        let of_keys = |tensor: &Tensor| tensor.narrow(1, first, last - first)?.contiguous();
        let queries = query.narrow(1, start, end - start)?.contiguous()?;
        let scale = 1.0 / (self.heads.size as f64).sqrt();
        let mut scores = (queries.matmul(&of_keys(key)?.t()?)? * scale)?;
        if let Some(window) = self.window {
            let mask = window_mask(window, start..end, first..last, query.device())?;
            scores = scores.broadcast_add(&mask)?;
        }
        if let Some(mask) = mask {
            scores = scores.broadcast_add(&mask.narrow(2, first, last - first)?)?;
        }
        attend(
            &scores,
            &of_keys(value)?,
            recorder.starting_at(start, first),
        )
    }
}

/// Rotary attention where its input is known, and what it makes of that.
pub(super) struct LinearisedRotary<'a> {
    pub(super) output: Tensor,
    pub(super) derivative: RotaryDerivative<'a>,
}

/// The derivative of rotary attention with its output map.
pub(super) struct RotaryDerivative<'a> {
    attention: AttentionDerivative<'a>,
    output: &'a Linear,
}

impl RotaryDerivative<'_> {
    /// What changes of the input by `tangents` do to the output.
    pub(super) fn push(&self, tangents: &Tangents) -> Result<Tangents> {
        let attended = self.attention.push(tangents)?;
        let mapped = attended.mapped(|rows| self.output.derivative(rows))?;
        Ok(tangents.of_same_shape(mapped))
    }
}

/// `[query][key]`: 0 for keys within `window` of a query, minus infinity for those beyond.
fn window_mask(
    window: usize,
    queries: Range<usize>,
    keys: Range<usize>,
    device: &Device,
) -> Result<Tensor> {
    let shape = (queries.len(), keys.len());
    let mask: Vec<f32> = queries
        .flat_map(|query| {
            keys.clone().map(move |key| match query.abs_diff(key) {
                away if away <= window => 0.0,
                _ => f32::NEG_INFINITY,
            })
        })
        .collect();
    Tensor::from_vec(mask, shape, device)
}
