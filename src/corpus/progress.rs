//! How far a run is.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RunProgress {
    /// Texts that are done.
    pub texts: u64,
    /// How many there are; `None` while that is not known.
    pub total_texts: Option<u64>,
    /// Tokens read, special ones too.
    pub tokens: u64,
    /// Bytes of the files up to the last text that is done.
    pub bytes: u64,
    /// How many bytes the files have; `None` where one of them is a stream.
    pub total_bytes: Option<u64>,
    /// How long the run has worked, without pauses.
    pub worked: Duration,
}

/// What a run reports while it goes on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum RunEvent {
    /// Texts are read.
    Reading(RunProgress),
    /// All texts are read, and this share of the intervals is worked out, 0 to 1.
    Estimating(f64),
}

/// Rates and times before this say little.
const TOO_SOON: Duration = Duration::from_millis(500);

impl RunProgress {
    /// How much of the work is done, 0 to 1: by texts where their number is known, else by bytes.
    pub fn fraction(&self) -> Option<f64> {
        let (done, total) = match (self.total_texts, self.total_bytes) {
            (Some(total), _) => (self.texts, total),
            (None, Some(total)) => (self.bytes, total),
            (None, None) => return None,
        };
        (total > 0).then(|| (done as f64 / total as f64).min(1.0))
    }

    /// Tokens per second; `None` in the first moments.
    pub fn tokens_per_second(&self) -> Option<f64> {
        (self.worked >= TOO_SOON).then(|| self.tokens as f64 / self.worked.as_secs_f64())
    }

    /// How long the rest takes at the pace so far.
    pub fn time_left(&self) -> Option<Duration> {
        let fraction = self.fraction().filter(|&fraction| fraction > 0.0)?;
        if self.worked < TOO_SOON {
            return None;
        }
        let left = self.worked.as_secs_f64() * (1.0 - fraction) / fraction;
        Duration::try_from_secs_f64(left).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_follows_the_pace() {
        let progress = RunProgress {
            texts: 50,
            tokens: 1000,
            bytes: 250,
            total_bytes: Some(1000),
            worked: Duration::from_secs(10),
            total_texts: None,
        };
        assert_eq!(progress.fraction(), Some(0.25));
        assert_eq!(progress.tokens_per_second(), Some(100.0));
        assert_eq!(progress.time_left(), Some(Duration::from_secs(30)));
        let known = RunProgress {
            total_texts: Some(100),
            ..progress
        };
        assert_eq!(known.fraction(), Some(0.5));
        let stream = RunProgress {
            total_bytes: None,
            ..progress
        };
        assert_eq!((stream.fraction(), stream.time_left()), (None, None));
        assert_eq!(RunProgress::default().tokens_per_second(), None);
    }
}
