//! How the match of two texts is to be explained.

use serde::{Deserialize, Serialize};

use crate::domain::pooling::PoolingMode;

/// How a similarity is split over pairs of tokens.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, strum::VariantArray,
)]
#[serde(rename_all = "lowercase")]
pub enum MatchMethod {
    /// At the output tokens, where the embedding is a plain sum of them.
    #[default]
    Exact,
    /// At a layer below, carried through the layers above by integrated Jacobians.
    Jacobians,
    /// Late interaction: each token of A with its like in B.
    MaxSim,
}

/// How the match of two texts is explained, and what it is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MatchSettings {
    /// How the similarity is split.
    pub method: MatchMethod,
    /// Points between reference and text at which Jacobians are taken; 0 adds them until the
    /// residual is under 1 % of the score.
    pub steps: usize,
    /// How tokens become an embedding; `None` is what the model's files say, else the mean.
    pub pooling: Option<PoolingMode>,
    /// How many random texts take the place of B; 0 leaves the comparison out.
    pub null_texts: usize,
    /// The seed of what is drawn.
    pub seed: u64,
    /// Whether each word is left out in turn, to see what the similarity does.
    pub leave_one_out: bool,
}

impl MatchMethod {
    /// Every choice, in the order a menu shows them.
    pub const ALL: &[Self] = <Self as strum::VariantArray>::VARIANTS;

    /// The name on the command line and in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Jacobians => "jacobians",
            Self::MaxSim => "maxsim",
        }
    }

    /// The name in the window.
    pub fn title(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Jacobians => "through the layers",
            Self::MaxSim => "late interaction",
        }
    }

    /// What it does, in a sentence.
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Exact => {
                "The embedding is a sum of what its tokens are at the last layer, so the cosine is \
                 a sum over every two of them. Exact, but by then every token has read the others"
            }
            Self::Jacobians => {
                "What each token of a layer below adds to the embedding, carried through the \
                 layers above by integrated Jacobians against a text of blanks"
            }
            Self::MaxSim => {
                "Each token of A with the most similar token of B, as ColBERT scores a passage. \
                 Only a model that was trained for it is meant to be read this way"
            }
        }
    }
}

impl MatchSettings {
    /// How many random texts there are unless it is said.
    pub const NULL_TEXTS: usize = 200;
    /// The usual seed.
    pub const SEED: u64 = 20_260_522;
}

impl Default for MatchSettings {
    fn default() -> Self {
        Self {
            method: MatchMethod::default(),
            steps: 0,
            pooling: None,
            null_texts: Self::NULL_TEXTS,
            seed: Self::SEED,
            leave_one_out: true,
        }
    }
}
