//! The feed-forward part of a block: `W2 act(W1 x + b1) + b2`.

use candle_core::{Result, Tensor};

use super::super::ModelError;
use super::super::config::{Activation, EncoderConfig};
use super::super::shards::Weights;
use super::linear::Linear;

/// Two affine maps with an activation function between them.
pub(super) struct FeedForward {
    inner: Linear,
    outer: Linear,
    activation: Activation,
}

impl FeedForward {
    /// Reads the map up from `inner` and the map down from `outer`.
    pub(super) fn load(
        config: &EncoderConfig,
        weights: &mut Weights,
        inner: &str,
        outer: &str,
    ) -> std::result::Result<Self, ModelError> {
        let (narrow, wide) = (config.hidden_size, config.intermediate_size);
        Ok(Self {
            inner: Linear::load(weights, inner, narrow, wide)?,
            outer: Linear::load(weights, outer, wide, narrow)?,
            activation: config.activation,
        })
    }

    /// Maps each row of `[token][hidden]`.
    pub(super) fn forward(&self, hidden: &Tensor) -> Result<Tensor> {
        let wide = self.inner.forward(hidden)?;
        self.outer.forward(&activated(&wide, self.activation)?)
    }
}

/// `activation` of each number.
pub(super) fn activated(input: &Tensor, activation: Activation) -> Result<Tensor> {
    match activation {
        Activation::Gelu => input.gelu_erf(),
        Activation::GeluTanh => input.gelu(),
        Activation::Relu => input.relu(),
        Activation::Tanh => input.tanh(),
    }
}
