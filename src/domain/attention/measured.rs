//! What one pass of a model, and one more through its blocks, left of the attention of a text.

use std::sync::Arc;

use super::block::BlockAttention;
use super::overview::AttentionOverview;
use super::received::AttentionReceived;

/// What a model's attention left of one text.
#[derive(Debug, Clone, PartialEq)]
pub struct MeasuredAttention {
    /// What each token receives in the block.
    pub received: AttentionReceived,
    /// The block that leads to the layer asked about.
    pub block: Arc<BlockAttention>,
    /// Every block; `None` until it was computed.
    pub overview: Option<Arc<AttentionOverview>>,
}
