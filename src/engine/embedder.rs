//! Embeddings of many short texts, and the recent ones of them: a word more in A changes nothing
//! of what B is without its words, and nothing of the random texts.

use std::num::NonZero;
use std::sync::Arc;

use lru::LruCache;

use crate::analysis::matching::{Direction, UsedPooling};
use crate::model::{Cancel, Model, ModelError};

/// Enough for the words of two long texts and the random ones: 12 MB at a width of 768.
const MOST: NonZero<usize> = NonZero::<usize>::MIN.saturating_add(4095);

/// Texts of one call of the model, between which work that is no longer wanted ends.
const BATCH: usize = 16;

/// Makes embeddings, and keeps the recent ones.
pub struct Embedder {
    recent: LruCache<Key, Arc<[f32]>>,
}

/// What was read, and by what.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    sha256: String,
    pooling: u64,
    text: String,
}

impl Default for Embedder {
    fn default() -> Self {
        Self {
            recent: LruCache::new(MOST),
        }
    }
}

impl Embedder {
    /// Whether the embedding of every one of `texts` is still here.
    pub(super) fn has(&self, model: &Model, pooling: &UsedPooling, texts: &[String]) -> bool {
        let here = |text: &String| self.recent.contains(&key(model, pooling, text));
        texts.iter().all(here)
    }

    /// The direction of the embedding of each of `texts`, in order; `None` of a text that cannot be
    /// read.
    ///
    /// # Errors
    /// A head that does not fit the model, or [`ModelError::Interrupted`] once `cancel` says so; what was
    /// read until then is kept.
    pub(super) fn embed(
        &mut self,
        model: &Model,
        pooling: &UsedPooling,
        texts: &[String],
        cancel: &Cancel,
    ) -> Result<Vec<Direction>, ModelError> {
        let mut found: Vec<Direction> = texts
            .iter()
            .map(|text| self.recent.get(&key(model, pooling, text)).cloned())
            .collect();
        let missing = (0..texts.len()).filter(|&at| found.get(at).is_some_and(Option::is_none));
        let mut missing: Vec<usize> = missing.collect();
        // Texts of one length share a pass best.
        missing.sort_by_key(|&at| texts.get(at).map_or(0, String::len));
        for batch in missing.chunks(BATCH) {
            if cancel.is_cancelled() {
                return Err(ModelError::Interrupted);
            }
            let batch_texts = batch.iter().filter_map(|&at| texts.get(at));
            let batch_texts: Vec<&str> = batch_texts.map(String::as_str).collect();
            let read = model.embed(&batch_texts, "", &pooling.head, cancel, &|_| {})?;
            for ((&at, text), read) in batch.iter().zip(batch_texts).zip(read) {
                let Ok(read) = read else { continue };
                let embedding: Arc<[f32]> = read.direction.into();
                self.recent
                    .put(key(model, pooling, text), Arc::clone(&embedding));
                if let Some(place) = found.get_mut(at) {
                    *place = Some(embedding);
                }
            }
        }
        Ok(found)
    }
}

fn key(model: &Model, pooling: &UsedPooling, text: &str) -> Key {
    Key {
        sha256: model.card().sha256.clone(),
        pooling: pooling.fingerprint,
        text: text.to_owned(),
    }
}
