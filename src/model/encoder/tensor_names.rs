//! What checkpoints call the tensors of an encoder.

/// What a family calls its blocks, and the tensors of one behind its own name.
pub(super) struct BlockNames {
    /// The blocks are `{list}.0`, `{list}.1`, ….
    pub(super) list: &'static str,
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
    list: "encoder.layer",
    query: "attention.self.query",
    key: "attention.self.key",
    value: "attention.self.value",
    attention_output: "attention.output.dense",
    attention_norm: "attention.output.LayerNorm",
    inner: "intermediate.dense",
    outer: "output.dense",
    norm: "output.LayerNorm",
};
