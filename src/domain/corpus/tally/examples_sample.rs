//! A sample of a few examples of something, drawn from all texts that have it.

use std::collections::BTreeMap;

use super::scored_record::{Draw, ScoredRecord};
use crate::domain::corpus::Example;

const MOST: usize = 5;
/// A longer text is too long to be read as an example.
const LONGEST: usize = 65_536;

/// Up to five examples: those whose texts come first in the draw, whatever order they come in.
#[derive(Debug, Clone, Default)]
pub(super) struct ExamplesSample {
    kept: BTreeMap<Draw, Example>,
}

impl ExamplesSample {
    /// Offers a token of a text; of one text, the first that is offered is kept.
    pub(super) fn offer(&mut self, text: &ScoredRecord<'_>, token: usize) {
        let full = self.kept.len() >= MOST;
        let last = self.kept.last_key_value().map(|(draw, _)| *draw);
        let late = full && last.is_some_and(|last| last < text.draw);
        if late || self.kept.contains_key(&text.draw) || text.record.text.len() > LONGEST {
            return;
        }
        let example = Example {
            place: text.record.place,
            text: text.record.text.clone(),
            token,
            span: text.tokens.get(token).map_or((0, 0), |token| token.span),
        };
        self.kept.insert(text.draw, example);
        if self.kept.len() > MOST {
            self.kept.pop_last();
        }
    }

    /// The examples of both.
    pub(super) fn merge(&mut self, other: &Self) {
        for (draw, example) in &other.kept {
            self.kept.entry(*draw).or_insert_with(|| example.clone());
        }
        while self.kept.len() > MOST {
            self.kept.pop_last();
        }
    }

    pub(super) fn examples(&self) -> Vec<Example> {
        self.kept.values().cloned().collect()
    }
}
