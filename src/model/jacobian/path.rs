//! The path of one text: its hidden states at a layer, and those of its reference.

use candle_core::{Device, Tensor};

use crate::domain::pooling::TokenStates;
use crate::domain::token::Token;
use crate::domain::trace::TextInput;

use super::super::encoder::{Batch, Encoder, PassContext, numbers_of};
use super::super::trace::failed;
use super::super::{Cancel, Model, ModelError};

/// The straight path between the hidden states of a text at one layer and those of its reference:
/// the same tokens, but padding in place of all that are not special.
pub struct JacobianPath {
    pub(super) layer: usize,
    tokens: Vec<Token>,
    truncated_tokens: usize,
    /// Hidden states at the layer, `[token][width]`.
    pub(super) states: Vec<f32>,
    pub(super) reference: Vec<f32>,
    /// The last hidden states of both.
    pub(super) last_states: Vec<f32>,
    pub(super) last_reference: Vec<f32>,
    pub(super) width: usize,
    /// How many tokens at the start are not pooled.
    pub(super) skipped: usize,
    /// Where hidden states are computed.
    pub(super) device: Device,
}

impl JacobianPath {
    /// The same, the first `skipped` tokens not pooled: those of a prompt, where the model's head
    /// leaves them out.
    #[must_use]
    pub fn without_first(self, skipped: usize) -> Self {
        Self { skipped, ..self }
    }

    /// The layer whose hidden states the path goes through.
    pub fn layer(&self) -> usize {
        self.layer
    }

    /// The tokens of the text.
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// How many tokens at the end of the text did not fit the model's positions.
    pub fn truncated_tokens(&self) -> usize {
        self.truncated_tokens
    }

    /// Numbers in a hidden state.
    pub(in super::super) fn width(&self) -> usize {
        self.width
    }

    /// Last hidden states of its tokens.
    pub(super) fn token_states<'s>(&self, last: &'s [f32]) -> TokenStates<'s> {
        TokenStates::new(last, self.width).without_first(self.skipped)
    }

    /// The way from the reference to the text, `[token][width]`.
    pub(super) fn way(&self) -> Vec<f32> {
        let pairs = self.states.iter().zip(&self.reference);
        pairs.map(|(x, reference)| x - reference).collect()
    }
}

impl Model {
    /// The path of `text` at `layer`, from 0 to the model's last.
    ///
    /// # Errors
    /// As [`trace`](Self::trace); also that the model has no such layer or no padding token.
    pub fn jacobian_path(
        &self,
        text: &str,
        layer: usize,
        cancel: &Cancel,
    ) -> Result<JacobianPath, ModelError> {
        self.path_of(&TextInput::new(text), layer, cancel)
    }

    /// The same of a text that may be a pair.
    pub(in super::super) fn path_of(
        &self,
        text: &TextInput,
        layer: usize,
        cancel: &Cancel,
    ) -> Result<JacobianPath, ModelError> {
        let layers = self.encoder.layers();
        if layer > layers {
            return Err(ModelError::NoSuchLayer { layer, layers });
        }
        let encoded = self.encoded(text)?;
        let padding = self.tokenizer.padding().ok_or(ModelError::NoPadding)?;
        let ids = encoded.tokens.iter().map(|token| token.id);
        let in_place = |token: &Token| if token.special { token.id } else { padding };
        let reference = encoded.tokens.iter().map(in_place);
        let count = encoded.tokens.len();
        let positions = (0..).take(count).chain((0..).take(count));
        let batch = Batch {
            ids: ids.chain(reference).collect(),
            positions: positions.collect(),
            types: encoded.types.repeat(2),
            lengths: vec![count; 2],
        };
        let run = || BothEnds::run(self.encoder.as_ref(), &batch, layer, cancel);
        let both = self.with_weights(run)?;
        let (states, reference) = both.at_layer;
        let (last_states, last_reference) = both.last;
        let is_finite = |states: &[f32]| states.iter().all(|x| x.is_finite());
        for (states, layer) in [(&states, layer), (&last_states, layers)] {
            if !is_finite(states) {
                return Err(ModelError::Overflow { layer });
            }
        }
        Ok(JacobianPath {
            layer,
            tokens: encoded.tokens,
            truncated_tokens: encoded.truncated_tokens,
            states,
            reference,
            last_states,
            last_reference,
            width: both.width,
            skipped: 0,
            device: both.device,
        })
    }
}

/// Hidden states of a text and its reference.
struct BothEnds {
    at_layer: (Vec<f32>, Vec<f32>),
    last: (Vec<f32>, Vec<f32>),
    width: usize,
    device: Device,
}

impl BothEnds {
    fn run(
        encoder: &dyn Encoder,
        batch: &Batch,
        layer: usize,
        cancel: &Cancel,
    ) -> Result<Self, ModelError> {
        let context = PassContext::new(encoder, &batch.lengths).map_err(failed)?;
        let mut hidden = encoder.embed(batch, None).map_err(failed)?;
        let mut at_layer = None;
        for index in 0..=encoder.layers() {
            if index == layer {
                at_layer = Some(halves(&hidden)?);
            }
            if index == encoder.layers() {
                break;
            }
            if cancel.is_cancelled() {
                return Err(ModelError::Interrupted);
            }
            hidden = encoder.block(index, &hidden, &context).map_err(failed)?;
        }
        let last = halves(&hidden)?;
        Ok(Self {
            at_layer: at_layer.unwrap_or_else(|| last.clone()),
            last,
            width: hidden.dims2().map_err(failed)?.1,
            device: hidden.device().clone(),
        })
    }
}

/// The hidden states of the first and of the second text, which are of one length.
fn halves(hidden: &Tensor) -> Result<(Vec<f32>, Vec<f32>), ModelError> {
    let mut first = numbers_of(hidden).map_err(failed)?;
    let second = first.split_off(first.len() / 2);
    Ok((first, second))
}
