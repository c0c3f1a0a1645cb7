//! BERT and the families that are its blocks on its embeddings: `RoBERTa`, `DistilBERT` and ELECTRA
//! differ in the tables of the embeddings and in what their checkpoints call the tensors. Every
//! tensor that reaches a hidden state is read; poolers and heads are left alone.

use super::super::ModelError;
use super::super::config::{Bert, Electra, EncoderConfig, Roberta};
use super::super::shards::Weights;
use super::embeddings::EmbeddingsShape;
use super::linear::Linear;
use super::post_norm::PostNorm;
use super::tensor_names::{BERT_NAMES, BlockNames};

const DISTILBERT_NAMES: BlockNames = BlockNames {
    list: "transformer.layer",
    query: "attention.q_lin",
    key: "attention.k_lin",
    value: "attention.v_lin",
    attention_output: "attention.out_lin",
    attention_norm: "sa_layer_norm",
    inner: "ffn.lin1",
    outer: "ffn.lin2",
    norm: "output_layer_norm",
};

/// BERT (Devlin et al. 2019, arXiv 1810.04805): absolute positions and token types.
pub(super) fn load_bert(
    config: &EncoderConfig,
    bert: Bert,
    weights: &mut Weights,
) -> Result<PostNorm, ModelError> {
    let shape = EmbeddingsShape {
        width: config.hidden_size,
        token_types: Some(bert.token_types),
        padding: None,
    };
    PostNorm::load(config, &shape, &BERT_NAMES, weights)
}

/// `RoBERTa` (Liu et al. 2019, arXiv 1907.11692), `CamemBERT` and XLM-R: positions that begin
/// behind the padding token's row.
pub(super) fn load_roberta(
    config: &EncoderConfig,
    roberta: Roberta,
    weights: &mut Weights,
) -> Result<PostNorm, ModelError> {
    let shape = EmbeddingsShape {
        width: config.hidden_size,
        token_types: Some(roberta.token_types),
        padding: Some(roberta.padding),
    };
    PostNorm::load(config, &shape, &BERT_NAMES, weights)
}

/// `DistilBERT` (Sanh et al. 2019, arXiv 1910.01108): other names, and no token types.
pub(super) fn load_distilbert(
    config: &EncoderConfig,
    weights: &mut Weights,
) -> Result<PostNorm, ModelError> {
    let shape = EmbeddingsShape {
        width: config.hidden_size,
        token_types: None,
        padding: None,
    };
    PostNorm::load(config, &shape, &DISTILBERT_NAMES, weights)
}

/// ELECTRA (Clark et al. 2020, arXiv 2003.10555): embeddings that are mapped to the width of the
/// blocks where it is another. Layer 0 is what the first block is given: after that map.
pub(super) fn load_electra(
    config: &EncoderConfig,
    electra: Electra,
    weights: &mut Weights,
) -> Result<PostNorm, ModelError> {
    let (narrow, wide) = (electra.embedding_size, config.hidden_size);
    let shape = EmbeddingsShape {
        width: narrow,
        token_types: Some(electra.token_types),
        padding: None,
    };
    let mut encoder = PostNorm::load(config, &shape, &BERT_NAMES, weights)?;
    if narrow != wide {
        encoder.projection = Some(Linear::load(weights, "embeddings_project", narrow, wide)?);
    }
    Ok(encoder)
}
