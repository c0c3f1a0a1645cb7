//! What the shifts of a text come to: total, mean per aligned token, `[CLS]` alone, and how much
//! of it the HIGH tokens carry.

use super::shift::Contribution;
use super::token_scores::Bucket;

/// The shift of one aligned pair, and what its tokens are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairShift {
    /// `D_i`.
    pub shift: f64,
    /// HIGH or LOW; `None` outside the token set.
    pub bucket: Option<Bucket>,
    /// Whether these are the first special tokens of both texts, `[CLS]` in BERT.
    pub is_cls: bool,
}

/// Sums over aligned pairs; gaps enter none of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShiftSums {
    /// How many pairs were summed.
    pub pairs: usize,
    /// The total shift, special tokens too, as in the paper's table 4. It grows with the length.
    pub total: f64,
    /// The shift of `[CLS]`; `None` if it is not among the pairs.
    pub cls: Option<f64>,
    /// `C_H` and `C_L`, over the pairs inside the token set.
    pub contribution: Contribution,
}

impl ShiftSums {
    /// Sums `pairs`.
    pub fn of(pairs: impl IntoIterator<Item = PairShift>) -> Self {
        let mut sums = Self::default();
        for pair in pairs {
            sums.pairs += 1;
            sums.total += pair.shift;
            match pair.bucket {
                Some(Bucket::High) => sums.contribution.high += pair.shift,
                Some(Bucket::Low) => sums.contribution.low += pair.shift,
                None => {}
            }
            if pair.is_cls {
                sums.cls = Some(pair.shift);
            }
        }
        sums
    }

    /// The mean shift per aligned token; `None` without pairs.
    pub fn mean(&self) -> Option<f64> {
        (self.pairs > 0).then(|| self.total / self.pairs as f64)
    }
}

impl Default for ShiftSums {
    fn default() -> Self {
        Self {
            pairs: 0,
            total: 0.0,
            cls: None,
            contribution: Contribution {
                high: 0.0,
                low: 0.0,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_tokens_enter_the_total_and_not_the_buckets() {
        let pair = |shift, bucket, is_cls| PairShift {
            shift,
            bucket,
            is_cls,
        };
        let sums = ShiftSums::of([
            pair(1.0, None, true),
            pair(6.0, Some(Bucket::High), false),
            pair(2.0, Some(Bucket::Low), false),
            pair(3.0, None, false),
        ]);
        assert_eq!((sums.pairs, sums.total, sums.cls), (4, 12.0, Some(1.0)));
        assert_eq!(sums.mean(), Some(3.0));
        assert_eq!(sums.contribution.high_ratio(), Some(0.75));
    }

    #[test]
    fn nothing_has_no_mean_and_no_ratio() {
        let nothing = ShiftSums::of([]);
        assert_eq!((nothing.mean(), nothing.cls), (None, None));
        assert_eq!(nothing.contribution.high_ratio(), None);
    }
}
