//! How far the passages of a search are, on a terminal; nowhere else is anything shown.

use indicatif::{ProgressBar, ProgressStyle};

use crate::corpus::search::SearchProgress;
use crate::domain::format::with_thousands;

/// A line on standard error, redrawn; hidden where that is no terminal.
pub(super) struct SearchBar {
    bar: ProgressBar,
}

impl SearchBar {
    /// Nothing is drawn before the first passage is done.
    pub(super) fn new() -> Self {
        let bar = ProgressBar::new(1);
        // A template that does not parse would cost the looks only.
        let style = ProgressStyle::with_template("{wide_bar} {percent}%, {msg}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self { bar }
    }

    /// Shows how far it is.
    pub(super) fn show(&self, progress: SearchProgress) {
        self.bar.set_length(progress.total as u64);
        self.bar.set_position(progress.done as u64);
        let done = with_thousands(progress.done as u64);
        self.bar.set_message(format!("{done} passages"));
        self.bar.tick();
    }

    /// Takes the line away.
    pub(super) fn clear(&self) {
        self.bar.finish_and_clear();
    }
}
