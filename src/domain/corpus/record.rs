//! What a run keeps of one text: everything the findings are made of, and nothing else.

use serde::{Deserialize, Serialize};

use super::hash::hash_of;
use crate::domain::attention::AttentionReceived;
use crate::domain::token::Token;
use crate::domain::trace::TracedText;

/// Where a text comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TextPlace {
    /// Which of the files of the run, from 0.
    pub file: usize,
    /// The line of the file the text begins on, from 1.
    pub line: u64,
    /// Which sentence of that line, from 0; 0 where texts are not split.
    pub sentence: u32,
}

impl TextPlace {
    /// A number of the text's own, spread evenly over all numbers: what is drawn at random for the
    /// text comes from it, on whatever machine and in whatever order the texts are read.
    pub fn draw(self, seed: u64) -> u64 {
        hash_of(
            [self.file as u64, self.line, u64::from(self.sentence)],
            seed,
        )
    }
}

/// One text as the model read it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TextRecord {
    /// Where it comes from.
    pub place: TextPlace,
    /// The text.
    pub text: String,
    /// Its tokens, special ones included.
    pub tokens: Vec<Token>,
    /// How many tokens at its end the model could not take.
    pub truncated_tokens: usize,
    /// Activation strengths, `[layer][token]`, the L2 norms of the hidden states. Layer 0 is the
    /// output of the embeddings.
    pub strengths: Vec<Vec<f64>>,
    /// What each block's attention left, `[block]`; block 0 leads to layer 1. Empty where the
    /// baselines were not asked for.
    pub attention: Vec<AttentionReceived>,
}

impl TextRecord {
    /// What a run keeps of `traced`, a text from `place`: all but the hidden states, which are as
    /// large as everything else times their width.
    pub fn from_traced(place: TextPlace, traced: TracedText) -> Self {
        Self {
            place,
            text: traced.text,
            tokens: traced.tokens,
            truncated_tokens: traced.truncated_tokens,
            strengths: traced.trace.strengths,
            attention: traced.trace.attention,
        }
    }
}
