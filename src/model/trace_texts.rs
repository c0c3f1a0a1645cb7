//! From texts to what every layer made of them, short texts together.

use std::sync::Arc;

use crate::domain::token::Token;
use crate::domain::trace::{TextInput, Trace};

use super::tokenizer::EncodedText;
use super::trace::{self, Capture, MAX_TOKENS_PER_PASS, Sequence};
use super::{Model, ModelError, TracedText};
use crate::model::cancel::Cancel;

/// A reading under way, after one of its layers.
pub struct LayersSoFar<'a> {
    /// The last layer there is.
    pub layer: usize,
    texts: &'a dyn Fn() -> Vec<Arc<TracedText>>,
}

impl LayersSoFar<'_> {
    /// Each text as far as it was read, in the order asked. Hidden states are shared, not copied.
    pub fn texts(&self) -> Vec<Arc<TracedText>> {
        (self.texts)()
    }
}

impl Model {
    /// Tokenizes `text` and runs every layer; `cancel` is asked between layers.
    ///
    /// ```
    /// use glassbox::{Cancel, Model};
    ///
    /// let text = Model::embedded()?.trace("A dog.", &Cancel::never())?;
    /// // [CLS] a dog . [SEP], at the embeddings and behind each of 6 blocks.
    /// assert_eq!((text.tokens.len(), text.layers()), (5, 6));
    /// let last = text.trace.hidden_state(6, 2).expect("it has three tokens");
    /// assert_eq!(last.len(), 384);
    /// # Ok::<(), glassbox::ModelError>(())
    /// ```
    ///
    /// # Errors
    /// [`ModelError::Interrupted`] once `cancel` says no; [`ModelError::NothingToRead`] for
    /// a text without tokens.
    pub fn trace(&self, text: &str, cancel: &Cancel) -> Result<TracedText, ModelError> {
        let read = self.trace_all(&[TextInput::new(text)], cancel)?;
        let read = read.into_iter().next().ok_or(ModelError::NothingToRead)?;
        Ok(Arc::unwrap_or_clone(read))
    }

    /// The tokens of `text` as the model would see them, without running it.
    ///
    /// # Errors
    /// [`ModelError::NothingToRead`] for a text without tokens.
    pub fn tokens(&self, text: &str) -> Result<Vec<Token>, ModelError> {
        Ok(self.tokenizer.encode(text)?.tokens)
    }

    /// How many tokens at the start of a text are those of `prompt`, which stands before it: all of
    /// the prompt's own but a special token at its end. None for an empty prompt.
    ///
    /// # Errors
    /// The prompt cannot be cut into tokens.
    pub fn prompt_tokens(&self, prompt: &str) -> Result<usize, ModelError> {
        if prompt.is_empty() {
            return Ok(0);
        }
        let tokens = self.tokens(prompt)?;
        let at_end = tokens.last().is_some_and(|token| token.special);
        Ok(tokens.len() - usize::from(at_end))
    }

    /// Reads several texts, short ones in one pass: the weights then come from memory once for
    /// all of them. Texts that are the same are read once.
    ///
    /// # Errors
    /// As [`trace`](Self::trace); also a position that the model does not have, or not one for
    /// every token.
    pub fn trace_all(
        &self,
        texts: &[TextInput],
        cancel: &Cancel,
    ) -> Result<Vec<Arc<TracedText>>, ModelError> {
        self.trace_each(texts, Capture::default(), cancel, &|_| {})
    }

    /// As [`trace_all`](Self::trace_all), capturing what `capture` says.
    ///
    /// # Errors
    /// As [`trace_all`](Self::trace_all).
    pub fn trace_capturing(
        &self,
        texts: &[TextInput],
        capture: Capture,
        cancel: &Cancel,
    ) -> Result<Vec<Arc<TracedText>>, ModelError> {
        self.trace_each(texts, capture, cancel, &|_| {})
    }

    /// As [`trace_all`](Self::trace_all); `layer_done` is told of each layer but the last, once
    /// all the texts are read up to there.
    ///
    /// # Errors
    /// As [`trace_all`](Self::trace_all).
    pub fn trace_by_layers(
        &self,
        texts: &[TextInput],
        cancel: &Cancel,
        layer_done: &dyn Fn(&LayersSoFar<'_>),
    ) -> Result<Vec<Arc<TracedText>>, ModelError> {
        self.trace_each(texts, Capture::default(), cancel, layer_done)
    }

    fn trace_each(
        &self,
        texts: &[TextInput],
        capture: Capture,
        cancel: &Cancel,
        layer_done: &dyn Fn(&LayersSoFar<'_>),
    ) -> Result<Vec<Arc<TracedText>>, ModelError> {
        let mut different: Vec<&TextInput> = Vec::new();
        for text in texts {
            if !different.contains(&text) {
                different.push(text);
            }
        }
        let mut read: Vec<Read<'_>> = Vec::with_capacity(different.len());
        let mut waiting = Vec::new();
        let mut tokens = 0;
        for text in different {
            let prepared = self.prepare(text)?;
            let count = prepared.0.tokens.len();
            if !waiting.is_empty() && tokens + count > MAX_TOKENS_PER_PASS {
                self.run(&mut waiting, &mut read, capture, cancel, &|_, _| {})?;
                tokens = 0;
            }
            tokens += count;
            waiting.push((text, prepared));
        }
        self.run(&mut waiting, &mut read, capture, cancel, &|read, layer| {
            layer_done(&LayersSoFar {
                layer,
                texts: &|| in_order(texts, &read()).collect(),
            });
        })?;
        let all: Vec<_> = in_order(texts, &read).collect();
        if all.len() < texts.len() {
            return Err(ModelError::NothingToRead);
        }
        Ok(all)
    }

    /// The tokens of a text or of a pair, as the model is given them.
    ///
    /// # Errors
    /// As [`trace`](Self::trace); a pair that the model does not read.
    pub(super) fn encoded(&self, text: &TextInput) -> Result<EncodedText, ModelError> {
        let Some(second) = &text.second else {
            return self.tokenizer.encode(&text.text);
        };
        let encoded = self.tokenizer.encode_pair(&text.text, second)?;
        let last = encoded.types.iter().max().map_or(0, |&last| last as usize);
        match self.token_types {
            0 => Ok(EncodedText {
                types: Vec::new(),
                ..encoded
            }),
            types if last < types => Ok(encoded),
            types => Err(ModelError::PairNotRead(format!(
                "its tokenizer numbers segments up to {last} and the model has {types} of them"
            ))),
        }
    }

    /// The hidden states of a layer of `text`, `[token][hidden]`.
    ///
    /// # Errors
    /// They were not kept.
    pub(super) fn kept_states<'a>(
        &self,
        text: &'a TracedText,
        layer: usize,
    ) -> Result<&'a [f32], ModelError> {
        let states = text.trace.hidden_states.get(layer);
        let states = states.filter(|states| {
            states.len() == text.tokens.len() * self.card.hidden_size && !states.is_empty()
        });
        states.map(|states| states.as_slice()).ok_or_else(|| {
            ModelError::Pass("the hidden states of the text were not kept".to_owned())
        })
    }

    fn prepare(&self, text: &TextInput) -> Result<(EncodedText, Sequence), ModelError> {
        let encoded = self.encoded(text)?;
        let count = encoded.tokens.len();
        if text.position_ids.is_some() && !self.encoder.has_positions() {
            return Err(ModelError::NoPositions(self.card.family.title()));
        }
        let positions = text.position_ids.clone();
        let positions = positions.unwrap_or_else(|| (0..).take(count).collect());
        if positions.len() != count {
            return Err(ModelError::Pass(format!(
                "{} positions were given for {count} tokens",
                positions.len()
            )));
        }
        let last = positions.iter().max().map_or(0, |&last| last as usize);
        if last >= self.card.positions {
            return Err(ModelError::NoSuchPosition {
                position: last,
                positions: self.card.positions,
            });
        }
        let ids = encoded.tokens.iter().map(|token| token.id).collect();
        let special = encoded.tokens.iter().map(|token| token.special).collect();
        let sequence = Sequence {
            ids,
            positions,
            special,
            types: encoded.types.clone(),
        };
        Ok((encoded, sequence))
    }

    /// One pass over the texts that wait. After each layer but the last `layer_done` is given its
    /// number and a way to all that was read so far.
    fn run<'a>(
        &self,
        waiting: &mut Vec<(&'a TextInput, (EncodedText, Sequence))>,
        read: &mut Vec<Read<'a>>,
        capture: Capture,
        cancel: &Cancel,
        layer_done: &dyn Fn(&ReadSoFar<'_, 'a>, usize),
    ) -> Result<(), ModelError> {
        let (texts, sequences): (Vec<_>, Vec<_>) = waiting
            .drain(..)
            .map(|(text, (encoded, sequence))| ((text, encoded), sequence))
            .unzip();
        let so_far = |traces: &[Trace]| {
            let layer = traces.first().map_or(0, Trace::last_layer);
            let part = || {
                let texts = texts.iter().cloned().zip(traces);
                let part = texts.map(|((text, encoded), trace)| (text, encoded, trace.clone()));
                let part = part.map(as_read);
                read.iter().cloned().chain(part).collect()
            };
            layer_done(&part, layer);
        };
        let encoder = self.encoder.as_ref();
        let traces =
            self.with_weights(|| trace::run(encoder, &sequences, capture, cancel, &so_far))?;
        if let Some(layer) = traces.iter().find_map(layer_of_overflow) {
            return Err(ModelError::Overflow { layer });
        }
        let texts = texts.into_iter().zip(traces);
        read.extend(texts.map(|((text, encoded), trace)| as_read((text, encoded, trace))));
        Ok(())
    }
}

/// A text with what was measured on it.
fn as_read((text, encoded, trace): (&TextInput, EncodedText, Trace)) -> Read<'_> {
    let traced = TracedText {
        text: text.whole(),
        second_start: text.second_start(),
        tokens: encoded.tokens,
        truncated_tokens: encoded.truncated_tokens,
        unknown: encoded.unknown,
        trace,
    };
    (text, Arc::new(traced))
}

/// The first layer with a hidden state that is not finite.
fn layer_of_overflow(trace: &Trace) -> Option<usize> {
    let is_finite = |strengths: &Vec<f64>| strengths.iter().all(|s| s.is_finite());
    let mut layers = trace.strengths.iter();
    layers.position(|strengths| !is_finite(strengths))
}

/// A text and what came of it.
type Read<'a> = (&'a TextInput, Arc<TracedText>);

/// A way to all that was read so far.
type ReadSoFar<'r, 'a> = dyn Fn() -> Vec<Read<'a>> + 'r;

/// What came of each of `texts`; the same text may be asked for twice.
fn in_order<'a>(
    texts: &'a [TextInput],
    read: &'a [Read<'_>],
) -> impl Iterator<Item = Arc<TracedText>> {
    let of = |text: &TextInput| {
        let found = read.iter().find(|(other, _)| *other == text);
        found.map(|(_, traced)| Arc::clone(traced))
    };
    texts.iter().filter_map(of)
}
