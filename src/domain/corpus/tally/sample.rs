//! The texts that intervals, correlations and scatter plots are made of.

use std::collections::{BTreeMap, BTreeSet};

use super::confounds::confounds_of;
use super::scored_record::{Draw, ScoredRecord, ScoredToken};
use super::vocabulary::Piece;
use crate::domain::attention::AttentionReceived;
use crate::domain::corpus::{Example, PointOfSample, SampleFacts, TextPlace};

/// How many tokens the sample holds at most.
const MOST_TOKENS: usize = 50_000;
/// A text that is long for its tokens (it was cut for the model) counts for more.
const BYTES_PER_TOKEN: usize = 64;
const MOST_POINTS: usize = 2000;
const MOST_EXAMPLES: usize = 3;

/// All texts while they are few, else those that come first in the draw.
///
/// Which texts these are does not depend on the order in which they come: they are the longest
/// beginning of the draw that fits.
#[derive(Default)]
pub(super) struct Sample {
    kept: BTreeMap<Draw, SampledText>,
    cost: usize,
    /// The first place of the draw that did not fit: nothing from there on is kept.
    end: Option<Draw>,
}

/// What is kept of a text of the sample.
pub(super) struct SampledText {
    pub(super) place: TextPlace,
    pub(super) text: String,
    pub(super) tokens: Vec<ScoredToken>,
    /// `[layer][token]`
    pub(super) strengths: Vec<Vec<f64>>,
    /// `[block]`
    pub(super) attention: Vec<AttentionReceived>,
}

impl Sample {
    pub(super) fn add(&mut self, text: &ScoredRecord<'_>) {
        let late = self.end.is_some_and(|end| end <= text.draw);
        if late || self.kept.contains_key(&text.draw) {
            return;
        }
        let sampled = SampledText {
            place: text.record.place,
            text: text.record.text.clone(),
            tokens: text.tokens.clone(),
            strengths: text.record.strengths.clone(),
            attention: text.record.attention.clone(),
        };
        self.cost += sampled.cost();
        self.kept.insert(text.draw, sampled);
        while self.cost > MOST_TOKENS {
            let Some((draw, dropped)) = self.kept.pop_last() else {
                break;
            };
            self.cost -= dropped.cost();
            self.end = Some(draw);
        }
    }

    /// The texts in the order of the draw.
    pub(super) fn texts(&self) -> impl Iterator<Item = &SampledText> {
        self.kept.values()
    }

    /// Whether no text was left out.
    pub(super) fn is_whole(&self) -> bool {
        self.end.is_none()
    }

    pub(super) fn facts(&self) -> SampleFacts {
        let mut texts = Vec::new();
        let mut points = Vec::new();
        for sampled in self.texts() {
            if points.len() >= MOST_POINTS {
                break;
            }
            let of_text = sampled.points(texts.len());
            let room = MOST_POINTS - points.len();
            points.extend(of_text.into_iter().take(room));
            texts.push((sampled.place, sampled.text.clone()));
        }
        SampleFacts {
            text_count: self.kept.len() as u64,
            token_count: self.texts().map(|text| text.tokens.len() as u64).sum(),
            whole: self.is_whole(),
            texts,
            points,
        }
    }

    /// Sentences with each of `pieces`, one sentence at most once for each of them.
    pub(super) fn examples(&self, pieces: &BTreeSet<Piece>) -> BTreeMap<Piece, Vec<Example>> {
        let mut examples: BTreeMap<Piece, Vec<Example>> = BTreeMap::new();
        for sampled in self.texts() {
            for (place, token) in sampled.tokens.iter().enumerate() {
                let piece = (token.id, token.continues);
                if !pieces.contains(&piece) {
                    continue;
                }
                let of_piece = examples.entry(piece).or_default();
                let again = of_piece
                    .last()
                    .is_some_and(|last| last.place == sampled.place);
                if of_piece.len() < MOST_EXAMPLES && !again {
                    of_piece.push(Example {
                        place: sampled.place,
                        text: sampled.text.clone(),
                        token: place,
                        span: token.span,
                    });
                }
            }
        }
        examples
    }
}

impl SampledText {
    /// The strength of a token at a layer; NaN where there is none.
    pub(super) fn strength(&self, layer: usize, token: usize) -> f64 {
        let strengths = self.strengths.get(layer);
        let strength = strengths.and_then(|strengths| strengths.get(token));
        strength.copied().unwrap_or(f64::NAN)
    }

    fn cost(&self) -> usize {
        self.tokens.len().max(self.text.len() / BYTES_PER_TOKEN)
    }

    /// Its tokens that are in the token set, as points of the text numbered `text`.
    fn points(&self, text: usize) -> Vec<PointOfSample> {
        let tokens = self.tokens.iter().enumerate();
        tokens
            .filter(|(_, token)| token.inside)
            .map(|(place, token)| PointOfSample {
                text,
                token: place,
                span: token.span,
                group: token.class.group(),
                confounds: confounds_of(token, place, self.tokens.len())
                    .into_iter()
                    .map(|value| value.map(|value| value as f64))
                    .collect(),
                strengths: (0..self.strengths.len())
                    .map(|layer| self.strength(layer, place))
                    .collect(),
            })
            .collect()
    }
}
