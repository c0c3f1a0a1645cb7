//! What the window opens with, and what is remembered between runs.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::model::ModelSource;
use crate::model::hub::HubSettings;

use super::document::Document;
use super::kept_texts::KeptTexts;
use super::session_file::SessionFile;
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
    /// The file that they saved it in.
    pub session: SessionFile,
    /// The files of texts they chose.
    pub texts: KeptTexts,
    /// The process that works on it; `None` once it was closed as it should be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub running: Option<u32>,
    /// The file that it is kept in; `None` keeps nothing.
    #[serde(skip)]
    pub place: Option<PathBuf>,
    /// What of it could not be read.
    #[serde(skip)]
    pub problem: Option<String>,
}

/// What is to be remembered, as it is now.
pub(in crate::ui) struct Current<'a> {
    pub(in crate::ui) preferences: &'a Preferences,
    pub(in crate::ui) document: &'a Document,
    pub(in crate::ui) session: &'a SessionFile,
    pub(in crate::ui) texts: &'a KeptTexts,
}

impl Remembered {
    pub(in crate::ui) fn new(now: &Current<'_>, running: Option<u32>) -> Self {
        Self {
            preferences: now.preferences.clone(),
            document: now.document.clone(),
            session: now.session.clone(),
            texts: now.texts.clone(),
            running,
            ..Self::default()
        }
    }

    /// Whether nothing has changed since.
    pub(in crate::ui) fn is(&self, now: &Current<'_>, running: Option<u32>) -> bool {
        self.running == running
            && self.preferences == *now.preferences
            && self.document == *now.document
            && self.session == *now.session
            && self.texts == *now.texts
    }

    /// Whether the last run ended without being closed: a crash, a kill, a power cut. A process
    /// that still runs is another window.
    pub(in crate::ui) fn ended_uncleanly(&self, is_running: impl Fn(u32) -> bool) -> bool {
        self.running.is_some_and(|process| !is_running(process))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_that_was_not_closed_is_told_from_one_that_goes_on() {
        let left = |running| Remembered {
            running,
            ..Remembered::default()
        };
        assert!(!left(None).ended_uncleanly(|_| false));
        assert!(left(Some(7)).ended_uncleanly(|_| false));
        assert!(!left(Some(7)).ended_uncleanly(|process| process == 7));
    }
}
