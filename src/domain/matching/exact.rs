//! The embedding as an exact sum of what its tokens are at the last layer.

use crate::domain::pooling::{SentenceHead, TokenStates};
use crate::domain::trace::TracedText;

use super::parts::TokenParts;

/// What each token of `text` adds to the embedding that `head` makes of the last layer, the first
/// `skipped` tokens not pooled; `None` where that is no sum of its tokens.
pub fn exact_parts(text: &TracedText, head: &SentenceHead, skipped: usize) -> Option<TokenParts> {
    let states = TokenStates::last_of(&text.trace)?.without_first(skipped);
    let parts = head.contributions(states)?;
    let width = parts.first()?.len();
    TokenParts::that_add_up(parts.concat(), vec![0.0; width])
}

/// The embedding of `text` as one part, where it is no sum of its tokens; the first `skipped` of
/// them are not pooled.
pub fn whole_part(text: &TracedText, head: &SentenceHead, skipped: usize) -> Option<TokenParts> {
    let states = TokenStates::last_of(&text.trace)?.without_first(skipped);
    let embedding = head.embedding(states)?;
    let width = embedding.len();
    TokenParts::that_add_up(embedding, vec![0.0; width])
}
