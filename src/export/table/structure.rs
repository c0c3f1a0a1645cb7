//! A table, whatever format it is written in: a caption, columns, and rows of cells.

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
}
