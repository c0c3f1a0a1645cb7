//! The progress of a corpus on a terminal; nowhere else is anything shown.

use std::fmt::Write as _;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::corpus::{RunEvent, RunProgress};
use crate::domain::format::with_thousands;

/// Where the end is known.
const MEASURED: &str = "{wide_bar} {percent}%, {msg}";
/// Where it is not.
const COUNTED: &str = "{spinner} {msg}";

/// Steps of the bar.
const STEPS: u64 = 10_000;

/// A line on standard error, redrawn; hidden where that is no terminal.
pub(super) struct CorpusBar {
    bar: ProgressBar,
}

impl CorpusBar {
    /// Nothing is drawn before the first text is done.
    pub(super) fn new() -> Self {
        Self {
            bar: ProgressBar::new(STEPS),
        }
    }

    /// Shows how far the run is.
    pub(super) fn show(&self, news: RunEvent) {
        let (fraction, message) = match news {
            // Nothing is drawn before there is something to say.
            RunEvent::Reading(progress) if progress.texts == 0 => return,
            RunEvent::Reading(progress) => (progress.fraction(), said(&progress)),
            RunEvent::Estimating(fraction) => (Some(fraction), "intervals".to_owned()),
        };
        let template = if let Some(fraction) = fraction {
            self.bar.set_position((fraction * STEPS as f64) as u64);
            MEASURED
        } else {
            COUNTED
        };
        // A template that does not parse would cost the looks only.
        let style = ProgressStyle::with_template(template);
        self.bar
            .set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        self.bar.set_message(message);
        self.bar.tick();
    }

    /// Takes the line away.
    pub(super) fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

/// For example `1,204 texts, 8,120 tokens/s, 2 min 5 s left`.
fn said(progress: &RunProgress) -> String {
    let mut said = format!("{} texts", with_thousands(progress.texts));
    if let Some(pace) = progress.tokens_per_second() {
        let _ = write!(said, ", {} tokens/s", with_thousands(pace as u64));
    }
    if let Some(left) = progress.time_left() {
        let _ = write!(said, ", {} left", duration(left));
    }
    said
}

/// `2 h 5 min`, `2 min 5 s` or `5 s`.
pub(super) fn duration(time: Duration) -> String {
    let seconds = time.as_secs();
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, seconds) => format!("{seconds} s"),
        (0, minutes, seconds) => format!("{minutes} min {seconds} s"),
        (hours, minutes, _) => format!("{hours} h {minutes} min"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_how_far_and_how_fast() {
        let progress = RunProgress {
            texts: 1204,
            tokens: 81_200,
            bytes: 100,
            total_bytes: Some(1350),
            worked: Duration::from_secs(10),
            total_texts: None,
        };
        assert_eq!(
            said(&progress),
            "1,204 texts, 8,120 tokens/s, 2 min 5 s left"
        );
        for (number, text) in [(0, "0"), (999, "999"), (1_000_000, "1,000,000")] {
            assert_eq!(with_thousands(number), text);
        }
        assert_eq!(duration(Duration::from_mins(125)), "2 h 5 min");
        for template in [MEASURED, COUNTED] {
            assert!(ProgressStyle::with_template(template).is_ok(), "{template}");
        }
    }
}
