//! What is made of the last hidden states of a text, with its derivative: a sentence embedding, or
//! the logits of a head.

use crate::domain::pooling::SentenceHead;

use super::super::ModelError;
use super::path::JacobianPath;

/// What tangents of the last hidden states, one below the other, do to the outputs: a list for
/// each.
pub(in super::super) type TangentMap<'a> =
    Box<dyn Fn(&[f32]) -> Result<Vec<Vec<f64>>, ModelError> + 'a>;

/// Numbers that are made of the last hidden states of the text of a path.
pub(in super::super) trait Readout {
    /// How many numbers.
    fn outputs(&self) -> usize;

    /// The numbers where the last hidden states are `states`, `[token][width]`.
    fn value(&self, path: &JacobianPath, states: &[f32]) -> Result<Vec<f64>, ModelError>;

    /// The derivative there.
    fn linearised<'s>(
        &'s self,
        path: &JacobianPath,
        states: &[f32],
    ) -> Result<TangentMap<'s>, ModelError>;
}

/// The sentence embedding of a head that was checked to fit the model.
pub(super) struct EmbeddingReadout<'a> {
    pub(super) head: &'a SentenceHead,
    pub(super) width: usize,
}

impl Readout for EmbeddingReadout<'_> {
    fn outputs(&self) -> usize {
        self.width
    }

    fn value(&self, path: &JacobianPath, states: &[f32]) -> Result<Vec<f64>, ModelError> {
        let embedding = self.head.embedding(path.token_states(states));
        embedding.ok_or(ModelError::NoPooling)
    }

    fn linearised<'s>(
        &'s self,
        path: &JacobianPath,
        states: &[f32],
    ) -> Result<TangentMap<'s>, ModelError> {
        let head = self.head.linearised(path.token_states(states));
        let head = head.ok_or(ModelError::NoPooling)?;
        let size = states.len().max(1);
        Ok(Box::new(move |tangents: &[f32]| {
            let each = tangents.chunks_exact(size);
            Ok(each.map(|tangent| head.push(tangent)).collect())
        }))
    }
}
