//! BERT (Devlin et al. 2019, arXiv 1810.04805): absolute positions and token types.

use super::super::ModelError;
use super::super::config::{Bert, EncoderConfig};
use super::super::shards::Weights;
use super::embeddings::{Embeddings, EmbeddingsShape};
use super::post_norm::PostNorm;
use super::tensor_names::{BERT_NAMES, prefix_of};

const PREFIXES: [&str; 4] = ["", "bert.", "model.", "model.bert."];

/// Reads every tensor that reaches a hidden state; poolers and heads are left alone.
pub(super) fn load(
    config: &EncoderConfig,
    bert: Bert,
    weights: &mut Weights,
) -> Result<PostNorm, ModelError> {
    let prefix = prefix_of(weights, &PREFIXES);
    let shape = EmbeddingsShape {
        width: config.hidden_size,
        token_types: Some(bert.token_types),
        padding: None,
    };
    let embeddings = Embeddings::load(config, &shape, weights, &format!("{prefix}embeddings"))?;
    let list = format!("{prefix}encoder.layer");
    PostNorm::load(config, &BERT_NAMES, weights, embeddings, &list)
}
