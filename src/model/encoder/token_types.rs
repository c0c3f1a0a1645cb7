//! Which segment a token is of, as the embeddings add it: of two texts that are read together, the
//! first or the second.

use candle_core::{Result, Tensor};

use super::super::ModelError;
use super::embedding_table::EmbeddingTable;
use super::pass::Batch;

/// The table of the kinds of segments.
pub(super) struct TokenTypes {
    table: EmbeddingTable,
    /// Its first row: a text by itself is one segment.
    first: Tensor,
}

impl TokenTypes {
    pub(super) fn new(table: EmbeddingTable) -> std::result::Result<Self, ModelError> {
        let first = table.rows(&[0]);
        let first = first.map_err(|error| ModelError::Pass(error.to_string()))?;
        Ok(Self { table, first })
    }

    /// `sum`, a row for each token of `batch`, with that of its segment added.
    pub(super) fn add_to(&self, sum: &Tensor, batch: &Batch) -> Result<Tensor> {
        if batch.types.is_empty() {
            return sum.broadcast_add(&self.first);
        }
        sum + self.table.rows(&batch.types)?
    }
}
