//! A `LayerNorm` where its input is known.

use std::borrow::Cow;

use candle_core::{Error, Result};
use glassbox_kernel::{NormPoint, layer_norm_tangents};

use super::tangents::Tangents;

/// The derivative of a `LayerNorm`.
pub(in super::super) struct NormDerivative<'a> {
    gamma: Cow<'a, [f32]>,
    point: NormPoint,
}

impl<'a> NormDerivative<'a> {
    /// For the rows of `input`, plus those of `residual` if there are any.
    pub(in super::super) fn new(
        gamma: Cow<'a, [f32]>,
        eps: f32,
        input: &[f32],
        residual: Option<&[f32]>,
    ) -> Result<Self> {
        let point = NormPoint::new(input, residual, gamma.len(), eps).map_err(Error::wrap)?;
        Ok(Self { gamma, point })
    }

    /// What the tangents of the input, plus those of what is added to it, do to the result.
    pub(in super::super) fn push(
        &self,
        mut tangents: Tangents,
        residual: Option<&Tangents>,
    ) -> Result<Tangents> {
        let residual = residual.map(|residual| residual.numbers.as_slice());
        let layout = tangents.layout;
        let rows = &mut tangents.numbers;
        layer_norm_tangents(rows, residual, &self.gamma, &self.point, layout)
            .map_err(Error::wrap)?;
        Ok(tangents)
    }
}
