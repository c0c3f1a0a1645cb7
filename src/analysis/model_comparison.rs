//! One text through two models: do the same words light up?
//!
//! Two models have different vocabularies, widths and `LayerNorm` weights. So they are compared by
//! word, not by piece, and by rank among the words of the text, not by raw norm.

use std::ops::Range;
use std::sync::Arc;

use crate::domain::layer::same_depth;
use crate::domain::statistics::spearman;
use crate::domain::strength::is_flat;
use crate::domain::threshold::ThresholdRule;
use crate::domain::token::TokenSet;
use crate::domain::token_scores::{Bucket, LayerScores, score_values};
use crate::domain::word_class::WordClass;
use crate::domain::word_strength::{Merge, SharedWord, shared_words};

use super::error::AnalysisError;
use super::question::Measured;
use super::settings::AnalysisSettings;
use super::text_analysis::Analysis;

/// One text as two models see it, word by word.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelComparison {
    /// The same text by each model, token by token.
    pub sides: [Arc<Analysis>; 2],
    /// How the strengths of a word's pieces became one.
    pub merge: Merge,
    /// What both have in common, in the order of the text.
    pub words: Vec<ComparedWord>,
    /// Threshold, ranks and buckets among the words, for each model.
    pub scores: [LayerScores; 2],
    /// Spearman's rho of the strengths of the words in the token set; `None` when undefined.
    pub agreement: Option<f64>,
    /// The same for every pair of layers, `[layer of the first][layer of the second]`.
    pub agreements: Vec<Vec<Option<f64>>>,
    /// How many words of the token set are HIGH in both.
    pub high_in_both: HighInBoth,
    /// What a reader of the numbers must know, one sentence each.
    pub warnings: Vec<String>,
}

/// A word (or a mark) that both models read.
#[derive(Debug, Clone, PartialEq)]
pub struct ComparedWord {
    /// As the text spells it.
    pub text: String,
    /// Byte offset into the text where it starts.
    pub start: usize,
    /// Byte offset into the text just past it.
    pub end: usize,
    /// Its tokens in each model.
    pub tokens: [Vec<usize>; 2],
    /// Its class.
    pub word_class: WordClass,
    /// Whether it enters the thresholds, the ranks and the agreement.
    pub inside: bool,
    /// Its strength in each model at the layers compared.
    pub strengths: [f64; 2],
}

/// How much the HIGH words of two models have in common.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HighInBoth {
    /// HIGH in both.
    pub both: usize,
    /// HIGH in the first, and in the second.
    pub each: [usize; 2],
    /// How many of `both` chance alone would give: the product of `each` over the words.
    pub by_chance: f64,
}

impl ModelComparison {
    /// Compares what two models made of one text.
    pub(super) fn new(
        measured: [&Measured; 2],
        settings: &AnalysisSettings,
        layer_of_second: Option<usize>,
        merge: Merge,
    ) -> Result<Self, AnalysisError> {
        let [first, second] = measured.map(|measured| &measured.model);
        let layer = settings.layer_of(first.layers);
        let same = || same_depth(layer.min(first.layers), first.layers, second.layers);
        let of_second = AnalysisSettings {
            layer: Some(layer_of_second.unwrap_or_else(same)),
            second_layer: None,
            rule: settings.rule,
            measure: settings.measure,
        };
        let side = |measured: &Measured, settings: &AnalysisSettings| {
            let traced = measured.texts.first().ok_or(AnalysisError::OtherTexts)?;
            let model = Arc::clone(&measured.model);
            Analysis::new(model, Arc::clone(traced), settings).map(Arc::new)
        };
        let [first, second] = measured;
        let sides = [side(first, settings)?, side(second, &of_second)?];
        Ok(compared(sides, &settings.rule, merge))
    }

    /// The span of one of its words in the text, in Unicode code points.
    pub fn characters(&self, word: &ComparedWord) -> Range<usize> {
        let [first, _] = &self.sides;
        let text = &first.traced.text;
        let count = |end: usize| text.get(..end).map_or(0, |text| text.chars().count());
        count(word.start)..count(word.end)
    }

    /// The strength of every word in the model of `side` (0 or 1) at one of its layers.
    pub fn strengths(&self, side: usize, layer: usize) -> Vec<f64> {
        let Some(analysis) = self.sides.get(side) else {
            return Vec::new();
        };
        let tokens = self.words.iter().filter_map(|word| word.tokens.get(side));
        tokens
            .map(|tokens| merged(analysis.traced.strengths(layer), tokens, self.merge))
            .collect()
    }
}

fn compared(sides: [Arc<Analysis>; 2], rule: &ThresholdRule, merge: Merge) -> ModelComparison {
    let [a, b] = &sides;
    let text = a.traced.text.as_str();
    let shared = shared_words(text, &a.traced.tokens, &b.traced.tokens);
    let of_words = |word: &SharedWord| compared_word(word, [a, b], merge);
    let words: Vec<ComparedWord> = shared.words.iter().map(of_words).collect();
    let inside: Vec<bool> = words.iter().map(|word| word.inside).collect();
    let scores = [0, 1].map(|side| {
        let of_side = |word: &ComparedWord| word.strengths.get(side).copied();
        let strengths: Vec<f64> = words.iter().filter_map(of_side).collect();
        score_values(&inside, &strengths, rule)
    });
    let mut comparison = ModelComparison {
        merge,
        high_in_both: high_in_both(&scores),
        words,
        scores,
        agreement: None,
        agreements: Vec::new(),
        warnings: Vec::new(),
        sides,
    };
    comparison.agreements = agreements(&comparison, &inside);
    let [a, b] = &comparison.sides;
    let row = comparison.agreements.get(a.layer);
    comparison.agreement = row.and_then(|row| row.get(b.layer)).copied().flatten();
    comparison.warnings = warnings(&comparison, shared.one_sided);
    comparison
}

fn compared_word(word: &SharedWord, sides: [&Arc<Analysis>; 2], merge: Merge) -> ComparedWord {
    let [a, b] = sides;
    let tokens = &a.traced.tokens;
    let of_a = || word.a.iter().filter_map(|&token| tokens.get(token));
    // A stretch with a letter in it is a word: only marks among marks are punctuation.
    let punctuation = of_a().all(|token| token.punctuation);
    let first = of_a().find(|token| punctuation || !token.punctuation);
    let spelled = a.traced.text.get(word.span.clone()).unwrap_or_default();
    ComparedWord {
        text: spelled.to_owned(),
        start: word.span.start,
        end: word.span.end,
        word_class: first.map_or(WordClass::Special, |token| token.word_class),
        inside: !(punctuation && a.rule.tokens == TokenSet::Words),
        strengths: [
            merged(a.strengths(), &word.a, merge),
            merged(b.strengths(), &word.b, merge),
        ],
        tokens: [word.a.clone(), word.b.clone()],
    }
}

/// The strength of a word from those of its `tokens`; not a number where one is missing.
fn merged(strengths: &[f64], tokens: &[usize], merge: Merge) -> f64 {
    let strength = |&token: &usize| strengths.get(token).copied().unwrap_or(f64::NAN);
    let pieces: Vec<f64> = tokens.iter().map(strength).collect();
    merge.of(&pieces).unwrap_or(f64::NAN)
}

fn agreements(comparison: &ModelComparison, inside: &[bool]) -> Vec<Vec<Option<f64>>> {
    let of_side = |side: usize| -> Vec<Vec<f64>> {
        let layers = comparison
            .sides
            .get(side)
            .map_or(0, |side| side.traced.layers());
        (0..=layers)
            .map(|layer| {
                let all = comparison.strengths(side, layer);
                let kept = all.into_iter().zip(inside).filter(|&(_, &inside)| inside);
                kept.map(|(strength, _)| strength).collect()
            })
            .collect()
    };
    let (a, b) = (of_side(0), of_side(1));
    let agreement = |a: &[f64], b: &[f64]| {
        // The order of a flat layer is rounding, not a picture.
        if is_flat(a) || is_flat(b) {
            None
        } else {
            spearman(a, b)
        }
    };
    a.iter()
        .map(|a| b.iter().map(|b| agreement(a, b)).collect())
        .collect()
}

fn high_in_both([a, b]: &[LayerScores; 2]) -> HighInBoth {
    let mut found = HighInBoth {
        both: 0,
        each: [0, 0],
        by_chance: 0.0,
    };
    let mut words = 0_usize;
    for (a, b) in a.tokens.iter().zip(&b.tokens) {
        let (Some(a), Some(b)) = (a, b) else { continue };
        let [of_a, of_b] = [a, b].map(|score| score.bucket == Bucket::High);
        words += 1;
        found.both += usize::from(of_a && of_b);
        found.each[0] += usize::from(of_a);
        found.each[1] += usize::from(of_b);
    }
    if words > 0 {
        found.by_chance = (found.each[0] * found.each[1]) as f64 / words as f64;
    }
    found
}

fn warnings(comparison: &ModelComparison, one_sided: usize) -> Vec<String> {
    let mut warnings = Vec::new();
    for side in &comparison.sides {
        let named = |warning: &String| format!("{}: {warning}", side.model.display_name);
        warnings.extend(side.warnings.iter().map(named));
    }
    match one_sided {
        0 => {}
        1 => warnings.push("1 word was read by one of the models only and is left out".to_owned()),
        many => warnings.push(format!(
            "{many} words were read by one of the models only and are left out"
        )),
    }
    if comparison.agreement.is_none() {
        warnings.push(
            "the agreement is undefined: it takes at least 3 words whose strengths differ in both \
             models"
                .to_owned(),
        );
    }
    warnings
}
