//! What the squared norm of a hidden state is made of.
//!
//! Behind a `LayerNorm` a state is `h = gain * x + bias`, where `x` has mean 0 and variance 1, so
//! that `|h|^2 = |gain x|^2 + 2 (gain x) . bias + |bias|^2`: what went in had a size of its own, and
//! the `LayerNorm` took it away. A residual stream that no `LayerNorm` ends has no such parts; what
//! the two halves of its block added is told instead.

use super::accumulate::{sum, sums};

/// The three parts of a squared norm behind a `LayerNorm`, and what the `LayerNorm` was given.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct NormParts {
    /// `|gain x|^2`: what the token makes of the layer's gains.
    pub gain: f64,
    /// `2 (gain x) . bias`; may be negative.
    pub cross: f64,
    /// `|bias|^2`: the same for every token.
    pub bias: f64,
    /// The norm of the vector that enters the `LayerNorm`, which nothing behind it knows.
    pub input_norm: f64,
}

/// What the halves of a block without a `LayerNorm` at its end added to the residual stream.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ResidualParts {
    /// The norm of what attention added.
    pub attention: f64,
    /// The norm of what the feed-forward part added.
    pub feed_forward: f64,
}

/// What is known of how a token's state at one layer came about.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct TokenParts {
    /// Where a `LayerNorm` ends the layer.
    pub norm: Option<NormParts>,
    /// Where the block has its `LayerNorm`s in front (pre-LayerNorm).
    pub residual: Option<ResidualParts>,
}

/// The bias of a `LayerNorm`, which every token shares.
#[derive(Debug, Clone, Copy)]
pub struct NormBias<'a> {
    bias: &'a [f32],
    squared_norm: f64,
}

impl<'a> NormBias<'a> {
    /// One number a dimension.
    pub fn new(bias: &'a [f32]) -> Self {
        Self {
            bias,
            squared_norm: sum(bias, bias, |x, same| x * same),
        }
    }

    /// The parts of `state`, which the `LayerNorm` made of a vector of norm `input_norm`.
    pub fn parts_of(&self, state: &[f32], input_norm: f64) -> NormParts {
        let (gain, cross) = sums(state, self.bias, |state, bias| {
            let gained = state - bias;
            (gained * gained, gained * bias)
        });
        NormParts {
            gain,
            cross: 2.0 * cross,
            bias: self.squared_norm,
            input_norm,
        }
    }
}

impl NormParts {
    /// The squared norm of the state.
    pub fn squared_norm(&self) -> f64 {
        self.gain + self.cross + self.bias
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_sum_to_the_squared_norm() {
        let state = [3.0, -4.0, 0.5];
        let parts = NormBias::new(&[1.0, 2.0, -0.5]).parts_of(&state, 7.0);
        assert_eq!(parts.gain, 4.0 + 36.0 + 1.0);
        assert_eq!(parts.cross, 2.0 * (2.0 - 12.0 - 0.5));
        assert_eq!(parts.bias, 5.25);
        assert_eq!(parts.squared_norm(), 25.25);
    }

    #[test]
    fn without_a_bias_all_is_gain() {
        let parts = NormBias::new(&[0.0, 0.0]).parts_of(&[3.0, 4.0], 1.0);
        assert_eq!((parts.gain, parts.cross, parts.bias), (25.0, 0.0, 0.0));
    }
}
