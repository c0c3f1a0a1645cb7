//! Self-attention whose queries and keys are rotated by angles that grow with their position (Su et
//! al. 2021, arXiv 2104.09864), over the whole text or over near tokens alone.

use std::ops::Range;

use candle_core::{Device, Result, Tensor};
use candle_nn::rotary_emb::rope;

use super::super::ModelError;
use super::super::config::{EncoderConfig, Rotation};
use super::super::shards::Weights;
use super::attention_recorder::{HeadProducts, TextRecorder};
use super::heads::{HeadLayout, attend};
use super::linear::Linear;
use super::pass::PassContext;

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

/// How fast the angle of each pair of numbers in a head grows from position to position.
#[derive(Clone)]
pub(super) struct Angles {
    /// `[d / 2]`, in radians per position.
    speeds: Vec<f32>,
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

    /// Lets the tokens of each text attend to each other, `[token][hidden]`; the result has the
    /// same shape.
    pub(super) fn forward(&self, hidden: &Tensor, context: &PassContext) -> Result<Tensor> {
        let states = self.query_key_value.forward(hidden)?;
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

impl Angles {
    /// Those of heads of `head_size`: `theta^(-2 i / head_size) / factor`.
    pub(super) fn new(rotation: Rotation, head_size: usize) -> Self {
        let speed = |i: usize| {
            let speed = rotation.theta.powf(-2.0 * i as f64 / head_size as f64);
            (speed / rotation.factor) as f32
        };
        Self {
            speeds: (0..head_size / 2).map(speed).collect(),
        }
    }

    /// Rotates `[any][head][token][d]`, each token by the angles of its place in the text; position
    /// times speed is in float32 as the reference has it.
    fn rotate(&self, states: &Tensor) -> Result<Tensor> {
        let tokens = states.dim(2)?;
        let table = |of: fn(f32) -> f32| {
            let angles: Vec<f32> = (0..tokens)
                .flat_map(|position| self.speeds.iter().map(move |speed| position as f32 * speed))
                .map(of)
                .collect();
            Tensor::from_vec(angles, (tokens, self.speeds.len()), states.device())
        };
        rope(&states.contiguous()?, &table(f32::cos)?, &table(f32::sin)?)
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
