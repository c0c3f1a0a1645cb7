//! What it means that a token is not there, and what that does to an embedding.

use serde::{Deserialize, Serialize};

/// What it means that a token is not there.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, strum::VariantArray,
)]
#[serde(rename_all = "kebab-case")]
pub enum Removal {
    /// The mask token stands in its place.
    #[default]
    Mask,
    /// No token attends to it, and it is not pooled.
    Blind,
    /// No token attends to it; it is pooled all the same.
    Attention,
    /// Tokens attend to it, but it is not pooled.
    Pooling,
    /// Its state is all zeros from the chosen layer on.
    Zero,
}

impl Removal {
    /// Every choice, in the order a menu shows them.
    pub const ALL: &[Self] = <Self as strum::VariantArray>::VARIANTS;

    /// The name on the command line and in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mask => "mask",
            Self::Blind => "blind",
            Self::Attention => "attention",
            Self::Pooling => "pooling",
            Self::Zero => "zero",
        }
    }

    /// What it means, in a few words.
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Mask => "the mask token stands in its place",
            Self::Blind => "no token attends to it and it is not pooled",
            Self::Attention => "no token attends to it, it is pooled all the same",
            Self::Pooling => "tokens attend to it, it is not pooled",
            Self::Zero => "its state is zero from the layer on",
        }
    }
}

/// What of the model's is looked at without some tokens of a text.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, strum::VariantArray,
)]
#[serde(rename_all = "kebab-case")]
pub enum RemovalOutput {
    /// The sentence embedding.
    #[default]
    Embedding,
    /// The words that are left, as the masked-language-model head reads them.
    MaskedLm,
    /// The label, as the classification head gives it.
    Label,
}

impl RemovalOutput {
    /// Every choice, in the order a menu shows them.
    pub const ALL: &[Self] = <Self as strum::VariantArray>::VARIANTS;

    /// The name on the command line and in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Embedding => "embedding",
            Self::MaskedLm => "masked-lm",
            Self::Label => "label",
        }
    }

    /// What it is, in a few words.
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Embedding => "the sentence embedding",
            Self::MaskedLm => "the words that are left, each read where it stands",
            Self::Label => "the label of the text",
        }
    }

    /// What an effect on it is: the label of an axis.
    pub fn quantity(self) -> &'static str {
        match self {
            Self::Embedding => "change of the embedding (1 − cos)",
            Self::MaskedLm => "rise of the mean −ln p of the words left",
            Self::Label => "fall of ln p of the label",
        }
    }

    /// The same in a formula.
    pub fn formula(self) -> &'static str {
        match self {
            Self::Embedding => "1 − cos",
            Self::MaskedLm => "mean −ln p",
            Self::Label => "−ln p",
        }
    }

    /// What a removal does to it, before a number.
    pub fn does(self) -> &'static str {
        match self {
            Self::Embedding => "changes the embedding by",
            Self::MaskedLm => "raises the mean −ln p of the words left by",
            Self::Label => "lowers ln p of the label by",
        }
    }
}

/// `1 - cos` of an embedding and what is left of it; 0 for what did not change, NaN where one of
/// them has no direction.
pub fn effect(whole: &[f64], without: &[f64]) -> f64 {
    if whole == without {
        return 0.0;
    }
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    1.0 - dot(whole, without) / (dot(whole, whole) * dot(without, without)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_effect_is_one_less_the_cosine() {
        assert_eq!(effect(&[1.0, 2.0], &[1.0, 2.0]), 0.0);
        assert_eq!(effect(&[1.0, 0.0], &[0.0, 3.0]), 1.0);
        assert_eq!(effect(&[1.0, 0.0], &[-2.0, 0.0]), 2.0);
        assert!(effect(&[1.0], &[0.0]).is_nan());
    }
}
