//! Affine maps and `LayerNorm`, read by name from a weight file: computed by the kernel with the
//! weights where they lie, or by candle on another device.

use candle_core::{Device, Result, Tensor};
use candle_nn::ops::layer_norm;

use super::super::ModelError;
use super::super::config::Activation;
use super::super::mapped::Numbers;
use super::super::shards::Weights;
use super::here::{self, table_of};
use glassbox_kernel::MatrixView;

/// `y = x W^T + b`, or without `b`; or several such maps, their outputs side by side.
pub(super) struct Linear {
    inputs: usize,
    maps: Maps,
}

enum Maps {
    Here(Vec<Map>),
    /// `W^T`, shape `[inputs][outputs]`, laid out as candle multiplies with it best.
    Candle {
        transposed: Tensor,
        bias: Option<Tensor>,
    },
}

/// A map whose numbers lie in the weight file.
struct Map {
    /// `[outputs][inputs]`
    weight: Numbers,
    bias: Option<Numbers>,
    outputs: usize,
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
        let (weight_name, bias_name) = (format!("{name}.weight"), format!("{name}.bias"));
        let shape = [outputs, inputs];
        if weights.are_for_the_kernel() {
            let weight = weights.numbers(&weight_name, &shape)?;
            let bias = if has_bias {
                Some(weights.numbers(&bias_name, &[outputs])?)
            } else {
                None
            };
            let map = Map {
                weight,
                bias,
                outputs,
            };
            return Ok(Self {
                inputs,
                maps: Maps::Here(vec![map]),
            });
        }
        let weight = weights.tensor(&weight_name, &shape)?;
        let bias = if has_bias {
            Some(weights.tensor(&bias_name, &[outputs])?)
        } else {
            None
        };
        let transposed = weight.t().and_then(|view| view.contiguous());
        let transposed = transposed.map_err(|error| ModelError::Pass(error.to_string()))?;
        Ok(Self {
            inputs,
            maps: Maps::Candle { transposed, bias },
        })
    }

    /// One map that computes all of `parts` at once, their outputs side by side.
    pub(super) fn fused(parts: Vec<Self>) -> std::result::Result<Self, ModelError> {
        let inputs = parts.first().map_or(0, |part| part.inputs);
        let (mut here, mut weights, mut biases) = (Vec::new(), Vec::new(), Vec::new());
        for part in parts {
            match part.maps {
                Maps::Here(maps) => here.extend(maps),
                Maps::Candle { transposed, bias } => {
                    weights.push(transposed);
                    biases.extend(bias);
                }
            }
        }
        if weights.is_empty() {
            return Ok(Self {
                inputs,
                maps: Maps::Here(here),
            });
        }
        let join = |tensors: &[Tensor], axis: usize| {
            let joined = Tensor::cat(tensors, axis).and_then(|joined| joined.contiguous());
            joined.map_err(|error| ModelError::Pass(error.to_string()))
        };
        let transposed = join(&weights, 1)?;
        let bias = if biases.is_empty() {
            None
        } else {
            Some(join(&biases, 0)?)
        };
        Ok(Self {
            inputs,
            maps: Maps::Candle { transposed, bias },
        })
    }

    /// `W^T`, shape `[inputs][outputs]`.
    pub(super) fn by_input(&self) -> Result<Tensor> {
        match &self.maps {
            Maps::Here(maps) => {
                let turned = maps.iter().map(|map| {
                    let weight = Tensor::new(&*map.weight, &Device::Cpu)?;
                    weight.reshape((map.outputs, self.inputs))?.t()
                });
                let turned = turned.collect::<Result<Vec<_>>>()?;
                Tensor::cat(&turned, 1)?.contiguous()
            }
            Maps::Candle { transposed, .. } => Ok(transposed.clone()),
        }
    }

    /// Maps `[token][inputs]` to `[token][outputs]`.
    pub(super) fn forward(&self, input: &Tensor) -> Result<Tensor> {
        match &self.maps {
            Maps::Here(_) => here::read(input, |numbers| {
                let input = MatrixView::contiguous(numbers, self.inputs);
                let mut output = vec![0.0; input.rows * self.outputs()];
                self.forward_here(input, None, &mut output, self.outputs())?;
                table_of(output, self.outputs())
            }),
            Maps::Candle { transposed, bias } => {
                let mapped = input.matmul(transposed)?;
                match bias {
                    Some(bias) => mapped.broadcast_add(bias),
                    None => Ok(mapped),
                }
            }
        }
    }

    /// Whether the kernel computes this map: then [`forward_here`](Self::forward_here) does.
    pub(super) fn is_here(&self) -> bool {
        matches!(self.maps, Maps::Here(_))
    }

    /// How many numbers a row is mapped to, where the kernel computes.
    pub(super) fn outputs(&self) -> usize {
        match &self.maps {
            Maps::Here(maps) => maps.iter().map(|map| map.outputs).sum(),
            Maps::Candle { .. } => 0,
        }
    }

    /// Maps rows of numbers to rows `stride` apart, and takes `activation` of what comes out.
    pub(super) fn forward_here(
        &self,
        input: MatrixView<'_>,
        activation: Option<Activation>,
        output: &mut [f32],
        stride: usize,
    ) -> Result<()> {
        let Maps::Here(maps) = &self.maps else {
            candle_core::bail!("these weights are on another device");
        };
        let maps: Vec<glassbox_kernel::Linear<'_>> = maps
            .iter()
            .map(|map| glassbox_kernel::Linear {
                weight: &map.weight,
                bias: map.bias.as_deref(),
                outputs: map.outputs,
            })
            .collect();
        glassbox_kernel::linear(input, &maps, activation, output, stride)
            .map_err(candle_core::Error::wrap)
    }
}

/// `gamma * (x - mean) / sqrt(variance + eps) + beta`, over each token's hidden state.
pub(super) struct LayerNorm {
    scale: Scale,
    eps: f32,
}

enum Scale {
    Here { gamma: Numbers, beta: Numbers },
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
        Self::of(weights, gamma, beta, eps)
    }

    /// Reads `{name}.weight` alone: there is no `beta`.
    pub(super) fn load_without_bias(
        weights: &mut Weights,
        name: &str,
        size: usize,
        eps: f64,
    ) -> std::result::Result<Self, ModelError> {
        let gamma = weights.numbers(&format!("{name}.weight"), &[size])?;
        let beta = vec![0.0; gamma.len()].into();
        Self::of(weights, gamma, beta, eps)
    }

    fn of(
        weights: &Weights,
        gamma: Numbers,
        beta: Numbers,
        eps: f64,
    ) -> std::result::Result<Self, ModelError> {
        let scale = if weights.are_for_the_kernel() {
            Scale::Here { gamma, beta }
        } else {
            let tensor = |numbers: Numbers| {
                Tensor::new(numbers.into_vec(), weights.device())
                    .map_err(|error| ModelError::Pass(error.to_string()))
            };
            Scale::Candle {
                gamma: tensor(gamma)?,
                beta: tensor(beta)?,
            }
        };
        Ok(Self {
            scale,
            eps: eps as f32,
        })
    }

    /// Normalises each row of `[token][size]`.
    pub(super) fn forward(&self, input: &Tensor) -> Result<Tensor> {
        match &self.scale {
            Scale::Here { gamma, beta } => here::read(input, |numbers| {
                let mut rows = numbers.to_vec();
                glassbox_kernel::layer_norm(&mut rows, None, gamma, beta, self.eps)
                    .map_err(candle_core::Error::wrap)?;
                table_of(rows, gamma.len())
            }),
            Scale::Candle { gamma, beta } => layer_norm(input, gamma, beta, self.eps),
        }
    }

    /// Normalises each row of `input + other`, both `[token][size]`.
    pub(super) fn forward_sum(&self, input: &Tensor, other: &Tensor) -> Result<Tensor> {
        match &self.scale {
            Scale::Here { gamma, beta } => {
                let mut rows = here::to_numbers(input)?;
                here::read(other, |other| {
                    glassbox_kernel::layer_norm(&mut rows, Some(other), gamma, beta, self.eps)
                        .map_err(candle_core::Error::wrap)
                })?;
                table_of(rows, gamma.len())
            }
            Scale::Candle { gamma, beta } => layer_norm(&(input + other)?, gamma, beta, self.eps),
        }
    }
}
