//! Tables for a terminal: columns lined up by the width letters have there. The caption is left out,
//! bars are drawn.

use unicode_width::UnicodeWidthStr as _;

use crate::domain::format::strip_control_chars;
use crate::domain::token_scores::Bucket;

use super::cell::{Bar, Cell};
use super::column::{Align, Column};
use super::structure::Table;

/// What a full bar takes, in columns of a terminal.
const BAR_WIDTH: f64 = 24.0;

/// `table` with spaces between its columns.
pub(super) fn write(table: &Table) -> String {
    let header = table
        .columns
        .iter()
        .map(|column| strip_control_chars(&column.name));
    let mut lines = vec![header.collect::<Vec<String>>()];
    lines.extend(table.rows.iter().map(|row| {
        let cells = table.columns.iter().zip(row);
        cells.map(|(column, cell)| text_of(column, cell)).collect()
    }));
    let widths: Vec<usize> = (0..table.columns.len())
        .map(|column| {
            let cells = lines.iter().filter_map(|line| line.get(column));
            cells.map(|cell| cell.width()).max().unwrap_or(0)
        })
        .collect();
    let lines = lines
        .iter()
        .map(|cells| aligned(cells, &table.columns, &widths));
    lines.collect()
}

/// One line, with its line end.
fn aligned(cells: &[String], columns: &[Column], widths: &[usize]) -> String {
    let mut line = String::new();
    for ((cell, column), width) in cells.iter().zip(columns).zip(widths) {
        let gap = " ".repeat(width.saturating_sub(cell.width()));
        match column.align {
            Align::Left => line.extend([cell, gap.as_str(), "  "]),
            Align::Right => line.extend([gap.as_str(), cell, "  "]),
        }
    }
    line.truncate(line.trim_end().len());
    line.push('\n');
    line
}

fn text_of(column: &Column, cell: &Cell) -> String {
    let text = column.print(cell);
    let text = text.map_or_else(|| "-".to_owned(), |text| strip_control_chars(&text));
    match cell {
        Cell::Bar(bar) => format!(
            "{text:>width$} {}",
            blocks(bar),
            width = column.number_width
        ),
        _ => text,
    }
}

/// Full blocks for HIGH, shaded ones for the rest.
fn blocks(bar: &Bar) -> String {
    let block = match bar.bucket {
        Some(Bucket::High) => "█",
        Some(Bucket::Low) => "▒",
        None => "░",
    };
    let share = bar.share().unwrap_or(0.0);
    block.repeat((share * BAR_WIDTH).round() as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_letters_and_joined_ones_stay_in_line() {
        let table = Table {
            caption: "left out".to_owned(),
            columns: vec![Column::text("token"), Column::fixed("n", 1)],
            rows: vec![
                vec!["中文".into(), 1.0.into()],
                vec!["e\u{301}".into(), 22.0.into()],
                vec!["a\u{1b}b".into(), Cell::Missing],
            ],
        };
        assert_eq!(
            write(&table),
            "token     n\n中文    1.0\ne\u{301}      22.0\na b       -\n"
        );
    }

    #[test]
    fn bars_stand_behind_their_numbers() {
        let bar = |value, bucket| {
            Cell::from(Bar {
                value,
                full: 2.0,
                bucket,
            })
        };
        let table = Table {
            caption: String::new(),
            columns: vec![Column::bars("shift", 6, 2)],
            rows: vec![
                vec![bar(Some(0.25), Some(Bucket::High))],
                vec![bar(Some(0.25), Some(Bucket::Low))],
                vec![bar(Some(0.25), None)],
                vec![bar(None, None)],
            ],
        };
        assert_eq!(
            write(&table),
            "shift\n  0.25 ███\n  0.25 ▒▒▒\n  0.25 ░░░\n     -\n"
        );
    }
}
