//! The statistics of reference texts, as they are kept.

use serde::{Deserialize, Serialize};

use crate::domain::format::with_thousands;
use crate::domain::token::Token;

use super::bins::Bin;
use super::layer::{LayerReference, Usual};

/// What one model makes of reference texts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReferenceStatistics {
    /// The texts.
    pub texts: ReferenceTexts,
    /// SHA-256 of the model's weights, in hexadecimal.
    pub model_sha256: String,
    /// One for each layer, from layer 0.
    pub layers: Vec<LayerReference>,
}

/// Which texts they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferenceTexts {
    /// The name of the file, for people.
    pub name: String,
    /// SHA-256 of the texts, in hexadecimal.
    pub sha256: String,
    /// How many texts were read.
    pub texts: u64,
    /// How many tokens they have.
    pub tokens: u64,
}

impl ReferenceStatistics {
    /// What is usual of each of the `tokens` of `text`, `[layer][token]`; `None` where nothing like
    /// it was seen often enough.
    pub fn usual(&self, text: &str, tokens: &[Token]) -> Vec<Vec<Option<Usual>>> {
        let bins = Bin::of(text, tokens);
        let layers = self.layers.iter();
        layers.map(|layer| layer.usual_in(&bins, tokens)).collect()
    }
}

impl ReferenceTexts {
    /// Which texts, in a few words: `sentences.csv (840 texts, 14,000 tokens)`.
    pub fn phrase(&self) -> String {
        format!(
            "{} ({} texts, {} tokens)",
            self.name,
            with_thousands(self.texts),
            with_thousands(self.tokens)
        )
    }
}
