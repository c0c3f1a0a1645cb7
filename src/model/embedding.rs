//! Sentence embeddings of many texts, short ones in one pass; no hidden state is kept.

use crate::domain::pooling::{SentenceHead, TokenStates};

use super::encoder::Batch;
use super::tokenizer::EncodedText;
use super::trace::{MAX_TOKENS_PER_PASS, last_states};
use super::{Cancel, Model, ModelError};

/// The sentence embedding of a text.
#[derive(Debug, Clone, PartialEq)]
pub struct TextEmbedding {
    /// The embedding, brought to length 1, so that a cosine is the sum of products; zeros where it
    /// has no length.
    pub direction: Vec<f32>,
    /// How long it was before.
    pub length: f64,
    /// How many tokens were read, special ones and a prompt's counted.
    pub tokens: usize,
    /// How many tokens at the end of the text did not fit the model's positions.
    pub truncated_tokens: usize,
}

/// A text that waits for a pass.
struct Waiting {
    /// Its place among those asked for.
    place: usize,
    encoded: EncodedText,
    /// How many tokens at its start are not pooled.
    skipped: usize,
}

impl Model {
    /// How many tokens at the start of `text` belong to a prompt that `head` does not pool.
    ///
    /// # Errors
    /// The prompt cannot be read.
    pub fn unpooled_tokens(&self, text: &str, head: &SentenceHead) -> Result<usize, ModelError> {
        match head.prompt_of(text) {
            Some(prompt) if !head.pools_prompt => self.prompt_tokens(&prompt.text),
            _ => Ok(0),
        }
    }

    /// The sentence embeddings of `texts`, each with `prompt` before it, by `head`; `progress` is
    /// told after every pass how many there are so far. A text that cannot be embedded has its
    /// reason in its place. Where `head` pools no prompt, `prompt` or else the one of its own that a
    /// text begins with is left out of the pooling.
    ///
    /// # Errors
    /// [`ModelError::Interrupted`] once `cancel` is cancelled; that `head` has no pooling or does
    /// not fit the model, or that the pass fails.
    pub fn embed<S: AsRef<str>>(
        &self,
        texts: &[S],
        prompt: &str,
        head: &SentenceHead,
        cancel: &Cancel,
        progress: &dyn Fn(usize),
    ) -> Result<Vec<Result<TextEmbedding, ModelError>>, ModelError> {
        self.embedding_width(head)?;
        let of_prompt = match prompt {
            "" => None,
            _ if head.pools_prompt => Some(0),
            prompt => Some(self.prompt_tokens(prompt)?),
        };
        let mut embedded: Vec<Result<TextEmbedding, ModelError>> = Vec::new();
        embedded.resize(texts.len(), Err(ModelError::NothingToRead));
        let mut waiting: Vec<Waiting> = Vec::new();
        let mut tokens = 0;
        for (place, text) in texts.iter().enumerate() {
            let encoded = match prompt {
                "" => self.tokenizer.encode(text.as_ref()),
                prompt => self.tokenizer.encode(&format!("{prompt}{}", text.as_ref())),
            };
            let encoded = match encoded {
                Ok(encoded) => encoded,
                Err(error) => {
                    if let Some(own) = embedded.get_mut(place) {
                        *own = Err(error);
                    }
                    continue;
                }
            };
            let skipped = match of_prompt {
                Some(skipped) => skipped,
                None => self.unpooled_tokens(text.as_ref(), head)?,
            };
            let count = encoded.tokens.len();
            if !waiting.is_empty() && tokens + count > MAX_TOKENS_PER_PASS {
                self.embed_waiting(&mut waiting, head, cancel, &mut embedded)?;
                progress(place);
                tokens = 0;
            }
            tokens += count;
            waiting.push(Waiting {
                place,
                encoded,
                skipped,
            });
        }
        self.embed_waiting(&mut waiting, head, cancel, &mut embedded)?;
        progress(texts.len());
        Ok(embedded)
    }

    /// How wide the embeddings of this model are by `head`.
    ///
    /// # Errors
    /// The head has no pooling, or is of a model with other hidden states.
    pub fn embedding_width(&self, head: &SentenceHead) -> Result<usize, ModelError> {
        if head.pooling.is_none() {
            return Err(ModelError::NoPooling);
        }
        let width = head.embedding_width(self.card.hidden_size);
        width.ok_or_else(|| {
            let reason = "the sentence head is of another model: its widths do not fit";
            ModelError::Pass(reason.to_owned())
        })
    }

    /// One pass over the texts that wait.
    fn embed_waiting(
        &self,
        waiting: &mut Vec<Waiting>,
        head: &SentenceHead,
        cancel: &Cancel,
        embedded: &mut [Result<TextEmbedding, ModelError>],
    ) -> Result<(), ModelError> {
        let texts = std::mem::take(waiting);
        if texts.is_empty() {
            return Ok(());
        }
        let width = self.card.hidden_size;
        let last = self.last_states(&texts, cancel)?;
        let mut last = last.as_slice();
        for Waiting {
            place,
            encoded,
            skipped,
        } in texts
        {
            let own = last.split_off(..encoded.tokens.len() * width);
            let states = TokenStates::new(own.unwrap_or_default(), width);
            let embedding = head.embedding(states.without_first(skipped));
            let embedding = embedding.ok_or(ModelError::NoPooling)?;
            if let Some(to) = embedded.get_mut(place) {
                *to = self.embedding_of(&embedding, &encoded);
            }
        }
        Ok(())
    }

    fn embedding_of(
        &self,
        embedding: &[f64],
        encoded: &EncodedText,
    ) -> Result<TextEmbedding, ModelError> {
        let length = embedding.iter().map(|x| x * x).sum::<f64>().sqrt();
        if !length.is_finite() {
            return Err(ModelError::Overflow {
                layer: self.card.layers,
            });
        }
        let share = if length > 0.0 { 1.0 / length } else { 0.0 };
        Ok(TextEmbedding {
            direction: embedding.iter().map(|x| (x * share) as f32).collect(),
            length,
            tokens: encoded.tokens.len(),
            truncated_tokens: encoded.truncated_tokens,
        })
    }

    /// The last hidden states of all texts, `[token][width]`, one text below the other.
    fn last_states(&self, texts: &[Waiting], cancel: &Cancel) -> Result<Vec<f32>, ModelError> {
        let tokens = || texts.iter().flat_map(|text| &text.encoded.tokens);
        let batch = Batch {
            ids: tokens().map(|token| token.id).collect(),
            positions: tokens().map(|token| token.index as u32).collect(),
            types: Vec::new(),
            lengths: texts.iter().map(|text| text.encoded.tokens.len()).collect(),
        };
        self.with_weights(|| last_states(self.encoder.as_ref(), &batch, cancel))
    }
}
