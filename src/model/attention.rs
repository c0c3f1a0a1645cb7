//! The attention of one block, head by head, computed again from the hidden states that a pass left:
//! live typing keeps no weights, and one block costs a small part of a pass.

use candle_core::Tensor;

use crate::domain::attention::{
    AttentionOverview, AttentionReceived, BlockAttention, BlockOverview,
};
use crate::domain::trace::TracedText;

use super::cancel::Cancel;
use super::encoder::{AttentionRecorder, PassContext, numbers_of};
use super::trace::failed;
use super::{Model, ModelError};

/// Rows of one pass of value zeroing: more gain nothing, and leave the processor's cache.
const MOST_ROWS: usize = 512;

impl Model {
    /// Every attention weight of `block`, counted from 1, in a text whose hidden states were kept,
    /// and what each token receives.
    ///
    /// # Errors
    /// A block that the model does not have, or hidden states that were not kept.
    pub fn block_attention(
        &self,
        text: &TracedText,
        block: usize,
    ) -> Result<(AttentionReceived, BlockAttention), ModelError> {
        let index = self.index_of(block)?;
        let special = special_of(text);
        let context = PassContext {
            recorder: Some(AttentionRecorder::keeping_weights(vec![special])),
            ..PassContext::new(self.encoder.as_ref(), &[text.tokens.len()]).map_err(failed)?
        };
        let input = self.input_of(text, index, 1)?;
        let block = || self.encoder.block(index, &input, &context);
        self.with_weights(|| block().map_err(failed))?;
        let recorded = context.recorder.map(AttentionRecorder::last_block);
        let recorded = recorded.and_then(|blocks| blocks.into_iter().next());
        let (received, attention) = recorded.ok_or(ModelError::NothingToRead)?;
        let window = self.encoder.window(index);
        Ok((
            received,
            BlockAttention {
                window,
                ..attention
            },
        ))
    }

    /// Every head of every block of a text whose hidden states were kept, small. Of the block that is
    /// `known`, counted from 1, nothing is computed again.
    ///
    /// # Errors
    /// Hidden states that were not kept, or [`ModelError::Interrupted`] once `cancel` says so; it is
    /// asked between blocks.
    pub fn attention_overview(
        &self,
        text: &TracedText,
        known: Option<(usize, &AttentionReceived, &BlockAttention)>,
        cancel: &Cancel,
    ) -> Result<AttentionOverview, ModelError> {
        let special = special_of(text);
        let blocks = (1..=self.encoder.layers()).map(|block| {
            if cancel.is_cancelled() {
                return Err(ModelError::Interrupted);
            }
            let known = known.filter(|(known, ..)| *known == block);
            if let Some((_, received, attention)) = known {
                return Ok(BlockOverview::new(attention, received.clone(), &special));
            }
            let (received, attention) = self.block_attention(text, block)?;
            Ok(BlockOverview::new(&attention, received, &special))
        });
        Ok(AttentionOverview {
            blocks: blocks.collect::<Result<_, _>>()?,
        })
    }

    /// Value zeroing (Mohebbi et al. 2023, arXiv 2301.12971) in `block`, counted from 1:
    /// `1 - cos` between the state of each query behind the block and the same with the value of
    /// each key set to zero, `[query][key]`, each row divided by its sum. A row in which nothing
    /// changed is zeros.
    ///
    /// # Errors
    /// As [`block_attention`](Self::block_attention), or [`ModelError::Interrupted`] once `cancel`
    /// says so.
    pub fn value_zeroing(
        &self,
        text: &TracedText,
        block: usize,
        cancel: &Cancel,
    ) -> Result<Vec<f32>, ModelError> {
        let index = self.index_of(block)?;
        let (tokens, width) = (text.tokens.len(), self.card.hidden_size);
        let whole = self.kept_states(text, index + 1)?;
        let mut turned = vec![0.0_f32; tokens * tokens];
        let keys: Vec<usize> = (0..tokens).collect();
        for keys in keys.chunks((MOST_ROWS / tokens.max(1)).max(1)) {
            if cancel.is_cancelled() {
                return Err(ModelError::Interrupted);
            }
            let without = self.with_weights(|| self.states_without(text, index, keys))?;
            for (states, &key) in without.chunks_exact(tokens * width).zip(keys) {
                let rows = whole.chunks_exact(width).zip(states.chunks_exact(width));
                let column = turned.iter_mut().skip(key).step_by(tokens);
                for (cell, (whole, without)) in column.zip(rows) {
                    *cell = turn(whole, without) as f32;
                }
            }
        }
        for row in turned.chunks_exact_mut(tokens.max(1)) {
            let sum: f64 = row.iter().copied().map(f64::from).sum();
            for cell in row.iter_mut().filter(|_| sum > 0.0) {
                *cell = (f64::from(*cell) / sum) as f32;
            }
        }
        Ok(turned)
    }

    /// The states behind the block `index` with the value of one of `keys` set to zero, for each of
    /// them in turn: `[key][token][hidden]`.
    fn states_without(
        &self,
        text: &TracedText,
        index: usize,
        keys: &[usize],
    ) -> Result<Vec<f32>, ModelError> {
        let tokens = text.tokens.len();
        let encoder = self.encoder.as_ref();
        let lengths = vec![tokens; keys.len()];
        let rows = keys
            .iter()
            .flat_map(|&key| (0..tokens).map(move |token| token == key));
        let context = PassContext {
            valueless: rows.collect(),
            ..PassContext::new(encoder, &lengths).map_err(failed)?
        };
        let input = self.input_of(text, index, keys.len())?;
        let states = encoder.block(index, &input, &context);
        states
            .and_then(|states| numbers_of(&states))
            .map_err(failed)
    }

    /// What the block `index` is given for `copies` of `text`, one below the other.
    fn input_of(
        &self,
        text: &TracedText,
        index: usize,
        copies: usize,
    ) -> Result<Tensor, ModelError> {
        let states = self.kept_states(text, index)?.repeat(copies);
        let shape = (copies * text.tokens.len(), self.card.hidden_size);
        Tensor::from_vec(states, shape, &self.tensors_on).map_err(failed)
    }

    fn index_of(&self, block: usize) -> Result<usize, ModelError> {
        let index = block.checked_sub(1);
        let index = index.filter(|&index| index < self.encoder.layers());
        index.ok_or(ModelError::NoSuchBlock {
            block,
            blocks: self.encoder.layers(),
        })
    }
}

/// Which tokens are special.
fn special_of(text: &TracedText) -> Vec<bool> {
    text.tokens.iter().map(|token| token.special).collect()
}

/// `1 - cos` of two states; 0 where one of them has no direction.
fn turn(a: &[f32], b: &[f32]) -> f64 {
    let dot = |a: &[f32], b: &[f32]| -> f64 {
        let products = a.iter().zip(b).map(|(&a, &b)| f64::from(a) * f64::from(b));
        products.sum()
    };
    let size = (dot(a, a) * dot(b, b)).sqrt();
    if size > 0.0 {
        (1.0 - dot(a, b) / size).max(0.0)
    } else {
        0.0
    }
}
