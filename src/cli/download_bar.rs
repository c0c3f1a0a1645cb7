//! The progress of a download on a terminal; nowhere else is anything shown.

use std::cell::RefCell;

use indicatif::{ProgressBar, ProgressStyle};

use crate::model::LoadProgress;

const SAYING: &str = "{spinner} {msg}";
const COUNTING: &str = "{msg} {wide_bar} {decimal_bytes} of {decimal_total_bytes}, {decimal_bytes_per_sec}, {eta} left";

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
                    self.set_style(COUNTING);
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
        self.set_style(SAYING);
        self.bar.set_message(what.to_owned());
        self.bar.tick();
    }

    fn set_style(&self, template: &str) {
        // A template that does not parse would cost the looks only.
        let style = ProgressStyle::with_template(template);
        self.bar
            .set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_templates_are_understood() {
        for template in [SAYING, COUNTING] {
            assert!(ProgressStyle::with_template(template).is_ok(), "{template}");
        }
    }
}
