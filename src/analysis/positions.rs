//! Where the tokens stand: an instruction moves the text behind it to later positions, and the
//! shift then holds both what the instruction says and that it is there. Kept positions take the
//! second away: what two texts share at their end gets the same position ids in both.

use serde::{Deserialize, Serialize};

use crate::domain::alignment::{Alignment, AlignmentKind};
use crate::domain::token::Token;

/// Which position ids the texts are read with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Positions {
    /// Every text counts its own tokens from 0, as the model learned it.
    #[default]
    AsIs,
    /// The shared ending stands where it stands in the text in which it begins last.
    Kept,
}

impl Positions {
    /// The name in files.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// Position ids for `tokens` tokens: `0, 1, ...` up to token `from`, which stands at `to`, and on
/// from there.
pub(super) fn kept_positions(tokens: usize, from: usize, to: usize) -> Vec<u32> {
    let place = |token: usize| {
        if token < from {
            token
        } else {
            token + to.saturating_sub(from)
        }
    };
    (0..tokens).map(|token| place(token) as u32).collect()
}

/// Where the longest ending of the same words begins in each text.
pub(super) fn shared_ending(a: &[Token], b: &[Token]) -> (usize, usize) {
    let alignment = Alignment::of(a, b, AlignmentKind::Edit);
    let pairs = alignment.pairs.iter().rev();
    let shared = pairs
        .take_while(|pair| pair.both().is_some() && !pair.word_changed)
        .count();
    (a.len() - shared, b.len() - shared)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_before_the_shared_ending_stays_and_the_rest_moves() {
        assert_eq!(kept_positions(5, 2, 4), [0, 1, 4, 5, 6]);
        assert_eq!(kept_positions(3, 1, 1), [0, 1, 2]);
        assert!(kept_positions(0, 1, 3).is_empty());
    }
}
