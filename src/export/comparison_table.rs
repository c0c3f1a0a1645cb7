//! Comparisons and drift as tables to read.

use std::fmt::Write as _;

use crate::analysis::{Analysis, Comparison, Drift, DriftPair, Positions};
use crate::domain::alignment::{Pair, PairKind};
use crate::domain::format::strip_control_chars;
use crate::domain::shift_sums::ShiftSums;
use crate::domain::token_scores::Bucket;

use super::columns::lined_up;

const BAR_WIDTH: f64 = 24.0;

/// One line a pair, with a bar for its shift; then the sums and the warnings.
pub fn table_from_comparison(comparison: &Comparison) -> String {
    let mut text = format!(
        "A  {}\nB  {}\n{}",
        strip_control_chars(&comparison.a.traced.text),
        strip_control_chars(&comparison.b.traced.text),
        setting(&comparison.a, comparison.settings.positions)
    );
    let _ = writeln!(
        text,
        "threshold {} of A, {} of B (quantile {}, {}, tokens {}); alignment {}, HIGH from {}\n",
        number(comparison.a.at_layer().threshold),
        number(comparison.b.at_layer().threshold),
        comparison.a.rule.quantile,
        comparison.a.rule.method.name(),
        comparison.a.rule.tokens.name(),
        comparison.settings.alignment.name(),
        comparison.settings.high_from.name(),
    );
    let layer = comparison.shifts.get(comparison.layer());
    let shifts = layer.into_iter().flatten().flatten();
    let most = shifts.map(|shift| shift.shift).fold(0.0, f64::max);
    let pairs = comparison.alignment.pairs.iter().enumerate();
    let rows: Vec<[String; 7]> = pairs
        .map(|(place, pair)| row(comparison, place, pair, most))
        .collect();
    text.push_str(&lined_up(
        &["#a", "a", "#b", "b", "kind", "shift", "bucket"],
        &[true, false, true, false, false, false, false],
        &rows,
    ));
    text.push('\n');
    text.push_str(&sums(comparison));
    notes(&mut text, &comparison.warnings);
    text
}

/// One line for every two prompts; then the warnings.
pub fn table_from_drift(drift: &Drift) -> String {
    let mut text = format!("input  {}\n", strip_control_chars(&drift.input));
    for (place, instruction) in drift.instructions.iter().enumerate() {
        let _ = writeln!(
            text,
            "{:>5}  {}",
            place + 1,
            strip_control_chars(&instruction.prompt)
        );
    }
    if let Some(first) = drift.analyses.first() {
        text.push_str(&setting(first, drift.settings.positions));
    }
    let _ = writeln!(text, "alignment {}\n", drift.settings.alignment.name());
    let most = drift
        .pairs
        .iter()
        .map(|pair| pair.comparison.sums_at_layer().total)
        .fold(0.0, f64::max);
    let rows: Vec<[String; 7]> = drift
        .pairs
        .iter()
        .map(|pair| drift_row(pair, most))
        .collect();
    text.push_str(&lined_up(
        &[
            "prompts",
            "mean",
            "[CLS]",
            "input",
            "input mean",
            "gaps",
            "total",
        ],
        &[false, true, true, true, true, true, false],
        &rows,
    ));
    notes(&mut text, &drift.warnings);
    text
}

fn setting(analysis: &Analysis, positions: Positions) -> String {
    let model = &analysis.model;
    let positions = match positions {
        Positions::AsIs => "each text counts its own positions",
        Positions::Kept => "the shared ending keeps its positions",
    };
    format!(
        "{} ({} layers x {}), Layer {}; {positions}\n",
        model.display_name, model.layers, model.hidden_size, analysis.layer
    )
}

fn row(comparison: &Comparison, place: usize, pair: &Pair, most: f64) -> [String; 7] {
    let piece = |analysis: &Analysis, token: Option<usize>| {
        let token = token.and_then(|token| analysis.traced.tokens.get(token));
        token.map_or_else(|| "-".to_owned(), |token| strip_control_chars(&token.shown))
    };
    let index = |token: Option<usize>| token.map_or_else(String::new, |token| token.to_string());
    let bucket = comparison.bucket(place);
    let shift = comparison.shift(comparison.layer(), place);
    let shift = shift.map(|shift| shift.shift);
    let shift = format!(
        "{:>8} {}",
        number(shift),
        shift.map_or_else(String::new, |shift| bar(shift, most, bucket))
    );
    [
        index(pair.a),
        piece(&comparison.a, pair.a),
        index(pair.b),
        piece(&comparison.b, pair.b),
        kind(comparison, pair),
        shift,
        bucket.map_or("-", Bucket::name).to_owned(),
    ]
}

fn kind(comparison: &Comparison, pair: &Pair) -> String {
    match pair.kind {
        PairKind::OnlyA => "only in A".to_owned(),
        PairKind::OnlyB => "only in B".to_owned(),
        PairKind::Same | PairKind::Changed => comparison.label(pair).map_or_else(
            || pair.kind.name().to_owned(),
            |label| strip_control_chars(&label),
        ),
    }
}

fn sums(comparison: &Comparison) -> String {
    let of = |name: &str, sums: ShiftSums| {
        [
            name.to_owned(),
            sums.pairs.to_string(),
            number(Some(sums.total)),
            number(sums.mean()),
            number(sums.cls),
            number(Some(sums.contribution.high)),
            number(Some(sums.contribution.low)),
            number(sums.contribution.high_ratio()),
        ]
    };
    lined_up(
        &["", "pairs", "total", "mean", "[CLS]", "C_H", "C_L", "R_H"],
        &[false, true, true, true, true, true, true, true],
        &[
            of("all words", comparison.sums_at_layer()),
            of("unchanged words", comparison.unchanged_at_layer()),
        ],
    )
}

fn drift_row(pair: &DriftPair, most: f64) -> [String; 7] {
    let sums = pair.comparison.sums_at_layer();
    let layer = pair.comparison.layer();
    let input_mean = pair.input.mean(layer);
    let (only_a, only_b) = pair.comparison.alignment.gaps();
    [
        format!("{} | {}", pair.a + 1, pair.b + 1),
        number(sums.mean()),
        number(sums.cls),
        number(input_mean.map(|_| pair.input.total(layer))),
        number(input_mean),
        (only_a + only_b).to_string(),
        format!("{:>9.4} {}", sums.total, bar(sums.total, most, None)),
    ]
}

fn number(value: Option<f64>) -> String {
    let finite = value.filter(|value| value.is_finite());
    finite.map_or_else(|| "-".to_owned(), |value| format!("{value:.4}"))
}

/// Full blocks for HIGH, shaded ones for the rest; zero-based, the largest shift is full width.
fn bar(shift: f64, most: f64, bucket: Option<Bucket>) -> String {
    if !(shift.is_finite() && most.is_finite() && most > 0.0) {
        return String::new();
    }
    let mark = match bucket {
        Some(Bucket::High) => "█",
        Some(Bucket::Low) => "▒",
        None => "░",
    };
    mark.repeat((shift / most * BAR_WIDTH).round() as usize)
}

fn notes(text: &mut String, warnings: &[String]) {
    for warning in warnings {
        let _ = writeln!(text, "note: {warning}");
    }
}
