//! Who carries the shift: the paper's `C_H`, `C_L` and `R_H`.

use crate::analysis::Comparison;

use super::Share;

/// The sums at the judged layer, over all pairs and over the words that did not change.
pub fn contribution_shares(comparison: &Comparison) -> Vec<Share> {
    let sums = [
        ("all pairs", comparison.sums_at_layer()),
        ("unchanged words", comparison.unchanged_at_layer()),
    ];
    sums.into_iter()
        .map(|(name, sums)| Share {
            name: name.to_owned(),
            high: sums.contribution.high,
            low: sums.contribution.low,
            high_ratio: sums.contribution.high_ratio(),
        })
        .collect()
}
