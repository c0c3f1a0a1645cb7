//! A table of which a pass needs a few rows: embeddings. It stays where it lies.

use candle_core::{Device, Result, Tensor};

use super::super::ModelError;
use super::super::mapped::Numbers;
use super::super::shards::Weights;
use super::here::table_of;

/// `[row][width]`
pub(super) struct Table {
    place: Place,
    width: usize,
}

enum Place {
    Here(Numbers),
    Candle(Tensor),
}

impl Table {
    /// Reads the tensor `name`.
    pub(super) fn load(
        weights: &mut Weights,
        name: &str,
        rows: usize,
        width: usize,
    ) -> std::result::Result<Self, ModelError> {
        let shape = [rows, width];
        let place = if weights.device().is_cpu() {
            Place::Here(weights.numbers(name, &shape)?)
        } else {
            Place::Candle(weights.tensor(name, &shape)?)
        };
        Ok(Self { place, width })
    }

    /// What its rows are given out on.
    pub(super) fn device(&self) -> &Device {
        match &self.place {
            Place::Here(_) => &Device::Cpu,
            Place::Candle(table) => table.device(),
        }
    }

    /// `[row][width]` for the rows named.
    pub(super) fn rows(&self, rows: &[u32]) -> Result<Tensor> {
        let numbers = match &self.place {
            Place::Here(numbers) => numbers,
            Place::Candle(table) => {
                return table.index_select(&Tensor::new(rows, table.device())?, 0);
            }
        };
        let mut found = Vec::with_capacity(rows.len() * self.width);
        for &row in rows {
            let start = row as usize * self.width;
            match numbers.get(start..start + self.width) {
                Some(numbers) => found.extend_from_slice(numbers),
                None => candle_core::bail!("there is no row {row} in a table of embeddings"),
            }
        }
        table_of(found, self.width)
    }
}
