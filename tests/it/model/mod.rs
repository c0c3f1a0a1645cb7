//! Encoders: folders, tokenizers and numbers, against `PyTorch` and candle.

mod against_candle;
mod against_mpnet;
mod attention;
mod attention_weights;
mod changed_weights;
mod edge_texts;
pub(crate) mod families;
mod family_tokens;
pub(crate) mod files;
mod foreign_files;
pub(crate) mod foreign_models;
pub(crate) mod heads;
mod jacobians;
pub(crate) mod numbers;
mod parts;
mod relative_families;
mod removal;
mod sentence_heads;
mod tokenizer_cases;
mod tokenizer_files;
mod tokenizer_hostile;
mod tokenizer_table;
mod weight_shards;
