//! What many texts say, as charts: how strengths are distributed by kind of token, who is HIGH,
//! whether one layer is special, how strength goes with baselines and confounds.

mod baselines;
mod chance;
mod confounds;
mod distributions;
mod effects;
mod high_shares;
mod names;
mod top_tokens;

pub use baselines::{baseline_curves, baseline_dots, baseline_sentence};
pub use chance::{chance_curves, chance_rows, chance_sentence};
pub use confounds::{confound_curve, confound_sentence};
pub use distributions::{distribution_boxes, distribution_sentence};
pub use effects::{effect_curves, effect_sentence};
pub use high_shares::{high_among_kinds, high_sentence, kinds_among_high};
pub use names::{baseline_name, confound_name};
pub use top_tokens::{TopList, order_name, top_rows};

use crate::domain::corpus::{Estimate, Findings, TokenKind};
use crate::domain::format::signed;
use crate::domain::word_class::WordGroup;

use super::palette::Series;

/// So many rows a chart of tokens has.
pub const MOST_ROWS: usize = 25;

/// What a reader must know of an axis of strengths that starts where the values do.
const NOT_FROM_ZERO: &str = "activation strength (L2 norm); the axis does not start at 0";

/// The findings' kinds in reading order: a group, then its word classes, the most frequent first.
/// Each is a place in [`Findings::classes`] and how far it is set in.
fn kinds_in_order(findings: &Findings) -> Vec<(usize, usize)> {
    let classes = || findings.classes.iter().enumerate();
    let groups = [
        WordGroup::Content,
        WordGroup::Function,
        WordGroup::Punctuation,
        WordGroup::Special,
    ];
    let mut order = Vec::new();
    for group in groups {
        let whole = classes().filter(|(_, class)| class.kind == TokenKind::Group(group));
        order.extend(whole.map(|(place, _)| (place, 0)));
        let mut parts: Vec<(usize, u64)> = classes()
            .filter(|(_, class)| {
                matches!(class.kind, TokenKind::Class(class) if class.group() == group)
            })
            .map(|(place, class)| (place, class.tokens))
            .collect();
        // A group of a single class would be drawn twice.
        if parts.len() > 1 {
            parts.sort_by_key(|&(_, tokens)| std::cmp::Reverse(tokens));
            order.extend(parts.into_iter().map(|(place, _)| (place, 1)));
        }
    }
    order
}

/// One hue a group, the same in every chart.
fn series_of_group(group: WordGroup) -> Series {
    match group {
        WordGroup::Content => Series::First,
        WordGroup::Function => Series::Second,
        WordGroup::Punctuation => Series::Third,
        WordGroup::Special => Series::Fourth,
    }
}

fn series_of_kind(kind: TokenKind) -> Series {
    series_of_group(match kind {
        TokenKind::Group(group) => group,
        TokenKind::Class(class) => class.group(),
    })
}

/// The interval of an estimate as two numbers.
fn band(estimate: &Estimate) -> Option<(f64, f64)> {
    let interval = estimate.interval?;
    let ends = (interval.low, interval.high);
    (ends.0.is_finite() && ends.1.is_finite()).then_some(ends)
}

/// `0.683 (95 % 0.671 to 0.695)`, with a true minus.
fn read(estimate: &Estimate) -> String {
    let value = signed(estimate.value, 3);
    match band(estimate) {
        Some((low, high)) => {
            format!("{value} (95 % {} to {})", signed(low, 3), signed(high, 3))
        }
        None => value,
    }
}

#[cfg(test)]
mod tests {
    use super::signed;

    #[test]
    fn minus_zero_is_zero_and_minus_is_a_true_one() {
        assert_eq!(signed(-0.000_1, 3), "0.000");
        assert_eq!(signed(-1.25, 2), "\u{2212}1.25");
        assert_eq!(signed(3.0, 0), "3");
    }
}
