//! What a linearised block is.

use candle_core::{Result, Tensor};

use super::tangents::Tangents;

/// A block where its input is known.
pub(in super::super::super) struct Linearised<'a> {
    /// What the block makes of that input, `[token][hidden]`.
    pub(in super::super::super) output: Tensor,
    /// What it makes of small changes.
    pub(in super::super::super) derivative: Box<dyn Derivative + 'a>,
}

/// The derivative of a block at one or more points.
pub(in super::super::super) trait Derivative: Send + Sync {
    /// What changes of the block's input by `tangents` do to its output.
    fn push(&self, tangents: Tangents) -> Result<Tangents>;
}
