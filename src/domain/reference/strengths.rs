//! The strengths of some tokens in reference texts: mean, spread, and how far another one is from them.

use serde::{Deserialize, Serialize};

use crate::domain::threshold::{QuantileMethod, quantile};

/// A token is compared with itself where it was seen at least this often, else with its bin.
pub const LEAST_COUNT: u32 = 10;

/// The strengths of some tokens at one layer.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct StrengthStatistics {
    /// How many tokens.
    pub count: u32,
    /// Their mean.
    pub mean: f64,
    /// Their population standard deviation.
    pub deviation: f64,
    /// The 5 % point, by the quantile method `linear`.
    pub p5: f64,
    /// The median.
    pub p50: f64,
    /// The 95 % point.
    pub p95: f64,
}

impl StrengthStatistics {
    /// Those of `strengths`; `None` of no strength at all.
    pub(super) fn of(strengths: &[f32]) -> Option<Self> {
        let values: Vec<f64> = strengths.iter().copied().map(f64::from).collect();
        let count = values.len() as f64;
        let mean = values.iter().sum::<f64>() / count;
        let variance = values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / count;
        let point = |share| quantile(&values, share, QuantileMethod::Linear);
        Some(Self {
            count: values.len() as u32,
            mean,
            deviation: variance.sqrt(),
            p5: point(0.05)?,
            p50: point(0.5)?,
            p95: point(0.95)?,
        })
    }

    /// How many standard deviations `strength` lies above the mean; `None` where all were equal.
    pub fn surprise(&self, strength: f64) -> Option<f64> {
        let surprise = (strength - self.mean) / self.deviation;
        (self.deviation > 0.0 && surprise.is_finite()).then_some(surprise)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surprise_counts_standard_deviations() {
        let statistics = StrengthStatistics::of(&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]).unwrap();
        assert_eq!((statistics.mean, statistics.deviation), (5.0, 2.0));
        assert_eq!(statistics.surprise(8.0), Some(1.5));
        assert_eq!(statistics.p50, 4.5);
        assert_eq!(StrengthStatistics::of(&[]), None);
        assert_eq!(StrengthStatistics::of(&[3.0]).unwrap().surprise(4.0), None);
    }
}
