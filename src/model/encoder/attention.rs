//! Multi-head self-attention: `softmax(Q K^T / sqrt(d)) V` for each head (Vaswani et al. 2017).

use candle_core::{Result, Tensor};
use glassbox_kernel::{Heads, Scores};

use super::super::ModelError;
use super::super::config::EncoderConfig;
use super::super::shards::Weights;
use super::attention_recorder::TextRecorder;
use super::cpu::{self, matrix};
use super::heads::{HeadLayout, attend};
use super::linear::Linear;
use super::pass::PassContext;
use super::tangent::{LinearisedAttention, Positions, numbers_of};

/// The attention of a block without its output map.
pub(super) trait Attention: Send + Sync {
    /// Lets the tokens of each text attend to each other, `[token][hidden]`; the result has the
    /// same shape.
    fn forward(&self, hidden: &Tensor, context: &PassContext) -> Result<Tensor>;

    /// The same, linearised where its input is `hidden`: texts of one length.
    fn linearise(&self, hidden: &Tensor, context: &PassContext) -> Result<LinearisedAttention<'_>>;
}

/// Self-attention without its output map.
pub(super) struct SelfAttention {
    query_key_value: Linear,
    heads: HeadLayout,
}

impl SelfAttention {
    /// Reads the maps to queries, keys and values, by their names in this order.
    pub(super) fn load(
        config: &EncoderConfig,
        weights: &mut Weights,
        names: &[String; 3],
    ) -> std::result::Result<Self, ModelError> {
        let width = config.hidden_size;
        let mut part = |name: &String| Linear::load(weights, name, width, width);
        let [query, key, value] = names;
        let parts = vec![part(query)?, part(key)?, part(value)?];
        Ok(Self {
            query_key_value: Linear::fused(parts)?,
            heads: HeadLayout::new(width, config.heads),
        })
    }

    /// `[token][3 * hidden]` to `[token][hidden]`, by the kernel.
    fn attend_by_kernel(&self, states: &Tensor, context: &PassContext) -> Result<Tensor> {
        let HeadLayout { count, size } = self.heads;
        let heads = Heads {
            count,
            size,
            scale: 1.0 / (size as f32).sqrt(),
        };
        let biases = context.prepared.iter().map(cpu::to_vec);
        let biases = biases.collect::<Result<Vec<_>>>()?;
        let biases: Vec<&[f32]> = biases.iter().map(Vec::as_slice).collect();
        let width = count * size;
        let mut output = vec![0.0; states.dims2()?.0 * width];
        let squares = context.lengths.iter().map(|length| length * length);
        let weight_count = match context.recorder {
            Some(_) => count * squares.sum::<usize>(),
            None => 0,
        };
        let mut weights = vec![0.0; weight_count];
        cpu::with_numbers(states, |states| {
            let wanted = context.recorder.is_some().then_some(&mut weights[..]);
            let lengths = &context.lengths;
            let scores = Scores {
                biases: &biases,
                blinded: &context.blinded,
            };
            glassbox_kernel::attention(states, lengths, heads, scores, &mut output, wanted)
                .map_err(candle_core::Error::wrap)?;
            if let Some(recorder) = &context.recorder {
                recorder.record(&weights, states, count, size);
            }
            Ok(())
        })?;
        matrix(output, width)
    }

    /// `[token][3 * hidden]` of one text to `[token][hidden]`, by candle.
    fn attend_by_candle(
        &self,
        states: &Tensor,
        biases: [Option<&Tensor>; 2],
        recorder: TextRecorder<'_>,
    ) -> Result<Tensor> {
        let split = self.heads.split(states)?;
        let (query, key, value) = (split.get(0)?, split.get(1)?, split.get(2)?);
        let scale = 1.0 / (self.heads.size as f64).sqrt();
        let mut scores = (query.matmul(&key.t()?)? * scale)?;
        for bias in biases.into_iter().flatten() {
            scores = scores.broadcast_add(bias)?;
        }
        recorder.record_values(&value)?;
        self.heads.merge(&attend(&scores, &value, recorder)?)
    }
}

impl Attention for SelfAttention {
    fn forward(&self, hidden: &Tensor, context: &PassContext) -> Result<Tensor> {
        let states = match &context.repeats {
            Some(repeats) => repeats.map(|rows| self.query_key_value.forward(rows))?,
            None => self.query_key_value.forward(hidden)?,
        };
        let states = context.without_values(states)?;
        if self.query_key_value.uses_kernel() {
            return self.attend_by_kernel(&states, context);
        }
        context.map_texts(&states, |own, text| {
            let bias = context.prepared.get(text);
            let mask = context.key_mask(text, own.device())?;
            self.attend_by_candle(own, [bias, mask.as_ref()], context.recorder_of(text))
        })
    }

    fn linearise(&self, hidden: &Tensor, context: &PassContext) -> Result<LinearisedAttention<'_>> {
        let biases = context.prepared.iter().map(numbers_of);
        LinearisedAttention::new(
            &self.query_key_value,
            self.heads,
            1.0 / (self.heads.size as f32).sqrt(),
            Positions::None,
            hidden,
            context.tokens_of_each(),
            biases.collect::<Result<_>>()?,
        )
    }
}
