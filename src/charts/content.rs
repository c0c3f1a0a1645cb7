//! What a chart makes of an answer: everything of a figure that is not the same for all charts of
//! that answer.

use crate::domain::format::strip_control_chars;

use super::{Chart, Key};

/// A chart made from an answer, with what a reader needs to understand it.
#[derive(Debug, Clone, PartialEq)]
pub struct ChartContent {
    /// What the picture shows.
    pub title: String,
    /// What short labels under the chart stand for, one line each.
    pub texts: Vec<String>,
    /// What marks and colours stand for.
    pub keys: Vec<Key>,
    /// What a reader of the picture must know, one sentence each.
    pub notes: Vec<String>,
    /// The pictures-to-be, from the top.
    pub charts: Vec<Chart>,
}

impl ChartContent {
    /// A chart that is called `title`, with nothing else to be known.
    pub(super) fn new(title: String, keys: Vec<Key>, charts: Vec<Chart>) -> Self {
        Self {
            title,
            texts: Vec::new(),
            keys,
            notes: Vec::new(),
            charts,
        }
    }

    /// The same with something that a reader must know.
    #[must_use]
    pub(super) fn with_notes<S: Into<String>>(
        mut self,
        notes: impl IntoIterator<Item = S>,
    ) -> Self {
        self.notes.extend(notes.into_iter().map(Into::into));
        self
    }
}

/// `text` in quotation marks behind its `name`.
pub(crate) fn quoted(name: &str, text: &str) -> String {
    format!("{name}“{}”", strip_control_chars(text.trim()))
}
