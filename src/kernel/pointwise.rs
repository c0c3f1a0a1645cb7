//! Functions of single numbers and of single rows: activation functions, softmax, `LayerNorm`.
//!
//! Written without branches, so that the compiler makes vectors of them. The polynomials are least
//! squares fits at Chebyshev nodes in float64, rounded to float32; the unit tests hold them against
//! float64.

use std::f32::consts::{FRAC_1_SQRT_2, LOG2_E};
use std::sync::Mutex;

use super::Activation;
use super::lanes::{Lanes, MOST, Path, Vectorised, dispatch};
use super::{Misfit, elementwise, team};

/// Rows of a table, and numbers, that a thread takes at a time.
const ROWS_AT_A_TIME: usize = 4;
const NUMBERS_AT_A_TIME: usize = 1 << 14;

/// `a * b + c`, rounded once where the vectors do so.
#[inline(always)]
pub(super) fn mul_add<L: Lanes>(a: f32, b: f32, c: f32) -> f32 {
    if L::FUSED { a.mul_add(b, c) } else { a * b + c }
}

/// The polynomial with `coefficients`, the highest power first.
#[inline(always)]
fn polynomial<L: Lanes, const N: usize>(x: f32, coefficients: [f32; N]) -> f32 {
    let mut sum = 0.0;
    for coefficient in coefficients {
        sum = mul_add::<L>(sum, x, coefficient);
    }
    sum
}

/// `e^x` for `x` up to 88; what is below -87 gives what -87 gives, 1.6e-38.
#[inline(always)]
fn exp<L: Lanes>(x: f32) -> f32 {
    // Adding and taking away 1.5 * 2^23 rounds to a whole number, whose low bits then lie bare.
    const ROUND: f32 = 12_582_912.0;
    // ln 2 in two parts, of which the first has few digits.
    const LN_2_HIGH: f32 = 0.693_359_4;
    const LN_2_LOW: f32 = -2.121_944_4e-4;
    let x = if x < -87.0 { -87.0 } else { x };
    let shifted = mul_add::<L>(x, LOG2_E, ROUND);
    let whole = shifted - ROUND;
    let rest = mul_add::<L>(whole, -LN_2_HIGH, x);
    let rest = mul_add::<L>(whole, -LN_2_LOW, rest);
    let power = polynomial::<L, 7>(
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

/// `x (1 + erf(x / sqrt 2)) / 2`, to 1e-7.
#[inline(always)]
fn gelu<L: Lanes>(x: f32) -> f32 {
    // From here on `erfc` makes no difference to a float32.
    const FARTHEST: f32 = 4.25;
    let scaled = x * FRAC_1_SQRT_2;
    let size = scaled.abs();
    let half = 0.5 * x;
    // Near 0: erf(z) = z + z p(z^2).
    let near = polynomial::<L, 7>(
        size * size,
        [
            7.882_497_4e-5,
            -8.018_855e-4,
            0.005_189_312,
            -0.026_854_33,
            0.112_835_97,
            -0.376_126_26,
            0.128_379_17,
        ],
    );
    let near = mul_add::<L>(half, mul_add::<L>(near, scaled, scaled), half);
    // Farther out: x, or nothing, less what erfc leaves of it; erfc(z) = e^-q(z).
    let inside = if size > FARTHEST { FARTHEST } else { size };
    let logarithm = polynomial::<L, 9>(
        inside,
        [
            -1.506_599_8e-6,
            4.348_022_4e-5,
            -0.000_575_130_34,
            0.004_658_438_7,
            -0.026_135_134,
            0.109_579_44,
            0.632_355_03,
            1.129_925_4,
            -0.000_244_458_58,
        ],
    );
    let rest = if size > FARTHEST { 0.0 } else { half.abs() };
    let most = if x > 0.0 { x } else { 0.0 };
    let far = mul_add::<L>(-rest, exp::<L>(-logarithm), most);
    if size < 1.0 { near } else { far }
}

/// Takes `activation` of each number.
#[inline(always)]
pub(super) fn apply<L: Lanes>(activation: Activation, numbers: &mut [f32]) {
    match activation {
        Activation::Gelu => {
            for x in numbers {
                *x = gelu::<L>(*x);
            }
        }
        Activation::GeluTanh => {
            for x in numbers {
                // (1 + tanh u) / 2 = 1 / (1 + e^-2u)
                let cube = *x * *x * *x;
                let twice = 1.595_769 * mul_add::<L>(0.044_715, cube, *x);
                let twice = if twice < -87.0 { -87.0 } else { twice };
                *x /= 1.0 + exp::<L>(-twice);
            }
        }
        Activation::Relu => {
            for x in numbers {
                *x = if *x > 0.0 { *x } else { 0.0 };
            }
        }
        Activation::Tanh => {
            for x in numbers {
                *x = x.tanh();
            }
        }
        other => elementwise::apply(other, numbers, exp::<L>, gelu::<L>),
    }
}

/// The sum of `of` each number, in [`MOST`] interleaved sums.
#[inline(always)]
fn sum(numbers: &[f32], of: impl Fn(f32) -> f32) -> f32 {
    let mut sums = [0.0; MOST];
    let (wholes, rest) = numbers.as_chunks::<MOST>();
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
pub(super) fn softmax<L: Lanes>(scores: &mut [f32]) {
    let mut most = [f32::NEG_INFINITY; MOST];
    let (wholes, rest) = scores.as_chunks::<MOST>();
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
        *score = exp::<L>(*score - largest);
    }
    let share = 1.0 / sum(scores, |score| score);
    for score in scores {
        *score *= share;
    }
}

/// `gamma * (x - mean) / sqrt(variance + eps) + beta` of one row.
#[inline(always)]
fn normalise<L: Lanes>(row: &mut [f32], gamma: &[f32], beta: &[f32], eps: f32) {
    let count = row.len() as f32;
    let mean = sum(row, |x| x) / count;
    let variance = sum(row, |x| (x - mean) * (x - mean)) / count;
    let scale = 1.0 / (variance + eps).sqrt();
    for ((x, &gamma), &beta) in row.iter_mut().zip(gamma).zip(beta) {
        *x = mul_add::<L>((*x - mean) * scale, gamma, beta);
    }
}

/// Takes `activation` of each number.
pub fn activate(activation: Activation, numbers: &mut [f32]) {
    struct Part<'a>(Activation, &'a mut [f32]);
    impl Vectorised for Part<'_> {
        #[inline(always)]
        fn run<L: Lanes>(self) {
            apply::<L>(self.0, self.1);
        }
    }
    let path = Path::chosen();
    let parts = Mutex::new(numbers.chunks_mut(NUMBERS_AT_A_TIME));
    team::together(&|| {
        while let Some(part) = next(&parts) {
            dispatch(path, Part(activation, part));
        }
    });
}

/// Adds `others`, if there are any, to `rows` and normalises each row with `gamma` and `beta`.
///
/// # Errors
/// A table is not as long as the others ask for.
pub fn normalise_sums(
    rows: &mut [f32],
    others: Option<&[f32]>,
    gamma: &[f32],
    beta: &[f32],
    eps: f32,
) -> Result<(), Misfit> {
    let width = gamma.len();
    let fits = others.is_none_or(|others| others.len() == rows.len());
    if width == 0 || !rows.len().is_multiple_of(width) || beta.len() != width || !fits {
        return Err(Misfit);
    }
    let path = Path::chosen();
    let size = width * ROWS_AT_A_TIME;
    let parts = Mutex::new(rows.chunks_mut(size).enumerate());
    team::together(&|| {
        while let Some((index, rows)) = next(&parts) {
            let others = others.and_then(|others| others.chunks(size).nth(index));
            let part = RowsToNormalise {
                rows,
                others,
                gamma,
                beta,
                eps,
            };
            dispatch(path, part);
        }
    });
    Ok(())
}

/// Some rows, what is added to them and how they are normalised.
struct RowsToNormalise<'a> {
    rows: &'a mut [f32],
    others: Option<&'a [f32]>,
    gamma: &'a [f32],
    beta: &'a [f32],
    eps: f32,
}
impl Vectorised for RowsToNormalise<'_> {
    #[inline(always)]
    fn run<L: Lanes>(self) {
        if let Some(others) = self.others {
            for (x, &other) in self.rows.iter_mut().zip(others) {
                *x += other;
            }
        }
        for row in self.rows.chunks_exact_mut(self.gamma.len()) {
            normalise::<L>(row, self.gamma, self.beta, self.eps);
        }
    }
}

/// What `parts` gives next to whichever thread asks.
fn next<T>(parts: &Mutex<impl Iterator<Item = T>>) -> Option<T> {
    let mut parts = parts
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    parts.next()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What each path makes of `numbers`.
    fn on_every_path(numbers: &[f32], work: impl Fn(&mut [f32])) -> Vec<Vec<f32>> {
        let paths = Path::every().into_iter();
        let results = paths.map(|path| {
            let mut numbers = numbers.to_vec();
            super::super::on_path(path, || work(&mut numbers));
            numbers
        });
        results.collect()
    }

    /// The error function in float64: its series near 0, a continued fraction of erfc elsewhere.
    fn erf_64(x: f64) -> f64 {
        let size = x.abs();
        let erf = if size < 2.5 {
            let (mut term, mut sum) = (size, size);
            for n in 1..80 {
                let n = f64::from(n);
                term *= -size * size / n;
                sum += term / (2.0 * n + 1.0);
            }
            sum * 2.0 / std::f64::consts::PI.sqrt()
        } else {
            let tail = (1..80)
                .rev()
                .fold(size, |tail, n| size + f64::from(n) / 2.0 / tail);
            1.0 - (-size * size).exp() / tail / std::f64::consts::PI.sqrt()
        };
        erf.copysign(x)
    }

    #[test]
    fn activations_are_those_of_float64() {
        assert!((erf_64(0.5) - 0.520_499_877_813_046_5).abs() < 1e-15);
        assert!((erf_64(-3.0) + 0.999_977_909_503_001_4).abs() < 1e-14);
        let numbers: Vec<f32> = (-60_000..=60_000)
            .map(|i: i32| i as f32 * 2e-4)
            .chain([-1e30, -88.0, 0.0, -0.0, 88.0, 1e30])
            .collect();
        let gelu = |x: f64| 0.5 * x * (1.0 + erf_64(x / 2.0_f64.sqrt()));
        let gelu_tanh = |x: f64| {
            let inner = (2.0 / std::f64::consts::PI).sqrt() * (x + 0.044_715 * x.powi(3));
            0.5 * x * (1.0 + inner.tanh())
        };
        let cases: [(Activation, &dyn Fn(f64) -> f64); 4] = [
            (Activation::Gelu, &gelu),
            (Activation::GeluTanh, &gelu_tanh),
            (Activation::Relu, &|x| x.max(0.0)),
            (Activation::Tanh, &f64::tanh),
        ];
        for (activation, expected) in cases {
            for found in on_every_path(&numbers, |numbers| activate(activation, numbers)) {
                for (&x, &found) in numbers.iter().zip(&found) {
                    let expected = expected(f64::from(x));
                    let error = (f64::from(found) - expected).abs();
                    let allowed = 1e-7 + f64::from(f32::EPSILON) * expected.abs();
                    assert!(error <= allowed, "{activation:?}({x}): {found} {expected}");
                }
            }
        }
    }

    #[test]
    fn rows_are_normalised_as_in_float64_and_each_by_itself() {
        let width = 83;
        let rows = 11;
        let number = |i: usize, seed: f32| ((i as f32 * 0.7 + seed).sin() * 3.0) + 1.0;
        let table: Vec<f32> = (0..rows * width).map(|i| number(i, 0.0)).collect();
        let others: Vec<f32> = (0..rows * width).map(|i| number(i, 5.0)).collect();
        let gamma: Vec<f32> = (0..width).map(|i| number(i, 7.0)).collect();
        let beta: Vec<f32> = (0..width).map(|i| number(i, 9.0)).collect();
        let all = on_every_path(&table, |rows| {
            normalise_sums(rows, Some(&others), &gamma, &beta, 1e-5).unwrap();
        });
        for found in &all {
            for row in 0..rows {
                let at = |i: usize| {
                    f64::from(table[row * width + i]) + f64::from(others[row * width + i])
                };
                let count = width as f64;
                let mean = (0..width).map(at).sum::<f64>() / count;
                let variance = (0..width).map(|i| (at(i) - mean).powi(2)).sum::<f64>() / count;
                for i in 0..width {
                    let expected = (at(i) - mean) / (variance + 1e-5).sqrt() * f64::from(gamma[i])
                        + f64::from(beta[i]);
                    let error = (f64::from(found[row * width + i]) - expected).abs();
                    assert!(error < 5e-6, "{error}");
                }
            }
        }
        let last = (rows - 1) * width;
        let alone = on_every_path(&table[last..], |rows| {
            normalise_sums(rows, Some(&others[last..]), &gamma, &beta, 1e-5).unwrap();
        });
        for (all, alone) in all.iter().zip(&alone) {
            assert_eq!(all[last..], alone[..]);
        }
    }

    #[test]
    fn tables_that_do_not_fit_are_refused() {
        let mut rows = [0.0; 6];
        for (others, gamma, beta) in [(6, 4, 4), (5, 3, 3), (6, 3, 2), (6, 0, 0)] {
            let (others, gamma, beta) = (vec![0.0; others], vec![0.0; gamma], vec![0.0; beta]);
            let result = normalise_sums(&mut rows, Some(&others), &gamma, &beta, 1e-5);
            assert_eq!(result, Err(Misfit));
        }
    }
}
