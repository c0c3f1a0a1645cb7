//! Many texts read for their sentence embeddings alone.

use crate::domain::pooling::{SentenceHead, TokenStates};
use crate::domain::trace::TextInput;

use super::cancel::Cancel;
use super::{Model, ModelError};

/// A text read for its embedding.
#[derive(Debug, Clone, PartialEq)]
pub struct EmbeddedText {
    /// The embedding, not brought to length 1.
    pub embedding: Vec<f32>,
    /// How many tokens at the end of the text did not fit the model's positions.
    pub truncated_tokens: usize,
}

impl Model {
    /// The embedding that `head`, which has a pooling, makes of each of `texts`, in order; short
    /// texts share a pass.
    ///
    /// # Errors
    /// As [`trace_all`](Self::trace_all); a head of another width than the model's.
    pub fn embeddings(
        &self,
        texts: &[&str],
        head: &SentenceHead,
        cancel: &Cancel,
    ) -> Result<Vec<EmbeddedText>, ModelError> {
        let inputs: Vec<TextInput> = texts.iter().map(TextInput::new).collect();
        let read = self.trace_all(&inputs, cancel)?;
        let embedded = read.iter().map(|text| {
            let states = text.trace.hidden_states.last()?;
            let states = TokenStates::new(states, text.trace.hidden_size);
            let embedding = head.embedding(states)?.into_iter();
            Some(EmbeddedText {
                embedding: embedding.map(|number| number as f32).collect(),
                truncated_tokens: text.truncated_tokens,
            })
        });
        let embedded: Option<Vec<EmbeddedText>> = embedded.collect();
        embedded.ok_or_else(|| {
            ModelError::Pass("the pooling does not fit the width of the hidden states".to_owned())
        })
    }
}
