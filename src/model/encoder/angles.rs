//! Rotation of queries and keys by angles that grow with their position (Su et al. 2021, arXiv
//! 2104.09864).

use candle_core::{Result, Tensor};
use candle_nn::rotary_emb::rope;

use super::super::config::Rotation;
use super::heads::HeadLayout;

/// How fast the angle of each pair of numbers in a head grows from position to position.
#[derive(Clone)]
pub(super) struct Angles {
    /// `[d / 2]`, in radians per position.
    speeds: Vec<f32>,
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

    /// Rotates the queries and keys in `states`, `[text][token][3][head][d]`, of texts of `tokens`
    /// tokens.
    pub(super) fn turn(&self, states: &mut [f32], tokens: usize, heads: HeadLayout) {
        let width = heads.count * heads.size;
        let half = heads.size / 2;
        for (row, states) in states.chunks_exact_mut((3 * width).max(1)).enumerate() {
            let position = (row % tokens.max(1)) as f32;
            let angles = self.speeds.iter().map(|speed| position * speed);
            let turns: Vec<(f32, f32)> = angles.map(f32::sin_cos).collect();
            let (queries_and_keys, _) = states.split_at_mut(2 * width);
            for head in queries_and_keys.chunks_exact_mut(heads.size.max(1)) {
                let (first, second) = head.split_at_mut(half);
                let pairs = first.iter_mut().zip(second);
                for ((first, second), (sin, cos)) in pairs.zip(&turns) {
                    let turned = *first * cos - *second * sin;
                    *second = *first * sin + *second * cos;
                    *first = turned;
                }
            }
        }
    }

    /// Rotates `[any][head][token][d]`, each token by the angles of its place in the text; position
    /// times speed is in float32 as the reference has it.
    pub(super) fn rotate(&self, states: &Tensor) -> Result<Tensor> {
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
