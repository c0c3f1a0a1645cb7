//! Forward-mode derivatives of an encoder: small changes of the hidden states at one layer (their
//! *tangents*) pushed through the linearised blocks above it, without a tape.
//!
//! A block is [linearised](Linearised) at the hidden states that go into it: its attention weights,
//! the statistics of its `LayerNorm`s and the slopes of its activation function are then known, and
//! any number of tangents goes through the same matrix products as states do. Where the numbers of
//! a pass lie does not matter: what is not a product with weights is computed on the processor.

mod attention;
mod derivative;
mod distance_scores;
mod norm;
mod tangents;

pub(super) use attention::{AttentionDerivative, LinearisedAttention, Positions};
pub(in super::super) use derivative::{Derivative, Linearised};
pub(super) use distance_scores::{DistanceScores, Side};
pub(super) use norm::NormDerivative;
pub(in super::super) use tangents::Tangents;

use candle_core::{Result, Tensor};

/// A copy of the numbers of `tensor`, row by row, wherever they lie.
pub(in super::super) fn numbers_of(tensor: &Tensor) -> Result<Vec<f32>> {
    tensor.flatten_all()?.to_vec1()
}
