//! Disentangled self-attention (He et al. 2021, arXiv 2006.03654): beside content to content,
//! content attends to where the other tokens stand, and where a token stands attends to their
//! content. Where is told by distances alone.
//!
//! `scores = (Q K^T + Q P_K^T[d(q,k)] + (K P_Q^T[d(k,q)])^T) / sqrt(parts * head size)`, where
//! `P_K` and `P_Q` are the table of distances mapped as keys and as queries.

use candle_core::{Device, Result, Tensor};

use super::super::ModelError;
use super::super::config::{DebertaV2, Distances, EncoderConfig};
use super::super::shards::Weights;
use super::attention::Attention;
use super::attention_recorder::TextRecorder;
use super::heads::{HeadLayout, attend};
use super::linear::Linear;
use super::pass::PassContext;
use super::tangent::{DistanceScores, LinearisedAttention, Positions, Side};

/// Disentangled self-attention without its output map.
pub(super) struct DisentangledAttention {
    query_key_value: Linear,
    /// `[head][d][row]`, for content that attends to positions.
    position_keys: Option<Tensor>,
    /// `[head][d][row]`, for positions that attend to content.
    position_queries: Option<Tensor>,
    heads: HeadLayout,
    scale: f64,
}

impl DisentangledAttention {
    /// Reads `{name}.query_proj` and its kin; `table` holds a row for each distance.
    pub(super) fn load(
        config: &EncoderConfig,
        layout: &DebertaV2,
        table: Option<&Tensor>,
        weights: &mut Weights,
        name: &str,
    ) -> std::result::Result<Self, ModelError> {
        let width = config.hidden_size;
        let heads = HeadLayout::new(width, config.heads);
        let mut map = |part: &str| Linear::load(weights, &format!("{name}.{part}"), width, width);
        let (query, key) = (map("query_proj")?, map("key_proj")?);
        let value = map("value_proj")?;
        let shared = layout
            .distances
            .is_some_and(|distances| distances.shared_maps);
        // The same for every text, so mapped once.
        let mut by_distance = |wanted: bool, own: &str, of_tokens: &Linear| match table {
            Some(table) if wanted => {
                let mapped = if shared {
                    of_tokens.forward(table)
                } else {
                    map(own)?.forward(table)
                };
                let split = mapped.and_then(|mapped| by_head(&mapped, heads));
                let split = split.map_err(|error| ModelError::Pass(error.to_string()))?;
                Ok::<_, ModelError>(Some(split))
            }
            _ => Ok(None),
        };
        let position_keys = by_distance(layout.content_to_position, "pos_key_proj", &key)?;
        let position_queries = by_distance(layout.position_to_content, "pos_query_proj", &query)?;
        let parts = [layout.content_to_position, layout.position_to_content];
        let parts = 1 + parts.into_iter().filter(|&there| there).count();
        Ok(Self {
            query_key_value: Linear::fused(vec![query, key, value])?,
            position_keys,
            position_queries,
            heads,
            scale: 1.0 / ((parts * heads.size) as f64).sqrt(),
        })
    }

    /// `[token][3 * hidden]` of one text to `[token][hidden]`; `rows` is what [`distance_rows`]
    /// gave for its length, `mask` is added to the scores of its keys.
    fn attend(
        &self,
        states: &Tensor,
        rows: Option<&Tensor>,
        mask: Option<&Tensor>,
        recorder: TextRecorder<'_>,
    ) -> Result<Tensor> {
        let split = self.heads.split(states)?;
        let (query, key, value) = (split.get(0)?, split.get(1)?, split.get(2)?);
        let mut scores = query.matmul(&key.t()?)?;
        if let Some(rows) = rows {
            if let Some(position_keys) = &self.position_keys {
                let to_positions = query.matmul(position_keys)?.gather(&rows.get(0)?, 2)?;
                scores = (scores + to_positions)?;
            }
            if let Some(position_queries) = &self.position_queries {
                let to_content = key.matmul(position_queries)?.gather(&rows.get(1)?, 2)?;
                scores = (scores + to_content.transpose(1, 2)?)?;
            }
        }
        recorder.record_values(&value)?;
        scores = (scores * self.scale)?;
        if let Some(mask) = mask {
            scores = scores.broadcast_add(mask)?;
        }
        let output = attend(&scores, &value, recorder)?;
        self.heads.merge(&output)
    }
}

impl Attention for DisentangledAttention {
    fn forward(&self, hidden: &Tensor, context: &PassContext) -> Result<Tensor> {
        let states = context.without_values(self.query_key_value.forward(hidden)?)?;
        context.map_texts(&states, |own, text| {
            let rows = context.prepared.get(text);
            let mask = context.key_mask(text, own.device())?;
            self.attend(own, rows, mask.as_ref(), context.recorder_of(text))
        })
    }

    fn linearise(&self, hidden: &Tensor, context: &PassContext) -> Result<LinearisedAttention<'_>> {
        let rows = context.prepared.first();
        let side = |table: Option<&Tensor>, way: usize| match (table, rows) {
            (Some(table), Some(rows)) => Side::new(table, &rows.get(way)?).map(Some),
            _ => Ok(None),
        };
        let distances = DistanceScores {
            content_to_position: side(self.position_keys.as_ref(), 0)?,
            position_to_content: side(self.position_queries.as_ref(), 1)?,
        };
        LinearisedAttention::new(
            &self.query_key_value,
            self.heads,
            self.scale as f32,
            Positions::Distances(distances),
            hidden,
            context.tokens_of_each(),
            Vec::new(),
        )
    }
}

/// The rows of the table of distances in a text of `tokens` tokens, `[2][head][token][token]`: of
/// the place of the first token less that of the second, and the other way round.
pub(super) fn distance_rows(
    distances: &Distances,
    tokens: usize,
    heads: usize,
    device: &Device,
) -> Result<Tensor> {
    let last = tokens.cast_signed() - 1;
    // The rows of each `second - first` there is, from `-last` to `last`.
    let by_distance = |sign: isize| -> Vec<u32> {
        let ways = -last..=last;
        ways.map(|way| distances.row(sign * way)).collect()
    };
    let mut rows: Vec<u32> = Vec::with_capacity(2 * tokens * tokens);
    for by_distance in [by_distance(-1), by_distance(1)] {
        for first in 0..tokens {
            // `second` from 0 on is a window of them.
            let start = tokens - 1 - first;
            rows.extend(by_distance.iter().skip(start).take(tokens));
        }
    }
    Tensor::from_vec(rows, (2, 1, tokens, tokens), device)?
        .broadcast_as((2, heads, tokens, tokens))?
        .contiguous()
}

/// `[row][hidden]` to `[head][d][row]`.
fn by_head(mapped: &Tensor, heads: HeadLayout) -> Result<Tensor> {
    let rows = mapped.dims2()?.0;
    mapped
        .reshape((rows, heads.count, heads.size))?
        .permute((1, 2, 0))?
        .contiguous()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_pair_of_tokens_has_the_row_of_its_distance() {
        let distances = Distances {
            rows: 16,
            in_buckets: true,
            farthest: 40,
            shared_maps: true,
            normalised: true,
        };
        let tokens = 23;
        let rows = distance_rows(&distances, tokens, 2, &Device::Cpu).unwrap();
        assert_eq!(rows.dims(), [2, 2, tokens, tokens]);
        for (way, sign) in [(0, 1), (1, -1)] {
            for head in 0..2 {
                let table = rows.get(way).unwrap().get(head).unwrap();
                let table: Vec<Vec<u32>> = table.to_vec2().unwrap();
                for (first, row) in (0_isize..).zip(&table) {
                    for (second, &found) in (0_isize..).zip(row) {
                        let expected = distances.row(sign * (first - second));
                        assert_eq!(found, expected, "{first} {second}");
                    }
                }
            }
        }
    }
}
