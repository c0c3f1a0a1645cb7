//! Affine maps, read by name from a weight file: computed by the kernel with packed weights, or by
//! candle on another device.

use candle_core::{Device, Result, Tensor};

use super::super::ModelError;
use super::super::config::Activation;
use super::super::mapped::Numbers;
use super::super::shards::Weights;
use super::super::weight_table::WeightTable;
use super::cpu::{self, matrix};
use super::tangent::numbers_of;
use glassbox_kernel::MatrixView;

/// `y = x W^T + b`, or without `b`; or several such maps, their outputs side by side.
pub(super) struct Linear {
    inputs: usize,
    maps: Maps,
}

enum Maps {
    /// The numbers of each map.
    Kernel(Vec<MapWeights>),
    /// `W^T`, shape `[inputs][outputs]`, laid out as candle multiplies with it best.
    Candle {
        transposed: Tensor,
        bias: Option<Tensor>,
    },
}

struct MapWeights {
    /// `[outputs][inputs]`
    weight: WeightTable,
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
            let weight = weights.table(&weight_name, &shape)?;
            let bias = if has_bias {
                Some(weights.numbers(&bias_name, &[outputs])?)
            } else {
                None
            };
            let map = MapWeights {
                weight,
                bias,
                outputs,
            };
            return Ok(Self {
                inputs,
                maps: Maps::Kernel(vec![map]),
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
        let (mut for_kernel, mut weights, mut biases) = (Vec::new(), Vec::new(), Vec::new());
        for part in parts {
            match part.maps {
                Maps::Kernel(maps) => for_kernel.extend(maps),
                Maps::Candle { transposed, bias } => {
                    weights.push(transposed);
                    biases.extend(bias);
                }
            }
        }
        if weights.is_empty() {
            return Ok(Self {
                inputs,
                maps: Maps::Kernel(for_kernel),
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
    pub(super) fn transposed_weight(&self) -> Result<Tensor> {
        match &self.maps {
            Maps::Kernel(maps) => {
                let transposed = maps.iter().map(|map| {
                    let weight = Tensor::new(map.weight.to_floats(), &Device::Cpu)?;
                    weight.reshape((map.outputs, self.inputs))?.t()
                });
                let transposed = transposed.collect::<Result<Vec<_>>>()?;
                Tensor::cat(&transposed, 1)?.contiguous()
            }
            Maps::Candle { transposed, .. } => Ok(transposed.clone()),
        }
    }

    /// Maps `[token][inputs]` to `[token][outputs]`.
    pub(super) fn forward(&self, input: &Tensor) -> Result<Tensor> {
        match &self.maps {
            Maps::Kernel(_) => cpu::with_numbers(input, |numbers| {
                let input = MatrixView::contiguous(numbers, self.inputs);
                let mut output = vec![0.0; input.rows * self.outputs()];
                self.forward_by_kernel(input, None, &mut output, self.outputs())?;
                matrix(output, self.outputs())
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

    /// What changes of the input, row by row, do to the output: the map without its bias.
    pub(super) fn derivative(&self, rows: &[f32]) -> Result<Vec<f32>> {
        match &self.maps {
            Maps::Kernel(maps) => {
                let input = MatrixView::contiguous(rows, self.inputs);
                let maps: Vec<glassbox_kernel::Linear<'_>> = maps
                    .iter()
                    .map(|map| glassbox_kernel::Linear {
                        weight: map.weight.weights(),
                        bias: None,
                        outputs: map.outputs,
                    })
                    .collect();
                let mut output = vec![0.0; input.rows * self.outputs()];
                glassbox_kernel::linear(input, &maps, None, &mut output, self.outputs())
                    .map_err(candle_core::Error::wrap)?;
                Ok(output)
            }
            Maps::Candle { transposed, .. } => {
                let shape = (
                    rows.len().checked_div(self.inputs).unwrap_or(0),
                    self.inputs,
                );
                let rows = Tensor::from_slice(rows, shape, transposed.device())?;
                numbers_of(&rows.matmul(transposed)?)
            }
        }
    }

    /// Whether the kernel computes this map, so that
    /// [`forward_by_kernel`](Self::forward_by_kernel) can.
    pub(super) fn uses_kernel(&self) -> bool {
        matches!(self.maps, Maps::Kernel(_))
    }

    /// How many numbers a row is mapped to, where the kernel computes; else 0.
    pub(super) fn outputs(&self) -> usize {
        match &self.maps {
            Maps::Kernel(maps) => maps.iter().map(|map| map.outputs).sum(),
            Maps::Candle { .. } => 0,
        }
    }

    /// Maps rows of numbers to rows `stride` apart, and takes `activation` of what comes out.
    pub(super) fn forward_by_kernel(
        &self,
        input: MatrixView<'_>,
        activation: Option<Activation>,
        output: &mut [f32],
        stride: usize,
    ) -> Result<()> {
        let Maps::Kernel(maps) = &self.maps else {
            candle_core::bail!("these weights are on another device");
        };
        let maps: Vec<glassbox_kernel::Linear<'_>> = maps
            .iter()
            .map(|map| glassbox_kernel::Linear {
                weight: map.weight.weights(),
                bias: map.bias.as_deref(),
                outputs: map.outputs,
            })
            .collect();
        glassbox_kernel::linear(input, &maps, activation, output, stride)
            .map_err(candle_core::Error::wrap)
    }
}
