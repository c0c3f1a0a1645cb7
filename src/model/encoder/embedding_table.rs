//! A table of which a pass needs a few rows: embeddings. It stays where it lies.

use candle_core::{Device, Result, Tensor};

use super::super::ModelError;
use super::super::mapped::Numbers;
use super::super::shards::Weights;
use super::cpu::{matrix, to_vec};

/// `[row][width]`
pub(super) struct EmbeddingTable {
    rows: TableRows,
    width: usize,
}

enum TableRows {
    /// Row by row, on the processor.
    Cpu(Numbers),
    /// `[row][width]`, on another device.
    Device(Tensor),
}

impl EmbeddingTable {
    /// Reads the tensor `name`.
    pub(super) fn load(
        weights: &mut Weights,
        name: &str,
        rows: usize,
        width: usize,
    ) -> std::result::Result<Self, ModelError> {
        let shape = [rows, width];
        let rows = if weights.device().is_cpu() {
            TableRows::Cpu(weights.numbers(name, &shape)?)
        } else {
            TableRows::Device(weights.tensor(name, &shape)?)
        };
        Ok(Self { rows, width })
    }

    /// The device that its rows are handed out on.
    pub(super) fn device(&self) -> &Device {
        match &self.rows {
            TableRows::Cpu(_) => &Device::Cpu,
            TableRows::Device(table) => table.device(),
        }
    }

    /// The rows with these numbers, `[row][width]`.
    pub(super) fn rows(&self, rows: &[u32]) -> Result<Tensor> {
        let numbers = match &self.rows {
            TableRows::Cpu(numbers) => numbers,
            TableRows::Device(table) => {
                return table.index_select(&Tensor::new(rows, table.device())?, 0);
            }
        };
        let mut found = Vec::with_capacity(rows.len() * self.width);
        for &row in rows {
            found.extend_from_slice(self.row(numbers, row)?);
        }
        matrix(found, self.width)
    }

    /// `sum`, `[token][width]`, with one of the rows added to each of its own.
    pub(super) fn added_to(&self, sum: &Tensor, rows: &[u32]) -> Result<Tensor> {
        let TableRows::Cpu(numbers) = &self.rows else {
            return sum + self.rows(rows)?;
        };
        let mut sum = to_vec(sum)?;
        for (&row, sum) in rows.iter().zip(sum.chunks_exact_mut(self.width.max(1))) {
            for (sum, &number) in sum.iter_mut().zip(self.row(numbers, row)?) {
                *sum += number;
            }
        }
        matrix(sum, self.width)
    }

    /// A row of `numbers`, which are the table's.
    fn row<'a>(&self, numbers: &'a [f32], row: u32) -> Result<&'a [f32]> {
        let start = row as usize * self.width;
        match numbers.get(start..start + self.width) {
            Some(numbers) => Ok(numbers),
            None => candle_core::bail!("there is no row {row} in a table of embeddings"),
        }
    }
}
