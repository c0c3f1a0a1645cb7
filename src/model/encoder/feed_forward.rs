//! The feed-forward part of a block: `W2 act(W1 x + b1) + b2`.

use candle_core::{Result, Tensor};
use candle_nn::ops::{leaky_relu, sigmoid};

use super::super::ModelError;
use super::super::config::{Activation, EncoderConfig};
use super::super::shards::Weights;
use super::cpu::{self, matrix};
use super::linear::Linear;
use super::tangent::{Tangents, numbers_of};
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

/// The feed-forward part where its input is known.
pub(super) struct FeedForwardDerivative<'a> {
    inner: &'a Linear,
    outer: &'a Linear,
    /// The slope of the activation function at each number in the middle, `[token][inner]`.
    slopes: Vec<f32>,
}

impl FeedForward {
    /// What the part makes of `hidden`, and its derivative there.
    pub(super) fn linearise(&self, hidden: &Tensor) -> Result<(Tensor, FeedForwardDerivative<'_>)> {
        let wide = self.inner.forward(hidden)?;
        let output = self.outer.forward(&activated(&wide, self.activation)?)?;
        let mut slopes = numbers_of(&wide)?;
        glassbox_kernel::activation_slopes(self.activation, &mut slopes);
        let derivative = FeedForwardDerivative {
            inner: &self.inner,
            outer: &self.outer,
            slopes,
        };
        Ok((output, derivative))
    }
}

impl FeedForwardDerivative<'_> {
    /// What changes of the input by `tangents` do to the output.
    pub(super) fn push(&self, tangents: &Tangents) -> Result<Tangents> {
        let layout = tangents.layout;
        let mut wide = tangents.mapped(|rows| self.inner.derivative(rows))?;
        let rows = tangents.numbers.len() / tangents.width.max(1);
        let width = wide.len().checked_div(rows).unwrap_or(0);
        glassbox_kernel::scale_tangents(&mut wide, &self.slopes, width, layout)
            .map_err(candle_core::Error::wrap)?;
        Ok(tangents.of_same_shape(self.outer.derivative(&wide)?))
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

/// The same by candle's own functions, on any device.
fn activated_by_candle(input: &Tensor, activation: Activation) -> Result<Tensor> {
    // Where softplus of x is x.
    const SOFTPLUS_IS_X: f32 = 20.0;
    let power = || input.minimum(SOFTPLUS_IS_X)?.exp();
    match activation {
        Activation::Gelu => input.gelu_erf(),
        Activation::GeluTanh => input.gelu(),
        // candle's own `relu` turns NaN into 0.
        Activation::Relu => input.le(0.0)?.where_cond(&input.zeros_like()?, input),
        Activation::Tanh => input.tanh(),
        Activation::GeluClipped => input.gelu_erf()?.clamp(-10_f32, 10_f32),
        Activation::QuickGelu => input * sigmoid(&(input * 1.702)?)?,
        Activation::Silu => input.silu(),
        Activation::Sigmoid => sigmoid(input),
        Activation::Mish => {
            let power = power()?;
            let product = (&power * (&power + 2.0)?)?;
            input * (&product / (&product + 2.0)?)?
        }
        Activation::HardSwish => (input * (input + 3.0)?.clamp(0_f32, 6_f32)?)? / 6.0,
        Activation::Relu6 => input.clamp(0_f32, 6_f32),
        Activation::ReluSquared => input.relu()?.sqr(),
        Activation::LeakyRelu => leaky_relu(input, 0.01),
        Activation::Laplace => {
            #[expect(clippy::approx_constant, reason = "transformers has these six digits")]
            const MEAN: f64 = 0.707_107;
            let scaled = ((input - MEAN)? / (0.282_095 * std::f64::consts::SQRT_2))?;
            (scaled.erf()? + 1.0)? * 0.5
        }
        Activation::SqrtSoftplus => {
            let power = power()?;
            // ln(1 + p) loses a small p: p - p^2/2 + p^3/3 then.
            let series = (((&power / 3.0)? - 0.5)? * &power)?;
            let series = ((series + 1.0)? * &power)?;
            let whole = (&power + 1.0)?.log()?;
            let softplus = power.lt(0.01)?.where_cond(&series, &whole)?;
            // Softplus is never below x, and beyond the limit it is x.
            softplus.maximum(input)?.sqrt()
        }
        Activation::Linear => Ok(input.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use candle_core::Device;

    #[test]
    fn candle_and_the_kernel_agree() {
        let numbers: Vec<f32> = (-400..=400).map(|i: i32| i as f32 * 0.1).collect();
        let input = Tensor::new(numbers, &Device::Cpu).unwrap();
        for activation in Activation::ALL {
            let ours: Vec<f32> = activated(&input, activation).unwrap().to_vec1().unwrap();
            let candles = activated_by_candle(&input, activation).unwrap();
            let candles: Vec<f32> = candles.to_vec1().unwrap();
            for (ours, candles) in ours.iter().zip(&candles) {
                let error = (ours - candles).abs() / (1.0 + ours.abs());
                assert!(error < 1e-6, "{activation:?}: {ours} {candles}");
            }
        }
    }

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
