//! One of two texts that are matched: its words, and what they add to the similarity.

use std::ops::Range;
use std::sync::Arc;

use crate::domain::matching::{
    MatchWord, NullCosines, cosine, match_words, percentile, texts_without,
};
use crate::domain::statistics::spearman;
use crate::domain::trace::TracedText;

use super::measured::Direction;

/// One of two texts that are matched.
#[derive(Debug, Clone, PartialEq)]
pub struct MatchSide {
    /// The text, its tokens and every layer's hidden states.
    pub traced: Arc<TracedText>,
    /// Its words; every token is in one of them.
    pub words: Vec<MatchWord>,
    /// How many bytes at its start are a prompt of the model.
    pub prompt: usize,
    /// What each token adds to the similarity, with all of the other text.
    pub sums: Vec<f64>,
    /// Where each token's sum stands among those with random texts in the other's place, of 1;
    /// empty where that is not known.
    pub percentiles: Vec<Option<f64>>,
    /// What leaving out each word does; `None` where it was not tried.
    pub left_out: Option<LeftOut>,
}

/// What leaving out words does to the similarity.
#[derive(Debug, Clone, PartialEq)]
pub struct LeftOut {
    /// One for each word that can be left out, in order.
    pub words: Vec<WordEffect>,
    /// Spearman's ρ of the effects with what the words add: does the explanation predict the
    /// effect? `None` where it is not defined.
    pub spearman: Option<f64>,
}

/// What leaving out one word does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WordEffect {
    /// Which of the words.
    pub word: usize,
    /// What it adds to the similarity: the sum over its tokens.
    pub sum: f64,
    /// How far the cosine falls without it; below 0 where it rises.
    pub effect: f64,
}

impl MatchSide {
    /// `traced`, whose first `prompt` bytes are a prompt, and what each token adds.
    pub(super) fn new(traced: Arc<TracedText>, prompt: usize, sums: Vec<f64>) -> Self {
        Self {
            prompt,
            words: match_words(&traced.text, &traced.tokens),
            traced,
            sums,
            percentiles: Vec::new(),
            left_out: None,
        }
    }

    /// What each word adds to the similarity.
    pub fn word_sums(&self) -> Vec<f64> {
        self.words.iter().map(|word| self.word_sum(word)).collect()
    }

    /// Whether the token at `place` is `[CLS]`, `[SEP]` or their kin.
    pub fn is_special(&self, place: usize) -> bool {
        let token = self.traced.tokens.get(place);
        token.is_some_and(|token| token.special)
    }

    /// How many tokens are of the text itself.
    pub fn own_tokens(&self) -> usize {
        let tokens = self.traced.tokens.iter();
        tokens.filter(|token| !token.special).count()
    }

    /// The tokens of each word.
    pub fn word_ranges(&self) -> Vec<Range<usize>> {
        self.words.iter().map(|word| word.tokens.clone()).collect()
    }

    fn word_sum(&self, word: &MatchWord) -> f64 {
        let sums = self.sums.get(word.tokens.clone());
        sums.unwrap_or_default().iter().sum()
    }

    /// Places each token's sum among those with random texts.
    pub(super) fn compare_with(&mut self, null: &NullCosines) {
        let sums = self.sums.iter().zip(&null.sums);
        self.percentiles = sums.map(|(&sum, null)| percentile(null, sum)).collect();
    }

    /// Takes over what the cosine, `whole` with every word, is to `other` without each of them.
    pub(super) fn leave_out(&mut self, without: &[Direction], other: &[f64], whole: f64) {
        let texts = texts_without(&self.traced.text, &self.words, self.prompt);
        let tried = texts.iter().zip(without);
        let words: Vec<WordEffect> = tried
            .filter_map(|(text, embedding)| {
                let embedding = embedding.as_ref()?.iter();
                let embedding: Vec<f64> = embedding.map(|&one| one.into()).collect();
                let cosine = cosine(&embedding, other)?;
                Some(WordEffect {
                    word: text.word,
                    sum: self.word_sum(self.words.get(text.word)?),
                    effect: whole - cosine,
                })
            })
            .collect();
        let (sums, effects): (Vec<f64>, Vec<f64>) =
            words.iter().map(|word| (word.sum, word.effect)).unzip();
        self.left_out = Some(LeftOut {
            spearman: spearman(&sums, &effects),
            words,
        });
    }
}
