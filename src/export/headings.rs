//! The sentences above and below tables: model, rule and warnings are told in the same words
//! everywhere.

use crate::analysis::{Analysis, Positions};
use crate::domain::format::{decimals, strip_control_chars};
use crate::domain::threshold::ThresholdRule;
use crate::domain::trace::ModelCard;

/// Name and size of a model: `all-MiniLM-L6-v2 (6 layers x 384)`.
pub fn model(card: &ModelCard) -> String {
    format!(
        "{} ({} layers x {})",
        strip_control_chars(&card.display_name),
        card.layers,
        card.hidden_size
    )
}

/// What decides a threshold: `quantile 0.75, linear, tokens no-special`.
pub fn rule(rule: &ThresholdRule) -> String {
    format!(
        "quantile {}, {}, tokens {}",
        rule.quantile,
        rule.method.name(),
        rule.tokens.name()
    )
}

/// The threshold of `analysis`, called `name`, and what decides it.
pub(super) fn threshold(name: &str, analysis: &Analysis) -> String {
    format!(
        "{name} = {} ({}).",
        number(analysis.at_layer().threshold),
        rule(&analysis.rule)
    )
}

/// Which position ids the texts had.
pub(super) fn positions(positions: Positions) -> &'static str {
    match positions {
        Positions::AsIs => "each text counts its own positions",
        Positions::Kept => "the shared ending keeps its positions",
    }
}

/// A number inside a sentence, with four digits behind the point.
pub(super) fn number(value: Option<f64>) -> String {
    decimals(value, 4).unwrap_or_else(|| "-".to_owned())
}

/// Warnings for a terminal, one line each.
pub fn notes(warnings: &[String]) -> String {
    let note = |warning: &String| format!("note: {}\n", strip_control_chars(warning));
    warnings.iter().map(note).collect()
}
