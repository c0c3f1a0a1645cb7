//! Records, while blocks compute, what the states of a layer are made of: what went into the
//! `LayerNorm` that ends it, and what a block added to a residual stream.

use std::sync::{Mutex, MutexGuard, PoisonError};

use candle_core::{Result, Tensor};

use crate::domain::strength::l2_norm;
use crate::domain::strength_parts::{NormParts, ResidualParts, TokenParts};

use super::layer_norm::LayerNorm;

/// Records the layer that is being computed.
#[derive(Default)]
pub(in super::super) struct PartsRecorder {
    layer: Mutex<Layer>,
}

/// What was recorded, a number a token; empty where there is nothing of the kind.
#[derive(Default)]
struct Layer {
    norm: Vec<NormParts>,
    residual: Vec<ResidualParts>,
}

impl PartsRecorder {
    /// Records that `norm` made `output` of the sum of `inputs`, all of them `[token][hidden]`. What
    /// was recorded of an earlier `LayerNorm` of the layer is forgotten.
    pub(super) fn record_norm(
        &self,
        norm: &LayerNorm,
        inputs: &[&Tensor],
        output: &Tensor,
    ) -> Result<()> {
        let bias = norm.bias()?;
        let mut entering: Vec<Vec<f32>> = Vec::new();
        for input in inputs {
            let rows: Vec<Vec<f32>> = input.to_vec2()?;
            if entering.is_empty() {
                entering = rows;
                continue;
            }
            for (sum, row) in entering.iter_mut().zip(rows) {
                for (sum, number) in sum.iter_mut().zip(row) {
                    *sum += number;
                }
            }
        }
        let output: Vec<Vec<f32>> = output.to_vec2()?;
        let parts = entering.iter().zip(&output);
        let parts = parts.map(|(input, state)| NormParts::of(state, &bias, l2_norm(input)));
        self.lock().norm = parts.collect();
        Ok(())
    }

    /// Records what a block added to its residual stream, `[token][hidden]`.
    pub(super) fn record_residual(&self, attended: &Tensor, fed_forward: &Tensor) -> Result<()> {
        let norms = |added: &Tensor| -> Result<Vec<f64>> {
            let rows: Vec<Vec<f32>> = added.to_vec2()?;
            Ok(rows.iter().map(|row| l2_norm(row)).collect())
        };
        let both = norms(attended)?.into_iter().zip(norms(fed_forward)?);
        let parts = both.map(|(attention, feed_forward)| ResidualParts {
            attention,
            feed_forward,
        });
        self.lock().residual = parts.collect();
        Ok(())
    }

    /// What was recorded of the layer that is done, one entry for each of `tokens` tokens.
    pub(in super::super) fn end_layer(&self, tokens: usize) -> Vec<TokenParts> {
        let layer = std::mem::take(&mut *self.lock());
        let parts = (0..tokens).map(|token| TokenParts {
            norm: layer.norm.get(token).copied(),
            residual: layer.residual.get(token).copied(),
        });
        parts.collect()
    }

    fn lock(&self) -> MutexGuard<'_, Layer> {
        self.layer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
