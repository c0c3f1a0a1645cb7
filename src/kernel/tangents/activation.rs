//! The derivatives of the activation functions.
//!
//! Where a function has a corner its derivative there is torch's.

use super::super::activation::gelu;
use super::super::activation_kind::Activation;
use super::super::elementwise::{at_most, normal_distribution};
use super::super::math::exp;
use super::super::pieces;
use super::super::simd::{SimdKernel, SimdLevel, SimdVector, dispatch};

/// Numbers that a thread takes at a time.
const NUMBERS_AT_A_TIME: usize = 1 << 14;

/// `1 / sqrt(2 pi)`
const DENSITY_AT_0: f32 = 0.398_942_3;

/// Beyond this a softplus is `x`, as in the functions themselves.
const SOFTPLUS_IS_X: f32 = 20.0;

/// Replaces each number by the derivative of `activation` at it.
pub fn activation_slopes(activation: Activation, numbers: &mut [f32]) {
    let level = SimdLevel::current();
    pieces::in_parallel(numbers.chunks_mut(NUMBERS_AT_A_TIME), |numbers| {
        let kernel = Slopes {
            activation,
            numbers,
        };
        dispatch(level, kernel);
    });
}

struct Slopes<'a> {
    activation: Activation,
    numbers: &'a mut [f32],
}

impl SimdKernel for Slopes<'_> {
    #[inline(always)]
    fn run<V: SimdVector>(self) {
        let sigmoid = |x: f32| 1.0 / (1.0 + exp::<V>(at_most(-x, 88.0)));
        let density = |z: f32| DENSITY_AT_0 * exp::<V>(-0.5 * z * z);
        let exact = |x: f32| normal_distribution(x, gelu::<V>) + x * density(x);
        match self.activation {
            Activation::Gelu => each(self.numbers, exact),
            Activation::GeluClipped => each(self.numbers, |x| {
                // At its lowest the function is far above -10.
                if x > 10.0 { 0.0 } else { exact(x) }
            }),
            Activation::GeluTanh => each(self.numbers, |x| {
                let share = sigmoid(1.595_769 * (x + 0.044_715 * x * x * x));
                let inner = 1.595_769 * (1.0 + 3.0 * 0.044_715 * x * x);
                let bend = x * share * (1.0 - share) * inner;
                // Far out nothing is left of the bend, and infinity times 0 is no number.
                share + if x.abs() > 20.0 { 0.0 } else { bend }
            }),
            Activation::Relu => each(self.numbers, |x| if x > 0.0 { 1.0 } else { 0.0 }),
            Activation::Tanh => each(self.numbers, |x| {
                let value = x.tanh();
                1.0 - value * value
            }),
            Activation::QuickGelu => each(self.numbers, |x| {
                let share = sigmoid(1.702 * x);
                share * (1.0 + 1.702 * x * (1.0 - share))
            }),
            Activation::Silu => each(self.numbers, |x| {
                let share = sigmoid(x);
                share * (1.0 + x * (1.0 - share))
            }),
            Activation::Sigmoid => each(self.numbers, |x| {
                let share = sigmoid(x);
                share * (1.0 - share)
            }),
            Activation::Mish => each(self.numbers, |x| {
                let power = exp::<V>(at_most(x, SOFTPLUS_IS_X));
                let product = power * (power + 2.0);
                let tanh = product / (product + 2.0);
                let bend = 4.0 * (product + 1.0) / ((product + 2.0) * (product + 2.0));
                let slope = tanh + x * sigmoid(x) * bend;
                if x > SOFTPLUS_IS_X { 1.0 } else { slope }
            }),
            Activation::HardSwish => each(self.numbers, |x| {
                let inside = x / 3.0 + 0.5;
                if x <= -3.0 {
                    0.0
                } else if x < 3.0 {
                    inside
                } else {
                    1.0
                }
            }),
            Activation::Relu6 => each(self.numbers, |x| if x > 0.0 && x < 6.0 { 1.0 } else { 0.0 }),
            Activation::ReluSquared => each(self.numbers, |x| if x > 0.0 { 2.0 * x } else { 0.0 }),
            Activation::LeakyRelu => each(self.numbers, |x| if x > 0.0 { 1.0 } else { 0.01 }),
            Activation::Laplace => each(self.numbers, |x| {
                #[expect(clippy::approx_constant, reason = "transformers has these six digits")]
                const MEAN: f32 = 0.707_107;
                const DEVIATION: f32 = 0.282_095;
                density((x - MEAN) / DEVIATION) / DEVIATION
            }),
            Activation::SqrtSoftplus => each(self.numbers, |x| {
                let softplus = exp::<V>(at_most(x, SOFTPLUS_IS_X)).ln_1p();
                let softplus = if x > SOFTPLUS_IS_X { x } else { softplus };
                0.5 * sigmoid(x) / softplus.sqrt()
            }),
            Activation::Linear => self.numbers.fill(1.0),
        }
    }
}

#[inline(always)]
fn each(numbers: &mut [f32], of: impl Fn(f32) -> f32) {
    for x in numbers {
        *x = of(*x);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Those of the other functions are tested beside the functions.
    #[test]
    fn laplace_has_the_slope_of_its_density_and_the_clipped_gelu_that_of_gelu() {
        let numbers: Vec<f32> = (-300..300).map(|i: i32| i as f32 * 0.05).collect();
        let slopes = |activation: Activation| {
            let mut slopes = numbers.clone();
            activation_slopes(activation, &mut slopes);
            slopes
        };
        for (&x, found) in numbers.iter().zip(slopes(Activation::Laplace)) {
            #[expect(clippy::approx_constant, reason = "transformers has these six digits")]
            let (mean, deviation) = (0.707_107, 0.282_095);
            let z = (f64::from(x) - mean) / deviation;
            let expected = (-0.5 * z * z).exp() / (deviation * std::f64::consts::TAU.sqrt());
            assert!(
                (f64::from(found) - expected).abs() < 2e-6,
                "{x}: {found} {expected}"
            );
        }
        let (exact, clipped) = (slopes(Activation::Gelu), slopes(Activation::GeluClipped));
        for ((x, exact), clipped) in numbers.iter().zip(exact).zip(clipped) {
            assert_eq!(clipped, if *x > 10.0 { 0.0 } else { exact }, "{x}");
        }
    }

    #[test]
    fn corners_have_torchs_slopes() {
        for (activation, x, slope) in [
            (Activation::Relu, 0.0, 0.0),
            (Activation::LeakyRelu, 0.0, 0.01),
            (Activation::Relu6, 6.0, 0.0),
            (Activation::ReluSquared, 0.0, 0.0),
        ] {
            let mut numbers = [x];
            activation_slopes(activation, &mut numbers);
            assert_eq!(numbers, [slope], "{activation:?}");
        }
        // Far out every slope is a number.
        for activation in Activation::ALL {
            let mut numbers = [-1e4, 1e4];
            activation_slopes(activation, &mut numbers);
            assert!(
                numbers.iter().all(|slope| slope.is_finite()),
                "{activation:?}"
            );
        }
    }
}
