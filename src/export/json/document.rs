//! What every JSON document has in common: one line, the model, the settings. The names are a
//! contract: scripts outside the project read them.

use serde::Serialize;

use crate::domain::trace::ModelCard;

/// A document as one line of JSON.
pub(in crate::export) fn one_line(document: &impl Serialize) -> String {
    // Serialising plain structs to memory cannot fail; numbers that are not finite become null.
    let mut text = serde_json::to_string(document).unwrap_or_default();
    text.push('\n');
    text
}

/// What is said of the model that read the texts.
#[derive(Serialize)]
pub(in crate::export) struct ModelEntry<'a> {
    id: &'a str,
    name: &'a str,
    family: &'static str,
    layers: usize,
    hidden_size: usize,
    positions: usize,
    sha256: &'a str,
}

impl<'a> ModelEntry<'a> {
    pub(in crate::export) fn new(card: &'a ModelCard) -> Self {
        Self {
            id: &card.id,
            name: &card.display_name,
            family: card.family.name(),
            layers: card.layers,
            hidden_size: card.hidden_size,
            positions: card.positions,
            sha256: &card.sha256,
        }
    }
}
