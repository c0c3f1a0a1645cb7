//! `LayerNorm`, read by name from a weight file: computed by the kernel, or by candle on another
//! device.

use std::borrow::Cow;

use candle_core::{Result, Tensor};
use candle_nn::ops::layer_norm;

use super::super::ModelError;
use super::super::mapped::Numbers;
use super::super::shards::Weights;
use super::cpu::{self, matrix};
use super::tangent::{NormDerivative, numbers_of};

/// `gamma * (x - mean) / sqrt(variance + eps) + beta`, over each token's hidden state.
pub(super) struct LayerNorm {
    parameters: Parameters,
    eps: f32,
}

enum Parameters {
    Kernel { gamma: Numbers, beta: Numbers },
    Candle { gamma: Tensor, beta: Tensor },
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
        let gamma = weights.numbers(&format!("{name}.{gamma}"), &[size])?;
        let beta = weights.numbers(&format!("{name}.{beta}"), &[size])?;
        Self::new(weights, gamma, beta, eps)
    }

    /// Reads `{name}.weight` alone, for models without a `beta`.
    pub(super) fn load_without_bias(
        weights: &mut Weights,
        name: &str,
        size: usize,
        eps: f64,
    ) -> std::result::Result<Self, ModelError> {
        let gamma = weights.numbers(&format!("{name}.weight"), &[size])?;
        let beta = vec![0.0; gamma.len()].into();
        Self::new(weights, gamma, beta, eps)
    }

    fn new(
        weights: &Weights,
        gamma: Numbers,
        beta: Numbers,
        eps: f64,
    ) -> std::result::Result<Self, ModelError> {
        let parameters = if weights.are_for_the_kernel() {
            Parameters::Kernel { gamma, beta }
        } else {
            let tensor = |numbers: Numbers| {
                Tensor::new(numbers.into_vec(), weights.device())
                    .map_err(|error| ModelError::Pass(error.to_string()))
            };
            Parameters::Candle {
                gamma: tensor(gamma)?,
                beta: tensor(beta)?,
            }
        };
        Ok(Self {
            parameters,
            eps: eps as f32,
        })
    }

    /// What is added at the end, one number a dimension.
    pub(super) fn bias(&self) -> Result<Vec<f32>> {
        match &self.parameters {
            Parameters::Kernel { beta, .. } => Ok(beta.to_vec()),
            Parameters::Candle { beta, .. } => beta.to_vec1(),
        }
    }

    /// Normalises each row of `[token][size]`.
    pub(super) fn forward(&self, input: &Tensor) -> Result<Tensor> {
        match &self.parameters {
            Parameters::Kernel { gamma, beta } => cpu::with_numbers(input, |numbers| {
                let mut rows = numbers.to_vec();
                glassbox_kernel::layer_norm(&mut rows, None, gamma, beta, self.eps)
                    .map_err(candle_core::Error::wrap)?;
                matrix(rows, gamma.len())
            }),
            Parameters::Candle { gamma, beta } => layer_norm(input, gamma, beta, self.eps),
        }
    }

    /// Its derivative where the input is the rows of `input`, plus those of `residual` if there are
    /// any.
    pub(super) fn linearise(
        &self,
        input: &Tensor,
        residual: Option<&Tensor>,
    ) -> Result<NormDerivative<'_>> {
        let gamma = match &self.parameters {
            Parameters::Kernel { gamma, .. } => Cow::Borrowed(&**gamma),
            Parameters::Candle { gamma, .. } => Cow::Owned(numbers_of(gamma)?),
        };
        let residual = residual.map(numbers_of).transpose()?;
        NormDerivative::new(gamma, self.eps, &numbers_of(input)?, residual.as_deref())
    }

    /// Normalises each row of `input + other`, both `[token][size]`.
    pub(super) fn forward_sum(&self, input: &Tensor, other: &Tensor) -> Result<Tensor> {
        match &self.parameters {
            Parameters::Kernel { gamma, beta } => {
                let mut rows = cpu::to_vec(input)?;
                cpu::with_numbers(other, |other| {
                    glassbox_kernel::layer_norm(&mut rows, Some(other), gamma, beta, self.eps)
                        .map_err(candle_core::Error::wrap)
                })?;
                matrix(rows, gamma.len())
            }
            Parameters::Candle { gamma, beta } => {
                layer_norm(&(input + other)?, gamma, beta, self.eps)
            }
        }
    }
}
