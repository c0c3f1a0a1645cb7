//! Tables as a spreadsheet takes them from the clipboard: cells between tabs, one line per row. The
//! caption is left out.

use crate::domain::format::strip_control_chars;

use super::structure::Table;

/// `table` with tabs; a tab or a line end inside a cell becomes a space.
pub(super) fn write(table: &Table) -> String {
    let names = table.columns.iter().map(|column| &*column.name);
    let mut text = line(names.map(strip_control_chars));
    for row in table.printed() {
        let cells =
            row.map(|cell| cell.map_or_else(|| "-".to_owned(), |text| strip_control_chars(&text)));
        text.push_str(&line(cells));
    }
    text
}

fn line(cells: impl Iterator<Item = String>) -> String {
    let cells: Vec<String> = cells.collect();
    cells.join("\t") + "\n"
}

#[cfg(test)]
mod tests {
    use super::super::cell::Cell;
    use super::super::column::Column;
    use super::*;

    #[test]
    fn a_cell_stays_a_cell() {
        let table = Table {
            caption: "left out".to_owned(),
            columns: vec![Column::text("word"), Column::fixed("strength", 2)],
            rows: vec![
                vec!["a\tb\r\nc".into(), 1.0.into()],
                vec!["\"q\", r".into(), Cell::Missing],
            ],
        };
        assert_eq!(write(&table), "word\tstrength\na b  c\t1.00\n\"q\", r\t-\n");
    }
}
