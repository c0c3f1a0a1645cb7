//! Recent passes, bounded in bytes: undo, redo and going back to a text cost nothing.

use std::sync::Arc;

use lru::LruCache;

use crate::model::{ModelCard, TracedText};

/// The least recently used pass leaves first.
pub(super) struct PassCache {
    passes: LruCache<Key, Arc<TracedText>>,
    bytes: usize,
    most_bytes: usize,
}

/// The model's name, the checksum of its weights, and the text.
type Key = (String, String, String);

impl PassCache {
    /// A cache that holds at most `most_bytes` of passes.
    pub(super) fn new(most_bytes: usize) -> Self {
        Self {
            passes: LruCache::unbounded(),
            bytes: 0,
            most_bytes,
        }
    }

    /// The pass of `text` through `model`, if it is still here.
    pub(super) fn get(&mut self, model: &ModelCard, text: &str) -> Option<Arc<TracedText>> {
        self.passes.get(&key(model, text)).cloned()
    }

    /// Keeps a pass, and lets go of the oldest ones that no longer fit.
    pub(super) fn put(&mut self, model: &ModelCard, pass: &Arc<TracedText>) {
        self.bytes += bytes_of(pass);
        if let Some((_, replaced)) = self.passes.push(key(model, &pass.text), Arc::clone(pass)) {
            self.bytes -= bytes_of(&replaced);
        }
        while self.bytes > self.most_bytes {
            let Some((_, oldest)) = self.passes.pop_lru() else {
                break;
            };
            self.bytes -= bytes_of(&oldest);
        }
    }
}

fn key(model: &ModelCard, text: &str) -> Key {
    (model.id.clone(), model.sha256.clone(), text.to_owned())
}

fn bytes_of(pass: &TracedText) -> usize {
    let token = size_of::<crate::domain::token::Token>() + 16;
    // The text is held twice: in the key and in the pass.
    pass.trace.bytes() + pass.tokens.len() * token + 2 * pass.text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Trace;

    fn card(id: &str, sha256: &str) -> ModelCard {
        ModelCard {
            id: id.to_owned(),
            sha256: sha256.to_owned(),
            ..crate::model::embedded_card().unwrap()
        }
    }

    fn pass(text: &str, numbers: usize) -> Arc<TracedText> {
        Arc::new(TracedText {
            text: text.to_owned(),
            tokens: Vec::new(),
            left_out: 0,
            unknown: 0,
            trace: Trace {
                attention: Vec::new(),
                strengths: Vec::new(),
                hidden_states: vec![vec![0.0; numbers]],
                hidden_size: 1,
            },
        })
    }

    #[test]
    fn the_least_recently_used_pass_leaves_first() {
        let model = card("a", "1");
        let mut cache = PassCache::new(1000);
        for text in ["a", "b"] {
            cache.put(&model, &pass(text, 100));
        }
        assert!(cache.get(&model, "a").is_some());
        cache.put(&model, &pass("c", 100));
        assert!(cache.get(&model, "b").is_none());
        assert!(cache.get(&model, "a").is_some());
        assert!(cache.get(&model, "c").is_some());
        assert!(cache.get(&card("x", "1"), "a").is_none());
        assert!(cache.get(&card("a", "2"), "a").is_none(), "other weights");
    }

    #[test]
    fn a_replaced_pass_frees_its_bytes_and_one_too_large_is_not_kept() {
        let model = card("a", "1");
        let mut cache = PassCache::new(1000);
        for _ in 0..10 {
            cache.put(&model, &pass("a", 200));
        }
        assert!(cache.get(&model, "a").is_some());
        cache.put(&model, &pass("big", 1000));
        assert!(cache.get(&model, "big").is_none());
        assert_eq!(cache.bytes, 0);
    }
}
