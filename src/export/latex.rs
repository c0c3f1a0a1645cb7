//! Tables as LaTeX with the rules of the booktabs package.

use crate::analysis::{Analysis, Comparison, Drift, ModelComparison};

use super::rows::Rows;

/// One row a token, in a `table` with a caption; the tokens in `order`, none is the order of the
/// text.
pub fn latex_from_analysis(analysis: &Analysis, order: Option<&[usize]>) -> String {
    document(&Rows::of_analysis(analysis, order))
}

/// One row a pair, in a `table` with a caption.
pub fn latex_from_comparison(comparison: &Comparison) -> String {
    document(&Rows::of_comparison(comparison))
}

/// One row for every two instructions, in a `table` with a caption.
pub fn latex_from_drift(drift: &Drift) -> String {
    document(&Rows::of_drift(drift))
}

/// One row a word, under a caption.
pub fn latex_from_model_comparison(comparison: &ModelComparison) -> String {
    document(&Rows::of_model_comparison(comparison))
}

pub(super) fn document(rows: &Rows) -> String {
    let columns: String = rows
        .right
        .iter()
        .map(|&right| if right { 'r' } else { 'l' })
        .collect();
    let line = |cells: Vec<String>| format!("    {} \\\\\n", cells.join(" & "));
    let names = rows.names.iter().map(|name| escaped(name)).collect();
    let body: String = rows
        .lines
        .iter()
        .map(|row| line(row.iter().map(|cell| cell_of(cell)).collect()))
        .collect();
    format!(
        "% Needs \\usepackage{{booktabs}}; letters beyond Latin need XeLaTeX or LuaLaTeX.\n\
         \\begin{{table}}\n  \\centering\n  \\caption{{{}}}\n  \\begin{{tabular}}{{{columns}}}\n    \
         \\toprule\n{}    \\midrule\n{body}    \\bottomrule\n  \\end{{tabular}}\n\\end{{table}}\n",
        escaped(&rows.caption),
        line(names)
    )
}

/// A lone dash stands for nothing; a minus before digits is a minus.
fn cell_of(cell: &str) -> String {
    match cell {
        "-" => "--".to_owned(),
        number if number.starts_with('-') && number.parse::<f64>().is_ok() => {
            format!("${number}$")
        }
        text => escaped(text),
    }
}

/// `text` as LaTeX prints it letter by letter.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => {
                escaped.push('\\');
                escaped.push(c);
            }
            '\\' => escaped.push_str("\\textbackslash{}"),
            '~' => escaped.push_str("\\textasciitilde{}"),
            '^' => escaped.push_str("\\textasciicircum{}"),
            '<' => escaped.push_str("\\textless{}"),
            '>' => escaped.push_str("\\textgreater{}"),
            '|' => escaped.push_str("\\textbar{}"),
            // In quotes of their own these would turn into others.
            '`' => escaped.push_str("\\textasciigrave{}"),
            '\'' => escaped.push_str("\\textquotesingle{}"),
            '"' => escaped.push_str("\\textquotedbl{}"),
            // Two in a row would become a dash.
            '-' => escaped.push_str("{-}"),
            // A bracket at the start of a row would be taken for an option of the row before.
            '[' => escaped.push_str("{[}"),
            ']' => escaped.push_str("{]}"),
            'τ' => escaped.push_str("$\\tau$"),
            c if c.is_control() => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_latex_would_act_on_is_printed() {
        assert_eq!(escaped("50% & #1_a {x}$"), "50\\% \\& \\#1\\_a \\{x\\}\\$");
        assert_eq!(
            escaped("\\~^"),
            "\\textbackslash{}\\textasciitilde{}\\textasciicircum{}"
        );
        assert_eq!(escaped("[CLS]"), "{[}CLS{]}");
        assert_eq!(escaped("--"), "{-}{-}");
        assert_eq!(cell_of("-0.25"), "$-0.25$");
        assert_eq!(cell_of("-"), "--");
        assert_eq!(cell_of("中文"), "中文");
    }
}
