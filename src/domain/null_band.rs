//! Where a number stands among those that chance gives.

use super::threshold::{QuantileMethod, quantile};

/// Where a number stands among those that chance gives.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NullBand {
    /// The 5 % point of what chance gives, by the quantile method `linear`.
    pub low: f64,
    /// The 95 % point.
    pub high: f64,
    /// The share of what chance gives that is below the number, 0 to 1; equals count half.
    pub percentile: f64,
    /// How many numbers chance gave.
    pub count: usize,
}

impl NullBand {
    /// Where `observed` stands among `null`; `None` where that is empty or something is not finite.
    pub fn of(observed: f64, null: &[f64]) -> Option<Self> {
        if !observed.is_finite() {
            return None;
        }
        let point = |share| quantile(null, share, QuantileMethod::Linear);
        let (low, high) = (point(0.05)?, point(0.95)?);
        let below = null.iter().filter(|&&other| other < observed).count() as f64;
        let equal = null.iter().filter(|&&other| other == observed).count() as f64;
        Some(Self {
            low,
            high,
            percentile: (below + equal / 2.0) / null.len() as f64,
            count: null.len(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_band_holds_nine_tenths() {
        let null: Vec<f64> = (0..=100).map(f64::from).collect();
        let band = NullBand::of(75.0, &null).unwrap();
        assert_eq!((band.low, band.high, band.count), (5.0, 95.0, 101));
        assert!((band.percentile - 75.5 / 101.0).abs() < 1e-12);
        assert_eq!(NullBand::of(1.0, &[]), None);
        assert_eq!(NullBand::of(f64::NAN, &null), None);
        assert_eq!(NullBand::of(1.0, &[f64::NAN]), None);
    }
}
