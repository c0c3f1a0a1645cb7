//! Tokens that are alike: by the frequency rank of their word, its class, and where they stand.

use serde::{Deserialize, Serialize};

use crate::domain::frequency::word_ranks;
use crate::domain::token::Token;
use crate::domain::word_class::WordClass;

/// Tokens that are alike. What is `None` counts for nothing: a coarser bin holds the finer ones.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
pub struct Bin {
    /// The class of the word.
    class: Option<WordClass>,
    /// The frequency rank of the word: 1 to 100, to 1,000, to 10,000, beyond, not in the list.
    rank: Option<u8>,
    /// Where the token stands in its text: 0 to 3, to 7, to 15, to 31, beyond.
    position: Option<u8>,
}

impl Bin {
    /// The bins of each token of `text`, the finest first: class, rank and position; class and
    /// rank; class alone; all tokens.
    pub(super) fn of(text: &str, tokens: &[Token]) -> Vec<[Self; 4]> {
        let ranks = word_ranks(text, tokens);
        let bins = tokens.iter().zip(ranks).map(|(token, rank)| {
            let finest = Self {
                class: Some(token.word_class),
                rank: Some(rank_band(rank)),
                position: Some(position_band(token.index)),
            };
            let without_position = Self {
                position: None,
                ..finest
            };
            let class = Self {
                rank: None,
                ..without_position
            };
            [finest, without_position, class, Self::default()]
        });
        bins.collect()
    }
}

fn rank_band(rank: Option<u32>) -> u8 {
    match rank {
        Some(..=100) => 0,
        Some(101..=1_000) => 1,
        Some(1_001..=10_000) => 2,
        Some(_) => 3,
        None => 4,
    }
}

fn position_band(position: usize) -> u8 {
    match position {
        ..=3 => 0,
        4..=7 => 1,
        8..=15 => 2,
        16..=31 => 3,
        _ => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::paper::recomputed::tokens_of;

    #[test]
    fn a_token_is_in_bins_from_the_finest_to_all() {
        let words = ["the", "zzqqy"];
        let text = words.join(" ");
        let mut tokens = tokens_of(&text, words);
        tokens[1].index = 20;
        let rank_of = |token: usize| word_ranks(&text, &tokens)[token];
        assert!(rank_of(0).is_some_and(|rank| rank <= 100) && rank_of(1).is_none());
        let bin = |class, rank, position| Bin {
            class,
            rank,
            position,
        };
        let class = Some(WordClass::Other);
        let expected = [(Some(0), Some(0)), (Some(4), Some(3))].map(|(rank, position)| {
            [
                bin(class, rank, position),
                bin(class, rank, None),
                bin(class, None, None),
                bin(None, None, None),
            ]
        });
        assert_eq!(Bin::of(&text, &tokens), expected);
    }

    #[test]
    fn bands_end_where_they_say() {
        let ranks = [1, 100, 101, 1_000, 1_001, 10_000, 10_001].map(|rank| rank_band(Some(rank)));
        assert_eq!(ranks, [0, 0, 1, 1, 2, 2, 3]);
        let positions = [0, 3, 4, 7, 8, 15, 16, 31, 32].map(position_band);
        assert_eq!(positions, [0, 0, 1, 1, 2, 2, 3, 3, 4]);
    }
}
