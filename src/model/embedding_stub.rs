//! Temporary.
use super::{Cancel, Model, ModelError};
use crate::domain::matching::last_states;
use crate::domain::pooling::{PoolingMode, SentenceHead};
use crate::domain::trace::TextInput;
use std::sync::{Arc, LazyLock};
static MEAN: LazyLock<Arc<SentenceHead>> =
    LazyLock::new(|| Arc::new(SentenceHead::of(PoolingMode::Mean)));
impl Model {
    /// Temporary.
    pub fn sentence_head(&self) -> &Arc<SentenceHead> {
        &MEAN
    }
    /// Temporary.
    ///
    /// # Errors
    /// Temporary.
    pub fn embed(
        &self,
        texts: &[&str],
        head: &SentenceHead,
        cancel: &Cancel,
    ) -> Result<Vec<Vec<f32>>, ModelError> {
        let inputs: Vec<TextInput> = texts.iter().map(TextInput::new).collect();
        let read = self.trace_all(&inputs, cancel)?;
        Ok(read
            .iter()
            .map(|text| {
                last_states(text)
                    .and_then(|states| head.embedding(states))
                    .unwrap_or_default()
                    .iter()
                    .map(|&x| x as f32)
                    .collect()
            })
            .collect())
    }
}
