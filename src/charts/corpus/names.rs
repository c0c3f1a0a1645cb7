//! What the things of a corpus are called in charts, tables and the window.

use crate::domain::corpus::{Baseline, Confound};

/// What strength is compared with.
pub fn baseline_name(baseline: Baseline) -> &'static str {
    match baseline {
        Baseline::Attention => "attention received",
        Baseline::AttentionFromText => "attention received from words",
        Baseline::NormWeightedAttention => "norm-weighted attention",
        Baseline::EmbeddingNorm => "embedding norm (Layer 0)",
        Baseline::FrequencyRank => "word frequency rank",
        Baseline::Position => "position",
    }
}

/// What could explain strength.
pub fn confound_name(confound: Confound) -> &'static str {
    match confound {
        Confound::FrequencyRank => "word frequency rank",
        Confound::Position => "position",
        Confound::Length => "sentence length",
        Confound::Pieces => "pieces of the word",
    }
}
