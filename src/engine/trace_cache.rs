//! Recent passes, bounded in bytes: undo, redo and going back to a text cost nothing.

use std::sync::Arc;

use lru::LruCache;

use crate::domain::trace::{ModelCard, TextInput, TracedText};

/// Enough for hundreds of sentences at bert-base size.
const MOST_BYTES: usize = 256 << 20;

/// The least recently used pass leaves first.
pub(super) struct TraceCache {
    passes: LruCache<Key, Arc<TracedText>>,
    bytes: usize,
    most_bytes: usize,
}

/// What was read, and by which weights.
#[derive(PartialEq, Eq, Hash)]
struct Key {
    model: String,
    sha256: String,
    text: String,
    /// The second text of a pair.
    second: Option<String>,
    positions: Option<Vec<u32>>,
}

impl Default for TraceCache {
    fn default() -> Self {
        Self::new(MOST_BYTES)
    }
}

impl TraceCache {
    /// A cache that holds at most `most_bytes` of passes.
    fn new(most_bytes: usize) -> Self {
        Self {
            passes: LruCache::unbounded(),
            bytes: 0,
            most_bytes,
        }
    }

    /// The pass of `text` through `model`, if it is still here.
    pub(super) fn get(&mut self, model: &ModelCard, text: &TextInput) -> Option<Arc<TracedText>> {
        self.passes.get(&key(model, text)).cloned()
    }

    /// Keeps the whole pass of `text`, and lets go of the oldest ones that no longer fit.
    pub(super) fn put(&mut self, model: &ModelCard, text: &TextInput, pass: &Arc<TracedText>) {
        let key = key(model, text);
        self.bytes += bytes_of(&key, pass);
        if let Some((key, replaced)) = self.passes.push(key, Arc::clone(pass)) {
            self.bytes -= bytes_of(&key, &replaced);
        }
        while self.bytes > self.most_bytes {
            let Some((key, oldest)) = self.passes.pop_lru() else {
                break;
            };
            self.bytes -= bytes_of(&key, &oldest);
        }
    }
}

fn key(model: &ModelCard, text: &TextInput) -> Key {
    Key {
        model: model.id.clone(),
        sha256: model.sha256.clone(),
        text: text.text.clone(),
        second: text.second.clone(),
        positions: text.position_ids.clone(),
    }
}

fn bytes_of(key: &Key, pass: &TracedText) -> usize {
    let token = size_of::<crate::domain::token::Token>() + 16;
    let positions = key.positions.as_ref().map_or(0, Vec::len);
    // The text is held twice: in the key and in the pass.
    pass.trace.bytes()
        + pass.tokens.len() * token
        + 2 * pass.text.len()
        + positions * size_of::<u32>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::trace::Trace;

    fn card(id: &str, sha256: &str) -> ModelCard {
        ModelCard {
            id: id.to_owned(),
            sha256: sha256.to_owned(),
            notes: Vec::new(),
            ..crate::model::embedded_card().unwrap()
        }
    }

    fn pass(text: &str, numbers: usize) -> Arc<TracedText> {
        Arc::new(TracedText {
            text: text.to_owned(),
            second_start: None,
            tokens: Vec::new(),
            truncated_tokens: 0,
            unknown: 0,
            trace: Trace {
                attention: Vec::new(),
                parts: Vec::new(),
                strengths: Vec::new(),
                hidden_states: vec![Arc::new(vec![0.0; numbers])],
                hidden_size: 1,
            },
        })
    }

    #[test]
    fn the_least_recently_used_pass_leaves_first() {
        let model = card("a", "1");
        let mut cache = TraceCache::new(1000);
        for text in ["a", "b"] {
            cache.put(&model, &TextInput::new(text), &pass(text, 100));
        }
        assert!(cache.get(&model, &TextInput::new("a")).is_some());
        cache.put(&model, &TextInput::new("c"), &pass("c", 100));
        assert!(cache.get(&model, &TextInput::new("b")).is_none());
        assert!(cache.get(&model, &TextInput::new("a")).is_some());
        assert!(cache.get(&model, &TextInput::new("c")).is_some());
        assert!(cache.get(&card("x", "1"), &TextInput::new("a")).is_none());
        assert!(
            cache.get(&card("a", "2"), &TextInput::new("a")).is_none(),
            "other weights"
        );
    }

    #[test]
    fn a_replaced_pass_frees_its_bytes_and_one_too_large_is_not_kept() {
        let model = card("a", "1");
        let mut cache = TraceCache::new(1000);
        for _ in 0..10 {
            cache.put(&model, &TextInput::new("a"), &pass("a", 200));
        }
        assert!(cache.get(&model, &TextInput::new("a")).is_some());
        cache.put(&model, &TextInput::new("big"), &pass("big", 1000));
        assert!(cache.get(&model, &TextInput::new("big")).is_none());
        assert_eq!(cache.bytes, 0);
    }

    #[test]
    fn a_pair_is_another_text_than_its_first() {
        let mut cache = TraceCache::new(1 << 20);
        let model = card("m", "1");
        let pair = TextInput::pair("a", "b");
        cache.put(&model, &TextInput::new("a"), &pass("a", 1));
        assert!(cache.get(&model, &pair).is_none());
        cache.put(&model, &pair, &pass("a\nb", 2));
        assert_eq!(cache.get(&model, &pair).unwrap().text, "a\nb");
        let other = TextInput::pair("a", "c");
        assert!(cache.get(&model, &other).is_none());
        let alone = cache.get(&model, &TextInput::new("a"));
        assert_eq!(alone.unwrap().text, "a");
    }
}
