//! Does strength go with the layer at which a word settles?

use super::super::statistics::spearman;
use super::super::threshold::ThresholdRule;
use super::super::trace::TracedText;

/// Spearman's ρ, over the judged tokens, of the strength at `layer` with the layer at which each
/// token settles; `None` where it is undefined.
pub fn strength_with_settling(
    text: &TracedText,
    layer: usize,
    rule: ThresholdRule,
    settled_at: &[usize],
) -> Option<f64> {
    let tokens = text.tokens.iter().zip(text.strengths(layer));
    let judged = tokens
        .zip(settled_at)
        .filter(|((token, _), _)| rule.tokens.contains(token));
    let (strengths, settled): (Vec<f64>, Vec<f64>) = judged
        .map(|((_, &strength), &layer)| (strength, layer as f64))
        .unzip();
    spearman(&strengths, &settled)
}
