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
