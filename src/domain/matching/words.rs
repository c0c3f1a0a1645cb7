//! The words of a text as rows and columns of a matrix.

use std::ops::Range;

use crate::domain::token::{SPACE, Token};
use crate::domain::word_unit::words;

/// A word with its pieces, a punctuation mark, or a special token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatchWord {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// Its bytes in the text; empty for a special token.
    pub span: Range<usize>,
    /// What is shown: the text itself, or the piece of a special token.
    pub shown: String,
    /// Whether it is `[CLS]`, `[SEP]` or their kin.
    pub special: bool,
}

/// The words of `text`, in order; every token is in one of them.
pub fn match_words(text: &str, tokens: &[Token]) -> Vec<MatchWord> {
    let units = words(tokens).into_iter();
    units
        .map(|unit| {
            let pieces = tokens.get(unit.tokens.clone()).unwrap_or_default();
            let start = pieces.iter().map(|token| token.start).min().unwrap_or(0);
            let end = pieces.iter().map(|token| token.end).max().unwrap_or(0);
            let written = text.get(start..end).unwrap_or_default().trim();
            let shown = if unit.is_special() || written.is_empty() {
                let pieces = pieces.iter().map(|token| token.shown.as_str());
                pieces
                    .collect::<String>()
                    .replace(SPACE, " ")
                    .trim()
                    .to_owned()
            } else {
                written.to_owned()
            };
            MatchWord {
                tokens: unit.tokens.clone(),
                span: start..end,
                shown,
                special: unit.is_special(),
            }
        })
        .collect()
}
