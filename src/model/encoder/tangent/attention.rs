//! Attention where its input is known.

use candle_core::{Error, Result, Tensor};
use glassbox_kernel::{AttentionPoint, Heads, attention_tangents};

use super::super::angles::Angles;
use super::super::heads::HeadLayout;
use super::super::linear::Linear;
use super::distance_scores::DistanceScores;
use super::numbers_of;
use super::tangents::Tangents;

/// Attention without its output map, and what it makes of the point.
pub(in super::super) struct LinearisedAttention<'a> {
    /// `[token][hidden]`
    pub(in super::super) output: Tensor,
    pub(in super::super) derivative: AttentionDerivative<'a>,
}

/// The derivative of attention without its output map.
pub(in super::super) struct AttentionDerivative<'a> {
    query_key_value: &'a Linear,
    heads: Heads,
    /// `[point][token][3][head][d]`
    states: Vec<f32>,
    /// `[point][head][token][token]`
    weights: Vec<f32>,
    positions: Positions<'a>,
}

/// How attention itself knows where tokens stand, beside biases that no state changes.
pub(in super::super) enum Positions<'a> {
    /// It does not.
    None,
    /// Queries and keys are rotated.
    Rotated(&'a Angles),
    /// Queries and keys are compared with a table of distances.
    Distances(DistanceScores),
}

impl<'a> LinearisedAttention<'a> {
    /// For the input `hidden` of texts of `tokens` tokens each, one below the other. `biases` are
    /// added to the scaled scores of each text, `[head][token][token]`, or are none.
    pub(in super::super) fn new(
        query_key_value: &'a Linear,
        layout: HeadLayout,
        scale: f32,
        positions: Positions<'a>,
        hidden: &Tensor,
        tokens: usize,
        mut biases: Vec<Vec<f32>>,
    ) -> Result<Self> {
        let heads = Heads {
            count: layout.count,
            size: layout.size,
            scale,
        };
        let mut states = numbers_of(&query_key_value.forward(hidden)?)?;
        match &positions {
            Positions::None => {}
            Positions::Rotated(angles) => angles.turn(&mut states, tokens, layout),
            Positions::Distances(distances) => {
                let mut scores = distances.scores(&states, tokens, heads)?;
                for score in &mut scores {
                    *score *= scale;
                }
                let of_text = heads.count * tokens * tokens;
                let scores = scores.chunks_exact(of_text.max(1));
                biases = scores.map(<[f32]>::to_vec).collect();
            }
        }
        let (rows, width) = (hidden.dims2()?.0, heads.count * heads.size);
        let texts = rows.checked_div(tokens).unwrap_or(0);
        let mut output = vec![0.0; rows * width];
        let mut weights = vec![0.0; texts * heads.count * tokens * tokens];
        let biases: Vec<&[f32]> = biases.iter().map(Vec::as_slice).collect();
        glassbox_kernel::attention(
            &states,
            &vec![tokens; texts],
            heads,
            glassbox_kernel::Scores {
                biases: &biases,
                blinded: &[],
            },
            &mut output,
            Some(&mut weights),
        )
        .map_err(Error::wrap)?;
        Ok(Self {
            output: Tensor::from_vec(output, (rows, width), hidden.device())?,
            derivative: AttentionDerivative {
                query_key_value,
                heads,
                states,
                weights,
                positions,
            },
        })
    }
}

impl AttentionDerivative<'_> {
    /// What changes of the input by `tangents` do to the output.
    pub(in super::super) fn push(&self, tangents: &Tangents) -> Result<Tangents> {
        let layout = tangents.layout;
        let mut states = tangents.mapped(|rows| self.query_key_value.derivative(rows))?;
        let mut scores = None;
        match &self.positions {
            Positions::None => {}
            Positions::Rotated(angles) => {
                let heads = HeadLayout {
                    count: self.heads.count,
                    size: self.heads.size,
                };
                angles.turn(&mut states, layout.tokens, heads);
            }
            Positions::Distances(distances) => {
                scores = Some(distances.scores(&states, layout.tokens, self.heads)?);
            }
        }
        let point = AttentionPoint {
            states: &self.states,
            weights: &self.weights,
            heads: self.heads,
        };
        let mut output = vec![0.0; states.len() / 3];
        attention_tangents(point, &states, scores.as_deref(), layout, &mut output)
            .map_err(Error::wrap)?;
        Ok(tangents.of_same_shape(output))
    }
}
