//! The tables that papers and notes take: a header and its rows, without bars.

use crate::analysis::{Analysis, ComparedWord, Comparison, Drift, ModelComparison};
use crate::domain::alignment::Pair;
use crate::domain::format::strip_control_chars;
use crate::domain::token_scores::Bucket;

use super::table::{in_order, rows};

/// A header and its rows, each of the header's length.
pub(super) struct Rows {
    /// What the table shows, in one sentence.
    pub(super) caption: String,
    pub(super) names: Vec<&'static str>,
    /// Which columns stand flush right.
    pub(super) right: Vec<bool>,
    pub(super) lines: Vec<Vec<String>>,
}

impl Rows {
    /// One row a token, the tokens in `order`; none is the order of the text.
    pub(super) fn of_analysis(analysis: &Analysis, order: Option<&[usize]>) -> Self {
        Self {
            caption: format!(
                "Activation strength (L2 norm) at Layer {} of {}: “{}”. {}",
                analysis.layer,
                strip_control_chars(&analysis.model.display_name),
                strip_control_chars(&analysis.traced.text),
                threshold("τ", analysis)
            ),
            names: vec![
                "#", "token", "class", "strength", "rank", "z", "margin", "bucket",
            ],
            right: vec![true, false, false, true, true, true, true, false],
            lines: in_order(
                rows(analysis, 4).map(|(_, _, cells)| Vec::from(cells)),
                order,
            ),
        }
    }

    /// One row a pair.
    pub(super) fn of_comparison(comparison: &Comparison) -> Self {
        let sums = comparison.sums_at_layer();
        let pairs = comparison.alignment.pairs.iter().enumerate();
        Self {
            caption: format!(
                "Activation shift (L2 norm) at Layer {} of {} from “{}” to “{}”: total {}, mean \
                 {}, R_H {}. {}",
                comparison.layer(),
                strip_control_chars(&comparison.a.model.display_name),
                strip_control_chars(&comparison.a.traced.text),
                strip_control_chars(&comparison.b.traced.text),
                number(Some(sums.total)),
                number(sums.mean()),
                number(sums.contribution.high_ratio()),
                threshold("τ of A", &comparison.a)
            ),
            names: vec!["# A", "A", "# B", "B", "kind", "shift", "cosine", "bucket"],
            right: vec![true, false, true, false, false, true, true, false],
            lines: pairs
                .map(|(place, pair)| row_of_pair(comparison, place, pair))
                .collect(),
        }
    }

    /// One row for every two instructions.
    pub(super) fn of_drift(drift: &Drift) -> Self {
        let layer = drift.analyses.first().map_or(0, |first| first.layer);
        let model = drift.analyses.first().map(|first| &first.model);
        let name = |place: usize| {
            let prompt = drift.instructions.get(place);
            let prompt = prompt.map_or("", |one| one.prompt.trim());
            if prompt.is_empty() {
                "(none)".to_owned()
            } else {
                strip_control_chars(prompt)
            }
        };
        let row = |pair: &crate::analysis::DriftPair| {
            let sums = pair.comparison.sums_at_layer();
            let mean = pair.input.mean(layer);
            let (only_a, only_b) = pair.comparison.alignment.gaps();
            vec![
                name(pair.a),
                name(pair.b),
                number(Some(sums.total)),
                number(sums.mean()),
                number(sums.cls),
                number(mean.map(|_| pair.input.total(layer))),
                number(mean),
                (only_a + only_b).to_string(),
            ]
        };
        Self {
            caption: format!(
                "Drift (activation shift, L2 norm) at Layer {layer} of {} between instructions \
                 before “{}”.",
                model.map_or_else(String::new, |model| strip_control_chars(
                    &model.display_name
                )),
                strip_control_chars(&drift.input)
            ),
            names: vec![
                "instruction A",
                "instruction B",
                "total",
                "mean",
                "[CLS]",
                "input",
                "input mean",
                "gaps",
            ],
            right: vec![false, false, true, true, true, true, true, true],
            lines: drift.pairs.iter().map(row).collect(),
        }
    }

    /// One row a word.
    pub(super) fn of_model_comparison(comparison: &ModelComparison) -> Self {
        let [a, b] = &comparison.sides;
        let row = |(place, word): (usize, &ComparedWord)| {
            let mut cells = vec![
                strip_control_chars(&word.text),
                word.word_class.tag().to_owned(),
            ];
            for (strength, scores) in word.strengths.iter().zip(&comparison.scores) {
                let score = scores.tokens.get(place).and_then(Option::as_ref);
                let missing = || "-".to_owned();
                cells.push(number(Some(*strength)));
                cells.push(score.map_or_else(missing, |of| of.rank.to_string()));
                cells.push(number(score.and_then(|of| of.z)));
                cells.push(score.map_or_else(missing, |of| of.bucket.name().to_owned()));
            }
            cells
        };
        Self {
            caption: format!(
                "Strength of each word (pieces merged by {}) in {} (A, Layer {}) and {} (B, Layer \
                 {}): “{}”. Spearman's ρ = {}.",
                comparison.merge.name(),
                strip_control_chars(&a.model.display_name),
                a.layer,
                strip_control_chars(&b.model.display_name),
                b.layer,
                strip_control_chars(&a.traced.text),
                number(comparison.agreement)
            ),
            names: vec![
                "word", "class", "A", "rank A", "z A", "bucket A", "B", "rank B", "z B", "bucket B",
            ],
            right: vec![
                false, false, true, true, true, false, true, true, true, false,
            ],
            lines: comparison.words.iter().enumerate().map(row).collect(),
        }
    }
}

fn row_of_pair(comparison: &Comparison, place: usize, pair: &Pair) -> Vec<String> {
    let piece = |analysis: &Analysis, token: Option<usize>| {
        let token = token.and_then(|token| analysis.traced.tokens.get(token));
        token.map_or_else(|| "-".to_owned(), |token| strip_control_chars(&token.shown))
    };
    let index = |token: Option<usize>| token.map_or_else(|| "-".to_owned(), |at| at.to_string());
    let shift = comparison.shift(comparison.layer(), place);
    vec![
        index(pair.a),
        piece(&comparison.a, pair.a),
        index(pair.b),
        piece(&comparison.b, pair.b),
        pair.kind.name().replace('_', " "),
        number(shift.map(|shift| shift.shift)),
        number(shift.and_then(|shift| shift.cosine)),
        comparison
            .bucket(place)
            .map_or("-", Bucket::name)
            .to_owned(),
    ]
}

fn threshold(name: &str, analysis: &Analysis) -> String {
    let rule = &analysis.rule;
    format!(
        "{name} = {} (quantile {}, {}, tokens {}).",
        number(analysis.at_layer().threshold),
        rule.quantile,
        rule.method.name(),
        rule.tokens.name()
    )
}

fn number(value: Option<f64>) -> String {
    let finite = value.filter(|value| value.is_finite());
    finite.map_or_else(|| "-".to_owned(), |value| format!("{value:.4}"))
}
