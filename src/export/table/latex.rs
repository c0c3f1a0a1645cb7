//! Tables as LaTeX with the rules of the booktabs package.

use crate::domain::format::strip_control_chars;

use super::column::Align;
use super::structure::Table;

/// `table` as a floating `table` with its caption.
pub(super) fn write(table: &Table) -> String {
    let columns = table.columns.iter();
    let sides: String = columns
        .clone()
        .map(|column| match column.align {
            Align::Left => 'l',
            Align::Right => 'r',
        })
        .collect();
    let names = line(columns.map(|column| escaped(&column.name)));
    let rows = table.printed();
    let body: String = rows
        .map(|row| line(row.map(|cell| cell_of(cell.as_deref().unwrap_or("-")))))
        .collect();
    format!(
        "% Needs \\usepackage{{booktabs}}; letters beyond Latin need XeLaTeX or LuaLaTeX.\n\
         \\begin{{table}}\n  \\centering\n  \\caption{{{}}}\n  \\begin{{tabular}}{{{sides}}}\n    \
         \\toprule\n{names}    \\midrule\n{body}    \\bottomrule\n  \\end{{tabular}}\n\\end{{table}}\n",
        escaped(&table.caption)
    )
}

fn line(cells: impl Iterator<Item = String>) -> String {
    let cells: Vec<String> = cells.collect();
    format!("    {} \\\\\n", cells.join(" & "))
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
    let text = strip_control_chars(text);
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
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::super::cell::Cell;
    use super::super::column::Column;
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

    #[test]
    fn numbers_are_set_as_numbers_and_texts_as_texts() {
        let table = Table {
            caption: "50% of τ".to_owned(),
            columns: vec![Column::text("token"), Column::fixed("z_1", 1)],
            rows: vec![
                vec!["[a & b]".into(), (-1.0).into()],
                vec!["c".into(), Cell::Missing],
            ],
        };
        let text = write(&table);
        assert!(text.contains("\\caption{50\\% of $\\tau$}\n  \\begin{tabular}{lr}\n"));
        assert!(text.contains("    token & z\\_1 \\\\\n    \\midrule\n"));
        assert!(text.contains("    {[}a \\& b{]} & $-1.0$ \\\\\n    c & -- \\\\\n"));
    }
}
