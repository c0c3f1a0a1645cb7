//! Comparisons and drift as CSV, with the names of the JSON keys.

use crate::analysis::{Analysis, Comparison, Drift, DriftPair};
use crate::domain::alignment::Pair;

use super::csv::{document, number};

/// One row a pair; the shifts of every layer are the columns `shifts_0`, `shifts_1`, …
pub fn csv_from_comparison(comparison: &Comparison) -> String {
    let names = [
        "a",
        "b",
        "kind",
        "token_a",
        "token_b",
        "label",
        "word_changed",
        "shift",
        "cosine",
        "magnitude_part",
        "direction_part",
        "bucket",
    ];
    let layers = 0..=comparison.a.traced.layers();
    let header = names
        .into_iter()
        .map(str::to_owned)
        .chain(layers.map(|layer| format!("shifts_{layer}")));
    let pairs = comparison.alignment.pairs.iter().enumerate();
    document(
        header,
        pairs.map(|(place, pair)| row_of_pair(comparison, place, pair)),
    )
}

/// One row for every two prompts.
pub fn csv_from_drift(drift: &Drift) -> String {
    let names = [
        "a",
        "b",
        "name_a",
        "name_b",
        "total_shift",
        "mean_shift",
        "cls_shift",
        "high_shift",
        "low_shift",
        "high_ratio",
        "input_shift",
        "input_mean_shift",
        "pairs_aligned",
        "only_a",
        "only_b",
    ];
    document(
        names,
        drift.pairs.iter().map(|pair| row_of_prompts(drift, pair)),
    )
}

fn row_of_pair(comparison: &Comparison, place: usize, pair: &Pair) -> Vec<String> {
    let index = |token: Option<usize>| token.map(|token| token.to_string()).unwrap_or_default();
    let piece = |analysis: &Analysis, token: Option<usize>| {
        let token = token.and_then(|token| analysis.traced.tokens.get(token));
        token.map(|token| token.piece.clone()).unwrap_or_default()
    };
    let at_layer = comparison.shift(comparison.layer(), place);
    let mut row = vec![
        index(pair.a),
        index(pair.b),
        pair.kind.name().to_owned(),
        piece(&comparison.a, pair.a),
        piece(&comparison.b, pair.b),
        comparison.label(pair).unwrap_or_default(),
        pair.word_changed.to_string(),
        number(at_layer.map(|shift| shift.shift)),
        number(at_layer.and_then(|shift| shift.cosine)),
        number(at_layer.map(|shift| shift.magnitude_part)),
        number(at_layer.map(|shift| shift.direction_part)),
        comparison
            .bucket(place)
            .map(|bucket| bucket.name().to_owned())
            .unwrap_or_default(),
    ];
    let layers = 0..=comparison.a.traced.layers();
    row.extend(layers.map(|layer| number(comparison.shift(layer, place).map(|s| s.shift))));
    row
}

fn row_of_prompts(drift: &Drift, pair: &DriftPair) -> Vec<String> {
    let name = |place: usize| {
        let instruction = drift.instructions.get(place);
        instruction
            .map(|instruction| instruction.prompt.clone())
            .unwrap_or_default()
    };
    let sums = pair.comparison.sums_at_layer();
    let layer = pair.comparison.layer();
    let input_mean = pair.input.mean(layer);
    let (only_a, only_b) = pair.comparison.alignment.gaps();
    vec![
        pair.a.to_string(),
        pair.b.to_string(),
        name(pair.a),
        name(pair.b),
        number(Some(sums.total)),
        number(sums.mean()),
        number(sums.cls),
        number(Some(sums.contribution.high)),
        number(Some(sums.contribution.low)),
        number(sums.contribution.high_ratio()),
        number(input_mean.map(|_| pair.input.total(layer))),
        number(input_mean),
        sums.pairs.to_string(),
        only_a.to_string(),
        only_b.to_string(),
    ]
}
