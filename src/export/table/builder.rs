//! Builds a table from columns that know how to read a row: the name of a column and what stands under it are declared
//! in one line.

use std::borrow::Cow;

use super::cell::Cell;
use super::column::Column;
use super::structure::Table;

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
