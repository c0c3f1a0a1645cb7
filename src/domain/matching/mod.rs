//! Why two texts match: the cosine of their embeddings as a sum over pairs of tokens.
//!
//! Each text is the sum of what its tokens add to its embedding ([`TokenParts`]), whether that is
//! exact (mean pooling: each hidden state over the number of tokens) or was carried through the
//! layers (integrated Jacobians, arXiv 2310.05703). The cosine is then a sum over every two of
//! these parts ([`MatchMatrix`]), and what no pair of tokens carries is kept beside it.

mod dimensions;
mod exact;
mod late_interaction;
mod left_out;
mod matrix;
mod null;
mod parts;
mod words;

pub use dimensions::{DimensionShare, DimensionShares};
pub use exact::{exact_parts, whole_part};
pub use late_interaction::LateInteraction;
pub use left_out::{MOST_LEFT_OUT, TextWithout, texts_without};
pub use matrix::{MatchMatrix, StrongPair};
pub use null::{NullCosines, NullTexts, drawn, percentile};
pub use parts::{TokenParts, cosine};
pub use words::{MatchWord, match_words};
