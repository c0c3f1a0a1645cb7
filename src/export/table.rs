//! Tables to read: aligned text for a terminal, tab-separated text for a spreadsheet.

use std::fmt::Write as _;

use crate::analysis::Analysis;
use crate::domain::standing::{Bucket, Standing};
use crate::domain::token::Token;

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

/// `text` without the characters that could move a terminal's cursor or turn its writing round.
pub fn plain(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars()
        .filter(|&c| !turns(c))
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
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
        plain(&analysis.traced.text),
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
    let standings = &analysis.at_layer().tokens;
    let tokens = analysis.traced.tokens.iter();
    tokens
        .zip(analysis.strengths())
        .zip(standings)
        .map(move |((token, &strength), standing)| {
            let of = |cell: &dyn Fn(&Standing) -> String| {
                standing.as_ref().map_or_else(|| "-".to_owned(), cell)
            };
            let cells = [
                token.index.to_string(),
                plain(&token.shown),
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
    let standing = analysis.at_layer().tokens.get(index).copied().flatten();
    let mark = match standing.map(|standing| standing.bucket) {
        Some(Bucket::High) => "█",
        Some(Bucket::Low) => "▒",
        None => "░",
    };
    mark.repeat((strength / most * BAR_WIDTH).round() as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_cannot_play_with_the_terminal() {
        assert_eq!(plain("a\u{1b}[31mb\nc\u{202e}d"), "a [31mb cd");
        assert_eq!(plain("naïve 🍕 العربية"), "naïve 🍕 العربية");
    }
}
