//! The derivative of a sentence embedding by the last hidden states of its text.

use super::dense::DenseLayer;
use super::head::{SentenceHead, TokenStates};
use super::mix::TokenMix;
use super::mode::Pooling;

/// The derivative of a [`SentenceHead`] at the states of one text.
pub struct LinearHead<'a> {
    /// Of each token, the slopes of the layers it goes through: `[token][layer][output]`.
    token_slopes: Vec<Vec<Vec<f64>>>,
    head: &'a SentenceHead,
    /// Of each mode, what it does with the tokens.
    modes: Vec<TokenMix>,
    /// The slopes of the layers behind the pooling, `[layer][output]`.
    slopes: Vec<Vec<f64>>,
}

impl SentenceHead {
    /// The derivative of the embedding where the last hidden states are `states`; `None` as for
    /// [`embedding`](Self::embedding).
    pub fn linearised(&self, states: TokenStates<'_>) -> Option<LinearHead<'_>> {
        LinearHead::new(self, states)
    }
}

impl<'a> LinearHead<'a> {
    fn new(head: &'a SentenceHead, states: TokenStates<'_>) -> Option<Self> {
        let pooled = head.pooled(states)?;
        let of_token = |state: &[f32]| {
            let state = state.iter().copied().map(f64::from).collect();
            slopes(&head.token_dense, state)
        };
        let vectors = head.token_vectors(states);
        let modes = head.pooling.as_ref().map_or(&[][..], Pooling::modes);
        let modes = modes.iter();
        let modes = modes.map(|&mode| TokenMix::new(mode, &vectors, states.skipped));
        Some(Self {
            token_slopes: states.rows().map(of_token).collect(),
            head,
            modes: modes.collect(),
            slopes: slopes(&head.dense, pooled),
        })
    }

    /// The change of the embedding for a change of the states by `tangent`, `[token][width]`.
    pub fn push(&self, tangent: &[f32]) -> Vec<f64> {
        let tokens = self.token_slopes.len();
        let width = tangent.len().checked_div(tokens).unwrap_or(0);
        let states = tangent.chunks_exact(width.max(1)).zip(&self.token_slopes);
        let vectors = states.map(|(state, slopes)| {
            let state = state.iter().copied().map(f64::from).collect();
            through(&self.head.token_dense, slopes, state)
        });
        let vectors: Vec<Vec<f64>> = vectors.collect();
        let pooled = self.modes.iter().flat_map(|mode| mode.pooled(&vectors));
        through(&self.head.dense, &self.slopes, pooled.collect())
    }
}

/// The slope of the activation function of each layer at each output, for the input `x` of the
/// first.
fn slopes(layers: &[DenseLayer], mut x: Vec<f64>) -> Vec<Vec<f64>> {
    let slopes = layers.iter().map(|layer| {
        let affine = layer.affine(&x);
        let slopes = affine.iter().map(|&y| layer.activation.derivative(y));
        let slopes = slopes.collect();
        x = affine.iter().map(|&y| layer.activation.value(y)).collect();
        slopes
    });
    slopes.collect()
}

/// A tangent through layers of known slopes.
fn through(layers: &[DenseLayer], slopes: &[Vec<f64>], tangent: Vec<f64>) -> Vec<f64> {
    let layers = layers.iter().zip(slopes);
    layers.fold(tangent, |tangent, (layer, slopes)| {
        let mapped = layer.linear(&tangent).into_iter().zip(slopes);
        mapped.map(|(y, slope)| y * slope).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::super::dense::DenseActivation;
    use super::super::mode::PoolingMode;
    use super::*;

    #[test]
    fn tangents_are_those_of_finite_differences_in_every_mode() {
        let (tokens, width) = (4, 3);
        let number = |i: usize, seed: f32| (i as f32 * 0.7 + seed).sin();
        let states: Vec<f32> = (0..tokens * width).map(|i| number(i, 0.0)).collect();
        let tangent: Vec<f32> = (0..tokens * width).map(|i| number(i, 2.0)).collect();
        let layer = |outputs: usize, inputs: usize| DenseLayer {
            weight: (0..outputs * inputs).map(|i| number(i, 5.0)).collect(),
            bias: Some((0..outputs).map(|i| number(i, 7.0)).collect()),
            inputs,
            activation: DenseActivation::Tanh,
        };
        for &mode in PoolingMode::ALL {
            let modes = vec![mode, PoolingMode::Max];
            let head = SentenceHead {
                token_dense: vec![layer(2, width)],
                dense: vec![layer(5, 4), layer(3, 5)],
                ..SentenceHead::of(Pooling::side_by_side(modes).unwrap())
            };
            let at = |step: f32| {
                let moved = states.iter().zip(&tangent).map(|(x, t)| x + step * t);
                let moved: Vec<f32> = moved.collect();
                head.embedding(TokenStates::new(&moved, width)).unwrap()
            };
            let step = 1.0 / 512.0;
            let (above, below) = (at(step), at(-step));
            let linear = head.linearised(TokenStates::new(&states, width)).unwrap();
            let found = linear.push(&tangent);
            assert_eq!(found.len(), 3);
            for ((found, above), below) in found.iter().zip(above).zip(below) {
                let expected = (above - below) / (2.0 * f64::from(step));
                assert!(
                    (found - expected).abs() < 1e-4,
                    "{mode:?}: {found} {expected}"
                );
            }
        }
    }
}
