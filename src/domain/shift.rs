//! Activation shift and who carries it (the paper's equations 5, 6 and 8 to 11).
//!
//! A shift splits exactly into how far the length moved and how far the direction did:
//! `|a-b|^2 = (|a|-|b|)^2 + 2|a||b|(1 - cos(a,b))`.

use serde::{Deserialize, Serialize};

use super::accumulate::sum;
use super::strength::l2_norm;
use super::token_scores::Bucket;

/// How far a token's hidden state moved between two texts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shift {
    /// `D_i = |a - b|_2`, accumulated in double precision; exactly 0 for equal states.
    pub shift: f64,
    /// The part along the length: `| |a| - |b| |`.
    pub magnitude_part: f64,
    /// The part across it: `sqrt(2|a||b|(1 - cos(a,b)))`; the squares of both parts add up to the
    /// square of the shift.
    pub direction_part: f64,
    /// The cosine of the angle between the states; `None` where one of them has no length.
    pub cosine: Option<f64>,
}

impl Shift {
    /// The shift from one hidden state to another of the same width.
    pub fn between(a: &[f32], b: &[f32]) -> Self {
        Self::of_lengths(a, b, [l2_norm(a), l2_norm(b)])
    }

    /// The same where the lengths of both states, their strengths, are known.
    pub fn of_lengths(a: &[f32], b: &[f32], [length_a, length_b]: [f64; 2]) -> Self {
        let shift = sum(a, b, |a, b| (a - b) * (a - b)).sqrt();
        let product = sum(a, b, |a, b| a * b);
        if !(shift.is_finite() && length_a.is_finite() && length_b.is_finite()) {
            return Self {
                shift: f64::NAN,
                magnitude_part: f64::NAN,
                direction_part: f64::NAN,
                cosine: None,
            };
        }
        // Rounding may put it a bit above the shift where only the length moved.
        let magnitude_part = (length_a - length_b).abs().min(shift);
        let both = length_a * length_b;
        Self {
            shift,
            magnitude_part,
            // Of the shift and not of the cosine, which loses small angles to rounding.
            direction_part: ((shift - magnitude_part) * (shift + magnitude_part)).sqrt(),
            cosine: (both > 0.0).then(|| {
                if shift == 0.0 {
                    1.0
                } else {
                    (product / both).clamp(-1.0, 1.0)
                }
            }),
        }
    }
}

/// Whose bucket decides whether an aligned pair counts as HIGH.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(strum::VariantArray, strum::IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum HighFrom {
    /// The token of A.
    #[default]
    A,
    /// The token of B.
    B,
    /// HIGH if either token is.
    Either,
    /// HIGH if both tokens are.
    Both,
}

impl HighFrom {
    /// Every choice, in the order a menu shows them.
    pub const ALL: &[Self] = <Self as strum::VariantArray>::VARIANTS;

    /// The name on the command line and in files.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// What people read.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::Either => "either",
            Self::Both => "both",
        }
    }

    /// The bucket of a pair from those of its tokens; `None` if a token that is asked is outside
    /// the token set.
    pub fn bucket(self, a: Option<Bucket>, b: Option<Bucket>) -> Option<Bucket> {
        let high_if = |high: bool| if high { Bucket::High } else { Bucket::Low };
        match self {
            Self::A => a,
            Self::B => b,
            Self::Either => a
                .zip(b)
                .map(|(a, b)| high_if(a == Bucket::High || b == Bucket::High)),
            Self::Both => a
                .zip(b)
                .map(|(a, b)| high_if(a == Bucket::High && b == Bucket::High)),
        }
    }
}

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

    /// `R_H = C_H / (C_H + C_L)`; `None` when nothing shifted.
    pub fn high_ratio(self) -> Option<f64> {
        let total = self.high + self.low;
        (total > 0.0).then(|| self.high / total)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn adds_up(shift: Shift) {
        let parts = shift.magnitude_part.powi(2) + shift.direction_part.powi(2);
        let square = shift.shift.powi(2);
        assert!((parts - square).abs() <= 1e-12 * square, "{shift:?}");
    }

    #[test]
    fn a_shift_splits_into_length_and_direction() {
        let turned = Shift::between(&[3.0, 0.0], &[0.0, 4.0]);
        assert_eq!((turned.shift, turned.magnitude_part), (5.0, 1.0));
        assert_eq!(turned.cosine, Some(0.0));
        assert!((turned.direction_part - 24.0_f64.sqrt()).abs() < 1e-12);
        let longer = Shift::between(&[0.1, 0.2, 0.3], &[0.2, 0.4, 0.6]);
        assert!(longer.direction_part < 1e-7 && longer.cosine.unwrap() > 1.0 - 1e-12);
        for shift in [turned, longer, Shift::between(&[1e20, 1.0], &[-1e20, 7.0])] {
            adds_up(shift);
        }
    }

    #[test]
    fn what_is_no_number_has_no_shift() {
        for lengths in [[f64::NAN, 1.0], [1.0, f64::INFINITY]] {
            let shift = Shift::of_lengths(&[1.0], &[1.0], lengths);
            assert!(
                shift.shift.is_nan() && shift.magnitude_part.is_nan(),
                "{lengths:?}"
            );
            assert!(shift.direction_part.is_nan() && shift.cosine.is_none());
        }
        let of_state = Shift::of_lengths(&[f32::INFINITY], &[1.0], [1.0, 1.0]);
        assert!(of_state.shift.is_nan());
        let none = Shift::between(&[0.0; 2], &[3.0, 4.0]);
        assert_eq!(
            (none.shift, none.magnitude_part, none.cosine),
            (5.0, 5.0, None)
        );
        let same = Shift::between(&[0.3, 0.1], &[0.3, 0.1]);
        assert_eq!((same.shift, same.cosine), (0.0, Some(1.0)));
    }

    #[test]
    fn a_pair_is_high_by_the_side_that_is_asked() {
        use Bucket::{High, Low};
        let buckets = [(High, High), (High, Low), (Low, High), (Low, Low)];
        for (from, expected) in [
            (HighFrom::A, [High, High, Low, Low]),
            (HighFrom::B, [High, Low, High, Low]),
            (HighFrom::Either, [High, High, High, Low]),
            (HighFrom::Both, [High, Low, Low, Low]),
        ] {
            let found = buckets.map(|(a, b)| from.bucket(Some(a), Some(b)));
            assert_eq!(found, expected.map(Some), "{from:?}");
            let asks_a = from != HighFrom::B;
            assert_eq!(from.bucket(None, Some(High)), (!asks_a).then_some(High));
        }
    }

    #[test]
    fn equal_states_have_shifted_exactly_nothing() {
        let state = [0.1, -0.7, 1e-30, 3e20];
        let nothing = Shift::between(&state, &state);
        assert_eq!(nothing.shift, 0.0);
        assert_eq!((nothing.magnitude_part, nothing.direction_part), (0.0, 0.0));
        assert_eq!(nothing.cosine, Some(1.0));
    }

    #[test]
    fn without_a_length_there_is_no_angle() {
        let shift = Shift::between(&[0.0, 0.0], &[3.0, 4.0]);
        assert_eq!(shift.cosine, None);
        assert_eq!((shift.shift, shift.magnitude_part), (5.0, 5.0));
        assert_eq!(shift.direction_part, 0.0);
        let nowhere = Shift::between(&[f32::NAN, 0.0], &[3.0, 4.0]);
        assert!(nowhere.shift.is_nan() && nowhere.direction_part.is_nan());
        assert_eq!(nowhere.cosine, None);
    }

    #[test]
    fn whose_bucket_decides_is_a_choice() {
        let (high, low) = (Some(Bucket::High), Some(Bucket::Low));
        let buckets = |a, b| {
            HighFrom::ALL
                .iter()
                .map(|which| which.bucket(a, b))
                .collect::<Vec<_>>()
        };
        assert_eq!(buckets(high, low), [high, low, high, low]);
        assert_eq!(buckets(low, low), [low; 4]);
        assert_eq!(buckets(high, None), [high, None, None, None]);
    }

    #[test]
    fn nothing_shifted_has_no_ratio() {
        let nothing = Contribution::of(&[0.0, 0.0], &[Bucket::High, Bucket::Low]);
        assert_eq!(nothing.high_ratio(), None);
        assert_eq!(Contribution::of(&[], &[]).high_ratio(), None);
    }
}
