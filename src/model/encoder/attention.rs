//! Multi-head self-attention: `softmax(Q K^T / sqrt(d)) V` for each head (Vaswani et al. 2017).

use candle_core::{Result, Tensor};
use candle_nn::ops::softmax_last_dim;

use super::super::ModelError;
use super::super::config::EncoderConfig;
use super::super::shards::Weights;
use super::Rows;
use super::here::{self, table_of};
use super::linear::Linear;
use super::watch::WatchedText;
use glassbox_kernel::Heads;

/// What mixes the tokens of a text in a block.
pub(super) trait Attention: Send + Sync {
    /// Mixes `[token][hidden]` over the tokens of each text; the result has the same shape.
    fn forward(&self, hidden: &Tensor, rows: &Rows) -> Result<Tensor>;
}

/// Self-attention without its output map.
pub(super) struct SelfAttention {
    query_key_value: Linear,
    heads: usize,
    head_size: usize,
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
            heads: config.heads,
            head_size: width / config.heads,
        })
    }

    /// `[token][3 * hidden]` to `[token][hidden]`, by the kernel.
    fn mix_here(&self, mapped: &Tensor, rows: &Rows) -> Result<Tensor> {
        let heads = Heads {
            count: self.heads,
            size: self.head_size,
            scale: 1.0 / (self.head_size as f32).sqrt(),
        };
        let biases = rows.prepared.iter().map(here::to_numbers);
        let biases = biases.collect::<Result<Vec<_>>>()?;
        let biases: Vec<&[f32]> = biases.iter().map(Vec::as_slice).collect();
        let width = self.heads * self.head_size;
        let mut mixed = vec![0.0; mapped.dims2()?.0 * width];
        let squares = rows.lengths.iter().map(|length| length * length);
        let count = match rows.watch {
            Some(_) => self.heads * squares.sum::<usize>(),
            None => 0,
        };
        let mut weights = vec![0.0; count];
        here::read(mapped, |states| {
            let seen = rows.watch.is_some().then_some(&mut weights[..]);
            glassbox_kernel::attention(states, &rows.lengths, heads, &biases, &mut mixed, seen)
                .map_err(candle_core::Error::wrap)?;
            if let Some(watch) = &rows.watch {
                watch.see(&weights, states, self.heads, self.head_size);
            }
            Ok(())
        })?;
        table_of(mixed, width)
    }

    /// Queries, keys and values of one text, `[head][token][d]` each.
    fn split(&self, mapped: &Tensor) -> Result<[Tensor; 3]> {
        let tokens = mapped.dims2()?.0;
        // [token][3][head][d] -> [3][head][token][d]
        let split = mapped
            .reshape((tokens, 3, self.heads, self.head_size))?
            .permute((1, 2, 0, 3))?
            .contiguous()?;
        Ok([split.get(0)?, split.get(1)?, split.get(2)?])
    }

    /// `[token][3 * hidden]` of one text to `[token][hidden]`, by candle.
    fn mix(
        &self,
        mapped: &Tensor,
        bias: Option<&Tensor>,
        watched: Option<WatchedText<'_>>,
    ) -> Result<Tensor> {
        let tokens = mapped.dims2()?.0;
        let [query, key, value] = self.split(mapped)?;
        let scale = 1.0 / (self.head_size as f64).sqrt();
        let mut scores = (query.matmul(&key.t()?)? * scale)?;
        if let Some(bias) = bias {
            scores = (scores + bias)?;
        }
        let weights = softmax_last_dim(&scores)?;
        if let Some(watched) = watched {
            watched.see(&weights, &value)?;
        }
        weights
            .matmul(&value)?
            .transpose(0, 1)?
            .reshape((tokens, self.heads * self.head_size))
    }
}

impl Attention for SelfAttention {
    fn forward(&self, hidden: &Tensor, rows: &Rows) -> Result<Tensor> {
        let mapped = self.query_key_value.forward(hidden)?;
        if self.query_key_value.is_here() {
            return self.mix_here(&mapped, rows);
        }
        rows.each_text(&mapped, |own, text| {
            self.mix(own, rows.prepared.get(text), rows.watched(text))
        })
    }
}
