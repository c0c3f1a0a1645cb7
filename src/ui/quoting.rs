//! Texts in a few characters, as headings and lists name them.

use crate::domain::format::strip_control_chars;

/// `text` in quotes, at most `longest` characters of it.
pub(in crate::ui) fn quoted(text: &str, longest: usize) -> String {
    format!("“{}”", strip_control_chars(&shortened(text, longest)))
}

/// At most `longest` characters of `text`, and a mark where more were left out.
pub(in crate::ui) fn shortened(text: &str, longest: usize) -> String {
    let mut short: String = text.chars().take(longest).collect();
    if text.chars().nth(longest).is_some() {
        short.push('…');
    }
    short
}
