//! The progress of a run over many texts and of a download, on a terminal; nowhere else is anything
//! shown.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::corpus::{RunEvent, RunProgress};
use crate::domain::format::with_thousands;
use crate::model::LoadProgress;

/// Where the end is known.
const MEASURED: &str = "{wide_bar} {percent}%, {msg}";
/// Where it is not, and where something is only said.
const SAYING: &str = "{spinner} {msg}";
/// While a file is downloaded.
const COUNTING: &str = "{msg} {wide_bar} {decimal_bytes} of {decimal_total_bytes}, {decimal_bytes_per_sec}, {eta} left";

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
            RunEvent::Reading(progress) => (progress.fraction(), progress_text(&progress)),
            RunEvent::Estimating(fraction) => (Some(fraction), "intervals".to_owned()),
        };
        let template = if let Some(fraction) = fraction {
            self.bar.set_position((fraction * STEPS as f64) as u64);
            MEASURED
        } else {
            SAYING
        };
        set_style(&self.bar, template);
        self.bar.set_message(message);
        self.bar.tick();
    }

    /// Takes the line away.
    pub(super) fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

/// For example `1,204 texts, 8,120 tokens/s, 2 min 5 s left`.
fn progress_text(progress: &RunProgress) -> String {
    let mut text = format!("{} texts", with_thousands(progress.texts));
    if let Some(pace) = progress.tokens_per_second() {
        let _ = write!(text, ", {} tokens/s", with_thousands(pace as u64));
    }
    if let Some(left) = progress.time_left() {
        let _ = write!(text, ", {} left", duration(left));
    }
    text
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

/// A line on standard error, redrawn; hidden where that is no terminal.
pub(super) struct DownloadBar {
    bar: ProgressBar,
    /// The file that is counted; `None` while something is said.
    file: RefCell<Option<String>>,
}

impl DownloadBar {
    /// Nothing is drawn before the first step.
    pub(super) fn new() -> Self {
        Self {
            bar: ProgressBar::new(0),
            file: RefCell::new(None),
        }
    }

    /// Shows one step.
    pub(super) fn show(&self, step: LoadProgress) {
        match step {
            LoadProgress::Asking => self.say("asking the hub"),
            LoadProgress::Retrying { failures } => {
                self.say(&format!("no luck {failures} times, trying again"));
            }
            LoadProgress::WaitingForOther { file } => {
                self.say(&format!("another program downloads {file}, waiting for it"));
            }
            LoadProgress::Reading { .. } => self.bar.finish_and_clear(),
            LoadProgress::Downloading {
                file,
                done_bytes,
                total_bytes,
            } => {
                self.bar.set_position(done_bytes);
                if self.file.borrow().as_ref() != Some(&file) {
                    self.bar.set_length(total_bytes);
                    self.bar.set_message(file.clone());
                    set_style(&self.bar, COUNTING);
                    // The rate is that of what arrives now, without what an earlier try left and
                    // without the small files, which are mostly waiting.
                    self.bar.reset_eta();
                    *self.file.borrow_mut() = Some(file);
                }
            }
        }
    }

    /// Takes the line away.
    pub(super) fn clear(&self) {
        self.bar.finish_and_clear();
    }

    fn say(&self, what: &str) {
        *self.file.borrow_mut() = None;
        set_style(&self.bar, SAYING);
        self.bar.set_message(what.to_owned());
        self.bar.tick();
    }
}

fn set_style(bar: &ProgressBar, template: &str) {
    // A template that does not parse would cost the looks only.
    let style = ProgressStyle::with_template(template);
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
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
            progress_text(&progress),
            "1,204 texts, 8,120 tokens/s, 2 min 5 s left"
        );
        for (number, text) in [(0, "0"), (999, "999"), (1_000_000, "1,000,000")] {
            assert_eq!(with_thousands(number), text);
        }
        assert_eq!(duration(Duration::from_mins(125)), "2 h 5 min");
        for template in [MEASURED, SAYING, COUNTING] {
            assert!(ProgressStyle::with_template(template).is_ok(), "{template}");
        }
    }
}
