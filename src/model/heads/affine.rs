//! An affine map of a head, computed by the kernel.

use glassbox_kernel::{Linear, MatrixView, ShapeMismatch, linear};

use super::super::ModelError;
use super::super::config::Activation;
use super::super::mapped::Numbers;
use super::super::shards::Weights;

/// `y = W x + b`, or without `b`.
pub(super) struct AffineMap {
    /// `[output][input]`
    weight: Numbers,
    bias: Option<Numbers>,
    pub(super) inputs: usize,
    pub(super) outputs: usize,
}

impl AffineMap {
    /// Reads `{name}.weight`, and `{name}.bias` if there `has_bias`; names count from the root of
    /// `weights`.
    pub(super) fn load(
        weights: &mut Weights<'_>,
        name: &str,
        [outputs, inputs]: [usize; 2],
        has_bias: bool,
    ) -> Result<Self, ModelError> {
        let weight = weights.numbers(&format!("{name}.weight"), &[outputs, inputs])?;
        let bias = if has_bias {
            Some(weights.numbers(&format!("{name}.bias"), &[outputs])?)
        } else {
            None
        };
        Ok(Self {
            weight,
            bias,
            inputs,
            outputs,
        })
    }

    /// Maps each row of `input`.
    pub(super) fn forward(&self, input: &[f32]) -> Result<Vec<f32>, ModelError> {
        self.mapped(input, self.bias.as_deref(), None)
    }

    /// What changes of the input do to the output: the map without its bias.
    pub(super) fn derivative(&self, input: &[f32]) -> Result<Vec<f32>, ModelError> {
        self.mapped(input, None, None)
    }

    fn mapped(
        &self,
        input: &[f32],
        bias: Option<&[f32]>,
        activation: Option<Activation>,
    ) -> Result<Vec<f32>, ModelError> {
        let rows = MatrixView::contiguous(input, self.inputs);
        let map = Linear {
            weight: (&*self.weight).into(),
            bias,
            outputs: self.outputs,
        };
        let mut output = vec![0.0; rows.rows * self.outputs];
        linear(rows, &[map], activation, &mut output, self.outputs).map_err(mismatch)?;
        Ok(output)
    }
}

/// What is said where tables of a head do not fit each other, which none that was read does.
pub(super) fn mismatch(error: ShapeMismatch) -> ModelError {
    ModelError::Pass(error.to_string())
}
