//! What every document says of a token: which it is, and where it stands.

use serde::Serialize;

use crate::domain::token::{Token, character_spans};
use crate::domain::trace::TracedText;

/// Which token it is, and where it stands; the fields of an entry that holds more.
#[derive(Serialize)]
pub(super) struct TokenPlace<'a> {
    index: usize,
    id: u32,
    token: &'a str,
    shown: &'a str,
    start: usize,
    end: usize,
    start_char: usize,
    end_char: usize,
    special: bool,
}

/// Every token of `traced` with its place, in order.
pub(super) fn token_places(traced: &TracedText) -> impl Iterator<Item = (&Token, TokenPlace<'_>)> {
    let spans = character_spans(&traced.text, &traced.tokens);
    let tokens = traced.tokens.iter().zip(spans);
    tokens.map(|(token, characters)| {
        let place = TokenPlace {
            index: token.index,
            id: token.id,
            token: &token.piece,
            shown: &token.shown,
            start: token.start,
            end: token.end,
            start_char: characters.start,
            end_char: characters.end,
            special: token.special,
        };
        (token, place)
    })
}
