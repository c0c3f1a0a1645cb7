//! The activation functions inside the feed-forward part of a block.

use std::f32::consts::FRAC_1_SQRT_2;

use super::activation_kind::Activation;
use super::math::{exp, polynomial};
use super::simd::{SimdKernel, SimdLevel, SimdVector, dispatch};
use super::{elementwise, pieces};

/// Numbers that a thread takes at a time.
const NUMBERS_AT_A_TIME: usize = 1 << 14;

/// Replaces each number by `activation` of it.
pub fn activate(activation: Activation, numbers: &mut [f32]) {
    let level = SimdLevel::current();
    pieces::in_parallel(numbers.chunks_mut(NUMBERS_AT_A_TIME), |numbers| {
        let kernel = Activate {
            activation,
            numbers,
        };
        dispatch(level, kernel);
    });
}

struct Activate<'a> {
    activation: Activation,
    numbers: &'a mut [f32],
}

impl SimdKernel for Activate<'_> {
    #[inline(always)]
    fn run<V: SimdVector>(self) {
        apply::<V>(self.activation, self.numbers);
    }
}

/// Replaces each number by `activation` of it.
#[inline(always)]
pub(crate) fn apply<V: SimdVector>(activation: Activation, numbers: &mut [f32]) {
    match activation {
        Activation::Gelu => {
            for x in numbers {
                *x = gelu::<V>(*x);
            }
        }
        Activation::GeluTanh => {
            for x in numbers {
                // (1 + tanh u) / 2 = 1 / (1 + e^-2u)
                let cube = *x * *x * *x;
                let twice = 1.595_769 * V::mul_add_scalar(0.044_715, cube, *x);
                let twice = if twice < -87.0 { -87.0 } else { twice };
                *x /= 1.0 + exp::<V>(-twice);
            }
        }
        Activation::Relu => {
            for x in numbers {
                // So compared, NaN stays.
                *x = if *x <= 0.0 { 0.0 } else { *x };
            }
        }
        Activation::Tanh => {
            for x in numbers {
                *x = x.tanh();
            }
        }
        other => elementwise::apply(other, numbers, exp::<V>, gelu::<V>),
    }
}

/// `x (1 + erf(x / sqrt 2)) / 2`, to 1e-7.
#[inline(always)]
pub(crate) fn gelu<V: SimdVector>(x: f32) -> f32 {
    // From here on `erfc` makes no difference to a float32.
    const FARTHEST: f32 = 4.25;
    let scaled = x * FRAC_1_SQRT_2;
    let size = scaled.abs();
    let half = 0.5 * x;
    // Near 0: erf(z) = z + z p(z^2).
    let near = polynomial::<V, 7>(
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
    let near = V::mul_add_scalar(half, V::mul_add_scalar(near, scaled, scaled), half);
    // Farther out: x, or nothing, less what erfc leaves of it; erfc(z) = e^-q(z).
    let inside = if size > FARTHEST { FARTHEST } else { size };
    let logarithm = polynomial::<V, 9>(
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
    let far = V::mul_add_scalar(-rest, exp::<V>(-logarithm), most);
    if size < 1.0 { near } else { far }
}

#[cfg(test)]
mod tests {
    use super::super::{activation_slopes, with_simd_level};
    use super::*;

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

    fn gelu_64(x: f64) -> f64 {
        0.5 * x * (1.0 + erf_64(x / 2.0_f64.sqrt()))
    }

    fn gelu_tanh_64(x: f64) -> f64 {
        let inner = (2.0 / std::f64::consts::PI).sqrt() * (x + 0.044_715 * x.powi(3));
        0.5 * x * (1.0 + inner.tanh())
    }

    type InFloat64 = (Activation, fn(f64) -> f64);

    const IN_FLOAT64: [InFloat64; 4] = [
        (Activation::Gelu, gelu_64),
        (Activation::GeluTanh, gelu_tanh_64),
        (Activation::Relu, |x| x.max(0.0)),
        (Activation::Tanh, f64::tanh),
    ];

    #[test]
    fn slopes_are_those_of_finite_differences() {
        // No number is within a step of a corner.
        let numbers: Vec<f32> = (-4000..4000)
            .map(|i: i32| i as f32 * 5e-3 + 1.3e-3)
            .collect();
        let step = 1e-4;
        for (activation, value) in IN_FLOAT64 {
            for level in SimdLevel::available() {
                let mut found = numbers.clone();
                with_simd_level(level, || activation_slopes(activation, &mut found));
                for (&x, &found) in numbers.iter().zip(&found) {
                    let x = f64::from(x);
                    let expected = (value(x + step) - value(x - step)) / (2.0 * step);
                    let error = (f64::from(found) - expected).abs();
                    assert!(error < 2e-6, "{activation:?}, {x}: {found} {expected}");
                }
            }
        }
    }

    #[test]
    fn activations_are_those_of_float64() {
        assert!((erf_64(0.5) - 0.520_499_877_813_046_5).abs() < 1e-15);
        assert!((erf_64(-3.0) + 0.999_977_909_503_001_4).abs() < 1e-14);
        let numbers: Vec<f32> = (-60_000..=60_000)
            .map(|i: i32| i as f32 * 2e-4)
            .chain([-1e30, -88.0, 0.0, -0.0, 88.0, 1e30])
            .collect();
        for (activation, expected) in IN_FLOAT64 {
            for level in SimdLevel::available() {
                let mut results = numbers.clone();
                with_simd_level(level, || activate(activation, &mut results));
                for (&x, &found) in numbers.iter().zip(&results) {
                    let expected = expected(f64::from(x));
                    let error = (f64::from(found) - expected).abs();
                    let allowed = 1e-7 + f64::from(f32::EPSILON) * expected.abs();
                    assert!(error <= allowed, "{activation:?}({x}): {found} {expected}");
                }
            }
        }
    }

    #[test]
    fn nan_stays_nan_at_every_level() {
        let all = [
            Activation::Gelu,
            Activation::GeluTanh,
            Activation::Relu,
            Activation::Tanh,
        ];
        for level in SimdLevel::available() {
            for activation in all {
                for bits in [0x7fc0_0000, 0xffc0_0000, 0x7fc0_0001, 0x7fff_ffff] {
                    // In vectors and in what is left over.
                    let mut numbers = [1.0; 37];
                    numbers[3] = f32::from_bits(bits);
                    numbers[36] = f32::from_bits(bits);
                    with_simd_level(level, || activate(activation, &mut numbers));
                    for (index, number) in numbers.iter().enumerate() {
                        let expected = matches!(index, 3 | 36);
                        let name = level.name();
                        assert_eq!(number.is_nan(), expected, "{activation:?}, {name}, {index}");
                    }
                }
            }
        }
    }
}
