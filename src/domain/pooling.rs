//! How the hidden states of a text's tokens become one embedding.

use serde::{Deserialize, Serialize};

/// How tokens become one vector.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, strum::VariantArray,
)]
#[serde(rename_all = "kebab-case")]
pub enum PoolingMethod {
    /// The mean of all tokens.
    #[default]
    Mean,
    /// The first token.
    Cls,
    /// The largest number of each dimension.
    Max,
}

/// Who says how tokens are pooled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PoolingSource {
    /// The model's files.
    Declared,
    /// A person.
    Chosen,
    /// Nobody: it is the usual one.
    Assumed,
}

/// How the hidden states become an embedding.
#[derive(Debug, Clone, PartialEq)]
pub struct Pooling {
    /// How tokens become one vector.
    pub method: PoolingMethod,
    /// Who says so.
    pub source: PoolingSource,
}

impl PoolingMethod {
    /// Every choice.
    pub const ALL: &[Self] = <Self as strum::VariantArray>::VARIANTS;
    /// The name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mean => "mean",
            Self::Cls => "cls",
            Self::Max => "max",
        }
    }
}

impl PoolingSource {
    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Declared => "declared",
            Self::Chosen => "chosen",
            Self::Assumed => "assumed",
        }
    }
}

impl Pooling {
    /// In words.
    pub fn phrase(&self) -> String {
        format!("{} pooling ({})", self.method.name(), self.source.name())
    }
    /// In a word.
    pub fn title(&self) -> &'static str {
        self.method.name()
    }
}
