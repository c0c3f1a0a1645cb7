//! ELECTRA (Clark et al. 2020, arXiv 2003.10555): BERT's blocks, on embeddings that are mapped to
//! their width where it is another. Layer 0 is what the first block is given: after that map.

use super::super::ModelError;
use super::super::config::{Electra, EncoderConfig};
use super::super::shards::Weights;
use super::embeddings::{Embeddings, EmbeddingsShape};
use super::linear::Linear;
use super::post_norm::PostNorm;
use super::tensor_names::{BERT_NAMES, prefix_of};

const PREFIXES: [&str; 4] = ["", "electra.", "model.", "model.electra."];

/// Reads every tensor that reaches a hidden state; heads are left alone.
pub(super) fn load(
    config: &EncoderConfig,
    electra: Electra,
    weights: &mut Weights,
) -> Result<PostNorm, ModelError> {
    let prefix = prefix_of(weights, &PREFIXES);
    let (narrow, wide) = (electra.embedding_size, config.hidden_size);
    let shape = EmbeddingsShape {
        width: narrow,
        token_types: Some(electra.token_types),
        padding: None,
    };
    let embeddings = Embeddings::load(config, &shape, weights, &format!("{prefix}embeddings"))?;
    let projection = if narrow == wide {
        None
    } else {
        let name = format!("{prefix}embeddings_project");
        Some(Linear::load(weights, &name, narrow, wide)?)
    };
    let list = format!("{prefix}encoder.layer");
    let encoder = PostNorm::load(config, &BERT_NAMES, weights, embeddings, &list)?;
    Ok(PostNorm {
        projection,
        ..encoder
    })
}
