//! The families, each with what it has that others have not.

use super::Activation;
use super::Family;

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

/// What DeBERTa-v2 has beside its blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DebertaV2 {
    /// Rows of the token type embedding; 0 if it has no such table.
    pub token_types: usize,
    /// Width of the embeddings, which are mapped to the width of the blocks where they differ.
    pub embedding_size: usize,
    /// Whether the embeddings say where a token stands.
    pub absolute_positions: bool,
    /// Whether a token's content attends to where the others stand (`c2p`).
    pub content_to_position: bool,
    /// Whether where a token stands attends to the content of the others (`p2c`).
    pub position_to_content: bool,
    /// How distances between tokens are told apart, if they are.
    pub distances: Option<Distances>,
    /// What is added to the first block's output, if anything is.
    pub convolution: Option<Convolution>,
}

/// How distances between two tokens are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Distances {
    /// Rows of the table for distances to one side: where there are fewer than distances, far
    /// ones share a row by their logarithm.
    pub rows: usize,
    /// Whether `rows` are such buckets, or distances up to it.
    pub in_buckets: bool,
    /// The distance behind the farthest that is told apart.
    pub farthest: usize,
    /// Whether rows are mapped as tokens are, or by maps of their own.
    pub shared_maps: bool,
    /// Whether rows go through a `LayerNorm` first.
    pub normalised: bool,
}

/// A convolution over the tokens of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Convolution {
    /// How many neighbouring tokens it sees, an odd number.
    pub kernel: usize,
    /// Into how many parts the width is divided.
    pub groups: usize,
    /// What its output goes through.
    pub activation: Activation,
}

/// What `ModernBERT` has beside its blocks.
#[derive(Debug, Clone, PartialEq)]
pub struct ModernBert {
    /// Whether the attention of each block is local.
    pub local: Vec<bool>,
    /// How many tokens to each side a token attends to where attention is local.
    pub window: usize,
    /// How positions turn queries and keys in blocks that attend to the whole text.
    pub global_rotation: Rotation,
    /// How they do in local blocks.
    pub local_rotation: Rotation,
    /// Which maps have biases.
    pub biases: Biases,
}

/// The angles by which positions turn queries and keys.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rotation {
    /// The base of the angles, theta.
    pub theta: f64,
    /// What positions are divided by, 1 in the published models.
    pub factor: f64,
}

/// Which parts have biases; the published models have none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Biases {
    /// The maps of the attention.
    pub attention: bool,
    /// The maps of the feed-forward part.
    pub feed_forward: bool,
    /// Each `LayerNorm`.
    pub norm: bool,
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
