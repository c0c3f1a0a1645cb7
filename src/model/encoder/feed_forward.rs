//! The feed-forward part of a block: `W2 act(W1 x + b1) + b2`.

use candle_core::{Result, Tensor};

use super::super::ModelError;
use super::super::config::{Activation, EncoderConfig};
use super::super::shards::Weights;
use super::cpu::{self, matrix};
use super::linear::Linear;
use glassbox_kernel::{MatrixView, Scratch};

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
        if !self.inner.uses_kernel() || !self.outer.uses_kernel() {
            let wide = self.inner.forward(hidden)?;
            return self.outer.forward(&activated(&wide, self.activation)?);
        }
        cpu::with_numbers(hidden, |numbers| {
            let (narrow, wide) = (self.outer.outputs(), self.inner.outputs());
            let input = MatrixView::contiguous(numbers, narrow);
            let stride = MatrixView::best_stride(wide);
            let mut states = Scratch::with_len(input.rows * stride);
            let activation = Some(self.activation);
            self.inner
                .forward_by_kernel(input, activation, &mut states, stride)?;
            let states = MatrixView {
                numbers: &states,
                rows: input.rows,
                width: wide,
                stride,
            };
            let mut output = vec![0.0; input.rows * narrow];
            self.outer
                .forward_by_kernel(states, None, &mut output, narrow)?;
            matrix(output, narrow)
        })
    }
}

/// `activation` of each number.
pub(super) fn activated(input: &Tensor, activation: Activation) -> Result<Tensor> {
    if input.device().is_cpu() {
        let mut numbers = cpu::to_vec(input)?;
        glassbox_kernel::activate(activation, &mut numbers);
        return Tensor::from_vec(numbers, input.shape(), input.device());
    }
    activated_by_candle(input, activation)
}

fn activated_by_candle(input: &Tensor, activation: Activation) -> Result<Tensor> {
    match activation {
        Activation::Gelu => input.gelu_erf(),
        Activation::GeluTanh => input.gelu(),
        // candle's own `relu` turns NaN into 0.
        Activation::Relu => input.le(0.0)?.where_cond(&input.zeros_like()?, input),
        Activation::Tanh => input.tanh(),
    }
}

#[cfg(test)]
mod tests {
    use candle_core::Device;

    use super::*;

    #[test]
    fn candle_keeps_nan_too() {
        let input = Tensor::new(&[[f32::NAN, -1.0], [0.0, 2.5]], &Device::Cpu).unwrap();
        for activation in [
            Activation::Gelu,
            Activation::GeluTanh,
            Activation::Relu,
            Activation::Tanh,
        ] {
            let output = activated_by_candle(&input, activation).unwrap();
            let output: Vec<f32> = output.flatten_all().unwrap().to_vec1().unwrap();
            let nan: Vec<bool> = output.iter().map(|number| number.is_nan()).collect();
            assert_eq!(nan, [true, false, false, false], "{activation:?}");
            if activation == Activation::Relu {
                assert_eq!(output[1..], [0.0, 0.0, 2.5]);
            }
        }
    }
}
