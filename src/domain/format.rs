//! Numbers and texts as a reader sees them, in tables, pictures and messages alike.

use std::fmt::Write as _;

/// `text` without the characters that could move a terminal's cursor or turn its writing round.
pub fn strip_control_chars(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars()
        .filter(|&c| !turns(c))
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

/// What a message quotes of a stranger's file: one line of at most 300 characters.
pub fn in_one_line(text: &str) -> String {
    const MOST: usize = 300;
    let text = strip_control_chars(text);
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

/// A number with a comma between each three digits.
pub fn with_thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.char_indices() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// `1 token`, `2 tokens`: `one` of a single thing, else `many`.
pub fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// A number that is written already, with a true minus in place of a leading hyphen.
pub fn with_minus(number: &str) -> String {
    number.replacen('-', "\u{2212}", 1)
}

/// A number with `digits` behind the point and a true minus; minus zero is zero.
pub fn signed(value: f64, digits: usize) -> String {
    let text = format!("{value:.digits$}");
    if text.trim_matches(['-', '0', '.']).is_empty() {
        text.replace('-', "")
    } else {
        with_minus(&text)
    }
}

/// A number with its sign in any case, `digits` behind the point and a true minus.
pub fn with_sign(value: f64, digits: usize) -> String {
    with_minus(&format!("{value:+.digits$}"))
}

/// A part of a sum near 1, with as many digits behind the point as it takes to see small ones: 4, or
/// 6 below a thousandth.
pub fn part(value: f64) -> String {
    let digits = if value.abs() < 0.001 { 6 } else { 4 };
    signed(value, digits)
}

/// `bytes` in lower-case hexadecimal, two digits each.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// `value` with `digits` behind the point; `None` for no value and for one that is not finite.
pub fn decimals(value: Option<f64>, digits: usize) -> Option<String> {
    let value = value.filter(|value| value.is_finite())?;
    Some(format!("{value:.digits$}"))
}

/// The same with a true minus, as charts and the window have it.
pub fn minus_decimals(value: Option<f64>, digits: usize) -> Option<String> {
    decimals(value, digits).map(|number| with_minus(&number))
}

/// The same, with a plus before what is not negative.
pub fn signed_decimals(value: Option<f64>, digits: usize) -> Option<String> {
    let value = value.filter(|value| value.is_finite())?;
    Some(format!("{value:+.digits$}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_cannot_play_with_the_terminal() {
        assert_eq!(
            strip_control_chars("a\u{1b}[31mb\nc\u{202e}d"),
            "a [31mb cd"
        );
        let harmless = "naïve 🍕 العربية";
        assert_eq!(strip_control_chars(harmless), harmless);
    }

    #[test]
    fn thousands_are_set_apart() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (12_345_678, "12,345,678"),
        ] {
            assert_eq!(with_thousands(number), text);
        }
    }

    #[test]
    fn a_minus_is_a_minus_and_minus_zero_is_zero() {
        assert_eq!(signed(-1.25, 1), "\u{2212}1.2");
        assert_eq!(signed(-0.001, 2), "0.00");
        assert_eq!(part(-0.0205), "\u{2212}0.0205");
        assert_eq!(part(0.000_45), "0.000450");
        assert_eq!(with_minus("-3"), "\u{2212}3");
        assert_eq!(with_sign(-0.25, 2), "\u{2212}0.25");
        assert_eq!(with_sign(0.25, 1), "+0.2");
    }
}
