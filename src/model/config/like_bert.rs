//! What a `config.json` calls the counts that every encoder has, and how large they may be.

use super::activation::activation_of;
use super::error::ConfigError;
use super::fields::Fields;
use super::layout::Layout;
use super::{Activation, EncoderConfig};

pub(super) const MOST_LAYERS: usize = 1_000;
pub(super) const WIDEST: usize = 1 << 20;
pub(super) const MOST_HEADS: usize = 1 << 16;
pub(super) const WIDEST_INSIDE: usize = 1 << 22;
pub(super) const MOST_WORDS: usize = 1 << 28;
pub(super) const MOST_POSITIONS: usize = 1 << 24;
/// Where no table of the weights has a row for each position, a file could claim any number; no
/// published model has more, and every pair of tokens takes room.
pub(super) const MOST_DISTANT: usize = 1 << 16;
pub(super) const MOST_TYPES: usize = 1 << 16;

/// The counts by the names that BERT gave them.
pub(super) fn like_bert(fields: &Fields, layout: Layout) -> Result<EncoderConfig, ConfigError> {
    Ok(EncoderConfig {
        layout,
        layers: fields.count("num_hidden_layers", MOST_LAYERS)?,
        hidden_size: fields.count("hidden_size", WIDEST)?,
        heads: fields.count("num_attention_heads", MOST_HEADS)?,
        intermediate_size: fields.count("intermediate_size", WIDEST_INSIDE)?,
        vocabulary: fields.count("vocab_size", MOST_WORDS)?,
        positions: fields.count("max_position_embeddings", MOST_POSITIONS)?,
        layer_norm_eps: fields.number_or("layer_norm_eps", 1e-12)?,
        activation: activation_of(fields, "hidden_act", Activation::Gelu)?,
    })
}
