//! Integrated Jacobians: what each token of a text gives to its sentence embedding, through the
//! layers above a chosen one (see [`domain::jacobian`](crate::domain::jacobian)).
//!
//! Tangents of all tokens go through the linearised blocks together, and several points of the path
//! at once. What is held is bounded: tangents of [`MOST_ROWS`] rows, or of one whole text, and what
//! is known of [`MOST_POINT_ROWS`] rows, or of one text, in every block above the layer.

mod integration;
mod path;
mod readout;
mod steps;

pub use path::JacobianPath;
pub(super) use readout::{Readout, TangentMap};

/// The most rows of tangents that are pushed at once.
const MOST_ROWS: usize = 1024;

/// The most rows of hidden states at which blocks are linearised at once.
const MOST_POINT_ROWS: usize = 256;

/// The fewest steps that a path through a block is looked at in, besides one for each block.
const FEWEST_STEPS: usize = 6;

/// The most steps of an integration.
const MOST_STEPS: usize = 128;

/// The share of the score that may be left over.
const LARGEST_RESIDUAL: f64 = 0.01;
