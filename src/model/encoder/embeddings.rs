//! Layer 0 of most families: words, positions and perhaps the token type, summed and normalised.

use candle_core::{Result, Tensor};

use super::super::ModelError;
use super::super::config::EncoderConfig;
use super::super::shards::Weights;
use super::embedding_table::EmbeddingTable;
use super::layer_norm::LayerNorm;
use super::parts_recorder::PartsRecorder;
use super::pass::Batch;
use super::token_types::TokenTypes;

/// The tables of the embeddings and their `LayerNorm`.
pub(super) struct Embeddings {
    words: EmbeddingTable,
    positions: EmbeddingTable,
    padding: Option<u32>,
    token_types: Option<TokenTypes>,
    norm: LayerNorm,
}

/// What the tables of a family look like.
pub(super) struct EmbeddingsShape {
    /// Width of every table.
    pub(super) width: usize,
    /// Rows of the token type embedding, if there is one.
    pub(super) token_types: Option<usize>,
    /// The padding token's id, in families that count positions from behind it.
    pub(super) padding: Option<usize>,
}

impl Embeddings {
    /// Reads `embeddings.word_embeddings` and its kin.
    pub(super) fn load(
        config: &EncoderConfig,
        shape: &EmbeddingsShape,
        weights: &mut Weights,
    ) -> std::result::Result<Self, ModelError> {
        let width = shape.width;
        let mut table = |part: &str, rows: usize| {
            EmbeddingTable::load(weights, &format!("embeddings.{part}.weight"), rows, width)
        };
        let before = shape.padding.map_or(0, |padding| padding + 1);
        let words = table("word_embeddings", config.vocabulary)?;
        let positions = table("position_embeddings", config.positions + before)?;
        let token_types = match shape.token_types {
            None => None,
            Some(types) => Some(TokenTypes(table("token_type_embeddings", types)?)),
        };
        Ok(Self {
            words,
            positions,
            padding: shape.padding.map(|padding| padding as u32),
            token_types,
            norm: LayerNorm::load(
                weights,
                "embeddings.LayerNorm",
                width,
                config.layer_norm_eps,
            )?,
        })
    }

    /// `[token][width]` for the tokens of `batch`; `parts` is told what it is made of.
    pub(super) fn forward(&self, batch: &Batch, parts: Option<&PartsRecorder>) -> Result<Tensor> {
        let words = self.words.rows(&batch.ids)?;
        let behind = self.padding.map(|padding| behind_padding(batch, padding));
        let places = behind.as_ref().unwrap_or(&batch.positions);
        let mut sum = self.positions.added_to(&words, places)?;
        if let Some(types) = &self.token_types {
            sum = types.add_to(&sum, batch)?;
        }
        let output = self.norm.forward(&sum)?;
        if let Some(parts) = parts {
            parts.record_norm(&self.norm, &[&sum], &output)?;
        }
        Ok(output)
    }
}

/// Rows of the position table where the padding token has its own and is not counted: a text may
/// spell it out.
fn behind_padding(batch: &Batch, padding: u32) -> Vec<u32> {
    let mut tokens = batch.ids.iter().zip(&batch.positions);
    let mut rows = Vec::with_capacity(batch.ids.len());
    for &length in &batch.lengths {
        let mut uncounted = 0;
        for (&id, &position) in tokens.by_ref().take(length) {
            if id == padding {
                uncounted += 1;
                rows.push(padding);
            } else {
                rows.push(padding + 1 + position - uncounted);
            }
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_begin_behind_the_paddings_and_leave_it_out() {
        let batch = Batch {
            ids: vec![0, 7, 1, 8, 2, 0, 9, 2],
            positions: vec![0, 1, 2, 3, 4, 0, 5, 6],
            types: Vec::new(),
            lengths: vec![5, 3],
        };
        assert_eq!(behind_padding(&batch, 1), [2, 3, 1, 4, 5, 2, 7, 8]);
    }
}
