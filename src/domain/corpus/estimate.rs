//! A number estimated from a corpus.

use serde::{Deserialize, Serialize};

use crate::domain::statistics::Interval;

/// A number estimated from the corpus.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// Its interval; `None` while the run goes on, and where fewer than ten texts are there to be
    /// resampled.
    pub interval: Option<Interval>,
}

impl Estimate {
    /// A number without an interval.
    pub fn without_interval(value: f64) -> Self {
        Self {
            value,
            interval: None,
        }
    }
}
