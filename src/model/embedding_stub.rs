//! Temporary.
use super::{Cancel, Model, ModelError};
use crate::domain::matching::exact_parts;
use crate::domain::pooling::{Pooling, PoolingMethod, PoolingSource};
use crate::domain::trace::TextInput;
impl Model {
    /// Temporary.
    pub fn pooling_as(&self, chosen: Option<PoolingMethod>) -> Pooling {
        Pooling {
            method: chosen.unwrap_or_default(),
            source: if chosen.is_some() {
                PoolingSource::Chosen
            } else {
                PoolingSource::Declared
            },
        }
    }
    /// Temporary.
    ///
    /// # Errors
    /// Temporary.
    pub fn embed(
        &self,
        texts: &[&str],
        pooling: &Pooling,
        cancel: &Cancel,
    ) -> Result<Vec<Vec<f32>>, ModelError> {
        let inputs: Vec<TextInput> = texts.iter().map(TextInput::new).collect();
        let read = self.trace_all(&inputs, cancel)?;
        Ok(read
            .iter()
            .map(|text| {
                exact_parts(text, pooling)
                    .map(|parts| parts.embedding().iter().map(|&x| x as f32).collect())
                    .unwrap_or_default()
            })
            .collect())
    }
}
