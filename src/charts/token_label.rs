//! How a token reads under a chart.

use crate::domain::token::Token;

/// A token's name as a reader sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenLabel {
    /// The piece as a reader sees it.
    pub text: String,
    /// Whether it is `[CLS]`, `[SEP]` or their kin.
    pub special: bool,
}

impl TokenLabel {
    /// The label of `token`.
    pub fn of(token: &Token) -> Self {
        Self {
            text: token.shown.clone(),
            special: token.special,
        }
    }
}
