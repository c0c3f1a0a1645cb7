//! What checkpoints call the tensors of an encoder.

use super::super::shards::Weights;

/// What a family calls the tensors of a block, behind the block's own name.
pub(super) struct BlockNames {
    pub(super) query: &'static str,
    pub(super) key: &'static str,
    pub(super) value: &'static str,
    pub(super) attention_output: &'static str,
    pub(super) attention_norm: &'static str,
    pub(super) inner: &'static str,
    pub(super) outer: &'static str,
    pub(super) norm: &'static str,
}

/// The names in BERT and the families that took its code over.
pub(super) const BERT_NAMES: BlockNames = BlockNames {
    query: "attention.self.query",
    key: "attention.self.key",
    value: "attention.self.value",
    attention_output: "attention.output.dense",
    attention_norm: "attention.output.LayerNorm",
    inner: "intermediate.dense",
    outer: "output.dense",
    norm: "output.LayerNorm",
};

/// What stands before the names of the encoder's tensors: nothing, or what checkpoints with a head
/// put there.
pub(super) fn prefix_of(weights: &Weights, prefixes: &[&'static str]) -> &'static str {
    weights
        .prefix_of("embeddings.word_embeddings.weight", prefixes)
        .unwrap_or_default()
}
