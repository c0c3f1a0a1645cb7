//! The layer of a head before its last map: dense, activation function, and perhaps a `LayerNorm`.

use glassbox_kernel::{
    NormPoint, TangentLayout, activate, activation_slopes, layer_norm, layer_norm_tangents,
    scale_tangents,
};

use super::super::ModelError;
use super::super::config::Activation;
use super::super::mapped::Numbers;
use super::super::shards::Weights;
use super::affine::{AffineMap, mismatch};

/// `LN(act(W x + b))`, or without the `LayerNorm`.
pub(super) struct Transform {
    dense: AffineMap,
    activation: Activation,
    norm: Option<Norm>,
}

/// A `LayerNorm`.
pub(super) struct Norm {
    gamma: Numbers,
    beta: Numbers,
    eps: f32,
}

/// The derivative of a [`Transform`] where its input is known.
pub(super) struct TransformDerivative<'a> {
    transform: &'a Transform,
    /// The slope of the activation function at each number, `[point][output]`.
    slopes: Vec<f32>,
    norm: Option<NormPoint>,
}

impl Transform {
    pub(super) fn new(dense: AffineMap, activation: Activation, norm: Option<Norm>) -> Self {
        Self {
            dense,
            activation,
            norm,
        }
    }

    /// Numbers in a row of the output.
    pub(super) fn outputs(&self) -> usize {
        self.dense.outputs
    }

    /// Maps each row of `input`.
    pub(super) fn forward(&self, input: &[f32]) -> Result<Vec<f32>, ModelError> {
        let mut rows = self.dense.forward(input)?;
        activate(self.activation, &mut rows);
        if let Some(Norm { gamma, beta, eps }) = &self.norm {
            layer_norm(&mut rows, None, gamma, beta, *eps).map_err(mismatch)?;
        }
        Ok(rows)
    }

    /// The output for the rows of `input`, one a point, and the derivative there.
    pub(super) fn linearise(
        &self,
        input: &[f32],
    ) -> Result<(Vec<f32>, TransformDerivative<'_>), ModelError> {
        let mut slopes = self.dense.forward(input)?;
        let mut rows = slopes.clone();
        activate(self.activation, &mut rows);
        activation_slopes(self.activation, &mut slopes);
        let mut point = None;
        if let Some(Norm { gamma, beta, eps }) = &self.norm {
            let own = NormPoint::new(&rows, None, gamma.len(), *eps).map_err(mismatch)?;
            point = Some(own);
            layer_norm(&mut rows, None, gamma, beta, *eps).map_err(mismatch)?;
        }
        let derivative = TransformDerivative {
            transform: self,
            slopes,
            norm: point,
        };
        Ok((rows, derivative))
    }
}

impl TransformDerivative<'_> {
    /// What changes of the input do to the output: at each point, a row for each of `tangents`.
    pub(super) fn push(&self, rows: &[f32], tangents: usize) -> Result<Vec<f32>, ModelError> {
        let layout = TangentLayout {
            tokens: 1,
            tangents,
        };
        let mut rows = self.transform.dense.derivative(rows)?;
        let width = self.transform.outputs();
        scale_tangents(&mut rows, &self.slopes, width, layout).map_err(mismatch)?;
        if let (Some(norm), Some(point)) = (&self.transform.norm, &self.norm) {
            layer_norm_tangents(&mut rows, None, &norm.gamma, point, layout).map_err(mismatch)?;
        }
        Ok(rows)
    }
}

impl Norm {
    /// Reads `{name}.weight` and `{name}.bias`, or their older names `gamma` and `beta`; zeros for
    /// the bias if there `has_bias` none.
    pub(super) fn load(
        weights: &mut Weights<'_>,
        name: &str,
        size: usize,
        eps: f64,
        has_bias: bool,
    ) -> Result<Self, ModelError> {
        let older = weights.contains(&format!("{name}.gamma"));
        let (gamma, beta) = if older {
            ("gamma", "beta")
        } else {
            ("weight", "bias")
        };
        let gamma = weights.numbers(&format!("{name}.{gamma}"), &[size])?;
        let beta = if has_bias {
            weights.numbers(&format!("{name}.{beta}"), &[size])?
        } else {
            vec![0.0; size].into()
        };
        Ok(Self {
            gamma,
            beta,
            eps: eps as f32,
        })
    }
}
