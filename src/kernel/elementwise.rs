//! The activation functions that few encoders have; GELU and its kin are in `activation`.
//!
//! The formulas and constants are those of torch and of transformers' `ACT2FN`. All are written
//! with one `exp`, which the caller gives: the vectorised one.

use super::activation_kind::Activation;

/// Where `x` and softplus of `x` are the same float32; torch switches here too.
const SOFTPLUS_IS_X: f32 = 20.0;

/// Takes `activation` of each number; `exp` is e^x for `x` up to 88, `gelu` the exact GELU.
/// Functions that `activation` has itself leave the numbers as they are.
#[inline(always)]
pub(super) fn apply(
    activation: Activation,
    numbers: &mut [f32],
    exp: impl Fn(f32) -> f32 + Copy,
    gelu: impl Fn(f32) -> f32 + Copy,
) {
    let sigmoid = |x: f32| 1.0 / (1.0 + exp(at_most(-x, 88.0)));
    match activation {
        Activation::GeluClipped => each(numbers, |x| clamp(gelu(x), -10.0, 10.0)),
        Activation::QuickGelu => each(numbers, |x| x * sigmoid(1.702 * x)),
        Activation::Silu => each(numbers, |x| x * sigmoid(x)),
        Activation::Sigmoid => each(numbers, sigmoid),
        Activation::Mish => each(numbers, |x| mish(x, exp)),
        Activation::HardSwish => each(numbers, |x| x * clamp(x + 3.0, 0.0, 6.0) / 6.0),
        Activation::Relu6 => each(numbers, |x| clamp(x, 0.0, 6.0)),
        Activation::ReluSquared => each(numbers, |x| {
            let positive = at_least(x, 0.0);
            positive * positive
        }),
        Activation::LeakyRelu => each(numbers, |x| if x < 0.0 { 0.01 * x } else { x }),
        Activation::Laplace => each(numbers, |x| {
            #[expect(clippy::approx_constant, reason = "transformers has these six digits")]
            const MEAN: f32 = 0.707_107;
            const DEVIATION: f32 = 0.282_095;
            normal_distribution((x - MEAN) / DEVIATION, gelu)
        }),
        Activation::SqrtSoftplus => each(numbers, |x| {
            let softplus = exp(at_most(x, SOFTPLUS_IS_X)).ln_1p();
            if x > SOFTPLUS_IS_X { x } else { softplus }.sqrt()
        }),
        Activation::Linear
        | Activation::Gelu
        | Activation::GeluTanh
        | Activation::Relu
        | Activation::Tanh => {}
    }
}

#[inline(always)]
fn each(numbers: &mut [f32], of: impl Fn(f32) -> f32) {
    for x in numbers {
        *x = of(*x);
    }
}

/// `x tanh(ln(1 + e^x))`: with `p = e^x (e^x + 2)`, the tanh is `p / (p + 2)`.
#[inline(always)]
fn mish(x: f32, exp: impl Fn(f32) -> f32) -> f32 {
    let power = exp(at_most(x, SOFTPLUS_IS_X));
    let product = power * (power + 2.0);
    let mapped = x * (product / (product + 2.0));
    if x > SOFTPLUS_IS_X { x } else { mapped }
}

/// The share of a normal distribution below `z`: GELU over `z`, and near 0 the series.
#[inline(always)]
pub(super) fn normal_distribution(z: f32, gelu: impl Fn(f32) -> f32) -> f32 {
    const DENSITY_AT_0: f32 = 0.398_942_3;
    const SERIES: [f32; 6] = [
        -1.0 / 42_240.0,
        1.0 / 3456.0,
        -1.0 / 336.0,
        1.0 / 40.0,
        -1.0 / 6.0,
        1.0,
    ];
    let square = z * z;
    let series = SERIES.iter().fold(0.0, |sum, term| sum * square + term);
    let near = 0.5 + DENSITY_AT_0 * z * series;
    // Beyond 10 deviations nothing is left, and infinity over infinity is no number.
    let size = clamp(z, -10.0, 10.0);
    let far = gelu(size) / size;
    if z.abs() < 0.5 { near } else { far }
}

/// What is not a number stays so, in this and the next two.
#[inline(always)]
pub(super) fn at_most(x: f32, most: f32) -> f32 {
    if x > most { most } else { x }
}

#[inline(always)]
fn at_least(x: f32, least: f32) -> f32 {
    if x < least { least } else { x }
}

#[inline(always)]
fn clamp(x: f32, least: f32, most: f32) -> f32 {
    at_least(at_most(x, most), least)
}

#[cfg(test)]
mod tests {
    use super::super::{activate, activation_slopes};
    use super::*;

    /// `activation` in float64, as torch defines it.
    fn in_float64(activation: Activation, x: f64) -> f64 {
        let sigmoid = |x: f64| 1.0 / (1.0 + (-x).exp());
        let softplus = |x: f64| if x > 20.0 { x } else { x.exp().ln_1p() };
        match activation {
            Activation::QuickGelu => x * sigmoid(1.702 * x),
            Activation::Silu => x * sigmoid(x),
            Activation::Sigmoid => sigmoid(x),
            Activation::Mish => x * softplus(x).tanh(),
            Activation::HardSwish => x * (x + 3.0).clamp(0.0, 6.0) / 6.0,
            Activation::Relu6 => x.clamp(0.0, 6.0),
            Activation::ReluSquared => x.max(0.0).powi(2),
            Activation::LeakyRelu => x.max(0.01 * x),
            Activation::SqrtSoftplus => softplus(x).sqrt(),
            _ => x,
        }
    }

    const WITH_A_FORMULA: [Activation; 10] = [
        Activation::QuickGelu,
        Activation::Silu,
        Activation::Sigmoid,
        Activation::Mish,
        Activation::HardSwish,
        Activation::Relu6,
        Activation::ReluSquared,
        Activation::LeakyRelu,
        Activation::SqrtSoftplus,
        Activation::Linear,
    ];

    #[test]
    fn slopes_are_those_of_finite_differences() {
        // No number is within a step of a corner.
        let numbers: Vec<f32> = (-6000..6000)
            .map(|i: i32| i as f32 * 5e-3 + 1.3e-3)
            .collect();
        let step = 1e-4;
        for activation in WITH_A_FORMULA {
            let mut found = numbers.clone();
            activation_slopes(activation, &mut found);
            for (&x, &found) in numbers.iter().zip(&found) {
                let x = f64::from(x);
                let value = |x| in_float64(activation, x);
                let expected = (value(x + step) - value(x - step)) / (2.0 * step);
                let error = (f64::from(found) - expected).abs();
                let allowed = 2e-6 * (1.0 + expected.abs());
                assert!(error < allowed, "{activation:?}, {x}: {found} {expected}");
            }
        }
    }

    #[test]
    fn activations_are_those_of_float64() {
        let numbers: Vec<f32> = (-30_000..=30_000)
            .map(|i: i32| i as f32 * 1e-3)
            .chain([-1e30, -88.0, 0.0, -0.0, 88.0])
            .collect();
        for activation in WITH_A_FORMULA {
            let mut found = numbers.clone();
            activate(activation, &mut found);
            for (&x, &found) in numbers.iter().zip(&found) {
                let expected = in_float64(activation, f64::from(x));
                let error = (f64::from(found) - expected).abs();
                let allowed = 1e-7 + 4.0 * f64::from(f32::EPSILON) * expected.abs();
                assert!(error <= allowed, "{activation:?}({x}): {found} {expected}");
            }
        }
    }

    /// The expected values are torch's, in float64.
    #[test]
    fn laplace_and_the_clipped_gelu_are_torchs() {
        let xs = [-30.0, -1.0, 0.0, 0.5, 0.6, 0.9, 1.5, 30.0];
        for (activation, expected) in [
            (Activation::Laplace, LAPLACE),
            (Activation::GeluClipped, GELU_10),
        ] {
            let mut found = xs;
            activate(activation, &mut found);
            for ((x, found), expected) in xs.iter().zip(found).zip(expected) {
                let error = (f64::from(found) - expected).abs();
                assert!(error < 5e-7, "{activation:?}({x}): {found} {expected}");
            }
        }
    }

    #[test]
    fn what_is_not_a_number_stays_so() {
        for activation in [
            Activation::GeluClipped,
            Activation::QuickGelu,
            Activation::Silu,
            Activation::Sigmoid,
            Activation::Mish,
            Activation::HardSwish,
            Activation::Relu6,
            Activation::ReluSquared,
            Activation::LeakyRelu,
            Activation::Laplace,
            Activation::SqrtSoftplus,
            Activation::Linear,
        ] {
            let mut number = [f32::NAN];
            activate(activation, &mut number);
            assert!(number[0].is_nan(), "{activation:?}");
        }
    }

    const LAPLACE: [f64; 8] = [
        0.0,
        7.173_726e-10,
        0.006_094_459_6,
        0.231_421_148_4,
        0.352_089_975_3,
        0.752_945_253_9,
        0.997_528_541_0,
        1.0,
    ];

    const GELU_10: [f64; 8] = [
        0.0,
        -0.158_655_253_9,
        0.0,
        0.345_731_230_6,
        0.435_448_151_4,
        0.734_345_862_0,
        1.399_789_198_1,
        10.0,
    ];
}
