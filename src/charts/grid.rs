//! Cells in rows and columns that have names of their own, with what each row and each
//! column adds up to.

use crate::domain::attention::AttentionMatrix;
use crate::domain::format::{part, signed};

use super::{Axis, TokenLabel};

/// Cells between the things of one list and those of another.
#[derive(Debug, Clone, PartialEq)]
pub struct GridChart {
    /// What the picture shows.
    pub title: String,
    /// What a colour means; as far below 0 as above where 0 is the middle.
    pub axis: Axis,
    /// Whether 0 is the middle of the colours.
    pub centred: bool,
    /// How the number of a cell is written.
    pub cell_text: CellText,
    /// What the rows are of.
    pub row_name: String,
    /// What the columns are of.
    pub column_name: String,
    /// One label per row.
    pub rows: Vec<TokenLabel>,
    /// One label per column.
    pub columns: Vec<TokenLabel>,
    /// The numbers; not a number where there is no value.
    pub cells: GridCells,
    /// Whether a cell has no value.
    pub has_gaps: bool,
    /// What the cells of each row add up to; empty where that says nothing.
    pub row_sums: Vec<f64>,
    /// What the cells of each column add up to.
    pub column_sums: Vec<f64>,
    /// What the sums are called.
    pub sums_name: String,
}

/// The numbers of a grid.
#[derive(Debug, Clone, PartialEq)]
pub enum GridCells {
    /// Their own, `[row][column]`.
    Rows(Vec<Vec<f64>>),
    /// Those of an answer, shared with it: there may be a quarter of a million.
    Attention(AttentionMatrix),
}

impl GridCells {
    /// The numbers of `row`; none where there is no such row.
    pub fn row(&self, row: usize) -> impl Iterator<Item = f64> {
        let (wide, narrow): (&[f64], &[f32]) = match self {
            Self::Rows(rows) => (rows.get(row).map_or(&[], Vec::as_slice), &[]),
            Self::Attention(matrix) => (&[], matrix.row(row)),
        };
        let narrow = narrow.iter().copied().map(f64::from);
        wide.iter().copied().chain(narrow)
    }

    /// The number of a cell.
    pub fn get(&self, row: usize, column: usize) -> Option<f64> {
        match self {
            Self::Rows(rows) => rows.get(row)?.get(column).copied(),
            Self::Attention(matrix) => matrix.get(row, column).map(f64::from),
        }
    }
}

/// How the number of a cell is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellText {
    /// As thousandths, with its sign.
    Thousandths,
    /// As a percentage, without the sign of percent.
    Percent,
    /// The same with its sign and a digit behind the point.
    SignedPercent,
    /// With two digits behind the point.
    Plain,
}

impl CellText {
    /// `value` as it stands in its cell.
    pub fn of(self, value: f64) -> String {
        match self {
            Self::Thousandths => signed(1000.0 * value, 1),
            Self::Percent => format!("{:.0}", 100.0 * value),
            Self::SignedPercent => signed(100.0 * value, 1),
            Self::Plain => format!("{value:.2}"),
        }
    }

    /// `value` where there is room for it.
    fn exact(self, value: f64) -> String {
        match self {
            Self::Thousandths => part(value),
            Self::Percent => format!("{:.1} %", 100.0 * value),
            Self::SignedPercent => format!("{} %", signed(100.0 * value, 2)),
            Self::Plain => format!("{value:.4}"),
        }
    }
}

impl GridChart {
    /// Where `value` lies on the scale of colours: 0 is its least, 0.5 is zero, 1 its greatest.
    pub fn share(&self, value: f64) -> f64 {
        self.axis.share(value)
    }

    /// The largest of all sums by size: the end of the bars.
    pub fn largest_sum(&self) -> f64 {
        let sums = self.row_sums.iter().chain(&self.column_sums);
        let largest = sums.filter(|sum| sum.is_finite());
        largest.fold(0.0, |most: f64, sum| most.max(sum.abs()))
    }

    /// What a cell says when it is pointed at.
    pub fn cell_text(&self, row: usize, column: usize) -> Option<String> {
        let value = self.cells.get(row, column)?;
        let value = if value.is_finite() {
            self.cell_text.exact(value)
        } else {
            "out of sight".to_owned()
        };
        let name = |labels: &[TokenLabel], at: usize| {
            labels.get(at).map_or("", |label| &label.text).to_owned()
        };
        let (row, column) = (name(&self.rows, row), name(&self.columns, column));
        Some(format!("{row} | {column}: {value}"))
    }

    /// The numbers, row by row.
    pub fn values(&self) -> impl Iterator<Item = f64> {
        (0..self.rows.len()).flat_map(|row| self.cells.row(row))
    }
}
