//! Passages ranked by a query, each with what carries its similarity.

use std::sync::Arc;

use crate::domain::trace::ModelCard;

use super::{Match, UsedPooling};

/// Passages ranked by a query.
#[derive(Debug, Clone, PartialEq)]
pub struct MatchRanking {
    /// The model that read them.
    pub model: Arc<ModelCard>,
    /// How tokens became an embedding.
    pub pooling: UsedPooling,
    /// What was looked for.
    pub query: String,
    /// What was put before the query, and before each passage; may be empty.
    pub prompts: [String; 2],
    /// The names of the files.
    pub files: Vec<String>,
    /// How many passages were ranked.
    pub passages: usize,
    /// The best, the best first.
    pub hits: Vec<RankedPassage>,
    /// What a reader must know, one sentence each.
    pub warnings: Vec<String>,
}

/// A passage that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct RankedPassage {
    /// 1 is the best.
    pub rank: usize,
    /// The name of its file.
    pub file: String,
    /// The line of the file it begins on, from 1.
    pub text_id: u64,
    /// The passage.
    pub text: String,
    /// The cosine with the query.
    pub similarity: f64,
    /// The part of all passages that are less similar, of 1.
    pub percentile: f64,
    /// How many of its tokens the model did not read.
    pub truncated_tokens: u32,
    /// What carries the similarity; `None` until that was looked at, or where it cannot be.
    pub matched: Option<Arc<Match>>,
    /// The pairs of words that add most.
    pub carrying: Vec<CarryingPair>,
}

/// Two words and what they add together.
#[derive(Debug, Clone, PartialEq)]
pub struct CarryingPair {
    /// The word of the query.
    pub a: String,
    /// The word of the passage.
    pub b: String,
    /// What they add.
    pub value: f64,
    /// That as a part of what all pairs add.
    pub share: Option<f64>,
}

impl MatchRanking {
    /// The query and `passage` as the model read them: what their match is asked of.
    pub fn texts_with(&self, passage: &RankedPassage) -> [String; 2] {
        let [of_query, of_passage] = &self.prompts;
        [
            format!("{of_query}{}", self.query),
            format!("{of_passage}{}", passage.text),
        ]
    }
}

impl RankedPassage {
    /// How many pairs of words are told of a passage.
    const CARRYING: usize = 3;

    /// Takes over what carries the similarity.
    pub fn explain(&mut self, matched: Arc<Match>) {
        let pairs = matched.strongest_words(Self::CARRYING).iter();
        self.carrying = pairs
            .map(|pair| {
                let [a, b] = matched.pair_of_words(pair).map(str::to_owned);
                CarryingPair {
                    a,
                    b,
                    value: pair.value,
                    share: matched.share(pair.value),
                }
            })
            .collect();
        self.matched = Some(matched);
    }
}
