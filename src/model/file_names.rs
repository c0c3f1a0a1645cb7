//! What the files of a model are called.

/// Which encoder it is and how large.
pub(super) const CONFIG: &str = "config.json";
/// The whole tokenizer, where there is such a file.
pub(super) const TOKENIZER: &str = "tokenizer.json";
/// All weights.
pub(super) const WEIGHTS: &str = "model.safetensors";
/// Stands in for [`WEIGHTS`] and names the files that hold them.
pub(super) const INDEX: &str = "model.safetensors.index.json";
/// Files with weights: a folder that has one is looked for no further down.
pub(super) const ANY_WEIGHTS: [&str; 3] = [WEIGHTS, INDEX, "pytorch_model.bin"];
