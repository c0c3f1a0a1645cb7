//! Affine maps and `LayerNorm`, read by name from a weight file.

use candle_core::{Result, Tensor};
use candle_nn::ops::layer_norm;

use super::super::ModelError;
use super::super::shards::Weights;

/// `y = x W^T + b`, or without `b`.
pub(super) struct Linear {
    /// `W^T`, shape `[inputs][outputs]`, laid out as it is multiplied with: a transposed view of
    /// the stored `[outputs][inputs]` is markedly slower for the few rows of a sentence.
    transposed: Tensor,
    bias: Option<Tensor>,
}

impl Linear {
    /// Reads `{name}.weight` of shape `[outputs][inputs]` and `{name}.bias`.
    pub(super) fn load(
        weights: &mut Weights,
        name: &str,
        inputs: usize,
        outputs: usize,
    ) -> std::result::Result<Self, ModelError> {
        Self::load_with(weights, name, inputs, outputs, true)
    }

    /// Reads `{name}.weight`, and `{name}.bias` if the model `has_bias`.
    pub(super) fn load_with(
        weights: &mut Weights,
        name: &str,
        inputs: usize,
        outputs: usize,
        has_bias: bool,
    ) -> std::result::Result<Self, ModelError> {
        let weight = weights.tensor(&format!("{name}.weight"), &[outputs, inputs])?;
        let bias = if has_bias {
            Some(weights.tensor(&format!("{name}.bias"), &[outputs])?)
        } else {
            None
        };
        let transposed = weight.t().and_then(|view| view.contiguous());
        Ok(Self {
            transposed: transposed.map_err(|error| ModelError::Pass(error.to_string()))?,
            bias,
        })
    }

    /// One map that computes all of `parts` at once, their outputs side by side.
    pub(super) fn fused(parts: &[Self]) -> std::result::Result<Self, ModelError> {
        let maps: Vec<&Tensor> = parts.iter().map(|part| &part.transposed).collect();
        let biases: Vec<&Tensor> = parts.iter().filter_map(|part| part.bias.as_ref()).collect();
        let join = |tensors: &[&Tensor], axis: usize| {
            let joined = Tensor::cat(tensors, axis).and_then(|joined| joined.contiguous());
            joined.map_err(|error| ModelError::Pass(error.to_string()))
        };
        Ok(Self {
            transposed: join(&maps, 1)?,
            bias: match biases.as_slice() {
                [] => None,
                biases => Some(join(biases, 0)?),
            },
        })
    }

    /// `W^T`, shape `[inputs][outputs]`.
    pub(super) fn by_input(&self) -> Result<Tensor> {
        self.transposed.contiguous()
    }

    /// Maps `[token][inputs]` to `[token][outputs]`.
    pub(super) fn forward(&self, input: &Tensor) -> Result<Tensor> {
        let mapped = input.matmul(&self.transposed)?;
        match &self.bias {
            Some(bias) => mapped.broadcast_add(bias),
            None => Ok(mapped),
        }
    }
}

/// `gamma * (x - mean) / sqrt(variance + eps) + beta`, over each token's hidden state.
pub(super) struct LayerNorm {
    gamma: Tensor,
    beta: Tensor,
    eps: f32,
}

impl LayerNorm {
    /// Reads `{name}.weight` and `{name}.bias`, or their older names `gamma` and `beta`.
    pub(super) fn load(
        weights: &mut Weights,
        name: &str,
        size: usize,
        eps: f64,
    ) -> std::result::Result<Self, ModelError> {
        let older = weights.contains(&format!("{name}.gamma"));
        let (gamma, beta) = if older {
            ("gamma", "beta")
        } else {
            ("weight", "bias")
        };
        Ok(Self {
            gamma: weights.tensor(&format!("{name}.{gamma}"), &[size])?,
            beta: weights.tensor(&format!("{name}.{beta}"), &[size])?,
            eps: eps as f32,
        })
    }

    /// Reads `{name}.weight` alone: there is no `beta`.
    pub(super) fn load_without_bias(
        weights: &mut Weights,
        name: &str,
        size: usize,
        eps: f64,
    ) -> std::result::Result<Self, ModelError> {
        let gamma = weights.tensor(&format!("{name}.weight"), &[size])?;
        let beta = gamma.zeros_like();
        Ok(Self {
            beta: beta.map_err(|error| ModelError::Pass(error.to_string()))?,
            gamma,
            eps: eps as f32,
        })
    }

    /// Normalises each row of `[token][size]`.
    pub(super) fn forward(&self, input: &Tensor) -> Result<Tensor> {
        layer_norm(input, &self.gamma, &self.beta, self.eps)
    }
}
