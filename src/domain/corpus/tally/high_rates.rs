//! Which share of the judged tokens of each kind is HIGH, with the texts weighted by how often each
//! is drawn.

use std::collections::{BTreeMap, BTreeSet};

use super::sample::SampledText;
use super::scored_record::ScoredToken;
use crate::domain::corpus::TokenKind;
use crate::domain::threshold::ThresholdRule;
use crate::domain::token_scores::{Bucket, buckets_of};

/// How many tokens of each kind every text of the sample has in the token set.
pub(super) struct TokenCounts {
    /// The kinds that occur, groups first.
    kinds: Vec<TokenKind>,
    /// One entry for each kind that a text has.
    entries: Vec<Entry>,
}

struct Entry {
    text: usize,
    kind: usize,
    tokens: u32,
}

/// How many of the tokens of each entry are HIGH at one layer.
pub(super) struct HighTokens(Vec<u32>);

impl TokenCounts {
    /// Counts the tokens of `texts`.
    pub(super) fn new(texts: &[&SampledText]) -> Self {
        let tokens = texts.iter().flat_map(|sampled| &sampled.tokens);
        let inside = tokens.filter(|token| token.inside);
        let kinds: BTreeSet<TokenKind> = inside.flat_map(kinds_of).collect();
        let kinds: Vec<TokenKind> = kinds.into_iter().collect();
        let mut entries = Vec::new();
        for (text, sampled) in texts.iter().enumerate() {
            let counts = counts_by_kind(sampled, &kinds, &token_set(sampled));
            entries.extend(
                counts
                    .into_iter()
                    .map(|(kind, tokens)| Entry { text, kind, tokens }),
            );
        }
        Self { kinds, entries }
    }

    /// The kinds that occur, groups first.
    pub(super) fn kinds(&self) -> &[TokenKind] {
        &self.kinds
    }

    /// The HIGH tokens of the same `texts` at `layer`.
    pub(super) fn high_at(
        &self,
        texts: &[&SampledText],
        layer: usize,
        rule: &ThresholdRule,
    ) -> HighTokens {
        let mut high = Vec::with_capacity(self.entries.len());
        for sampled in texts {
            let inside = token_set(sampled);
            let strengths = sampled.strengths.get(layer).map_or(&[][..], Vec::as_slice);
            let buckets = buckets_of(&inside, strengths, rule);
            let is_high = buckets.iter().map(|&bucket| bucket == Some(Bucket::High));
            let of_high = counts_by_kind(sampled, &self.kinds, &is_high.collect::<Vec<_>>());
            let of_inside = counts_by_kind(sampled, &self.kinds, &inside);
            high.extend(
                of_inside
                    .keys()
                    .map(|kind| of_high.get(kind).copied().unwrap_or(0)),
            );
        }
        HighTokens(high)
    }

    /// The share of HIGH of each kind when each text is drawn as often as `times` says; NaN where
    /// no token is judged.
    pub(super) fn high_rates(&self, high: &HighTokens, times: &[u32]) -> Vec<f64> {
        let mut counts = vec![[0u64; 2]; self.kinds.len()];
        for (entry, &high) in self.entries.iter().zip(&high.0) {
            let drawn = times.get(entry.text).copied().unwrap_or(0);
            if let Some([of_kind, of_high]) = counts.get_mut(entry.kind) {
                *of_kind += u64::from(drawn) * u64::from(entry.tokens);
                *of_high += u64::from(drawn) * u64::from(high);
            }
        }
        let rate = |[judged, high]: &[u64; 2]| *high as f64 / *judged as f64;
        counts.iter().map(rate).collect()
    }
}

/// Which tokens are in the token set.
fn token_set(sampled: &SampledText) -> Vec<bool> {
    sampled.tokens.iter().map(|token| token.inside).collect()
}

fn kinds_of(token: &ScoredToken) -> [TokenKind; 2] {
    [
        TokenKind::Group(token.class.group()),
        TokenKind::Class(token.class),
    ]
}

/// How many of the tokens that are `chosen` are of each kind, by the place of the kind.
fn counts_by_kind(
    sampled: &SampledText,
    kinds: &[TokenKind],
    chosen: &[bool],
) -> BTreeMap<usize, u32> {
    let mut counts = BTreeMap::new();
    let tokens = sampled.tokens.iter().zip(chosen);
    for (token, _) in tokens.filter(|(_, chosen)| **chosen) {
        for kind in kinds_of(token) {
            if let Ok(place) = kinds.binary_search(&kind) {
                *counts.entry(place).or_default() += 1;
            }
        }
    }
    counts
}
