//! What charts of all kinds share: what a mark stands for, a line across, how a token reads.

use crate::domain::characters::on_a_base;
use crate::domain::token::Token;
use crate::domain::token_scores::Bucket;
use crate::domain::trace::TracedText;

/// What a mark stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MarkRole {
    /// Above the threshold.
    High,
    /// At the threshold or below.
    Low,
    /// Outside the token set.
    Outside,
    /// The chosen layer.
    ChosenLayer,
    /// The layer beside it.
    LayerBeside,
    /// The first of two models.
    FirstModel,
    /// The second of them.
    SecondModel,
    /// The first of a few things that only the legend names.
    First,
    /// The second of them.
    Second,
    /// The third of them.
    Third,
    /// Something that adds to a signed sum.
    Adds,
    /// Something that takes from it.
    Takes,
}

impl MarkRole {
    /// The role of something in `bucket`; `None` is outside the token set.
    pub fn from_bucket(bucket: Option<Bucket>) -> Self {
        match bucket {
            Some(Bucket::High) => Self::High,
            Some(Bucket::Low) => Self::Low,
            None => Self::Outside,
        }
    }

    /// What a reader hears of a bar besides its value; empty where only the legend tells.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::High => "HIGH",
            Self::Low => "LOW",
            Self::Outside => "outside the token set",
            _ => "",
        }
    }
}

/// A line at a value across a chart, for example the threshold.
#[derive(Debug, Clone, PartialEq)]
pub struct ReferenceLine {
    /// Where it is.
    pub value: f64,
    /// What is written beside it.
    pub text: String,
}

impl ReferenceLine {
    /// A line at `value`, called `text`.
    pub fn new(value: f64, text: impl Into<String>) -> Self {
        let text = text.into();
        Self { value, text }
    }

    /// The line of a threshold.
    pub fn threshold(value: f64) -> Self {
        Self::new(value, format!("threshold τ = {value:.3}"))
    }
}

/// A token's name as a reader sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenLabel {
    /// The piece as a reader sees it.
    pub text: String,
    /// Whether it is `[CLS]`, `[SEP]` or their kin.
    pub special: bool,
}

impl TokenLabel {
    /// The label of `token` of `text`.
    pub fn new(token: &Token, text: &str) -> Self {
        Self {
            text: on_a_base(&token.labelled(text)),
            special: token.special,
        }
    }

    /// The labels of every token of a text.
    pub fn all_of(traced: &TracedText) -> Vec<Self> {
        let tokens = traced.tokens.iter();
        tokens.map(|token| Self::new(token, &traced.text)).collect()
    }

    /// A label of what is no special token.
    pub fn plain(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            special: false,
        }
    }
}
