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
/// What a sentence-transformers model says of its parts.
pub(super) const MODULES: &str = "modules.json";
/// What it says of prompts.
pub(super) const SENTENCE_CONFIG: &str = "config_sentence_transformers.json";
/// What it says of the texts that its encoder is given.
pub(super) const ENCODER_CONFIG: &str = "sentence_bert_config.json";
