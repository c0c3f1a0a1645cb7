//! One text through two models as JSON, `glassbox.model_comparison.v1`.

use serde::Serialize;

use crate::analysis::{ComparedWord, HighInBoth, ModelComparison};
use crate::domain::app::APP_VERSION;
use crate::domain::token_scores::{LayerScores, TokenScore};

use super::analysis::AnalysisDocument;

/// The whole document.
#[derive(Serialize)]
pub(super) struct ModelComparisonDocument<'a> {
    schema: &'static str,
    app_version: &'static str,
    text: &'a str,
    merge: &'static str,
    a: AnalysisDocument<'a>,
    b: AnalysisDocument<'a>,
    threshold_a: Option<f64>,
    threshold_b: Option<f64>,
    words: Vec<WordEntry<'a>>,
    agreement: Option<f64>,
    agreements: &'a [Vec<Option<f64>>],
    high_in_both: HighEntry,
    warnings: &'a [String],
}

#[derive(Serialize)]
struct WordEntry<'a> {
    index: usize,
    word: &'a str,
    start: usize,
    end: usize,
    start_char: usize,
    end_char: usize,
    word_class: &'static str,
    inside: bool,
    tokens_a: &'a [usize],
    tokens_b: &'a [usize],
    a: ScoreEntry,
    b: ScoreEntry,
}

#[derive(Serialize)]
struct ScoreEntry {
    strength: f64,
    rank: Option<usize>,
    z: Option<f64>,
    bucket: Option<&'static str>,
}

#[derive(Serialize)]
struct HighEntry {
    both: usize,
    a: usize,
    b: usize,
    by_chance: f64,
}

impl<'a> ModelComparisonDocument<'a> {
    pub(super) fn new(comparison: &'a ModelComparison) -> Self {
        let [a, b] = &comparison.sides;
        let [scores_a, scores_b] = &comparison.scores;
        let words = comparison.words.iter().enumerate();
        Self {
            schema: "glassbox.model_comparison.v1",
            app_version: APP_VERSION,
            text: &a.traced.text,
            merge: comparison.merge.name(),
            a: AnalysisDocument::new(a),
            b: AnalysisDocument::new(b),
            threshold_a: scores_a.threshold,
            threshold_b: scores_b.threshold,
            words: words
                .map(|(place, word)| WordEntry::new(comparison, place, word))
                .collect(),
            agreement: comparison.agreement,
            agreements: &comparison.agreements,
            high_in_both: HighEntry::new(comparison.high_in_both),
            warnings: &comparison.warnings,
        }
    }
}

impl<'a> WordEntry<'a> {
    fn new(comparison: &'a ModelComparison, place: usize, word: &'a ComparedWord) -> Self {
        let [strength_a, strength_b] = word.strengths;
        let [tokens_a, tokens_b] = &word.tokens;
        let [scores_a, scores_b] = &comparison.scores;
        let characters = comparison.characters(word);
        let entry = |scores: &LayerScores, strength| {
            let score = scores.tokens.get(place).and_then(Option::as_ref);
            ScoreEntry::new(strength, score)
        };
        Self {
            index: place,
            word: &word.text,
            start: word.start,
            end: word.end,
            start_char: characters.start,
            end_char: characters.end,
            word_class: word.word_class.tag(),
            inside: word.inside,
            tokens_a,
            tokens_b,
            a: entry(scores_a, strength_a),
            b: entry(scores_b, strength_b),
        }
    }
}

impl ScoreEntry {
    fn new(strength: f64, score: Option<&TokenScore>) -> Self {
        Self {
            strength,
            rank: score.map(|score| score.rank),
            z: score.and_then(|score| score.z),
            bucket: score.map(|score| score.bucket.name()),
        }
    }
}

impl HighEntry {
    fn new(found: HighInBoth) -> Self {
        let [a, b] = found.each;
        Self {
            both: found.both,
            a,
            b,
            by_chance: found.by_chance,
        }
    }
}
