//! How many multiply-adds this processor does at most: what benches hold the products against.

use super::simd::{SimdKernel, SimdLevel, SimdVector, dispatch};

/// Sums that are independent of each other: enough to fill both multipliers of any processor for
/// as long as one sum takes, and few enough for its registers.
const SUMS: usize = 12;

/// Does `rounds` times the same few multiply-adds in registers, on this thread, and says how many
/// single ones those were.
pub fn multiply_adds(rounds: usize) -> usize {
    let mut done = 0;
    let kernel = MultiplyAdds {
        rounds,
        done: &mut done,
    };
    dispatch(SimdLevel::current(), kernel);
    done
}

struct MultiplyAdds<'a> {
    rounds: usize,
    done: &'a mut usize,
}

impl SimdKernel for MultiplyAdds<'_> {
    #[inline(always)]
    fn run<V: SimdVector>(self) {
        let factor = V::splat(std::hint::black_box(0.999_999));
        let mut sums = [V::splat(1.0); SUMS];
        for _ in 0..self.rounds {
            for sum in &mut sums {
                *sum = sum.mul_add(factor, factor);
            }
        }
        std::hint::black_box(sums);
        *self.done = self.rounds * SUMS * V::COUNT;
    }
}

#[cfg(test)]
mod tests {
    use super::super::with_simd_level;
    use super::*;

    #[test]
    fn every_multiply_add_is_counted() {
        for level in SimdLevel::available() {
            let done = with_simd_level(level, || multiply_adds(10));
            assert!(done.is_multiple_of(10 * SUMS) && done > 0, "{done}");
        }
    }
}
