//! What a text's sentence embedding is without some of its tokens.
//!
//! Many sets of tokens of one text are tried at once: what they have in common is computed once (the
//! rows that enter the first block that differs, and what that block makes of each row by itself),
//! and short sequences share a pass.

use candle_core::Tensor;

use crate::domain::pooling::{PoolingMode, SentenceHead, TokenStates};
use crate::domain::removal::{
    MeasuredRemoval, Removal, RemovalOutput, RemovalSubject, effect, removal_test,
};
use crate::domain::trace::TracedText;

use super::encoder::{Batch, PassContext, Repeats, numbers_of};
use super::heads::{HeadOutput, LeftRow, LeftText};
use super::trace::failed;
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

/// The rows that the texts without some of their tokens are made of.
struct Beginning {
    /// `[row][width]`: first that of each token as it is, then that of each token removed.
    rows: Tensor,
    /// The block that they enter.
    block: usize,
}

/// A text without some of its tokens.
struct Variant {
    /// Which row of the beginning each of its tokens is.
    rows: Vec<u32>,
    /// Which tokens no token attends to.
    blinded: Vec<bool>,
    /// Which of its tokens are pooled.
    pooled: Vec<bool>,
}

/// What takes the texts of one pass and their last states.
type Take<'t> = &'t mut dyn FnMut(&[(&Variant, &[f32])]) -> Result<(), ModelError>;

/// What says what sets of tokens do when each is removed.
type Remove<'r> = Box<dyn FnMut(&[Vec<usize>]) -> Result<Vec<f64>, ModelError> + 'r>;

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
        let width = self.card.hidden_size;
        let mut embeddings = Vec::with_capacity(sets.len());
        let mut take = |pass: &[(&Variant, &[f32])]| {
            let read = pass.iter();
            embeddings.extend(read.map(|(one, states)| one.embedding(states, width, head)));
            Ok(())
        };
        self.with_weights(|| self.read_without(request, sets, cancel, &mut take))?;
        Ok(embeddings)
    }

    /// Reads a text without each of `sets` of its tokens, some of them in each pass, and hands `take`
    /// what every pass left: the texts and their last states.
    fn read_without(
        &self,
        request: RemovalRequest<'_>,
        sets: &[Vec<usize>],
        cancel: &Cancel,
        take: Take<'_>,
    ) -> Result<(), ModelError> {
        let beginning = self.beginning(request)?;
        let (tokens, width) = (request.text.tokens.len(), self.card.hidden_size);
        let drops = !self.encoder.reads_distances();
        let variants: Vec<Variant> = sets
            .iter()
            .map(|set| Variant::new(request.removal, tokens, set, drops))
            .collect();
        let mut rest = variants.as_slice();
        while !rest.is_empty() {
            let (pass, behind) = rest.split_at(in_one_pass(rest));
            rest = behind;
            let states = self.run_variants(&beginning, pass, cancel)?;
            let mut states = states.as_slice();
            let each = pass.iter().map(|variant| {
                let own = states.split_off(..variant.pooled.len() * width);
                (variant, own.unwrap_or_default())
            });
            take(&each.collect::<Vec<_>>())?;
        }
        Ok(())
    }

    /// The removal test of `subject`, seen in `output`; `text` is the same text with the hidden states
    /// that this model left. `cancel` is asked between layers; what there is before sets of tokens are
    /// removed is given to `post`.
    ///
    /// # Errors
    /// As [`embeddings_without`](Self::embeddings_without); files that declare the sentence embedding
    /// and are damaged, or a model without the head of `output`.
    pub fn removal_test(
        &self,
        subject: RemovalSubject<'_>,
        text: &TracedText,
        (removal, output): (Removal, RemovalOutput),
        cancel: &Cancel,
        post: &dyn Fn(MeasuredRemoval),
    ) -> Result<MeasuredRemoval, ModelError> {
        let request = RemovalRequest {
            text,
            removal,
            layer: subject.layer,
        };
        let said = self.head_output(output, text, cancel)?;
        let (pooling, mut remove): (String, Remove<'_>) = if let Some(said) = said {
            let phrase = said.phrase();
            let remove = move |sets: &[Vec<usize>]| self.said_without(request, sets, &said, cancel);
            (phrase, Box::new(remove))
        } else {
            let head = self.head_or_mean()?;
            let whole = self.whole_embedding(text, &head)?;
            let phrase = head.phrase();
            let remove = move |sets: &[Vec<usize>]| {
                let without = self.embeddings_without(request, sets, &head, cancel)?;
                let effects = without.iter().map(|without| match without {
                    Some(without) => effect(&whole, without),
                    None => f64::NAN,
                });
                Ok(effects.collect())
            };
            (phrase, Box::new(remove))
        };
        let measured = |test, progress| MeasuredRemoval {
            pooling: pooling.clone(),
            progress,
            test,
        };
        let post = |test, progress| post(measured(test, progress));
        let (found, progress) = removal_test(subject, &mut *remove, &post)?;
        Ok(measured(found, progress))
    }

    /// The embedding of a text whose hidden states were kept.
    fn whole_embedding(
        &self,
        text: &TracedText,
        head: &SentenceHead,
    ) -> Result<Vec<f64>, ModelError> {
        let states = text.trace.hidden_states.get(self.encoder.layers());
        let whole = states.and_then(|states| {
            let states = TokenStates::new(states, text.trace.hidden_size);
            head.embedding(states)
        });
        whole.ok_or_else(|| {
            ModelError::Pass("the model makes no sentence embedding of its states".to_owned())
        })
    }

    /// How much less probable a head holds what it `said` of a text without each of `sets` of its
    /// tokens.
    fn said_without(
        &self,
        request: RemovalRequest<'_>,
        sets: &[Vec<usize>],
        said: &HeadOutput<'_>,
        cancel: &Cancel,
    ) -> Result<Vec<f64>, ModelError> {
        let tokens = request.text.tokens.len();
        let mut effects = Vec::with_capacity(sets.len());
        let mut take = |pass: &[(&Variant, &[f32])]| {
            let left = |&(variant, states): &(&Variant, _)| LeftText {
                states,
                rows: variant.left(tokens),
            };
            let left: Vec<LeftText<'_>> = pass.iter().map(left).collect();
            effects.extend(said.effects(&left, cancel)?);
            Ok(())
        };
        self.with_weights(|| self.read_without(request, sets, cancel, &mut take))?;
        Ok(effects)
    }

    /// What every text without some of its tokens begins with.
    fn beginning(&self, request: RemovalRequest<'_>) -> Result<Beginning, ModelError> {
        let RemovalRequest { text, removal, .. } = request;
        let tokens = text.tokens.len();
        let width = self.card.hidden_size;
        let block = match removal {
            Removal::Zero => request.layer,
            Removal::Pooling => self.encoder.layers(),
            Removal::Mask | Removal::Blind | Removal::Attention => 0,
        };
        let kept = self.kept_states(text, block)?;
        let ids = match removal {
            Removal::Mask => {
                let mask = self.tokenizer.mask_id().ok_or(ModelError::NoMaskToken)?;
                vec![mask; tokens]
            }
            _ => text.tokens.iter().map(|token| token.id).collect(),
        };
        let embedded = Batch {
            ids,
            positions: (0..).take(tokens).collect(),
            lengths: vec![tokens],
            types: Vec::new(),
        };
        let embedded = self.encoder.embed(&embedded, None).map_err(failed)?;
        let mut rows = kept.to_vec();
        match removal {
            Removal::Mask => rows.extend(numbers_of(&embedded).map_err(failed)?),
            Removal::Zero => rows.resize(2 * tokens * width, 0.0),
            // The token itself is as it was.
            Removal::Blind | Removal::Attention | Removal::Pooling => rows.extend_from_within(..),
        }
        let rows = Tensor::from_vec(rows, (2 * tokens, width), embedded.device());
        Ok(Beginning {
            rows: rows.map_err(failed)?,
            block,
        })
    }

    /// The last states of `variants`, one below the other.
    fn run_variants(
        &self,
        beginning: &Beginning,
        variants: &[Variant],
        cancel: &Cancel,
    ) -> Result<Vec<f32>, ModelError> {
        let encoder = self.encoder.as_ref();
        let left = || variants.iter().filter(|one| !one.rows.is_empty());
        let rows: Vec<u32> = left().flat_map(|one| one.rows.iter().copied()).collect();
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let lengths: Vec<usize> = left().map(|one| one.rows.len()).collect();
        let blinded: Vec<bool> = left().flat_map(|one| one.blinded.iter().copied()).collect();
        let (repeats, mut hidden) = Repeats::of(&beginning.rows, &rows).map_err(failed)?;
        let mut context = PassContext::new(encoder, &lengths).map_err(failed)?;
        context.repeats = Some(repeats);
        if blinded.contains(&true) {
            context.blinded = blinded;
        }
        for index in beginning.block..encoder.layers() {
            if cancel.is_cancelled() {
                return Err(ModelError::Interrupted);
            }
            hidden = encoder.block(index, &hidden, &context).map_err(failed)?;
            context.repeats = None;
        }
        numbers_of(&hidden).map_err(failed)
    }
}

impl Variant {
    /// A text of `tokens` tokens without those of `set`. What nobody attends to and nobody pools
    /// might as well not be there: it is left out where the model `drops` it without moving others.
    fn new(removal: Removal, tokens: usize, set: &[usize], drops: bool) -> Self {
        let mut removed = vec![false; tokens];
        for &token in set {
            if let Some(removed) = removed.get_mut(token) {
                *removed = true;
            }
        }
        let row =
            |(token, &removed): (usize, &bool)| (token + usize::from(removed) * tokens) as u32;
        if removal == Removal::Blind && drops {
            let left = removed.iter().enumerate().filter(|(_, removed)| !**removed);
            let rows: Vec<u32> = left.map(row).collect();
            return Self {
                blinded: vec![false; rows.len()],
                pooled: vec![true; rows.len()],
                rows,
            };
        }
        let not_removed = removed.iter().map(|removed| !removed).collect();
        let rows = removed.iter().enumerate().map(row).collect();
        let blinds = matches!(removal, Removal::Blind | Removal::Attention);
        let pools = !matches!(removal, Removal::Blind | Removal::Pooling);
        Self {
            rows,
            pooled: if pools {
                vec![true; tokens]
            } else {
                not_removed
            },
            blinded: if blinds { removed } else { vec![false; tokens] },
        }
    }

    /// Whose its last states are, of a text of `tokens` tokens.
    fn left(&self, tokens: usize) -> Vec<LeftRow> {
        let rows = self.rows.iter().zip(&self.pooled);
        let rows = rows.map(|(&row, &pooled)| LeftRow {
            token: row as usize % tokens.max(1),
            removed: row as usize >= tokens,
            pooled,
        });
        rows.collect()
    }

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
        rows += variant.rows.len();
        rows <= MOST_ROWS
    });
    fits.count().max(1)
}
