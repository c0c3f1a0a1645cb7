//! What a model made of a text: its tokens, the hidden states of every layer and their norms.
//!
//! Plain data, so that whatever scores, draws or writes it needs no model.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::attention::AttentionReceived;
use super::family::Family;
use super::strength_parts::TokenParts;
use super::token::Token;

/// What identifies a model in the window, in files and in figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelCard {
    /// `minilm` for the embedded model, else the name the user gave.
    pub id: String,
    /// What a reader knows the model as, for example `all-MiniLM-L6-v2`.
    pub display_name: String,
    /// The architecture family.
    pub family: Family,
    /// Number of blocks; hidden states run from layer 0 to this one.
    pub layers: usize,
    /// Width of a hidden state.
    pub hidden_size: usize,
    /// The most tokens one text may have, special tokens counted.
    pub positions: usize,
    /// SHA-256 of the weight file, in hexadecimal; of several weight files, the SHA-256 of their
    /// checksums, one line each, in the order of their names.
    pub sha256: String,
    /// What a reader of its numbers must know of the files it came in, one sentence each.
    #[serde(default)]
    pub notes: Vec<String>,
}

impl ModelCard {
    /// What a reader of its numbers must know, whatever the text: of its family, then of its files.
    pub fn reading_notes(&self) -> impl Iterator<Item = &str> {
        let of_files = self.notes.iter().map(String::as_str);
        self.family.note().into_iter().chain(of_files)
    }
}

/// What identifies a model in files, so that another one of the same name is noticed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelIdentity {
    /// `minilm`, or the name the user gave.
    pub id: String,
    /// What a reader knows it as.
    pub name: String,
    /// SHA-256 of its weights, in hexadecimal: another file may go by the same name.
    pub sha256: String,
}

/// A text to be measured.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TextInput {
    /// The text.
    pub text: String,
    /// The position id of each of its tokens; `None` counts 0, 1, 2, and on.
    pub position_ids: Option<Vec<u32>>,
    /// A second text that is read together with it, as a pair.
    pub second: Option<String>,
}

/// One text as the model read it: its tokens and what every layer made of them.
#[derive(Debug, Clone, PartialEq)]
pub struct TracedText {
    /// The whole text as given; of a pair, the two with a line end between them.
    pub text: String,
    /// The byte of the text at which the second of a pair begins; `None` for one text.
    pub second_start: Option<usize>,
    /// The tokens the model saw, special tokens included.
    pub tokens: Vec<Token>,
    /// How many tokens at the end of the text did not fit the model's positions.
    pub truncated_tokens: usize,
    /// How many tokens stand for something the vocabulary does not have.
    pub unknown: usize,
    /// What one pass left behind.
    pub trace: Trace,
}

/// Every layer of one pass over one text. Layer 0 is the output of the embeddings.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    /// Activation strengths, `[layer][token]`: the L2 norm of each hidden state.
    pub strengths: Vec<Vec<f64>>,
    /// Hidden states, `[layer][token * hidden_size]`; shared, so that what there is of a pass under
    /// way can be shown without a copy. Empty where they were not kept.
    pub hidden_states: Vec<Arc<Vec<f32>>>,
    /// Width of a hidden state.
    pub hidden_size: usize,
    /// What each block's attention left at the tokens, `[block]`; block 0 leads to layer 1. Empty
    /// where it was not asked for, and until the last layer is there.
    pub attention: Vec<AttentionReceived>,
    /// What the states are made of, `[layer][token]`; empty where it was not asked for.
    pub parts: Vec<Vec<TokenParts>>,
}

impl Trace {
    /// The hidden state of one token at one layer; `None` where there is no such token or layer, or
    /// where hidden states were not kept.
    pub fn hidden_state(&self, layer: usize, token: usize) -> Option<&[f32]> {
        let start = token.checked_mul(self.hidden_size)?;
        self.hidden_states
            .get(layer)?
            .get(start..start.checked_add(self.hidden_size)?)
    }

    /// The last layer there is.
    pub fn last_layer(&self) -> usize {
        self.strengths.len().saturating_sub(1)
    }

    /// Bytes held, for a cache that is bounded in them.
    pub fn bytes(&self) -> usize {
        let states: usize = self.hidden_states.iter().map(|states| states.len()).sum();
        let strengths: usize = self.strengths.iter().map(Vec::len).sum();
        // Three tables a block, one number a token.
        let attention = self.attention.iter().map(|block| 3 * block.received.len());
        let parts: usize = self.parts.iter().map(Vec::len).sum();
        (states + attention.sum::<usize>()) * size_of::<f32>()
            + strengths * size_of::<f64>()
            + parts * size_of::<TokenParts>()
    }
}

impl TracedText {
    /// Number of blocks the pass went through; strengths run from layer 0 to this one.
    pub fn layers(&self) -> usize {
        self.trace.last_layer()
    }

    /// The text, or both of a pair.
    pub fn texts(&self) -> (&str, Option<&str>) {
        let start = self.second_start;
        let parts = start.and_then(|start| {
            let first = self.text.get(..start.checked_sub(1)?)?;
            Some((first, self.text.get(start..)?))
        });
        match parts {
            Some((first, second)) => (first, Some(second)),
            None => (&self.text, None),
        }
    }

    /// Whether a token is of the second text of a pair.
    pub fn is_of_second(&self, token: &Token) -> bool {
        let start = self.second_start;
        start.is_some_and(|start| !token.special && token.start >= start)
    }

    /// Activation strengths at `layer`, one per token; empty beyond the last layer.
    pub fn strengths(&self, layer: usize) -> &[f64] {
        self.trace.strengths.get(layer).map_or(&[], Vec::as_slice)
    }
}

impl From<&ModelCard> for ModelIdentity {
    fn from(card: &ModelCard) -> Self {
        Self {
            id: card.id.clone(),
            name: card.display_name.clone(),
            sha256: card.sha256.clone(),
        }
    }
}

impl TextInput {
    /// A text that counts its own tokens.
    pub fn new(text: impl AsRef<str>) -> Self {
        Self {
            text: text.as_ref().to_owned(),
            position_ids: None,
            second: None,
        }
    }

    /// Two texts that are read together.
    pub fn pair(first: impl AsRef<str>, second: impl AsRef<str>) -> Self {
        Self {
            second: Some(second.as_ref().to_owned()),
            ..Self::new(first)
        }
    }

    /// The text or the pair that was read, each token counted from 0.
    pub fn of(traced: &TracedText) -> Self {
        match traced.texts() {
            (text, None) => Self::new(text),
            (first, Some(second)) => Self::pair(first, second),
        }
    }

    /// The whole text: of a pair, the two with a line end between them.
    pub fn whole(&self) -> String {
        match &self.second {
            None => self.text.clone(),
            Some(second) => format!("{}\n{second}", self.text),
        }
    }

    /// The byte of the whole text at which the second of a pair begins.
    pub fn second_start(&self) -> Option<usize> {
        self.second.as_ref().map(|_| self.text.len() + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::paper::recomputed::tokens_of;

    #[test]
    fn a_hidden_state_is_that_of_its_token_and_layer() {
        let trace = Trace {
            strengths: vec![vec![1.0; 2]; 2],
            hidden_states: vec![
                Arc::new(vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0]),
                Arc::new(vec![7.0; 6]),
            ],
            hidden_size: 3,
            attention: Vec::new(),
            parts: Vec::new(),
        };
        assert_eq!(trace.hidden_state(0, 1), Some(&[4.0, 5.0, 6.0][..]));
        assert_eq!(trace.hidden_state(1, 0), Some(&[7.0; 3][..]));
        assert_eq!(trace.hidden_state(0, 2), None);
        assert_eq!(trace.hidden_state(2, 0), None);
        assert_eq!(trace.hidden_state(0, usize::MAX), None);
        assert_eq!(trace.last_layer(), 1);
        // Twelve numbers of four bytes, four of eight.
        assert_eq!(trace.bytes(), 12 * 4 + 4 * 8);
    }

    #[test]
    fn tokens_behind_the_line_end_are_of_the_second_text() {
        let input = TextInput::pair("ab", "cd");
        let text = input.whole();
        assert_eq!(text, "ab\ncd");
        let mut tokens = tokens_of(&text, ["[CLS]", "ab", "[SEP]", "cd", "[SEP]"]);
        tokens[4].start = text.len();
        let mut traced = TracedText {
            text,
            second_start: input.second_start(),
            tokens,
            truncated_tokens: 0,
            unknown: 0,
            trace: Trace {
                strengths: Vec::new(),
                hidden_states: Vec::new(),
                hidden_size: 0,
                attention: Vec::new(),
                parts: Vec::new(),
            },
        };
        let of_second = |traced: &TracedText| -> Vec<bool> {
            let tokens = traced.tokens.iter();
            tokens.map(|token| traced.is_of_second(token)).collect()
        };
        assert_eq!(of_second(&traced), [false, false, false, true, false]);
        assert_eq!(traced.texts(), ("ab", Some("cd")));
        assert_eq!(TextInput::of(&traced), input);
        traced.second_start = None;
        assert_eq!(of_second(&traced), [false; 5]);
        assert_eq!(TextInput::of(&traced), TextInput::new("ab\ncd"));
    }
}
