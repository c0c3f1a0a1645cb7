//! `DistilBERT` (Sanh et al. 2019, arXiv 1910.01108): BERT's blocks under other names, and no
//! token types.

use super::super::ModelError;
use super::super::config::EncoderConfig;
use super::super::shards::Weights;
use super::embeddings::{Embeddings, EmbeddingsShape};
use super::post_norm::PostNorm;
use super::tensor_names::{BlockNames, prefix_of};

const PREFIXES: [&str; 4] = ["", "distilbert.", "model.", "model.distilbert."];

const NAMES: BlockNames = BlockNames {
    query: "attention.q_lin",
    key: "attention.k_lin",
    value: "attention.v_lin",
    attention_output: "attention.out_lin",
    attention_norm: "sa_layer_norm",
    inner: "ffn.lin1",
    outer: "ffn.lin2",
    norm: "output_layer_norm",
};

/// Reads every tensor that reaches a hidden state; heads are left alone.
pub(super) fn load(config: &EncoderConfig, weights: &mut Weights) -> Result<PostNorm, ModelError> {
    let prefix = prefix_of(weights, &PREFIXES);
    let shape = EmbeddingsShape {
        width: config.hidden_size,
        token_types: None,
        padding: None,
    };
    let embeddings = Embeddings::load(config, &shape, weights, &format!("{prefix}embeddings"))?;
    let list = format!("{prefix}transformer.layer");
    PostNorm::load(config, &NAMES, weights, embeddings, &list)
}
