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

/// A number with a comma between thousands.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn thousands_are_parted() {
        let read = [0, 7, 999, 1000, 12_345, 123_456, 1_000_000].map(grouped);
        let expected = ["0", "7", "999", "1,000", "12,345", "123,456", "1,000,000"];
        assert_eq!(read, expected);
    }
}
