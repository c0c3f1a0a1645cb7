//! ALBERT (Lan et al. 2020, arXiv 1909.11942): one block, or a few, gone through again and again,
//! on narrower embeddings that are mapped to its width. Layer 0 is what the first block is given:
//! after that map.

use super::super::ModelError;
use super::super::config::{Albert, EncoderConfig};
use super::super::shards::Weights;
use super::embeddings::{Embeddings, EmbeddingsShape};
use super::linear::Linear;
use super::post_norm::{Block, PostNorm};
use super::tensor_names::BlockNames;

const NAMES: BlockNames = BlockNames {
    list: "encoder.albert_layer_groups",
    query: "attention.query",
    key: "attention.key",
    value: "attention.value",
    attention_output: "attention.dense",
    attention_norm: "attention.LayerNorm",
    inner: "ffn",
    outer: "ffn_output",
    norm: "full_layer_layer_norm",
};

/// Reads every tensor that reaches a hidden state; poolers and heads are left alone.
pub(super) fn load(
    config: &EncoderConfig,
    albert: Albert,
    weights: &mut Weights,
) -> Result<PostNorm, ModelError> {
    let (narrow, wide) = (albert.embedding_size, config.hidden_size);
    let shape = EmbeddingsShape {
        width: narrow,
        token_types: Some(albert.token_types),
        padding: None,
    };
    let embeddings = Embeddings::load(config, &shape, weights)?;
    let projection = "encoder.embedding_hidden_mapping_in";
    let mut blocks = Vec::with_capacity(albert.groups * albert.blocks_in_group);
    for group in 0..albert.groups {
        for block in 0..albert.blocks_in_group {
            let name = format!("{}.{group}.albert_layers.{block}", NAMES.list);
            blocks.push(Block::load(config, &NAMES, weights, &name)?);
        }
    }
    Ok(PostNorm {
        embeddings,
        projection: Some(Linear::load(weights, projection, narrow, wide)?),
        blocks,
        order: albert.order(),
    })
}
