//! Tables as CSV by RFC 4180: UTF-8, one header row, lines that end in CRLF, quotes where they are
//! needed. The caption is left out, what is missing is empty.

use csv::{Terminator, WriterBuilder};

use super::structure::Table;

/// `table` as CSV.
pub(super) fn write(table: &Table) -> String {
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(Vec::new());
    // Writing to memory cannot fail, and every row is as long as the header.
    let _ = writer.write_record(table.columns.iter().map(|column| column.name.as_bytes()));
    for row in table.printed() {
        let cells: Vec<_> = row.map(Option::unwrap_or_default).collect();
        let _ = writer.write_record(cells.iter().map(|cell| cell.as_bytes()));
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::cell::Cell;
    use super::super::column::Column;
    use super::*;

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        let table = Table {
            caption: "left out".to_owned(),
            columns: vec![Column::text("a,b"), Column::exact("c")],
            rows: vec![
                vec!["say \"hi\", all".into(), 0.5.into()],
                vec!["two\nlines".into(), Cell::Missing],
                vec!["中文".into(), f64::NAN.into()],
            ],
        };
        assert_eq!(
            write(&table),
            "\"a,b\",c\r\n\"say \"\"hi\"\", all\",0.5\r\n\"two\nlines\",\r\n中文,\r\n"
        );
    }
}
