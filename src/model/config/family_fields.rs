//! What each family's `config.json` calls things.

use super::activation::activation_of;
use super::deberta::deberta_config;
use super::error::ConfigError;
use super::fields::Fields;
use super::layout::{Albert, Bert, Electra, Layout, Mpnet, Roberta};
use super::like_bert::{
    MOST_HEADS, MOST_LAYERS, MOST_POSITIONS, MOST_TYPES, MOST_WORDS, WIDEST, WIDEST_INSIDE,
    like_bert,
};
use super::modernbert::modernbert_config;
use super::{Activation, EncoderConfig, Family};

/// The configuration of `family` in `fields`.
pub(super) fn config_of(family: Family, fields: &Fields) -> Result<EncoderConfig, ConfigError> {
    match family {
        Family::Bert => like_bert(fields, Layout::Bert(bert(fields)?)),
        Family::Roberta => roberta(fields),
        Family::DistilBert => distilbert(fields),
        Family::Electra => like_bert(fields, Layout::Electra(electra(fields)?)),
        Family::Mpnet => mpnet(fields),
        Family::Albert => albert(fields),
        Family::DebertaV2 => deberta_config(fields),
        Family::ModernBert => modernbert_config(fields),
    }
}

fn bert(fields: &Fields) -> Result<Bert, String> {
    Ok(Bert {
        token_types: token_types(fields)?,
    })
}

fn roberta(fields: &Fields) -> Result<EncoderConfig, ConfigError> {
    let padding = fields.row_or("pad_token_id", 1, MOST_WORDS)?;
    let layout = Roberta {
        token_types: token_types(fields)?,
        padding,
    };
    without_padding(like_bert(fields, Layout::Roberta(layout))?, padding)
}

/// The counts by the names that the family gave them, or by BERT's, which transformers maps to
/// them: where both are given it takes BERT's.
fn distilbert(fields: &Fields) -> Result<EncoderConfig, ConfigError> {
    let count = |names: [&str; 2], most: usize| fields.count(fields.either(names), most);
    Ok(EncoderConfig {
        layout: Layout::DistilBert,
        layers: count(["num_hidden_layers", "n_layers"], MOST_LAYERS)?,
        hidden_size: count(["hidden_size", "dim"], WIDEST)?,
        heads: count(["num_attention_heads", "n_heads"], MOST_HEADS)?,
        intermediate_size: fields.count("hidden_dim", WIDEST_INSIDE)?,
        vocabulary: fields.count("vocab_size", MOST_WORDS)?,
        positions: fields.count("max_position_embeddings", MOST_POSITIONS)?,
        // The file has no field for it.
        layer_norm_eps: 1e-12,
        activation: activation_of(fields, "activation", Activation::Gelu)?,
    })
}

fn electra(fields: &Fields) -> Result<Electra, String> {
    Ok(Electra {
        token_types: token_types(fields)?,
        embedding_size: fields.count_or("embedding_size", 128, WIDEST)?,
    })
}

fn mpnet(fields: &Fields) -> Result<EncoderConfig, ConfigError> {
    let name = "relative_attention_num_buckets";
    let distance_buckets = fields.count_or(name, Mpnet::BUCKETS, WIDEST)?;
    if distance_buckets < Mpnet::BUCKETS {
        return Err(ConfigError::Wrong(format!(
            "{name} is {distance_buckets}, below {}",
            Mpnet::BUCKETS
        )));
    }
    let config = like_bert(fields, Layout::Mpnet(Mpnet { distance_buckets }))?;
    without_padding(config, Mpnet::PADDING)
}

fn albert(fields: &Fields) -> Result<EncoderConfig, ConfigError> {
    let passes = fields.count("num_hidden_layers", MOST_LAYERS)?;
    let layout = Albert {
        token_types: token_types(fields)?,
        embedding_size: fields.count_or("embedding_size", 128, WIDEST)?,
        passes,
        groups: fields.count_or("num_hidden_groups", 1, passes)?,
        blocks_in_group: fields.count_or("inner_group_num", 1, MOST_LAYERS)?,
    };
    let config = like_bert(fields, Layout::Albert(layout))?;
    Ok(EncoderConfig {
        layers: passes * layout.blocks_in_group,
        activation: activation_of(fields, "hidden_act", Activation::GeluTanh)?,
        ..config
    })
}

fn token_types(fields: &Fields) -> Result<usize, String> {
    fields.count_or("type_vocab_size", 2, MOST_TYPES)
}

/// The rows up to the padding's are no token's position.
fn without_padding(config: EncoderConfig, padding: usize) -> Result<EncoderConfig, ConfigError> {
    match config.positions.checked_sub(padding + 1) {
        Some(positions) if positions > 0 => Ok(EncoderConfig {
            positions,
            ..config
        }),
        _ => Err(ConfigError::Wrong(format!(
            "pad_token_id is {padding}, and max_position_embeddings {} has no positions behind it",
            config.positions
        ))),
    }
}
