//! The statistics of reference texts, as they are kept.

use serde::{Deserialize, Serialize};

use crate::domain::format::with_thousands;

use super::layer::LayerReference;

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
