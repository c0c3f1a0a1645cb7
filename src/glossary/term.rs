//! Every word of the glossary by its key, and the topics they are in.

use super::entry::Entry;
use super::{matching, shift, statistics, strength, text};

/// A word of the glossary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, strum::VariantArray)]
#[expect(missing_docs, reason = "the entry of a word says what it is")]
pub enum Term {
    Token,
    WordPiece,
    SpecialToken,
    UnknownToken,
    TokenSet,
    WordClass,
    HiddenState,
    Layer,
    Embedding,
    Pooling,
    ActivationStrength,
    Threshold,
    Quantile,
    Bucket,
    High,
    Low,
    Rank,
    ZScore,
    Margin,
    Measure,
    Parts,
    InputNorm,
    OutlierDimension,
    UsualRange,
    Surprise,
    Attention,
    Shift,
    Alignment,
    MagnitudePart,
    DirectionPart,
    TotalShift,
    HighContribution,
    LowContribution,
    HighRatio,
    PermutationP,
    RandomWordBand,
    Drift,
    InputShift,
    KeptPositions,
    ControlModel,
    Spearman,
    Auc,
    CliffsDelta,
    Interval,
    BaseRate,
    RemovalTest,
    RemovalEffect,
    GreedyChoice,
    Excess,
    CosineSimilarity,
    Contribution,
    Jacobians,
    ReferencePart,
    Residual,
    LateInteraction,
    LeaveOneOut,
    Anisotropy,
}

/// Words that belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Topic {
    /// The heading over them.
    pub heading: &'static str,
    /// The words in reading order.
    pub terms: &'static [Term],
}

/// Every topic in reading order.
pub const TOPICS: [Topic; 5] = [
    Topic {
        heading: "Texts and models",
        terms: &[
            Term::Token,
            Term::WordPiece,
            Term::SpecialToken,
            Term::UnknownToken,
            Term::TokenSet,
            Term::WordClass,
            Term::HiddenState,
            Term::Layer,
            Term::Embedding,
            Term::Pooling,
            Term::Attention,
            Term::ControlModel,
        ],
    },
    Topic {
        heading: "Strength",
        terms: &[
            Term::ActivationStrength,
            Term::Threshold,
            Term::Quantile,
            Term::Bucket,
            Term::High,
            Term::Low,
            Term::Rank,
            Term::ZScore,
            Term::Margin,
            Term::Measure,
            Term::Parts,
            Term::InputNorm,
            Term::OutlierDimension,
            Term::UsualRange,
            Term::Surprise,
        ],
    },
    Topic {
        heading: "Two texts",
        terms: &[
            Term::Shift,
            Term::Alignment,
            Term::MagnitudePart,
            Term::DirectionPart,
            Term::TotalShift,
            Term::HighContribution,
            Term::LowContribution,
            Term::HighRatio,
            Term::PermutationP,
            Term::RandomWordBand,
            Term::Drift,
            Term::InputShift,
            Term::KeptPositions,
        ],
    },
    Topic {
        heading: "Many texts",
        terms: &[
            Term::Auc,
            Term::CliffsDelta,
            Term::Interval,
            Term::Spearman,
            Term::BaseRate,
            Term::RemovalTest,
            Term::RemovalEffect,
            Term::GreedyChoice,
            Term::Excess,
        ],
    },
    Topic {
        heading: "Why two texts match",
        terms: &[
            Term::CosineSimilarity,
            Term::Contribution,
            Term::Jacobians,
            Term::ReferencePart,
            Term::Residual,
            Term::LateInteraction,
            Term::LeaveOneOut,
            Term::Anisotropy,
        ],
    },
];

impl Term {
    /// Every word.
    pub const ALL: &[Self] = <Self as strum::VariantArray>::VARIANTS;

    /// What the glossary says of it.
    pub const fn entry(self) -> &'static Entry {
        match self {
            Self::Token => &text::TOKEN,
            Self::WordPiece => &text::WORD_PIECE,
            Self::SpecialToken => &text::SPECIAL_TOKEN,
            Self::UnknownToken => &text::UNKNOWN_TOKEN,
            Self::TokenSet => &text::TOKEN_SET,
            Self::WordClass => &text::WORD_CLASS,
            Self::HiddenState => &text::HIDDEN_STATE,
            Self::Layer => &text::LAYER,
            Self::Embedding => &text::EMBEDDING,
            Self::Pooling => &text::POOLING,
            Self::Attention => &text::ATTENTION,
            Self::ControlModel => &text::CONTROL_MODEL,
            Self::ActivationStrength => &strength::ACTIVATION_STRENGTH,
            Self::Threshold => &strength::THRESHOLD,
            Self::Quantile => &strength::QUANTILE,
            Self::Bucket => &strength::BUCKET,
            Self::High => &strength::HIGH,
            Self::Low => &strength::LOW,
            Self::Rank => &strength::RANK,
            Self::ZScore => &strength::Z_SCORE,
            Self::Margin => &strength::MARGIN,
            Self::Measure => &strength::MEASURE,
            Self::Parts => &strength::PARTS,
            Self::InputNorm => &strength::INPUT_NORM,
            Self::OutlierDimension => &strength::OUTLIER_DIMENSION,
            Self::UsualRange => &strength::USUAL_RANGE,
            Self::Surprise => &strength::SURPRISE,
            Self::Shift => &shift::SHIFT,
            Self::Alignment => &shift::ALIGNMENT,
            Self::MagnitudePart => &shift::MAGNITUDE_PART,
            Self::DirectionPart => &shift::DIRECTION_PART,
            Self::TotalShift => &shift::TOTAL_SHIFT,
            Self::HighContribution => &shift::HIGH_CONTRIBUTION,
            Self::LowContribution => &shift::LOW_CONTRIBUTION,
            Self::HighRatio => &shift::HIGH_RATIO,
            Self::PermutationP => &shift::PERMUTATION_P,
            Self::RandomWordBand => &shift::RANDOM_WORD_BAND,
            Self::Drift => &shift::DRIFT,
            Self::InputShift => &shift::INPUT_SHIFT,
            Self::KeptPositions => &shift::KEPT_POSITIONS,
            Self::Auc => &statistics::AUC,
            Self::CliffsDelta => &statistics::CLIFFS_DELTA,
            Self::Interval => &statistics::INTERVAL,
            Self::Spearman => &statistics::SPEARMAN,
            Self::BaseRate => &statistics::BASE_RATE,
            Self::RemovalTest => &statistics::REMOVAL_TEST,
            Self::RemovalEffect => &statistics::REMOVAL_EFFECT,
            Self::GreedyChoice => &statistics::GREEDY_CHOICE,
            Self::Excess => &statistics::EXCESS,
            Self::CosineSimilarity => &matching::COSINE_SIMILARITY,
            Self::Contribution => &matching::CONTRIBUTION,
            Self::Jacobians => &matching::JACOBIANS,
            Self::ReferencePart => &matching::REFERENCE_PART,
            Self::Residual => &matching::RESIDUAL,
            Self::LateInteraction => &matching::LATE_INTERACTION,
            Self::LeaveOneOut => &matching::LEAVE_ONE_OUT,
            Self::Anisotropy => &matching::ANISOTROPY,
        }
    }

    /// The word as a heading.
    pub const fn name(self) -> &'static str {
        self.entry().name
    }
}
