//! Tables as Markdown: pipes, one line per row, under the caption.

use crate::domain::format::strip_control_chars;

use super::column::Align;
use super::structure::Table;

/// `table` as Markdown.
pub(super) fn write(table: &Table) -> String {
    let columns = table.columns.iter();
    let names = columns.clone().map(|column| escaped(&column.name));
    let sides = columns.map(|column| match column.align {
        Align::Left => ":---".to_owned(),
        Align::Right => "---:".to_owned(),
    });
    let mut text = format!(
        "{}\n\n{}{}",
        escaped(&table.caption),
        line(names),
        line(sides)
    );
    for row in table.printed() {
        text.push_str(&line(
            row.map(|cell| escaped(cell.as_deref().unwrap_or("-"))),
        ));
    }
    text
}

fn line(cells: impl Iterator<Item = String>) -> String {
    let cells: Vec<String> = cells.collect();
    format!("| {} |\n", cells.join(" | "))
}

/// `text` as Markdown shows it letter by letter.
fn escaped(text: &str) -> String {
    let text = strip_control_chars(text);
    let mut escaped = String::with_capacity(text.len());
    for (place, c) in text.char_indices() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '$' => {
                escaped.push('\\');
                escaped.push(c);
            }
            // At the start of a line these begin a heading or a list.
            '#' | '+' | '-' if place == 0 && text.len() > 1 && !is_number(&text) => {
                escaped.push('\\');
                escaped.push(c);
            }
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
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
    use super::super::cell::Cell;
    use super::super::column::Column;
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

    #[test]
    fn a_table_stands_under_its_caption() {
        let table = Table {
            caption: "Of `a`".to_owned(),
            columns: vec![Column::text("token"), Column::fixed("# z", 2)],
            rows: vec![
                vec!["a|b".into(), (-1.0).into()],
                vec!["c".into(), Cell::Missing],
            ],
        };
        assert_eq!(
            write(&table),
            "Of \\`a\\`\n\n| token | \\# z |\n| :--- | ---: |\n| a\\|b | -1.00 |\n| c | - |\n"
        );
    }
}
