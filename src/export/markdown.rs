//! Tables as Markdown: pipes, one line a row.

use std::fmt::Write as _;

use crate::analysis::{Analysis, Comparison, Drift, ModelComparison};

use super::rows::Rows;

/// One row a token, under a caption; the tokens in `order`, none is the order of the text.
pub fn markdown_from_analysis(analysis: &Analysis, order: Option<&[usize]>) -> String {
    document(&Rows::of_analysis(analysis, order))
}

/// One row a pair, under a caption.
pub fn markdown_from_comparison(comparison: &Comparison) -> String {
    document(&Rows::of_comparison(comparison))
}

/// One row for every two instructions, under a caption.
pub fn markdown_from_drift(drift: &Drift) -> String {
    document(&Rows::of_drift(drift))
}

/// One row a word, under a caption.
pub fn markdown_from_model_comparison(comparison: &ModelComparison) -> String {
    document(&Rows::of_model_comparison(comparison))
}

pub(super) fn document(rows: &Rows) -> String {
    let mut text = format!("{}\n\n", escaped(&rows.caption));
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let names: Vec<String> = rows.names.iter().map(|name| escaped(name)).collect();
    text.push_str(&line(&names));
    let sides: Vec<String> = rows
        .right
        .iter()
        .map(|&right| if right { "---:" } else { ":---" }.to_owned())
        .collect();
    text.push_str(&line(&sides));
    for row in &rows.lines {
        let cells: Vec<String> = row.iter().map(|cell| escaped(cell)).collect();
        text.push_str(&line(&cells));
    }
    text
}

/// `text` as Markdown shows it letter by letter.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for (place, c) in text.char_indices() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '$' => {
                escaped.push('\\');
                escaped.push(c);
            }
            // At the start of a line these begin a heading or a list.
            '#' | '+' | '-' if place == 0 && text.len() > 1 && !is_number(text) => {
                escaped.push('\\');
                escaped.push(c);
            }
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            c if c.is_control() => {
                let _ = write!(escaped, " ");
            }
            c => escaped.push(c),
        }
    }
    escaped
}

fn is_number(text: &str) -> bool {
    text.parse::<f64>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_cannot_break_the_table_or_turn_into_markup() {
        assert_eq!(escaped("a|b"), "a\\|b");
        assert_eq!(escaped("##no_*x*"), "\\##no\\_\\*x\\*");
        assert_eq!(escaped("[CLS]"), "\\[CLS\\]");
        assert_eq!(escaped("<s>\n"), "&lt;s&gt; ");
        assert_eq!(escaped("+1.25"), "+1.25");
        assert_eq!(escaped("-0.3"), "-0.3");
    }
}
