//! An estimate with its interval, as it stands in `glassbox.corpus.v1`.

use serde::Serialize;

use crate::domain::corpus::Estimate;

/// A value and the ends of its interval; `null` where there is no interval.
#[derive(Serialize)]
pub(super) struct EstimateEntry {
    value: f64,
    low: Option<f64>,
    high: Option<f64>,
}

impl EstimateEntry {
    pub(super) fn new(estimate: Option<Estimate>) -> Option<Self> {
        let Estimate { value, interval } = estimate?;
        Some(Self {
            value,
            low: interval.map(|interval| interval.low),
            high: interval.map(|interval| interval.high),
        })
    }
}
