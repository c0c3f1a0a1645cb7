//! Everything that is known of one token, of several, and of two that belong together, as names and
//! values: the card at the pointer, the inspector, what is copied and what is pinned say the same.

use std::borrow::Cow;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::analysis::{Analysis, Comparison, ModelComparison};
use crate::domain::characters::on_a_base;
use crate::domain::format::with_sign;
use crate::domain::measure::Measure;
use crate::domain::token::{Token, character_spans};
use crate::domain::token_scores::{Bucket, TokenScore};

/// One thing that is known: its name, how it reads, and all its digits if it is a number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(in crate::ui) struct Fact {
    /// What it is.
    pub(in crate::ui) name: Cow<'static, str>,
    /// The value as a reader sees it.
    pub(in crate::ui) text: String,
    /// The number with every digit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::ui) exact: Option<String>,
}

/// What is known of one thing, under a heading.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::ui) struct Section {
    pub(in crate::ui) title: String,
    /// Which of its kind it is, in small letters beside the title.
    pub(in crate::ui) note: String,
    pub(in crate::ui) facts: Vec<Fact>,
    pub(in crate::ui) over_layers: Option<OverLayers>,
}

/// A number at every layer, from layer 0.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::ui) struct OverLayers {
    pub(in crate::ui) name: &'static str,
    pub(in crate::ui) values: Vec<f64>,
    /// The layer that is looked at.
    pub(in crate::ui) chosen: usize,
}

impl Fact {
    pub(in crate::ui) fn new(name: &'static str, text: impl Into<String>) -> Self {
        Self {
            name: Cow::Borrowed(name),
            text: text.into(),
            exact: None,
        }
    }

    /// A number that reads as `text`; one that is not finite has no digits.
    fn number(name: &'static str, value: f64, text: String) -> Self {
        if !value.is_finite() {
            return Self::new(name, "not a finite number");
        }
        Self {
            exact: Some(value.to_string()),
            ..Self::new(name, text)
        }
    }

    pub(in crate::ui) fn decimals(name: &'static str, value: f64, digits: usize) -> Self {
        Self::number(name, value, format!("{value:.digits$}"))
    }

    fn signed(name: &'static str, value: f64, digits: usize) -> Self {
        Self::number(name, value, with_sign(value, digits))
    }

    /// A number, or that there is none.
    fn signed_or_undefined(name: &'static str, value: Option<f64>, digits: usize) -> Self {
        match value {
            Some(value) => Self::signed(name, value, digits),
            None => Self::new(name, "undefined"),
        }
    }
}

impl Section {
    /// What is called `name`.
    pub(in crate::ui) fn fact(&self, name: &str) -> Option<&Fact> {
        self.facts.iter().find(|fact| fact.name == name)
    }

    /// A token as a model read it.
    pub(in crate::ui) fn of_token(analysis: &Analysis, token: usize) -> Option<Self> {
        let token = analysis.traced.tokens.get(token)?;
        let layers = 0..=analysis.traced.layers();
        let strengths =
            layers.filter_map(|layer| analysis.traced.strengths(layer).get(token.index).copied());
        Some(Self {
            title: on_a_base(&token.labelled(&analysis.traced.text)),
            note: format!("token {} · id {}", token.index, token.id),
            facts: token_facts(analysis, token),
            over_layers: Some(OverLayers {
                name: "strength over all layers",
                values: strengths.collect(),
                chosen: analysis.layer,
            }),
        })
    }

    /// Tokens that stand together, one or several.
    pub(in crate::ui) fn of_tokens(analysis: &Analysis, tokens: Range<usize>) -> Option<Self> {
        match tokens.len() {
            0 => None,
            1 => Self::of_token(analysis, tokens.start),
            _ => Self::of_several(analysis, tokens),
        }
    }

    fn of_several(analysis: &Analysis, places: Range<usize>) -> Option<Self> {
        let tokens = analysis.traced.tokens.get(places.clone())?;
        let strengths = analysis.strengths().get(places.clone())?;
        let scores = analysis.at_layer().tokens.get(places.clone());
        let judged: Vec<&TokenScore> = scores.unwrap_or_default().iter().flatten().collect();
        let high = judged.iter().filter(|score| score.bucket == Bucket::High);
        let count = tokens.len();
        let mean = |strengths: &[f64]| strengths.iter().sum::<f64>() / strengths.len() as f64;
        let (first, last) = (tokens.first()?, tokens.last()?);
        let range = analysis.traced.text.get(first.start..last.end);
        let title = range.unwrap_or_default().trim();
        let mut facts = vec![
            Fact::new("tokens", count.to_string()),
            Fact::decimals("mean strength", mean(strengths), 4),
            Fact::new(
                "HIGH",
                format!("{} of {} judged", high.count(), judged.len()),
            ),
        ];
        let best = judged.iter().map(|score| score.rank).min();
        facts.extend(best.map(|rank| Fact::new("best rank", rank.to_string())));
        let z: Vec<f64> = judged.iter().filter_map(|score| score.z).collect();
        if !z.is_empty() {
            facts.push(Fact::signed("mean z-score", mean(&z), 2));
        }
        facts.extend(place_facts(analysis, first.start..last.end, places.clone()));
        let layers = 0..=analysis.traced.layers();
        let means = layers
            .filter_map(|layer| analysis.traced.strengths(layer).get(places.clone()))
            .map(mean);
        Some(Self {
            title: title.to_owned(),
            note: format!("tokens {} to {}", first.index, last.index),
            facts,
            over_layers: Some(OverLayers {
                name: "mean strength over all layers",
                values: means.collect(),
                chosen: analysis.layer,
            }),
        })
    }

    /// Two tokens that belong together, or one without a partner.
    pub(in crate::ui) fn of_pair(comparison: &Comparison, pair: usize) -> Option<Self> {
        let aligned = comparison.alignment.pairs.get(pair)?;
        let mut facts = Vec::new();
        if let Some(words) = comparison.label(aligned) {
            facts.push(Fact::new("word", words));
        }
        if aligned.by_hand {
            facts.push(Fact::new("paired", "by hand"));
        }
        facts.extend(shift_facts(comparison, pair));
        let layers = 0..comparison.shifts.len();
        let shifts: Vec<f64> = layers
            .filter_map(|layer| Some(comparison.shift(layer, pair)?.shift))
            .collect();
        let over_layers = (!shifts.is_empty()).then(|| OverLayers {
            name: "shift over all layers",
            values: shifts,
            chosen: comparison.layer(),
        });
        let label = crate::charts::pair_labels(comparison).into_iter().nth(pair);
        Some(Self {
            title: label.map_or_else(String::new, |label| label.text),
            note: "shift from A to B".to_owned(),
            facts,
            over_layers,
        })
    }

    /// A word by each of two models.
    pub(in crate::ui) fn of_word(comparison: &ModelComparison, word: usize) -> Vec<Self> {
        let Some(compared) = comparison.words.get(word) else {
            return Vec::new();
        };
        let judged = comparison.words.iter().filter(|word| word.inside).count();
        let sides = comparison.sides.iter().enumerate();
        sides
            .map(|(side, analysis)| {
                let tokens = compared.tokens.get(side).into_iter().flatten();
                let pieces = tokens.filter_map(|&token| analysis.traced.tokens.get(token));
                let pieces: Vec<&str> = pieces.map(|token| token.shown.as_str()).collect();
                let strength = compared.strengths.get(side).copied().unwrap_or(f64::NAN);
                let score = comparison.scores.get(side);
                let score = score.and_then(|of| of.tokens.get(word)?.as_ref());
                let mut facts = vec![
                    Fact::new("word class", compared.word_class.tag()),
                    Fact::new("tokens", pieces.join(" ")),
                    Fact::decimals("strength", strength, 4),
                ];
                facts.extend(score_facts(
                    score,
                    judged,
                    comparison.sides[0].rule.tokens.name(),
                ));
                Self {
                    title: compared.text.clone(),
                    note: format!("{}, Layer {}", analysis.model.display_name, analysis.layer),
                    facts,
                    over_layers: None,
                }
            })
            .collect()
    }
}

fn token_facts(analysis: &Analysis, token: &Token) -> Vec<Fact> {
    let strength = analysis.strengths().get(token.index).copied();
    let scores = &analysis.at_layer().tokens;
    let score = scores.get(token.index).and_then(Option::as_ref);
    let judged = scores.iter().flatten().count();
    let mut facts = Vec::new();
    if token.piece != token.shown {
        facts.push(Fact::new("in the vocabulary", token.piece.clone()));
    }
    facts.push(Fact::new("word class", class_of(token)));
    facts.push(Fact::decimals("strength", strength.unwrap_or(f64::NAN), 4));
    let measure = analysis.measure;
    let measured = (measure != Measure::Norm).then(|| Fact::new("strength is", measure.quantity()));
    facts.extend(measured);
    facts.extend(score_facts(score, judged, analysis.rule.tokens.name()));
    facts.extend(usual_facts(analysis, token.index));
    facts.extend(made_of(analysis, token.index));
    let (place, bytes) = (token.index, token.start..token.end);
    facts.extend(place_facts(analysis, bytes, place..place + 1));
    facts
}

fn class_of(token: &Token) -> String {
    let (tag, group) = (token.word_class.tag(), token.word_class.group().name());
    if tag == group {
        tag.to_owned()
    } else {
        format!("{tag} ({group})")
    }
}

/// Where something stands among the `judged` ones; `set` is the token set that it may be outside of.
fn score_facts(score: Option<&TokenScore>, judged: usize, set: &str) -> Vec<Fact> {
    let Some(score) = score else {
        return vec![Fact::new("bucket", format!("outside the token set {set}"))];
    };
    let tie = if score.margin == 0.0 {
        " (a tie is LOW)"
    } else {
        ""
    };
    let margin = format!("{}{tie}", with_sign(score.margin, 4));
    vec![
        Fact::new("rank", format!("{} of {judged}", score.rank)),
        Fact::signed_or_undefined("z-score", score.z, 2),
        Fact::number("margin to τ", score.margin, margin),
        Fact::new("bucket", score.bucket.name()),
    ]
}

/// What would be usual, where reference texts say so.
fn usual_facts(analysis: &Analysis, token: usize) -> Vec<Fact> {
    let Some(compared) = analysis.compared() else {
        return Vec::new();
    };
    let layer = analysis.layer;
    let usual = compared.usual_of(layer, token).map(|usual| {
        let (low, high) = (usual.strengths.p5, usual.strengths.p95);
        Fact::new("usual range (5 to 95 %)", format!("{low:.2} to {high:.2}"))
    });
    let surprise = analysis.surprise(token);
    let surprise = surprise.map(|surprise| Fact::signed("surprise", surprise, 2));
    usual.into_iter().chain(surprise).collect()
}

/// What the token's strength is made of.
fn made_of(analysis: &Analysis, token: usize) -> Vec<Fact> {
    let layer = analysis.traced.trace.parts.get(analysis.layer);
    let parts = layer.and_then(|layer| layer.get(token)).copied();
    let parts = parts.unwrap_or_default();
    let mut facts = Vec::new();
    if let Some(norm) = parts.norm {
        let (gain, cross, bias) = (norm.gain, norm.cross, norm.bias);
        let sum = format!("{gain:.2} {cross:+.2} {bias:+.2}").replace('-', "\u{2212}");
        facts.push(Fact::new("norm² = gain + cross + bias", sum));
        let before = Fact::decimals("norm before the LayerNorm", norm.input_norm, 4);
        facts.push(before);
    }
    if let Some(residual) = parts.residual {
        let added = format!("{:.3} and {:.3}", residual.attention, residual.feed_forward);
        facts.push(Fact::new("added by attention, feed-forward", added));
    }
    facts
}

/// Where tokens are in the text, in bytes and in characters.
fn place_facts(analysis: &Analysis, bytes: Range<usize>, places: Range<usize>) -> Vec<Fact> {
    if bytes.is_empty() {
        return vec![Fact::new("place", "added by the model")];
    }
    let tokens = analysis.traced.tokens.get(places).unwrap_or_default();
    let spans = character_spans(&analysis.traced.text, tokens);
    let chars = spans.into_iter().reduce(|all, span| all.start..span.end);
    let chars = chars.unwrap_or_default();
    let from_to = |range: &Range<usize>| format!("{} to {}", range.start, range.end);
    let mut facts = vec![Fact::new("characters", from_to(&chars))];
    if chars != bytes {
        facts.push(Fact::new("bytes", from_to(&bytes)));
    }
    facts
}

fn shift_facts(comparison: &Comparison, pair: usize) -> Vec<Fact> {
    let Some(shift) = comparison.shift(comparison.layer(), pair) else {
        let gap = "none in the other text: a gap, enters no sum";
        return vec![Fact::new("partner", gap)];
    };
    let bucket = comparison.bucket(pair);
    let bucket = bucket.map_or("outside the token set", Bucket::name);
    let mut facts = vec![
        Fact::decimals("shift", shift.shift, 4),
        Fact::decimals("direction part", shift.direction_part, 4),
        Fact::decimals("magnitude part", shift.magnitude_part, 4),
        match shift.cosine {
            Some(cosine) => Fact::decimals("cosine", cosine, 4),
            None => Fact::new("cosine", "undefined"),
        },
        Fact::new("bucket", bucket),
    ];
    if let Some(band) = comparison.band(pair) {
        let range = format!("{:.2} to {:.2}", band.low, band.high);
        facts.push(Fact::new("random words (5 to 95 %)", range));
    }
    facts
}

impl Fact {
    /// What can be copied of it: as it reads, and with every digit where those are more.
    pub(in crate::ui) fn ways_to_copy(&self) -> impl Iterator<Item = &str> {
        let exact = self.exact.as_deref().filter(|exact| *exact != self.text);
        std::iter::once(self.text.as_str()).chain(exact)
    }
}
