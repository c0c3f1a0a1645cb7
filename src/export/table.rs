//! Tables to read: aligned text for a terminal, tab-separated text for a spreadsheet.

use std::fmt::Write as _;

use crate::analysis::Analysis;
use crate::domain::format::strip_control_chars;
use crate::domain::token::Token;
use crate::domain::token_scores::{Bucket, TokenScore};

use super::columns::lined_up;

const BAR_WIDTH: f64 = 24.0;

/// One line a token, with a bar for its strength; ends with the warnings.
pub fn table_from_analysis(analysis: &Analysis) -> String {
    let mut text = heading(analysis);
    let rows: Vec<[String; 8]> = rows(analysis, 4)
        .map(|(token, strength, cells)| {
            let [index, piece, class, value, rank, z, margin, bucket] = cells;
            let bar = bar(strength, analysis, token.index);
            [
                index,
                piece,
                class,
                format!("{value:>8} {bar}"),
                rank,
                z,
                margin,
                bucket,
            ]
        })
        .collect();
    let names = [
        "#", "token", "class", "strength", "rank", "z", "margin", "bucket",
    ];
    let right = [true, false, false, false, true, true, true, false];
    text.push_str(&lined_up(&names, &right, &rows));
    for warning in &analysis.warnings {
        let _ = writeln!(text, "note: {warning}");
    }
    text
}

/// The same rows, tab-separated with a header, for the clipboard. `order` is the tokens as they are
/// to stand; none is the order of the text.
pub fn tabs_from_analysis(analysis: &Analysis, order: Option<&[usize]>) -> String {
    let mut text = "index\ttoken\tword_class\tstrength\trank\tz\tmargin\tbucket\n".to_owned();
    for (_, _, cells) in in_order(rows(analysis, 6), order) {
        text.push_str(&cells.join("\t"));
        text.push('\n');
    }
    text
}

/// `rows`, a row a token, as `order` has them.
pub(super) fn in_order<T>(rows: impl Iterator<Item = T>, order: Option<&[usize]>) -> Vec<T> {
    let Some(order) = order else {
        return rows.collect();
    };
    let mut rows: Vec<Option<T>> = rows.map(Some).collect();
    let in_order = order
        .iter()
        .filter_map(|&token| rows.get_mut(token)?.take());
    in_order.collect()
}

fn heading(analysis: &Analysis) -> String {
    let model = &analysis.model;
    let rule = &analysis.rule;
    let threshold = analysis
        .at_layer()
        .threshold
        .map_or_else(|| "none".to_owned(), |threshold| format!("{threshold:.4}"));
    format!(
        "{}\n{} ({} layers x {}), Layer {}\nthreshold {threshold} (quantile {}, {}, tokens {})\n\n",
        strip_control_chars(&analysis.traced.text),
        model.display_name,
        model.layers,
        model.hidden_size,
        analysis.layer,
        rule.quantile,
        rule.method.name(),
        rule.tokens.name(),
    )
}

/// A token, its strength and its cells, each row in the order of the text.
pub(super) fn rows(
    analysis: &Analysis,
    digits: usize,
) -> impl Iterator<Item = (&Token, f64, [String; 8])> {
    let scores = &analysis.at_layer().tokens;
    let tokens = analysis.traced.tokens.iter();
    tokens
        .zip(analysis.strengths())
        .zip(scores)
        .map(move |((token, &strength), score)| {
            let of = |cell: &dyn Fn(&TokenScore) -> String| {
                score.as_ref().map_or_else(|| "-".to_owned(), cell)
            };
            let cells = [
                token.index.to_string(),
                strip_control_chars(&token.shown),
                token.word_class.tag().to_owned(),
                if strength.is_finite() {
                    format!("{strength:.digits$}")
                } else {
                    "-".to_owned()
                },
                of(&|s| s.rank.to_string()),
                of(&|s| s.z.map_or_else(|| "-".to_owned(), |z| format!("{z:+.2}"))),
                of(&|s| format!("{:+.digits$}", s.margin)),
                of(&|s| s.bucket.name().to_owned()),
            ];
            (token, strength, cells)
        })
}

/// Full blocks for HIGH, shaded ones for the rest; zero-based, the strongest token is full width.
fn bar(strength: f64, analysis: &Analysis, index: usize) -> String {
    let most = analysis.strengths().iter().copied().fold(0.0, f64::max);
    if !(strength.is_finite() && most.is_finite() && most > 0.0) {
        return String::new();
    }
    let score = analysis.at_layer().tokens.get(index).copied().flatten();
    let mark = match score.map(|score| score.bucket) {
        Some(Bucket::High) => "█",
        Some(Bucket::Low) => "▒",
        None => "░",
    };
    mark.repeat((strength / most * BAR_WIDTH).round() as usize)
}
