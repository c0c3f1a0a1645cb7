//! The families of encoders: names, and what a reader of their numbers must know.

use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantArray};

/// An architecture family: the same blocks, the same tensor names.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, VariantArray, IntoStaticStr,
)]
#[strum(serialize_all = "lowercase")]
pub enum Family {
    /// Post-LayerNorm, absolute positions, token types (Devlin et al. 2019).
    Bert,
    /// BERT's blocks, positions counted behind the padding's; `CamemBERT` and XLM-R are of this
    /// family (Liu et al. 2019, Martin et al. 2020, Conneau et al. 2020).
    Roberta,
    /// BERT's blocks without token types (Sanh et al. 2019).
    DistilBert,
    /// BERT's blocks, with embeddings that may be narrower than they are (Clark et al. 2020).
    Electra,
    /// BERT's blocks, with a bias for each distance between two tokens (Song et al. 2020).
    Mpnet,
    /// One block, or a few, gone through again and again, with narrower embeddings (Lan et al.
    /// 2020).
    Albert,
    /// BERT's blocks, with attention that knows how far apart two tokens stand; v2 and v3 (He et
    /// al. 2021).
    #[strum(serialize = "deberta-v2")]
    DebertaV2,
    /// Rotary positions, local attention in most blocks, `LayerNorm` before each part of a block
    /// (Warner et al. 2024).
    ModernBert,
}

impl Family {
    /// Every family Glassbox reads.
    pub const ALL: &[Self] = Self::VARIANTS;

    /// The name in `config.json`'s `model_type` and in our files.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// The name as its authors write it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Bert => "BERT",
            Self::Roberta => "RoBERTa",
            Self::DistilBert => "DistilBERT",
            Self::Electra => "ELECTRA",
            Self::Mpnet => "MPNet",
            Self::Albert => "ALBERT",
            Self::DebertaV2 => "DeBERTa-v2",
            Self::ModernBert => "ModernBERT",
        }
    }

    /// What a reader of the numbers must know where a family's strengths mean something else than
    /// BERT's, whose `LayerNorm` follows each residual sum; `None` where they mean the same.
    pub fn note(self) -> Option<&'static str> {
        match self {
            Self::Bert
            | Self::Roberta
            | Self::DistilBert
            | Self::Electra
            | Self::Mpnet
            | Self::Albert
            | Self::DebertaV2 => None,
            Self::ModernBert => Some(
                "in this pre-LayerNorm model strengths are of the residual stream, which grows \
                 with depth until the last layer is normalised: they are not comparable with BERT's",
            ),
        }
    }

    /// Whether its blocks have their `LayerNorm`s in front, so that none ends a layer but the first
    /// and the last.
    pub fn is_pre_norm(self) -> bool {
        self == Self::ModernBert
    }

    /// What a reader of Layer 0 must know where it is something else than the embeddings behind
    /// their `LayerNorm`.
    pub fn note_on_layer_0(self) -> Option<&'static str> {
        match self {
            Self::Electra | Self::Albert => Some(
                "Where the embeddings are narrower than the layers, Layer 0 is a linear map of \
                 them, made after their LayerNorm: its states are not normalised, and its \
                 strengths are on a scale of their own.",
            ),
            Self::Bert
            | Self::Roberta
            | Self::DistilBert
            | Self::Mpnet
            | Self::DebertaV2
            | Self::ModernBert => None,
        }
    }
}
