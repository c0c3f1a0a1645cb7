//! Functions of single numbers and of single rows that kernels share.
//!
//! Written without branches, so that the compiler makes vectors of them. The polynomials here and
//! in the activation functions are least squares fits at Chebyshev nodes in float64, rounded to
//! float32; the unit tests hold what is made of them against float64.

use std::f32::consts::LOG2_E;

use super::simd::{MAX_LANES, SimdVector};

/// The polynomial with `coefficients`, the highest power first.
#[inline(always)]
pub(crate) fn polynomial<V: SimdVector, const N: usize>(x: f32, coefficients: [f32; N]) -> f32 {
    let mut sum = 0.0;
    for coefficient in coefficients {
        sum = V::mul_add_scalar(sum, x, coefficient);
    }
    sum
}

/// `e^x` for `x` up to 88; what is below -87 gives what -87 gives, 1.6e-38.
#[inline(always)]
pub(crate) fn exp<V: SimdVector>(x: f32) -> f32 {
    // Adding and taking away 1.5 * 2^23 rounds to a whole number, whose low bits then lie bare.
    const ROUND: f32 = 12_582_912.0;
    // ln 2 in two parts, of which the first has few digits.
    const LN_2_HIGH: f32 = 0.693_359_4;
    const LN_2_LOW: f32 = -2.121_944_4e-4;
    let x = if x < -87.0 { -87.0 } else { x };
    let shifted = V::mul_add_scalar(x, LOG2_E, ROUND);
    let whole = shifted - ROUND;
    let rest = V::mul_add_scalar(whole, -LN_2_HIGH, x);
    let rest = V::mul_add_scalar(whole, -LN_2_LOW, rest);
    let power = polynomial::<V, 7>(
        rest,
        [
            0.001_394_976_9,
            0.008_375_961,
            0.041_666_2,
            0.166_664_05,
            0.5,
            1.0,
            1.0,
        ],
    );
    // 2^whole, added to the exponent.
    let exponent = shifted.to_bits().wrapping_sub(ROUND.to_bits()) << 23;
    f32::from_bits(power.to_bits().wrapping_add(exponent))
}

/// The sum of `of` each number, in [`MAX_LANES`] interleaved sums.
#[inline(always)]
pub(crate) fn sum(numbers: &[f32], of: impl Fn(f32) -> f32) -> f32 {
    let mut sums = [0.0; MAX_LANES];
    let (wholes, rest) = numbers.as_chunks::<MAX_LANES>();
    for whole in wholes {
        for (sum, &number) in sums.iter_mut().zip(whole) {
            *sum += of(number);
        }
    }
    for (sum, &number) in sums.iter_mut().zip(rest) {
        *sum += of(number);
    }
    // Halves onto each other.
    for half in [8, 4, 2, 1] {
        let (low, high) = sums.split_at_mut(half);
        for (low, high) in low.iter_mut().zip(high) {
            *low += *high;
        }
    }
    sums[0]
}

/// Replaces scores by `e^(score - largest)` over their sum.
#[inline(always)]
pub(crate) fn softmax<V: SimdVector>(scores: &mut [f32]) {
    let mut most = [f32::NEG_INFINITY; MAX_LANES];
    let (wholes, rest) = scores.as_chunks::<MAX_LANES>();
    for whole in wholes {
        for (most, &score) in most.iter_mut().zip(whole) {
            *most = if score > *most { score } else { *most };
        }
    }
    for (most, &score) in most.iter_mut().zip(rest) {
        *most = if score > *most { score } else { *most };
    }
    let largest = most.iter().fold(f32::NEG_INFINITY, |a, &b| a.max(b));
    for score in scores.iter_mut() {
        *score = exp::<V>(*score - largest);
    }
    let share = 1.0 / sum(scores, |score| score);
    for score in scores {
        *score *= share;
    }
}
