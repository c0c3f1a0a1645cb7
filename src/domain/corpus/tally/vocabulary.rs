//! Tokens of the vocabulary over the whole corpus.

use std::collections::BTreeMap;

use super::scored_record::ScoredRecord;
use crate::domain::corpus::{TokenAtLayer, TokenFindings};
use crate::domain::token_scores::Bucket;
use crate::domain::word_class::WordClass;

/// The mean of fewer occurrences says little.
const LEAST_COUNT: u64 = 5;
/// How many tokens are listed at most.
const MOST_LISTED: usize = 1000;

/// A row of the vocabulary, where it begins a word or where it continues one.
pub(super) type Piece = (u32, bool);

/// What is counted of every row of the vocabulary that occurs; as large as the vocabulary, whatever
/// the size of the corpus.
pub(super) struct VocabularyTally {
    layers: usize,
    pieces: BTreeMap<Piece, OnePiece>,
}

struct OnePiece {
    piece: String,
    shown: String,
    classes: BTreeMap<WordClass, u64>,
    count: u64,
    judged: u64,
    layers: Vec<OneLayer>,
}

#[derive(Clone, Copy, Default)]
struct OneLayer {
    sum: f64,
    finite: u64,
    high: u64,
}

impl VocabularyTally {
    pub(super) fn new(layers: usize) -> Self {
        Self {
            layers,
            pieces: BTreeMap::new(),
        }
    }

    pub(super) fn add(&mut self, text: &ScoredRecord<'_>) {
        for (place, (read, token)) in text.tokens.iter().zip(&text.record.tokens).enumerate() {
            let piece = self.pieces.entry((read.id, read.continues));
            let piece = piece.or_insert_with(|| OnePiece {
                piece: token.piece.clone(),
                shown: token.shown.clone(),
                classes: BTreeMap::new(),
                count: 0,
                judged: 0,
                layers: vec![OneLayer::default(); self.layers + 1],
            });
            *piece.classes.entry(read.class).or_default() += 1;
            piece.count += 1;
            piece.judged += u64::from(read.inside);
            for (layer, at) in piece.layers.iter_mut().enumerate() {
                let strength = text.strength(layer, place);
                if strength.is_finite() {
                    at.sum += strength;
                    at.finite += 1;
                }
                at.high += u64::from(text.bucket(layer, place) == Some(Bucket::High));
            }
        }
    }

    /// How often a token must occur to be listed.
    pub(super) fn least_count(&self) -> u64 {
        let least_of = |continues: bool| {
            let pieces = self.pieces.iter();
            let counts = pieces.filter(|((_, continuing), _)| *continuing == continues);
            let mut counts: Vec<u64> = counts.map(|(_, piece)| piece.count).collect();
            counts.sort_unstable_by(|a, b| b.cmp(a));
            // All that occur as often as the first that does not fit are left out.
            counts.get(MOST_LISTED).map_or(0, |count| count + 1)
        };
        LEAST_COUNT.max(least_of(false)).max(least_of(true))
    }

    /// The tokens that begin a word, or those that continue one, the most frequent first, without
    /// examples.
    pub(super) fn listed(&self, continues: bool, least: u64) -> Vec<(Piece, TokenFindings)> {
        let pieces = self.pieces.iter();
        let listed = pieces
            .filter(|((_, continuing), piece)| *continuing == continues && piece.count >= least);
        let mut listed: Vec<(Piece, TokenFindings)> = listed
            .map(|(&key, piece)| (key, piece.findings(continues)))
            .collect();
        listed.sort_by_key(|(_, token)| std::cmp::Reverse(token.count));
        listed
    }
}

impl OnePiece {
    fn findings(&self, continues: bool) -> TokenFindings {
        // Of classes that are equally frequent, the first.
        let classes = self.classes.iter().rev();
        let class = classes.max_by_key(|(_, count)| **count);
        TokenFindings {
            piece: self.piece.clone(),
            shown: self.shown.clone(),
            continues,
            class: class.map_or(WordClass::Other, |(&class, _)| class),
            count: self.count,
            judged: self.judged,
            layers: self.layers.iter().map(OneLayer::findings).collect(),
            examples: Vec::new(),
        }
    }
}

impl OneLayer {
    fn findings(&self) -> TokenAtLayer {
        TokenAtLayer {
            mean: self.sum / self.finite as f64,
            high: self.high,
        }
    }
}
