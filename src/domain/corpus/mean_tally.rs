//! A mean over texts or pairs with the interval of a bootstrap, in memory that does not grow with
//! their number.
//!
//! In each replicate a text is drawn as often as a Poisson variable of mean 1 says (Hanley and
//! `MacGibbon` 2006, "Creating non-parametric bootstrap samples using Poisson frequencies"): for many
//! texts the same as drawing with replacement, and it needs no list of them. All sums are of whole
//! numbers, so the order of the texts does not matter.

use rand::RngCore as _;
use rand_chacha::ChaCha8Rng;

use super::estimate::Estimate;
use crate::domain::statistics::percentile_interval;

/// Fewer texts are too few to resample.
const FEWEST: u64 = 10;

/// A ratio of 1 as a whole number: finer than any interval, and the sums of eight million pairs
/// are within an `i64`.
const ONE: f64 = (1_u64 << 40) as f64;

/// Where in the range of a `u32` a Poisson variable of mean 1 passes from each value to the next.
const POISSON: [u32; 12] = [
    1_580_030_168,
    3_160_060_337,
    3_950_075_421,
    4_213_413_783,
    4_279_248_373,
    4_292_415_291,
    4_294_609_777,
    4_294_923_276,
    4_294_962_463,
    4_294_966_817,
    4_294_967_252,
    4_294_967_292,
];

/// A mean over texts or pairs, and what resampling makes of it.
pub(super) struct MeanTally {
    pub(super) count: u64,
    pub(super) sum: i64,
    /// How many each replicate drew, and their sum.
    replicates: Vec<(u32, i64)>,
}

impl MeanTally {
    pub(super) fn new(replicates: usize) -> Self {
        Self {
            count: 0,
            sum: 0,
            replicates: vec![(0, 0); replicates],
        }
    }

    pub(super) fn add(&mut self, value: i64, times: &[u8]) {
        self.count += 1;
        self.sum += value;
        for ((drawn, sum), &times) in self.replicates.iter_mut().zip(times) {
            *drawn += u32::from(times);
            *sum += i64::from(times) * value;
        }
    }

    pub(super) fn estimate(&self) -> Option<Estimate> {
        let value = mean_of(self.sum, self.count)?;
        let means = self.replicates.iter();
        let means: Vec<f64> = means
            .map(|&(drawn, sum)| mean_of(sum, u64::from(drawn)).unwrap_or(f64::NAN))
            .collect();
        let interval = (self.count >= FEWEST).then(|| percentile_interval(&means));
        Some(Estimate {
            value,
            interval: interval.flatten(),
        })
    }
}

/// A ratio as a whole number.
pub(super) fn whole(ratio: f64) -> i64 {
    (ratio * ONE).round() as i64
}

pub(super) fn mean_of(sum: i64, count: u64) -> Option<f64> {
    (count > 0).then(|| sum as f64 / ONE / count as f64)
}

/// How often a replicate draws a pair.
pub(super) fn poisson_draw(random: &mut ChaCha8Rng) -> u8 {
    let draw = random.next_u32();
    POISSON.partition_point(|&bound| bound <= draw) as u8
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng as _;

    use super::*;

    #[test]
    fn a_poisson_variable_has_mean_and_variance_one() {
        let mut random = ChaCha8Rng::seed_from_u64(1);
        let draws: Vec<f64> = (0..200_000)
            .map(|_| f64::from(poisson_draw(&mut random)))
            .collect();
        let mean = draws.iter().sum::<f64>() / 200_000.0;
        let variance = draws.iter().map(|draw| (draw - mean).powi(2)).sum::<f64>() / 200_000.0;
        assert!((mean - 1.0).abs() < 0.01, "{mean}");
        assert!((variance - 1.0).abs() < 0.02, "{variance}");
        let none = draws.iter().filter(|&&draw| draw == 0.0).count() as f64;
        assert!(
            (none / 200_000.0 - (-1.0_f64).exp()).abs() < 0.005,
            "{none}"
        );
    }
}
