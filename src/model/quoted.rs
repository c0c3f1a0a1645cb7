//! What a message quotes of a stranger's file: in one line, cut to a length that it takes.

use crate::domain::format::strip_control_chars;

/// The most characters that are quoted of one name or value.
const LONGEST: usize = 120;

/// The same of a reason that a parser gave, which may quote in turn.
const LONGEST_REASON: usize = 300;

/// `text`, or its two ends where it is longer than a message can take.
pub(super) fn quoted(text: &str) -> String {
    with_ends(text, LONGEST)
}

/// The reason that a parser gave, or its two ends.
pub(super) fn quoted_reason(reason: &str) -> String {
    with_ends(reason, LONGEST_REASON)
}

fn with_ends(text: &str, most: usize) -> String {
    let text = strip_control_chars(text);
    if text.chars().nth(most).is_none() {
        return text;
    }
    let count = text.chars().count();
    let start: String = text.chars().take(most * 2 / 3).collect();
    let end: String = text.chars().skip(count.saturating_sub(most / 3)).collect();
    format!("{start}…{end}")
}

/// A shape, as far as a message can take it.
pub(super) fn quoted_shape(shape: &[usize]) -> String {
    quoted(&format!("{shape:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_quoted_stays_in_its_line() {
        assert_eq!(quoted("a\nb\u{1b}[2J"), "a b [2J");
        assert!(!quoted(&"a\n".repeat(LONGEST)).contains('\n'));
    }

    #[test]
    fn long_names_keep_their_ends() {
        assert_eq!(quoted("bert.encoder"), "bert.encoder");
        let exact = "ä".repeat(LONGEST);
        assert_eq!(quoted(&exact), exact);
        let long = format!("first{}last", "x".repeat(5000));
        let cut = quoted(&long);
        assert!(cut.starts_with("first") && cut.ends_with("last"), "{cut}");
        assert_eq!(cut.chars().count(), LONGEST + 1);
        assert_eq!(quoted_shape(&[2, 3]), "[2, 3]");
        assert!(quoted_shape(&[7; 1000]).len() < 130);
    }
}
