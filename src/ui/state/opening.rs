//! What the window opens with, and what is remembered between runs.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::model::ModelSource;
use crate::model::hub::HubSettings;

use super::document::Document;
use super::settings::{Preferences, ViewId};

/// What the window opens with.
#[derive(Debug, Clone)]
pub struct Opening {
    /// The model to load, asked for by name; none is the one last used.
    pub model: Option<ModelSource>,
    /// Which hub and which cache; nothing is asked of the network unless a model is asked for.
    pub hub: HubSettings,
    /// Whether what models make of searched passages and of reference texts is kept on this computer.
    pub keep_embeddings: bool,
    /// Whether the model reads reference texts in the background.
    pub reads_reference: bool,
    /// The text in the prompt box; a text here opens the tokens.
    pub prompt: String,
    /// The text to compare it with; a text here opens the compare view.
    pub compare: String,
    /// A session, a figure or a result to open.
    pub file: Option<PathBuf>,
}

impl Default for Opening {
    fn default() -> Self {
        Self {
            model: None,
            hub: HubSettings::nowhere(),
            keep_embeddings: false,
            reads_reference: false,
            prompt: String::new(),
            compare: String::new(),
            file: None,
        }
    }
}

impl Opening {
    /// Puts what is asked for in place of what was remembered. A text asked for stands alone: one
    /// from the last run is not beside it.
    pub(in crate::ui) fn change(self, document: &mut Document) {
        if let Some(model) = self.model {
            document.model = model.from_anywhere();
        }
        if self.prompt.is_empty() && self.compare.is_empty() {
            return;
        }
        let view = if self.compare.trim().is_empty() {
            "Tokens"
        } else {
            "Compare"
        };
        document.settings.view = ViewId::new(view);
        document.prompt = self.prompt;
        document.prompt_b = self.compare;
    }
}

/// What the window remembers from its last run.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Remembered {
    /// What the person prefers.
    pub preferences: Preferences,
    /// What they worked on.
    pub document: Document,
    /// The file that it is kept in; `None` keeps nothing.
    #[serde(skip)]
    pub place: Option<PathBuf>,
    /// What of it could not be read.
    #[serde(skip)]
    pub problem: Option<String>,
}

impl Remembered {
    pub(in crate::ui) fn new(preferences: &Preferences, document: &Document) -> Self {
        Self {
            preferences: preferences.clone(),
            document: document.clone(),
            ..Self::default()
        }
    }

    pub(in crate::ui) fn is(&self, preferences: &Preferences, document: &Document) -> bool {
        self.preferences == *preferences && self.document == *document
    }
}
