//! One record with the HIGH and LOW of its tokens, as the tally counts it.

use std::collections::BTreeMap;

use crate::domain::corpus::{TextPlace, TextRecord};
use crate::domain::threshold::ThresholdRule;
use crate::domain::token_scores::{Bucket, buckets_of};
use crate::domain::word_class::WordClass;

/// The place of a text in the draw: texts with the smallest of these are the sample.
pub(super) type Draw = (u64, TextPlace);

/// A record with what every part of the tally needs of it.
pub(super) struct ScoredRecord<'a> {
    pub(super) record: &'a TextRecord,
    pub(super) draw: Draw,
    pub(super) tokens: Vec<ScoredToken>,
    /// HIGH or LOW, `[layer][token]`; `None` outside the token set.
    pub(super) buckets: Vec<Vec<Option<Bucket>>>,
}

/// One token of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct ScoredToken {
    pub(super) id: u32,
    /// Where it begins and ends in the text, in bytes.
    pub(super) span: (usize, usize),
    pub(super) class: WordClass,
    /// Whether it is in the token set.
    pub(super) inside: bool,
    /// Whether it continues the word of the token before it.
    pub(super) continues: bool,
    /// How many pieces its word has; `None` for special tokens.
    pub(super) pieces: Option<u32>,
    /// The rank of its word in the frequency list.
    pub(super) rank: Option<u32>,
}

impl<'a> ScoredRecord<'a> {
    pub(super) fn new(
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
            ScoredToken {
                id: token.id,
                span: (token.start, token.end),
                class: token.word_class,
                inside: rule.tokens.contains(token),
                continues,
                pieces: token.word.and_then(|word| pieces.get(&word).copied()),
                rank: word_ranks.get(place).copied().flatten(),
            }
        });
        let tokens: Vec<ScoredToken> = tokens.collect();
        let inside: Vec<bool> = tokens.iter().map(|token| token.inside).collect();
        let layers = record.strengths.iter();
        Self {
            draw: (record.place.draw(seed), record.place),
            buckets: layers
                .map(|strengths| buckets_of(&inside, strengths, rule))
                .collect(),
            record,
            tokens,
        }
    }

    /// The strength of a token at a layer; NaN where there is none.
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
