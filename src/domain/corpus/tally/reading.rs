//! One text as the tally counts it.

use std::collections::BTreeMap;

use crate::domain::corpus::{TextPlace, TextRecord};
use crate::domain::token_scores::{Bucket, ThresholdRule, buckets_of};
use crate::domain::word_class::WordClass;

/// The place of a text in the draw: texts with the smallest of these are the sample.
pub(super) type Draw = (u64, TextPlace);

/// A record with what every part of the tally asks of it.
pub(super) struct ReadText<'a> {
    pub(super) record: &'a TextRecord,
    pub(super) draw: Draw,
    pub(super) tokens: Vec<ReadToken>,
    /// HIGH or LOW, `[layer][token]`; none outside the token set.
    pub(super) buckets: Vec<Vec<Option<Bucket>>>,
}

/// One token of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct ReadToken {
    pub(super) id: u32,
    pub(super) class: WordClass,
    /// Whether it is in the token set.
    pub(super) inside: bool,
    /// Whether it continues the word of the token before it.
    pub(super) continues: bool,
    /// How many pieces its word has; none for special tokens.
    pub(super) pieces: Option<u32>,
    /// The rank of its word in the frequency list.
    pub(super) rank: Option<u32>,
}

impl<'a> ReadText<'a> {
    pub(super) fn of(
        record: &'a TextRecord,
        word_ranks: &[Option<u32>],
        rule: &ThresholdRule,
        seed: u64,
    ) -> Self {
        let mut pieces: BTreeMap<usize, u32> = BTreeMap::new();
        for word in record.tokens.iter().filter_map(|token| token.word) {
            *pieces.entry(word).or_default() += 1;
        }
        let mut last = None;
        let tokens = record.tokens.iter().enumerate().map(|(place, token)| {
            let continues = token.word.is_some() && token.word == last;
            last = token.word;
            ReadToken {
                id: token.id,
                class: token.word_class,
                inside: rule.tokens.contains(token),
                continues,
                pieces: token.word.and_then(|word| pieces.get(&word).copied()),
                rank: word_ranks.get(place).copied().flatten(),
            }
        });
        let tokens: Vec<ReadToken> = tokens.collect();
        let inside: Vec<bool> = tokens.iter().map(|token| token.inside).collect();
        let layers = record.strengths.iter();
        Self {
            draw: (hash_of(record.place, seed), record.place),
            buckets: layers
                .map(|strengths| buckets_of(&inside, strengths, rule))
                .collect(),
            record,
            tokens,
        }
    }

    /// The strength of a token at a layer; not a number where there is none.
    pub(super) fn strength(&self, layer: usize, token: usize) -> f64 {
        let strengths = self.record.strengths.get(layer);
        let strength = strengths.and_then(|strengths| strengths.get(token));
        strength.copied().unwrap_or(f64::NAN)
    }

    /// The bucket of a token at a layer.
    pub(super) fn bucket(&self, layer: usize, token: usize) -> Option<Bucket> {
        self.buckets.get(layer)?.get(token).copied().flatten()
    }
}

/// Spread evenly over all numbers, the same on every machine.
pub(in crate::domain::corpus) fn hash_of(place: TextPlace, seed: u64) -> u64 {
    let parts = [place.file as u64, place.line, u64::from(place.sentence)];
    parts
        .into_iter()
        .fold(mixed(seed), |hash, part| mixed(hash ^ part))
}

/// Steele, Lea & Flood's `SplitMix64`: a step, then its finaliser.
fn mixed(state: u64) -> u64 {
    let state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let state = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let state = (state ^ (state >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    state ^ (state >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_that_of_the_published_generator() {
        // The first two numbers of SplitMix64 from state 1234567.
        assert_eq!(mixed(1_234_567), 6_457_827_717_110_365_317);
        let second = 1_234_567_u64.wrapping_add(0x9E37_79B9_7F4A_7C15);
        assert_eq!(mixed(second), 3_203_168_211_198_807_973);
    }

    #[test]
    fn every_part_of_the_place_and_the_seed_count() {
        let place = |file, line, sentence| TextPlace {
            file,
            line,
            sentence,
        };
        let hashes = [
            hash_of(place(0, 1, 0), 0),
            hash_of(place(1, 0, 0), 0),
            hash_of(place(0, 0, 1), 0),
            hash_of(place(0, 1, 0), 1),
        ];
        for (at, hash) in hashes.iter().enumerate() {
            assert!(!hashes[at + 1..].contains(hash), "{hashes:?}");
        }
    }
}
