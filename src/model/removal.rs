//! What a text's sentence embedding is without some of its tokens.
//!
//! Many sets of tokens of one text are tried at once: what they have in common (the tokens that are
//! left where positions are counted, the layers before a state is set to zero) is computed once, and
//! short sequences share a pass.

use candle_core::Tensor;

use crate::domain::pooling::{PoolingMode, SentenceHead, TokenStates};
use crate::domain::removal::{MeasuredRemoval, Removal, RemovalSubject, effect, removal_test};
use crate::domain::trace::TracedText;

use super::encoder::{Encoder, PassContext};
use super::trace::{Sequence, failed};
use super::{Model, ModelError};
use crate::model::cancel::Cancel;

/// Rows of one pass: more gain nothing, and leave the processor's cache.
const MOST_ROWS: usize = 512;

/// What is removed from a text.
#[derive(Debug, Clone, Copy)]
pub struct RemovalRequest<'a> {
    /// The text, as it was read with its own positions; its hidden states were kept.
    pub text: &'a TracedText,
    /// What it means that a token is not there.
    pub removal: Removal,
    /// The layer from which on a state is zero, for [`Removal::Zero`].
    pub layer: usize,
}

/// A text without some of its tokens, on its way through the blocks.
struct Variant {
    ids: Vec<u32>,
    positions: Vec<u32>,
    /// Which tokens no token attends to.
    blinded: Vec<bool>,
    /// Which of its tokens are pooled.
    pooled: Vec<bool>,
    /// The states that its next block is given; empty where it begins with the embeddings.
    states: Vec<f32>,
}

impl Model {
    /// The head that embeddings are made with: the model's own, or the mean of the tokens where its
    /// files declare no pooling.
    ///
    /// # Errors
    /// The files that declare it are damaged.
    pub fn head_or_mean(&self) -> Result<SentenceHead, ModelError> {
        let head = self.sentence_head()?;
        Ok(match head.pooling {
            Some(_) => head.clone(),
            None => head.with_pooling(PoolingMode::Mean),
        })
    }

    /// The embedding of a text without each of `sets` of its tokens; `None` where no token is left
    /// to be pooled.
    ///
    /// # Errors
    /// A text without its hidden states, a model without a mask token, or
    /// [`ModelError::Interrupted`] once `cancel` says so.
    pub fn embeddings_without(
        &self,
        request: RemovalRequest<'_>,
        sets: &[Vec<usize>],
        head: &SentenceHead,
        cancel: &Cancel,
    ) -> Result<Vec<Option<Vec<f64>>>, ModelError> {
        let variants = sets.iter().map(|set| self.variant(request, set));
        let variants = variants.collect::<Result<Vec<_>, _>>()?;
        let first = match request.removal {
            Removal::Zero => request.layer,
            Removal::Pooling => self.encoder.layers(),
            Removal::Mask | Removal::Blind | Removal::Attention => 0,
        };
        let width = self.card.hidden_size;
        let mut embeddings = Vec::with_capacity(sets.len());
        let mut rest = variants.as_slice();
        while !rest.is_empty() {
            let (pass, behind) = rest.split_at(in_one_pass(rest));
            rest = behind;
            let states = run(self.encoder.as_ref(), pass, first, cancel)?;
            let mut states = states.as_slice();
            for variant in pass {
                let own = states.split_off(..variant.pooled.len() * width);
                embeddings.push(variant.embedding(own.unwrap_or_default(), width, head));
            }
        }
        Ok(embeddings)
    }

    /// The removal test of `subject`; `text` is the same text with the hidden states that this model
    /// left. `cancel` is asked between layers.
    ///
    /// # Errors
    /// As [`embeddings_without`](Self::embeddings_without); files that declare the sentence embedding
    /// and are damaged.
    pub fn removal_test(
        &self,
        subject: RemovalSubject<'_>,
        text: &TracedText,
        removal: Removal,
        cancel: &Cancel,
    ) -> Result<MeasuredRemoval, ModelError> {
        let head = self.head_or_mean()?;
        let states = text.trace.hidden_states.get(self.encoder.layers());
        let whole = states.and_then(|states| {
            let states = TokenStates::new(states, text.trace.hidden_size);
            head.embedding(states)
        });
        let whole = whole.ok_or_else(|| {
            ModelError::Pass("the model makes no sentence embedding of its states".to_owned())
        })?;
        let request = RemovalRequest {
            text,
            removal,
            layer: subject.layer,
        };
        let found = removal_test(subject, &mut |sets| {
            let without = self.embeddings_without(request, sets, &head, cancel)?;
            let effects = without.iter().map(|without| match without {
                Some(without) => effect(&whole, without),
                None => f64::NAN,
            });
            Ok::<_, ModelError>(effects.collect())
        })?;
        Ok(MeasuredRemoval {
            pooling: head.phrase(),
            test: found,
        })
    }

    fn variant(&self, request: RemovalRequest<'_>, set: &[usize]) -> Result<Variant, ModelError> {
        let RemovalRequest {
            text,
            removal,
            layer,
        } = request;
        let tokens = text.tokens.len();
        let width = self.card.hidden_size;
        let removed: Vec<bool> = (0..tokens).map(|token| set.contains(&token)).collect();
        let not_removed = || removed.iter().map(|removed| !removed).collect();
        let kept_states = |layer: usize| {
            let states = text.trace.hidden_states.get(layer);
            states.map(|states| states.to_vec()).ok_or_else(|| {
                ModelError::Pass("the hidden states of the text were not kept".to_owned())
            })
        };
        let mut variant = Variant {
            ids: text.tokens.iter().map(|token| token.id).collect(),
            positions: (0..).take(tokens).collect(),
            blinded: vec![false; tokens],
            pooled: vec![true; tokens],
            states: Vec::new(),
        };
        match removal {
            Removal::Mask => {
                let mask = self.tokenizer.mask_id().ok_or(ModelError::NoMaskToken)?;
                for &token in set {
                    if let Some(id) = variant.ids.get_mut(token) {
                        *id = mask;
                    }
                }
            }
            // What nobody attends to and nobody pools might as well not be there, where no block
            // asks how far apart the others stand.
            Removal::Blind if !self.encoder.reads_distances() => {
                let mut left = removed.iter().map(|removed| !removed);
                variant.ids.retain(|_| left.next().unwrap_or(true));
                let mut left = removed.iter().map(|removed| !removed);
                variant.positions.retain(|_| left.next().unwrap_or(true));
                variant.blinded.truncate(variant.ids.len());
                variant.pooled.truncate(variant.ids.len());
            }
            Removal::Blind => {
                variant.pooled = not_removed();
                variant.blinded = removed;
            }
            Removal::Attention => variant.blinded = removed,
            Removal::Pooling => {
                variant.pooled = not_removed();
                variant.states = kept_states(self.encoder.layers())?;
            }
            Removal::Zero => {
                variant.states = kept_states(layer)?;
                for (state, removed) in variant.states.chunks_exact_mut(width).zip(&removed) {
                    if *removed {
                        state.fill(0.0);
                    }
                }
            }
        }
        Ok(variant)
    }
}

impl Variant {
    /// What its last states, `[token][width]`, come to.
    fn embedding(&self, states: &[f32], width: usize, head: &SentenceHead) -> Option<Vec<f64>> {
        let rows = states.chunks_exact(width).zip(&self.pooled);
        let pooled: Vec<f32> = rows
            .filter(|(_, pooled)| **pooled)
            .flat_map(|(row, _)| row.iter().copied())
            .collect();
        if pooled.is_empty() {
            return None;
        }
        head.embedding(TokenStates::new(&pooled, width))
    }
}

/// How many of `variants` share a pass.
fn in_one_pass(variants: &[Variant]) -> usize {
    let mut rows = 0;
    let fits = variants.iter().take_while(|variant| {
        rows += variant.pooled.len();
        rows <= MOST_ROWS
    });
    fits.count().max(1)
}

/// The last states of `variants`, one below the other, which enter at the block `first`.
fn run(
    encoder: &dyn Encoder,
    variants: &[Variant],
    first: usize,
    cancel: &Cancel,
) -> Result<Vec<f32>, ModelError> {
    let left: Vec<&Variant> = variants
        .iter()
        .filter(|one| !one.pooled.is_empty())
        .collect();
    let states: Vec<f32> = left
        .iter()
        .flat_map(|one| one.states.iter().copied())
        .collect();
    if left.is_empty() || first >= encoder.layers() {
        return Ok(states);
    }
    let lengths: Vec<usize> = left.iter().map(|one| one.pooled.len()).collect();
    let blinded: Vec<bool> = left
        .iter()
        .flat_map(|one| one.blinded.iter().copied())
        .collect();
    let context = PassContext {
        prepared: encoder.prepare(&lengths).map_err(failed)?,
        blinded: if blinded.contains(&true) {
            blinded
        } else {
            Vec::new()
        },
        lengths,
        recorder: None,
        parts: None,
        valueless: Vec::new(),
    };
    let sequences = left.iter().map(|one| Sequence {
        ids: one.ids.clone(),
        positions: one.positions.clone(),
        special: Vec::new(),
    });
    let batch = Sequence::batch(&sequences.collect::<Vec<_>>());
    let mut hidden = encoder.embed(&batch, None).map_err(failed)?;
    if first > 0 || !states.is_empty() {
        hidden = Tensor::from_vec(states, hidden.shape(), hidden.device()).map_err(failed)?;
    }
    for index in first..encoder.layers() {
        if cancel.is_cancelled() {
            return Err(ModelError::Interrupted);
        }
        hidden = encoder.block(index, &hidden, &context).map_err(failed)?;
    }
    hidden
        .flatten_all()
        .and_then(|states| states.to_vec1())
        .map_err(failed)
}
