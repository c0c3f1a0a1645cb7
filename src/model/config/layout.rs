//! What each family's `config.json` calls things, and what a family has that others have not.

use super::activation::activation_of;
use super::deberta::{DebertaV2, deberta_config};
use super::error::ConfigError;
use super::fields::Fields;
use super::modernbert::{ModernBert, modernbert_config};
use super::{Activation, EncoderConfig, Family};

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

/// The family, with what it alone knows.
#[derive(Debug, Clone, PartialEq)]
pub enum Layout {
    /// See [`Family::Bert`].
    Bert(Bert),
    /// See [`Family::Roberta`].
    Roberta(Roberta),
    /// See [`Family::DistilBert`].
    DistilBert,
    /// See [`Family::Electra`].
    Electra(Electra),
    /// See [`Family::Mpnet`].
    Mpnet(Mpnet),
    /// See [`Family::Albert`].
    Albert(Albert),
    /// See [`Family::DebertaV2`].
    DebertaV2(DebertaV2),
    /// See [`Family::ModernBert`].
    ModernBert(ModernBert),
}

/// What BERT has beside its blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bert {
    /// Rows of the token type embedding.
    pub token_types: usize,
}

/// What `RoBERTa` has beside its blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Roberta {
    /// Rows of the token type embedding.
    pub token_types: usize,
    /// The id of the padding token; the first token of a text stands one row behind it.
    pub padding: usize,
}

/// What ELECTRA has beside its blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Electra {
    /// Rows of the token type embedding.
    pub token_types: usize,
    /// Width of the embeddings, which are mapped to the width of the blocks where they differ.
    pub embedding_size: usize,
}

/// What `MPNet` has beside its blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mpnet {
    /// Rows of the table of biases for distances.
    pub distance_buckets: usize,
}

/// What ALBERT has beside its blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Albert {
    /// Rows of the token type embedding.
    pub token_types: usize,
    /// Width of the embeddings, which are mapped to the width of the blocks.
    pub embedding_size: usize,
    /// How often a hidden state goes through one of the groups.
    pub passes: usize,
    /// How many groups of blocks there are.
    pub groups: usize,
    /// How many blocks a group has.
    pub blocks_in_group: usize,
}

impl Layout {
    /// The family alone.
    pub fn family(&self) -> Family {
        match self {
            Self::Bert(_) => Family::Bert,
            Self::Roberta(_) => Family::Roberta,
            Self::DistilBert => Family::DistilBert,
            Self::Electra(_) => Family::Electra,
            Self::Mpnet(_) => Family::Mpnet,
            Self::Albert(_) => Family::Albert,
            Self::DebertaV2(_) => Family::DebertaV2,
            Self::ModernBert(_) => Family::ModernBert,
        }
    }
}

impl Mpnet {
    /// The padding token's id, whatever the file says: transformers has it so.
    pub const PADDING: usize = 1;
    /// Distances are told apart by this many rows of the table, whatever the file says:
    /// transformers has it so.
    pub const BUCKETS: usize = 32;
}

impl Albert {
    /// The block behind each layer, from 1 on: block `b` of group `g` is
    /// `g * blocks_in_group + b`.
    pub fn order(&self) -> Vec<usize> {
        let group = |pass: usize| {
            let passes_per_group = self.passes as f64 / self.groups as f64;
            (pass as f64 / passes_per_group) as usize
        };
        let blocks = |pass: usize| {
            let first = group(pass) * self.blocks_in_group;
            first..first + self.blocks_in_group
        };
        (0..self.passes).flat_map(blocks).collect()
    }
}

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
