//! Strength and buckets by word class, group, and of content against function words.

use std::collections::BTreeMap;

use super::examples_sample::ExamplesSample;
use super::scored_record::ScoredRecord;
use crate::domain::corpus::{
    ClassAtLayer, ClassFindings, EffectAtLayer, Estimate, Quartiles, TokenKind,
};
use crate::domain::statistics::{Histogram, wins};
use crate::domain::token_scores::Bucket;
use crate::domain::word_class::{WordClass, WordGroup};

/// Every word class, and content against function words.
pub(super) struct KindTally {
    layers: usize,
    classes: BTreeMap<WordClass, OneKind>,
    /// How many texts have a token of the group.
    texts_of_groups: BTreeMap<WordGroup, u64>,
    /// Content and function tokens of the token set, `[layer]`.
    content: Vec<Histogram>,
    function: Vec<Histogram>,
    within: Vec<WithinSentences>,
}

/// Pairs of a content and a function token of one sentence.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct WithinSentences {
    /// In how many the content token is stronger, doubled; a tie counts once.
    pub(super) doubled_wins: u128,
    pub(super) pairs: u128,
}

#[derive(Clone)]
struct OneKind {
    tokens: u64,
    texts: u64,
    layers: Vec<OneLayer>,
    examples: ExamplesSample,
}

#[derive(Clone)]
struct OneLayer {
    strengths: Histogram,
    judged: u64,
    judged_high: u64,
}

impl KindTally {
    pub(super) fn new(layers: usize) -> Self {
        Self {
            layers,
            classes: BTreeMap::new(),
            texts_of_groups: BTreeMap::new(),
            content: vec![Histogram::fine(); layers + 1],
            function: vec![Histogram::fine(); layers + 1],
            within: vec![WithinSentences::default(); layers + 1],
        }
    }

    pub(super) fn add(&mut self, text: &ScoredRecord<'_>) {
        let mut classes: Vec<WordClass> = Vec::new();
        let mut groups: Vec<WordGroup> = Vec::new();
        for (place, token) in text.tokens.iter().enumerate() {
            let class = token.class;
            let kind = self.classes.entry(class);
            let kind = kind.or_insert_with(|| OneKind::new(self.layers));
            kind.tokens += 1;
            if !classes.contains(&class) {
                classes.push(class);
                kind.texts += 1;
                kind.examples.offer(text, place);
            }
            if !groups.contains(&class.group()) {
                groups.push(class.group());
                *self.texts_of_groups.entry(class.group()).or_default() += 1;
            }
            for (layer, at) in kind.layers.iter_mut().enumerate() {
                at.strengths.add(text.strength(layer, place));
                let bucket = text.bucket(layer, place);
                at.judged += u64::from(bucket.is_some());
                at.judged_high += u64::from(bucket == Some(Bucket::High));
            }
            let of_group = match class.group() {
                WordGroup::Content => &mut self.content,
                WordGroup::Function => &mut self.function,
                WordGroup::Punctuation | WordGroup::Special => continue,
            };
            if token.inside {
                for (layer, strengths) in of_group.iter_mut().enumerate() {
                    strengths.add(text.strength(layer, place));
                }
            }
        }
        for (layer, within) in self.within.iter_mut().enumerate() {
            let of_text = WithinSentences::from_record(text, layer);
            within.doubled_wins += of_text.doubled_wins;
            within.pairs += of_text.pairs;
        }
    }

    /// The kinds that occur, groups first.
    pub(super) fn classes(&self) -> Vec<ClassFindings> {
        let mut groups: BTreeMap<WordGroup, OneKind> = BTreeMap::new();
        for (class, kind) in &self.classes {
            let group = groups.entry(class.group());
            group
                .and_modify(|group| group.merge(kind))
                .or_insert_with(|| kind.clone());
        }
        for (group, kind) in &mut groups {
            kind.texts = self.texts_of_groups.get(group).copied().unwrap_or(0);
        }
        let groups = groups
            .iter()
            .map(|(&group, kind)| kind.findings(TokenKind::Group(group)));
        let classes = self
            .classes
            .iter()
            .map(|(&class, kind)| kind.findings(TokenKind::Class(class)));
        groups.chain(classes).collect()
    }

    /// Content against function words, `[layer]`, without intervals.
    pub(super) fn effects(&self) -> Vec<EffectAtLayer> {
        let layers = self.content.iter().zip(&self.function).zip(&self.within);
        layers
            .enumerate()
            .map(|(layer, ((content, function), within))| {
                let at = || {
                    self.classes
                        .values()
                        .filter_map(|kind| kind.layers.get(layer))
                };
                let judged: u64 = at().map(|at| at.judged).sum();
                let high: u64 = at().map(|at| at.judged_high).sum();
                let auc = content.auc_against(function);
                EffectAtLayer {
                    content: content.count(),
                    function: function.count(),
                    auc: auc.map(Estimate::without_interval),
                    cliffs_delta: auc.map(|auc| Estimate::without_interval(2.0 * auc - 1.0)),
                    auc_within_sentence: within.auc().map(Estimate::without_interval),
                    high_share: (judged > 0).then(|| high as f64 / judged as f64),
                    argmax_share: None,
                }
            })
            .collect()
    }
}

impl WithinSentences {
    /// The pairs of one text; strengths that are not finite make no pair.
    fn from_record(text: &ScoredRecord<'_>, layer: usize) -> Self {
        let of_group = |group: WordGroup| -> Vec<f64> {
            let tokens = text.tokens.iter().enumerate();
            tokens
                .filter(|(_, token)| token.inside && token.class.group() == group)
                .map(|(place, _)| text.strength(layer, place))
                .filter(|strength| strength.is_finite())
                .collect()
        };
        Self::between(
            &of_group(WordGroup::Content),
            &of_group(WordGroup::Function),
        )
    }

    /// The pairs of the content and the function tokens of one sentence.
    pub(super) fn between(content: &[f64], function: &[f64]) -> Self {
        Self {
            doubled_wins: wins(content, function),
            pairs: content.len() as u128 * function.len() as u128,
        }
    }

    fn auc(self) -> Option<f64> {
        (self.pairs > 0).then(|| self.doubled_wins as f64 / 2.0 / self.pairs as f64)
    }
}

impl OneKind {
    fn new(layers: usize) -> Self {
        let layer = OneLayer {
            strengths: Histogram::fine(),
            judged: 0,
            judged_high: 0,
        };
        Self {
            tokens: 0,
            texts: 0,
            layers: vec![layer; layers + 1],
            examples: ExamplesSample::default(),
        }
    }

    fn merge(&mut self, other: &Self) {
        self.tokens += other.tokens;
        for (own, other) in self.layers.iter_mut().zip(&other.layers) {
            own.strengths.merge(&other.strengths);
            own.judged += other.judged;
            own.judged_high += other.judged_high;
        }
        self.examples.merge(&other.examples);
    }

    fn findings(&self, kind: TokenKind) -> ClassFindings {
        ClassFindings {
            kind,
            tokens: self.tokens,
            texts: self.texts,
            layers: self.layers.iter().map(OneLayer::findings).collect(),
            examples: self.examples.examples(),
        }
    }
}

impl OneLayer {
    fn findings(&self) -> ClassAtLayer {
        let at = [0.05, 0.25, 0.5, 0.75, 0.95];
        let quantiles = self.strengths.quantiles(at).unwrap_or([f64::NAN; 5]);
        let [p5, lower, median, upper, p95] = quantiles;
        let rate = (self.judged > 0).then(|| self.judged_high as f64 / self.judged as f64);
        ClassAtLayer {
            mean: self.strengths.mean().unwrap_or(f64::NAN),
            p5,
            quartiles: Quartiles {
                lower,
                median,
                upper,
            },
            p95,
            judged: self.judged,
            judged_high: self.judged_high,
            high_rate: rate.map(Estimate::without_interval),
        }
    }
}
