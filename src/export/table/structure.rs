//! A table, whatever format it is written in: a caption, columns, and rows of cells. It is built from
//! columns that know how to read a row: the name of a column and what stands under it are declared in
//! one line.

use std::borrow::Cow;

use super::cell::Cell;
use super::column::Column;

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

/// The columns of a table whose rows are made from values of `R`.
pub(in crate::export) struct Columns<'a, R> {
    columns: Vec<Column>,
    cells: Vec<ReadCell<'a, R>>,
}

type ReadCell<'a, R> = Box<dyn Fn(&R) -> Cell + 'a>;

impl<'a, R> Columns<'a, R> {
    /// No columns yet.
    pub(in crate::export) fn new() -> Self {
        Self {
            columns: Vec::new(),
            cells: Vec::new(),
        }
    }

    /// One more column to the right; `cell` reads what stands under it.
    pub(in crate::export) fn with<C: Into<Cell>>(
        mut self,
        column: Column,
        cell: impl Fn(&R) -> C + 'a,
    ) -> Self {
        self.columns.push(column);
        self.cells.push(Box::new(move |row| cell(row).into()));
        self
    }

    /// One more column of words.
    pub(in crate::export) fn text<C: Into<Cell>>(
        self,
        name: impl Into<Cow<'static, str>>,
        cell: impl Fn(&R) -> C + 'a,
    ) -> Self {
        self.with(Column::text(name), cell)
    }

    /// One more column of counts, or of numbers that lose nothing.
    pub(in crate::export) fn exact<C: Into<Cell>>(
        self,
        name: impl Into<Cow<'static, str>>,
        cell: impl Fn(&R) -> C + 'a,
    ) -> Self {
        self.with(Column::exact(name), cell)
    }

    /// One more column of numbers with `digits` behind the point.
    pub(in crate::export) fn fixed<C: Into<Cell>>(
        self,
        name: impl Into<Cow<'static, str>>,
        digits: usize,
        cell: impl Fn(&R) -> C + 'a,
    ) -> Self {
        self.with(Column::fixed(name, digits), cell)
    }

    /// The table of `rows`, which shows what `caption` says.
    pub(in crate::export) fn table(
        self,
        caption: impl Into<String>,
        rows: impl IntoIterator<Item = R>,
    ) -> Table {
        let rows = rows.into_iter();
        Table {
            caption: caption.into(),
            rows: rows
                .map(|row| self.cells.iter().map(|cell| cell(&row)).collect())
                .collect(),
            columns: self.columns,
        }
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
    fn every_row_has_a_cell_for_every_column() {
        let table = Columns::new()
            .text("word", |word: &&str| *word)
            .exact("bytes", |word| word.len())
            .table("Words", ["a", "bcd"]);
        assert_eq!(table.columns.len(), 2);
        assert_eq!(
            table.rows,
            [
                [Cell::from("a"), Cell::Integer(1)],
                [Cell::from("bcd"), Cell::Integer(3)]
            ]
        );
    }
}
