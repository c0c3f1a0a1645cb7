//! A dense layer behind the pooling, or on every token: `act(W x + b)`.

use serde::{Deserialize, Serialize};

/// The activation function of a dense layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, strum::VariantArray)]
#[serde(rename_all = "kebab-case")]
pub enum DenseActivation {
    /// None: `x` itself.
    Identity,
    /// Hyperbolic tangent.
    Tanh,
    /// Rectified linear unit.
    Relu,
    /// `1 / (1 + e^-x)`.
    Sigmoid,
    /// `x / (1 + e^-x)`.
    Silu,
}

impl DenseActivation {
    /// Every function there is.
    pub const ALL: &[Self] = <Self as strum::VariantArray>::VARIANTS;

    /// The name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Tanh => "tanh",
            Self::Relu => "relu",
            Self::Sigmoid => "sigmoid",
            Self::Silu => "silu",
        }
    }

    /// The function at `x`.
    pub fn value(self, x: f64) -> f64 {
        match self {
            Self::Identity => x,
            Self::Tanh => x.tanh(),
            // So compared, NaN stays.
            Self::Relu => {
                if x <= 0.0 {
                    0.0
                } else {
                    x
                }
            }
            Self::Sigmoid => sigmoid(x),
            Self::Silu => x * sigmoid(x),
        }
    }

    /// Its derivative at `x`; that of `relu` at 0 is 0, as torch has it.
    pub fn derivative(self, x: f64) -> f64 {
        match self {
            Self::Identity => 1.0,
            Self::Tanh => 1.0 - x.tanh().powi(2),
            Self::Relu => f64::from(u8::from(x > 0.0)),
            Self::Sigmoid => sigmoid(x) * (1.0 - sigmoid(x)),
            Self::Silu => sigmoid(x) * (1.0 + x * (1.0 - sigmoid(x))),
        }
    }
}

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// `act(W x + b)`.
#[derive(Debug, Clone, PartialEq)]
pub struct DenseLayer {
    /// `W`, `[output][input]`.
    pub weight: Vec<f32>,
    /// `b`, one per output, if there is one.
    pub bias: Option<Vec<f32>>,
    /// How many numbers go in, at least 1.
    pub inputs: usize,
    /// What is taken of each output.
    pub activation: DenseActivation,
}

impl DenseLayer {
    /// How many numbers come out.
    pub fn outputs(&self) -> usize {
        self.weight.len().checked_div(self.inputs).unwrap_or(0)
    }

    /// `act(W x + b)`.
    pub fn forward(&self, x: &[f64]) -> Vec<f64> {
        let affine = self.affine(x).into_iter();
        affine.map(|y| self.activation.value(y)).collect()
    }

    /// `W x + b`.
    pub(super) fn affine(&self, x: &[f64]) -> Vec<f64> {
        let mut mapped = self.linear(x);
        self.add_bias(&mut mapped, 1.0);
        mapped
    }

    /// `W x`.
    pub(super) fn linear(&self, x: &[f64]) -> Vec<f64> {
        let rows = self.weight.chunks_exact(self.inputs.max(1));
        let dot = |row: &[f32]| {
            let products = row.iter().zip(x).map(|(&weight, x)| f64::from(weight) * x);
            products.sum()
        };
        rows.map(dot).collect()
    }

    /// Adds `share` of the bias.
    pub(super) fn add_bias(&self, mapped: &mut [f64], share: f64) {
        for (mapped, &bias) in mapped.iter_mut().zip(self.bias.iter().flatten()) {
            *mapped += f64::from(bias) * share;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derivatives_are_those_of_finite_differences() {
        for activation in DenseActivation::ALL {
            for x in [-3.0, -0.7, 0.2, 1.0, 4.0] {
                let step = 1e-6;
                let value = |x| activation.value(x);
                let expected = (value(x + step) - value(x - step)) / (2.0 * step);
                let found = activation.derivative(x);
                assert!((found - expected).abs() < 1e-8, "{activation:?} {x}");
            }
        }
        assert_eq!(DenseActivation::Relu.derivative(0.0), 0.0);
        assert!(DenseActivation::Relu.value(f64::NAN).is_nan());
    }

    #[test]
    fn values_are_those_of_torch() {
        use DenseActivation::{Identity, Relu, Sigmoid, Silu, Tanh};
        for (activation, x, expected) in [
            (Identity, -2.0, -2.0),
            (Tanh, 0.5, 0.462_117_157_260_009_8),
            (Relu, -2.0, 0.0),
            (Relu, 2.0, 2.0),
            (Sigmoid, 0.0, 0.5),
            (Sigmoid, 2.0, 0.880_797_077_977_882_3),
            (Silu, 2.0, 1.761_594_155_955_764_6),
            (Silu, -1.0, -0.268_941_421_369_995_1),
        ] {
            let found = activation.value(x);
            assert!(
                (found - expected).abs() < 1e-15,
                "{activation:?} {x}: {found}"
            );
        }
    }

    #[test]
    fn a_layer_is_a_map_and_its_activation() {
        let layer = DenseLayer {
            weight: vec![1.0, 2.0, -1.0, 0.5, 0.0, 3.0],
            bias: Some(vec![0.5, -20.0]),
            inputs: 3,
            activation: DenseActivation::Relu,
        };
        assert_eq!(layer.outputs(), 2);
        assert_eq!(layer.forward(&[2.0, 1.0, 4.0]), [0.5, 0.0]);
    }
}
