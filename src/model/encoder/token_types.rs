//! Which segment a token is of, as the embeddings add it: of two texts that are read together, the
//! first or the second.

use candle_core::{Result, Tensor};

use super::embedding_table::EmbeddingTable;
use super::pass::Batch;

/// The table of the kinds of segments.
pub(super) struct TokenTypes(pub(super) EmbeddingTable);

impl TokenTypes {
    /// `sum`, a row for each token of `batch`, with that of its segment added: a text by itself is
    /// the first.
    pub(super) fn add_to(&self, sum: &Tensor, batch: &Batch) -> Result<Tensor> {
        if batch.types.is_empty() {
            return self.0.added_to(sum, &vec![0; batch.ids.len()]);
        }
        self.0.added_to(sum, &batch.types)
    }
}
