//! The embedding as an exact sum of what its tokens are at the last layer.

use crate::domain::pooling::{SentenceHead, TokenStates};
use crate::domain::trace::TracedText;

use super::parts::TokenParts;

/// What each token of `text` adds to the embedding that `head` makes of the last layer; `None`
/// where that is no sum of its tokens.
pub fn exact_parts(text: &TracedText, head: &SentenceHead) -> Option<TokenParts> {
    let parts = head.contributions(TokenStates::last_of(&text.trace)?)?;
    let width = parts.first()?.len();
    TokenParts::that_add_up(parts.concat(), vec![0.0; width])
}

/// The embedding of `text` as one part, where it is no sum of its tokens.
pub fn whole_part(text: &TracedText, head: &SentenceHead) -> Option<TokenParts> {
    let embedding = head.embedding(TokenStates::last_of(&text.trace)?)?;
    let width = embedding.len();
    TokenParts::that_add_up(embedding, vec![0.0; width])
}
