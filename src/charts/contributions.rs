//! Who carries the shift: the paper's `C_H`, `C_L` and `R_H`.

use crate::analysis::{Answer, Comparison};

use super::{Chart, ChartContent, ChartDef, ChartLabel, Key, KeyMark, MarkRole, Share, Subject};

/// The sums at the selected layer, over all pairs and over the words that did not change.
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

/// The shift that HIGH and LOW tokens carry.
#[derive(Debug, Clone, Copy)]
pub struct Contributions;

impl ChartDef for Contributions {
    fn label(&self) -> ChartLabel {
        Subject::Pair.label("contributions", "Shift carried by HIGH and LOW tokens")
    }

    fn content(&self, answer: &Answer) -> Option<ChartContent> {
        let comparison = answer.comparison()?;
        let title = format!(
            "Shift carried by HIGH and LOW, Layer {}",
            comparison.layer()
        );
        let keys = vec![
            Key::new(KeyMark::Bar(MarkRole::High), "C_H: HIGH tokens"),
            Key::new(KeyMark::Bar(MarkRole::Low), "C_L: LOW tokens"),
        ];
        let shares = Chart::Shares(contribution_shares(comparison));
        Some(ChartContent::new(title, keys, vec![shares]).with_notes([
            "A fixed share of the tokens is HIGH by construction; sums are over aligned pairs.",
        ]))
    }
}
