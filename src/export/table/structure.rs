//! What a table is, whatever format it is written in: columns with a name and a number format, and
//! rows of cells.

use std::borrow::Cow;

use crate::domain::format::{decimals, signed_decimals};
use crate::domain::token_scores::Bucket;

/// Columns, and rows with a cell for each of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// What the table shows, in one sentence; empty where its place says so.
    pub caption: String,
    /// The columns from left to right.
    pub columns: Vec<Column>,
    /// The rows from top to bottom, each as long as `columns`.
    pub rows: Vec<Vec<Cell>>,
}

/// The head of a column, and how its cells are printed.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// What the column is called.
    pub name: Cow<'static, str>,
    /// The side its cells are flush with, where a format aligns them.
    pub align: Align,
    /// The unit and precision of its numbers.
    pub format: NumberFormat,
    /// The least width, in columns of a terminal, of a number in front of a bar.
    pub number_width: usize,
}

/// The side that cells are flush with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// As words are.
    Left,
    /// As numbers are.
    Right,
}

/// Unit and precision of the numbers of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberFormat {
    /// The shortest text that reads back as the same number.
    Exact,
    /// So many digits behind the point.
    Fixed(usize),
    /// The same, with a plus before what is not negative.
    Signed(usize),
    /// A share, printed in percent with so many digits behind the point.
    Percent(usize),
}

/// What stands in a row under a column.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing is known here.
    Missing,
    /// A text as it is: the writers escape it.
    Text(String),
    /// A count or a position.
    Integer(u64),
    /// A number, printed as the column says; one that is not finite counts as missing.
    Number(f64),
    /// A number with a bar beside it, where a format draws bars.
    Bar(Bar),
}

/// A number and the bar for it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bar {
    /// The number.
    pub value: Option<f64>,
    /// The number whose bar has full width.
    pub full: f64,
    /// Which bucket the bar is drawn for.
    pub bucket: Option<Bucket>,
}

impl Table {
    /// The table with only the rows that `order` names, in that order; an index without a row, or
    /// one named before, is left out.
    #[must_use]
    pub fn in_order(self, order: &[usize]) -> Self {
        let mut rows: Vec<Option<Vec<Cell>>> = self.rows.into_iter().map(Some).collect();
        let rows = order.iter().filter_map(|&row| rows.get_mut(row)?.take());
        Self {
            rows: rows.collect(),
            ..self
        }
    }

    /// The table without the columns in which every cell is missing; the first one, which names
    /// the rows, stays.
    #[must_use]
    pub fn without_empty_columns(self) -> Self {
        let filled = |column: usize| {
            let mut cells = self.rows.iter().filter_map(|row| row.get(column));
            column == 0 || cells.any(|cell| *cell != Cell::Missing)
        };
        let kept: Vec<bool> = (0..self.columns.len()).map(filled).collect();
        let rows = self.rows.into_iter();
        Self {
            caption: self.caption,
            columns: only(self.columns, &kept),
            rows: rows.map(|row| only(row, &kept)).collect(),
        }
    }

    /// The rows as their columns print them, cell by cell.
    pub fn printed(&self) -> impl Iterator<Item = impl Iterator<Item = Option<Cow<'_, str>>>> {
        self.rows.iter().map(|row| {
            let cells = self.columns.iter().zip(row);
            cells.map(|(column, cell)| column.print(cell))
        })
    }
}

fn only<T>(items: Vec<T>, kept: &[bool]) -> Vec<T> {
    let items = items.into_iter().zip(kept);
    items
        .filter_map(|(item, &kept)| kept.then_some(item))
        .collect()
}

impl Column {
    /// A column of words.
    pub fn text(name: impl Into<Cow<'static, str>>) -> Self {
        Self {
            name: name.into(),
            align: Align::Left,
            format: NumberFormat::Exact,
            number_width: 0,
        }
    }

    /// A column of numbers, or of texts that stand for numbers.
    pub fn number(name: impl Into<Cow<'static, str>>, format: NumberFormat) -> Self {
        Self {
            align: Align::Right,
            format,
            ..Self::text(name)
        }
    }

    /// A column of counts, or of numbers that lose nothing.
    pub fn exact(name: impl Into<Cow<'static, str>>) -> Self {
        Self::number(name, NumberFormat::Exact)
    }

    /// A column of numbers with `digits` behind the point.
    pub fn fixed(name: impl Into<Cow<'static, str>>, digits: usize) -> Self {
        Self::number(name, NumberFormat::Fixed(digits))
    }

    /// A column of bars behind numbers that are at least `number_width` wide, with `digits` behind
    /// the point.
    pub fn bars(name: impl Into<Cow<'static, str>>, number_width: usize, digits: usize) -> Self {
        Self {
            format: NumberFormat::Fixed(digits),
            number_width,
            ..Self::text(name)
        }
    }

    /// `cell` as this column prints it, not yet escaped; `None` where there is nothing.
    pub fn print<'a>(&self, cell: &'a Cell) -> Option<Cow<'a, str>> {
        match cell {
            Cell::Missing => None,
            Cell::Text(text) => Some(Cow::Borrowed(text)),
            Cell::Integer(integer) => Some(Cow::Owned(integer.to_string())),
            Cell::Number(number) => self.format.print(Some(*number)).map(Cow::Owned),
            Cell::Bar(bar) => self.format.print(bar.value).map(Cow::Owned),
        }
    }
}

impl NumberFormat {
    /// `value` in this format; `None` where there is none, or none that is finite.
    pub fn print(self, value: Option<f64>) -> Option<String> {
        match self {
            Self::Exact => value
                .filter(|value| value.is_finite())
                .map(|value| value.to_string()),
            Self::Fixed(digits) => decimals(value, digits),
            Self::Signed(digits) => signed_decimals(value, digits),
            Self::Percent(digits) => {
                decimals(value.map(|share| 100.0 * share), digits).map(|text| format!("{text} %"))
            }
        }
    }
}

impl Bar {
    /// How much of the full width the bar has, 0 to 1; `None` where there is nothing to draw.
    pub fn share(&self) -> Option<f64> {
        let value = self.value.filter(|value| value.is_finite())?;
        (self.full.is_finite() && self.full > 0.0).then_some(value / self.full)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Cell {
    fn from(value: bool) -> Self {
        Self::Text(value.to_string())
    }
}

impl From<u32> for Cell {
    fn from(integer: u32) -> Self {
        Self::Integer(integer.into())
    }
}

impl From<u64> for Cell {
    fn from(integer: u64) -> Self {
        Self::Integer(integer)
    }
}

impl From<usize> for Cell {
    fn from(integer: usize) -> Self {
        Self::Integer(integer as u64)
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<Bar> for Cell {
    fn from(bar: Bar) -> Self {
        Self::Bar(bar)
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Missing, Into::into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        Table {
            caption: String::new(),
            columns: vec![Column::text("a"), Column::exact("b"), Column::exact("c")],
            rows: (0..3_u64)
                .map(|row| vec![Cell::Missing, Cell::Missing, row.into()])
                .collect(),
        }
    }

    #[test]
    fn numbers_are_printed_as_their_column_says() {
        for (format, value, text) in [
            (NumberFormat::Exact, 0.1 + 0.2, "0.30000000000000004"),
            (NumberFormat::Exact, 3.0, "3"),
            (NumberFormat::Fixed(2), -0.456, "-0.46"),
            (NumberFormat::Signed(2), 0.5, "+0.50"),
            (NumberFormat::Percent(1), 0.255, "25.5 %"),
        ] {
            assert_eq!(format.print(Some(value)).as_deref(), Some(text));
            for missing in [None, Some(f64::NAN), Some(f64::INFINITY)] {
                assert_eq!(format.print(missing), None);
            }
        }
    }

    #[test]
    fn rows_follow_the_order_and_no_row_stands_twice() {
        let last =
            |table: &Table| -> Vec<Cell> { table.rows.iter().map(|row| row[2].clone()).collect() };
        let ordered = table().in_order(&[2, 0, 2, 9]);
        assert_eq!(last(&ordered), [Cell::Integer(2), Cell::Integer(0)]);
    }

    #[test]
    fn columns_without_anything_are_left_out_but_the_first() {
        let table = table().without_empty_columns();
        let names: Vec<&str> = table.columns.iter().map(|column| &*column.name).collect();
        assert_eq!(names, ["a", "c"]);
        assert_eq!(table.rows[1], [Cell::Missing, Cell::Integer(1)]);
    }

    #[test]
    fn a_bar_is_a_share_of_the_fullest() {
        let bar = |value, full| Bar {
            value,
            full,
            bucket: None,
        };
        assert_eq!(bar(Some(1.0), 4.0).share(), Some(0.25));
        assert_eq!(bar(None, 4.0).share(), None);
        assert_eq!(bar(Some(1.0), 0.0).share(), None);
        assert_eq!(bar(Some(f64::NAN), 1.0).share(), None);
        assert_eq!(bar(Some(1.0), f64::INFINITY).share(), None);
    }
}
