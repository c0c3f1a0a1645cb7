//! What a person keeps to compare later: a token with its numbers, or a whole result, each with the
//! texts, the model and the settings that bring it back.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::ModelSource;
use crate::ui::facts::Fact;
use crate::ui::quoting::quoted;

use super::selection::TextRange;
use super::settings::Settings;

/// So many are kept.
const MOST: usize = 12;

/// What is kept of a token or of a result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pin {
    /// The token; `None` of a whole result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::ui) range: Option<TextRange>,
    /// What it is called: the token, or the view.
    pub(in crate::ui) title: String,
    /// What the model is called.
    pub(in crate::ui) model: String,
    /// The layer that was looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::ui) layer: Option<usize>,
    /// Its numbers.
    #[serde(default)]
    pub(in crate::ui) facts: Vec<Fact>,
    /// What brings it back.
    pub(in crate::ui) view: PinnedView,
}

/// What a person looked at: models, texts and settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PinnedView {
    pub(in crate::ui) model: ModelSource,
    pub(in crate::ui) second_model: ModelSource,
    pub(in crate::ui) prompt: String,
    pub(in crate::ui) prompt_b: String,
    pub(in crate::ui) drift_input: String,
    pub(in crate::ui) drift_prompts: Vec<String>,
    pub(in crate::ui) settings: Settings,
}

/// Everything that is pinned, the oldest first; cheap to clone.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(from = "Vec<Pin>", into = "Vec<Pin>")]
pub struct Pins(Arc<Vec<Pin>>);

impl Pin {
    /// What it is, where, and the numbers that tell it from others.
    pub(in crate::ui) fn headline(&self) -> String {
        let mut parts = vec![self.title.clone()];
        parts.extend(self.layer.map(|layer| format!("Layer {layer}")));
        let telling = ["strength", "mean strength", "shift", "bucket"];
        let facts = self
            .facts
            .iter()
            .filter(|fact| telling.contains(&&*fact.name));
        parts.extend(facts.take(2).map(|fact| fact.text.clone()));
        parts.join(" · ")
    }

    /// From which text and model it is.
    pub(in crate::ui) fn source(&self) -> String {
        let text = quoted(&self.view.prompt, 40);
        format!("{} · {}", text, self.model)
    }
}

impl Pins {
    /// Whether nothing is pinned.
    pub(in crate::ui) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Every pin, the oldest first.
    pub(in crate::ui) fn iter(&self) -> impl ExactSizeIterator<Item = &Pin> {
        self.0.iter()
    }

    /// Keeps `pin` too.
    ///
    /// # Errors
    /// There are as many as are kept.
    pub(in crate::ui) fn add(&mut self, pin: Pin) -> Result<(), String> {
        if self.0.len() >= MOST {
            return Err(format!(
                "{MOST} are pinned already: remove one of them first"
            ));
        }
        Arc::make_mut(&mut self.0).push(pin);
        Ok(())
    }

    /// Lets go of the pin at `place`.
    pub(in crate::ui) fn remove(&mut self, place: usize) {
        if place < self.0.len() {
            Arc::make_mut(&mut self.0).remove(place);
        }
    }
}

impl PartialEq for Pins {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0 == other.0
    }
}

impl From<Vec<Pin>> for Pins {
    fn from(mut pins: Vec<Pin>) -> Self {
        pins.truncate(MOST);
        Self(Arc::new(pins))
    }
}

impl From<Pins> for Vec<Pin> {
    fn from(pins: Pins) -> Self {
        pins.0.to_vec()
    }
}
