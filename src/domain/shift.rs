//! Activation shift and who carries it (the paper's equations 5, 6 and 8 to 11).

use super::standing::Bucket;

/// How much of a shift the HIGH tokens carry.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Contribution {
    /// `C_H`: the shifts of HIGH tokens, summed.
    pub high: f64,
    /// `C_L`: the shifts of LOW tokens, summed.
    pub low: f64,
}

impl Contribution {
    /// Sums `shifts` by the bucket of their token.
    pub fn of(shifts: &[f64], buckets: &[Bucket]) -> Self {
        let sum = |wanted: Bucket| {
            shifts
                .iter()
                .zip(buckets)
                .filter(|&(_, &bucket)| bucket == wanted)
                .map(|(shift, _)| shift)
                .sum()
        };
        Self {
            high: sum(Bucket::High),
            low: sum(Bucket::Low),
        }
    }

    /// `R_H = C_H / (C_H + C_L)`; none when nothing shifted.
    pub fn high_ratio(self) -> Option<f64> {
        let total = self.high + self.low;
        (total > 0.0).then(|| self.high / total)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_shifted_has_no_ratio() {
        let nothing = Contribution::of(&[0.0, 0.0], &[Bucket::High, Bucket::Low]);
        assert_eq!(nothing.high_ratio(), None);
        assert_eq!(Contribution::of(&[], &[]).high_ratio(), None);
    }
}
