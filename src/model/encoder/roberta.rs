//! `RoBERTa` (Liu et al. 2019, arXiv 1907.11692), `CamemBERT` and XLM-R: BERT's blocks, with
//! positions that begin behind the padding token's row.

use super::super::ModelError;
use super::super::config::{EncoderConfig, Roberta};
use super::super::shards::Weights;
use super::embeddings::{Embeddings, EmbeddingsShape};
use super::post_norm::PostNorm;
use super::tensor_names::{BERT_NAMES, prefix_of};

const PREFIXES: [&str; 4] = ["", "roberta.", "model.", "model.roberta."];

/// Reads every tensor that reaches a hidden state; poolers and heads are left alone.
pub(super) fn load(
    config: &EncoderConfig,
    roberta: Roberta,
    weights: &mut Weights,
) -> Result<PostNorm, ModelError> {
    let prefix = prefix_of(weights, &PREFIXES);
    let shape = EmbeddingsShape {
        width: config.hidden_size,
        token_types: Some(roberta.token_types),
        padding: Some(roberta.padding),
    };
    let embeddings = Embeddings::load(config, &shape, weights, &format!("{prefix}embeddings"))?;
    let list = format!("{prefix}encoder.layer");
    PostNorm::load(config, &BERT_NAMES, weights, embeddings, &list)
}
