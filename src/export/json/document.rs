//! What every JSON document has in common: one line, the model, the settings. The names are a
//! contract: scripts outside the project read them.

use serde::Serialize;

use crate::analysis::Analysis;
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

/// What an analysis was asked for.
#[derive(Serialize)]
pub(in crate::export) struct Settings {
    layer: usize,
    second_layer: usize,
    quantile: f64,
    quantile_method: &'static str,
    tokens: &'static str,
    measure: &'static str,
}

impl<'a> ModelEntry<'a> {
    pub(in crate::export) fn of(card: &'a ModelCard) -> Self {
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

impl Settings {
    pub(in crate::export) fn of(analysis: &Analysis) -> Self {
        Self {
            layer: analysis.layer,
            second_layer: analysis.second_layer,
            quantile: analysis.rule.quantile,
            quantile_method: analysis.rule.method.name(),
            tokens: analysis.rule.tokens.name(),
            measure: analysis.measure.name(),
        }
    }
}
