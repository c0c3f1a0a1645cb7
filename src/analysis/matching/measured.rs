//! What a match needs of a model besides the passes of its two texts.

use std::sync::Arc;

use crate::domain::matching::{NullTexts, TokenParts};
use crate::domain::quadrature::Steps;

use super::used_pooling::UsedPooling;

/// The direction of an embedding; `None` of a text that cannot be read.
pub type Direction = Option<Arc<[f32]>>;

/// What a match needs besides the passes of its two texts. What is not there yet is left out of
/// the answer, so that the first of it comes soon.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MatchMeasured {
    /// How the model makes an embedding, and who says so.
    pub pooling: Option<UsedPooling>,
    /// How many tokens at the start of A and of B belong to a prompt that is not pooled.
    pub unpooled: [usize; 2],
    /// What the tokens of A and B at a layer add to the embedding.
    pub carried: Option<[Arc<CarriedParts>; 2]>,
    /// The directions of the embeddings of A and of B without each of their words, in the order of
    /// [`texts_without`](crate::domain::matching::texts_without); `None` where nothing is left that
    /// can be read.
    pub left_out: Option<[Vec<Direction>; 2]>,
    /// Random texts in the place of A, and in the place of B; each begins with the prompt of the
    /// text it replaces.
    pub null: Option<[Arc<NullTexts>; 2]>,
}

/// What the tokens of a text at a layer add to its embedding, carried through the layers above.
#[derive(Debug, Clone, PartialEq)]
pub struct CarriedParts {
    /// The parts.
    pub parts: TokenParts,
    /// At how many points between reference and text Jacobians were taken, and how they were laid.
    pub steps: Steps,
    /// The layer.
    pub layer: usize,
}
