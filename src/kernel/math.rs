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

/// `e^x` for `x` up to 88; what is below -87 gives what -87 gives, 1.6e-38. NaN gives NaN.
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
    // 2^whole, of its bits. It is a factor, rather than added to the exponent of `power`, because
    // NaN times anything is NaN; otherwise the product is exact.
    let exponent = shifted.to_bits().wrapping_sub(ROUND.to_bits() - 127) << 23;
    power * f32::from_bits(exponent)
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
    folded(sums, |a, b| a + b)
}

/// One number of interleaved ones: halves onto each other.
#[inline(always)]
fn folded(mut numbers: [f32; MAX_LANES], onto: impl Fn(f32, f32) -> f32) -> f32 {
    for half in [8, 4, 2, 1] {
        let (low, high) = numbers.split_at_mut(half);
        for (low, high) in low.iter_mut().zip(high) {
            *low = onto(*low, *high);
        }
    }
    numbers[0]
}

/// The sums of both that `of` makes of each number, each as [`sum`] has it: what they share is
/// computed once.
#[inline(always)]
pub(crate) fn two_sums(numbers: &[f32], of: impl Fn(f32) -> (f32, f32)) -> (f32, f32) {
    let (mut first, mut second) = ([0.0; MAX_LANES], [0.0; MAX_LANES]);
    let (wholes, rest) = numbers.as_chunks::<MAX_LANES>();
    let mut add = |numbers: &[f32]| {
        for ((first, second), &number) in first.iter_mut().zip(&mut second).zip(numbers) {
            let (one, other) = of(number);
            *first += one;
            *second += other;
        }
    };
    for whole in wholes {
        add(whole);
    }
    add(rest);
    let plus = |a, b| a + b;
    (folded(first, plus), folded(second, plus))
}

/// Replaces scores by `e^(score - largest)` over their sum. If one of them is NaN, all become NaN.
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
    let largest = folded(most, |a, b| if b > a { b } else { a });
    let mut sums = [0.0; MAX_LANES];
    let (wholes, rest) = scores.as_chunks_mut::<MAX_LANES>();
    let mut raise = |scores: &mut [f32]| {
        for (score, sum) in scores.iter_mut().zip(&mut sums) {
            *score = exp::<V>(*score - largest);
            *sum += *score;
        }
    };
    for whole in wholes {
        raise(whole);
    }
    raise(rest);
    let share = 1.0 / folded(sums, |a, b| a + b);
    for score in scores {
        *score *= share;
    }
}

#[cfg(test)]
mod tests {
    use super::super::simd::{SimdKernel, SimdLevel, dispatch};
    use super::*;

    /// NaN as processors make it, of either sign, and with other bits set.
    const NANS: [u32; 5] = [
        0x7fc0_0000,
        0xffc0_0000,
        0x7fc0_0001,
        0x7fff_ffff,
        0xffc1_2345,
    ];

    struct Softmax<'a>(&'a mut [f32]);

    impl SimdKernel for Softmax<'_> {
        #[inline(always)]
        fn run<V: SimdVector>(self) {
            softmax::<V>(self.0);
        }
    }

    #[test]
    fn softmax_is_that_of_float64_at_every_level() {
        for level in SimdLevel::available() {
            for count in [1, 15, 16, 100] {
                let scores: Vec<f32> = (0..count).map(|i| (i as f32 * 0.9).sin() * 9.0).collect();
                let mut shares = scores.clone();
                dispatch(level, Softmax(&mut shares));
                let sum: f64 = scores.iter().map(|&score| f64::from(score).exp()).sum();
                for (&score, &share) in scores.iter().zip(&shares) {
                    let expected = f64::from(score).exp() / sum;
                    let error = (f64::from(share) / expected - 1.0).abs();
                    assert!(error < 2e-6, "{} {score}: {share}", level.name());
                }
            }
        }
    }

    #[test]
    fn softmax_of_a_nan_is_nan_at_every_level() {
        for level in SimdLevel::available() {
            for nan in NANS.map(f32::from_bits) {
                for (count, place) in [(1, 0), (7, 3), (40, 0), (40, 39)] {
                    let mut scores = vec![0.5; count];
                    scores[place] = nan;
                    dispatch(level, Softmax(&mut scores));
                    let all = scores.iter().all(|share| share.is_nan());
                    assert!(all, "{} {:x}: {scores:?}", level.name(), nan.to_bits());
                }
            }
        }
    }
}
