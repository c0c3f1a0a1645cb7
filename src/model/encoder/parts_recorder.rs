//! Records, while blocks compute, what the states of a layer are made of: what went into the
//! `LayerNorm` that ends it, and what a block added to a residual stream.

use std::sync::{Mutex, MutexGuard, PoisonError};

use candle_core::{Result, Tensor};
use glassbox_kernel::in_parallel;

use crate::domain::strength::l2_norm;
use crate::domain::strength_parts::{NormBias, NormParts, ResidualParts, TokenParts};

use super::cpu::rows_of;
use super::layer_norm::LayerNorm;

/// Rows that a thread takes at a time.
const ROWS_AT_A_TIME: usize = 32;

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
        let width = bias.len().max(1);
        let bias = NormBias::new(&bias);
        let output = rows_of(output)?;
        let inputs = inputs.iter().map(|input| rows_of(input));
        let inputs = inputs.collect::<Result<Vec<_>>>()?;
        let inputs: Vec<&[f32]> = inputs.iter().map(|input| &**input).collect();
        let states: &[f32] = &output;
        let mut parts = vec![NormParts::default(); states.len() / width];
        in_parallel(
            parts.chunks_mut(ROWS_AT_A_TIME).enumerate(),
            |(at, parts)| {
                let mut entering = vec![0.0; width];
                for (row, part) in (at * ROWS_AT_A_TIME..).zip(parts) {
                    let place = row * width..(row + 1) * width;
                    entering.fill(0.0);
                    for input in inputs.iter().filter_map(|input| input.get(place.clone())) {
                        for (sum, number) in entering.iter_mut().zip(input) {
                            *sum += number;
                        }
                    }
                    let state = states.get(place).unwrap_or_default();
                    *part = bias.parts_of(state, l2_norm(&entering));
                }
            },
        );
        self.lock().norm = parts;
        Ok(())
    }

    /// Records what a block added to its residual stream, `[token][hidden]`.
    pub(super) fn record_residual(&self, attended: &Tensor, fed_forward: &Tensor) -> Result<()> {
        let width = attended.dims2()?.1;
        let attention = norms(&rows_of(attended)?, width);
        let parts = attention
            .into_iter()
            .zip(norms(&rows_of(fed_forward)?, width));
        let parts = parts.map(|(attention, feed_forward)| ResidualParts {
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

/// The norm of each row of `states`, which are so wide.
pub(in super::super) fn norms(states: &[f32], width: usize) -> Vec<f64> {
    let mut norms = vec![0.0; states.len().checked_div(width).unwrap_or(0)];
    let rows = states.chunks(ROWS_AT_A_TIME * width.max(1));
    in_parallel(
        norms.chunks_mut(ROWS_AT_A_TIME).zip(rows),
        |(norms, rows)| {
            for (norm, row) in norms.iter_mut().zip(rows.chunks_exact(width)) {
                *norm = l2_norm(row);
            }
        },
    );
    norms
}
