//! How far an estimate would move in another corpus drawn the same way: the bootstrap.
//!
//! What is resampled are whole sentences, since the tokens of one sentence are not independent of
//! each other. A replicate draws as many sentences as there are, with replacement; the interval
//! lies between the 2.5th and the 97.5th percentile of what the replicates give (the percentile
//! interval, Efron & Tibshirani 1993, chapter 13).

use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use crate::domain::threshold::{QuantileMethod, quantile};

/// Where an estimate would likely fall in another corpus drawn the same way: the percentile
/// interval of a bootstrap that resamples whole sentences, 95 %.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// The 2.5th percentile of the replicates.
    pub low: f64,
    /// The 97.5th percentile of the replicates.
    pub high: f64,
}

/// How often each of `times.len()` sentences is drawn in one replicate: `times` is overwritten.
///
/// The draw depends on `seed` and the number of the `replicate` alone, so replicates can be made in
/// any order.
pub fn resample(seed: u64, replicate: u64, times: &mut [u32]) {
    times.fill(0);
    let sentences = times.len();
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(replicate);
    for _ in 0..sentences {
        if let Some(time) = times.get_mut(random.random_range(0..sentences)) {
            *time += 1;
        }
    }
}

/// The percentile interval of what the replicates gave; a replicate in which the estimate is
/// undefined gave a value that is not finite, and is left out.
///
/// None when fewer than nine in ten replicates are defined, or there is none.
pub fn percentile_interval(replicates: &[f64]) -> Option<Interval> {
    let mut defined: Vec<f64> = replicates.to_vec();
    defined.retain(|value| value.is_finite());
    if defined.len() * 10 < replicates.len() * 9 {
        return None;
    }
    Some(Interval {
        low: quantile(&defined, 0.025, QuantileMethod::Linear)?,
        high: quantile(&defined, 0.975, QuantileMethod::Linear)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_replicate_draws_as_many_as_there_are() {
        let mut times = vec![7; 500];
        resample(1, 0, &mut times);
        assert_eq!(times.iter().sum::<u32>(), 500);
        // Drawn with replacement, 1/e of the sentences are left out.
        let left_out = times.iter().filter(|&&time| time == 0).count();
        assert!((150..220).contains(&left_out), "{left_out}");
    }

    #[test]
    fn replicates_differ_and_can_be_made_again() {
        let draw = |seed, replicate| {
            let mut times = vec![0; 20];
            resample(seed, replicate, &mut times);
            times
        };
        assert_eq!(draw(5, 3), draw(5, 3));
        assert_ne!(draw(5, 3), draw(5, 4));
        assert_ne!(draw(5, 3), draw(6, 3));
    }

    #[test]
    fn nothing_and_one_can_be_drawn() {
        resample(0, 0, &mut []);
        let mut one = [0];
        resample(0, 9, &mut one);
        assert_eq!(one, [1]);
    }

    #[test]
    fn the_interval_leaves_a_fortieth_on_each_side() {
        let values: Vec<f64> = (0..=1000).map(f64::from).collect();
        let interval = percentile_interval(&values).unwrap();
        assert_eq!((interval.low, interval.high), (25.0, 975.0));
    }

    #[test]
    fn an_estimate_that_is_often_undefined_has_no_interval() {
        let mut values = vec![1.0; 9];
        values.push(f64::NAN);
        assert!(percentile_interval(&values).is_some());
        values.push(f64::NAN);
        assert_eq!(percentile_interval(&values), None);
        assert_eq!(percentile_interval(&[]), None);
    }
}
