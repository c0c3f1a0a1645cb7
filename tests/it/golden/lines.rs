//! Two texts beside each other: to the byte, but for the last digits, or without their numbers.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

pub(super) fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// The hash of a text without its numbers, colours and font; a file that is no text has none.
pub(super) fn skeleton_hash(bytes: &[u8]) -> String {
    let text = std::str::from_utf8(bytes);
    text.map_or_else(|_| "-".repeat(64), |text| hash(skeleton(text).as_bytes()))
}

/// `text` with `0` for each number, `#` for each colour and nothing for embedded fonts.
fn skeleton(text: &str) -> String {
    let mut out = String::new();
    for (index, piece) in text.split("base64,").enumerate() {
        let is_base64 = |c: char| c.is_ascii_alphanumeric() || "+/=".contains(c);
        let piece = if index == 0 {
            piece
        } else {
            piece.trim_start_matches(is_base64)
        };
        for part in parts(piece) {
            match part {
                Part::Number(_) => out.push('0'),
                Part::Colour => out.push('#'),
                Part::Text(text) => out.push_str(text),
            }
        }
    }
    out
}

enum Part<'a> {
    Number(&'a str),
    Colour,
    Text(&'a str),
}

/// `text` cut into numbers, colours and what lies between them.
fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let (mut rest, mut before) = (text, ' ');
    while let Some(first) = rest.chars().next() {
        let colour = rest
            .as_bytes()
            .get(..7)
            .is_some_and(|bytes| bytes[0] == b'#' && bytes[1..].iter().all(u8::is_ascii_hexdigit));
        let length = if colour {
            parts.push(Part::Colour);
            7
        } else if first.is_ascii_digit() && !before.is_ascii_alphanumeric() {
            let length = length_of_number(rest);
            parts.push(Part::Number(&rest[..length]));
            length
        } else {
            let length = first.len_utf8();
            parts.push(Part::Text(&rest[..length]));
            length
        };
        before = rest[..length].chars().next_back().unwrap_or(' ');
        rest = &rest[length..];
    }
    parts
}

fn length_of_number(text: &str) -> usize {
    let digits =
        |from: &str| from.len() - from.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let mut length = digits(text);
    if let Some(fraction) = text[length..].strip_prefix('.') {
        let count = digits(fraction);
        length += if count > 0 { 1 + count } else { 0 };
    }
    if let Some(exponent) = text[length..].strip_prefix("e-") {
        let count = digits(exponent);
        length += if count > 0 { 2 + count } else { 0 };
    }
    length
}

pub(super) fn first_different_line(
    golden: &str,
    now: &str,
    is_same: impl Fn(&str, &str) -> bool,
) -> Option<String> {
    let mut lines = golden.split('\n').zip(now.split('\n')).enumerate();
    let different = lines.find(|(_, (golden, now))| !is_same(golden, now));
    if let Some((index, (golden, now))) = different {
        let same = golden.chars().zip(now.chars()).take_while(|(a, b)| a == b);
        let from = same.count().saturating_sub(60);
        let cut = |line: &str| line.chars().skip(from).take(160).collect::<String>();
        let (golden, now) = (cut(golden), cut(now));
        return Some(format!("line {}\n  was {golden}\n  now {now}", index + 1));
    }
    let counts = [golden, now].map(|text| text.split('\n').count());
    (counts[0] != counts[1]).then(|| format!("{} lines were {}", counts[1], counts[0]))
}

/// Whether two lines say the same, numbers with a fraction only within a share of `nearness`, or of
/// one in the last place they are printed to.
pub(super) fn is_same_within(nearness: f64, golden: &str, now: &str) -> bool {
    let (golden, now) = (parts(golden), parts(now));
    golden.len() == now.len()
        && golden.iter().zip(&now).all(|parts| match parts {
            (Part::Number(a), Part::Number(b)) => a == b || is_near(nearness, a, b),
            (Part::Colour, Part::Colour) => true,
            (Part::Text(a), Part::Text(b)) => a == b,
            _ => false,
        })
}

fn is_near(nearness: f64, a: &str, b: &str) -> bool {
    let has_fraction = |text: &str| text.contains(['.', 'e']);
    if !has_fraction(a) && !has_fraction(b) {
        return false;
    }
    let fraction = |text: &str| {
        text.split_once('.')
            .map_or(0, |(_, fraction)| fraction.len())
    };
    let decimals = fraction(a).max(fraction(b)).min(5);
    let (a, b): (f64, f64) = (a.parse().unwrap(), b.parse().unwrap());
    let last_place = 1.01 * 0.1_f64.powf(decimals as f64);
    (a - b).abs() <= last_place.max(nearness * a.abs().max(b.abs()))
}

#[test]
fn what_is_compared_as_a_number_and_what_is_not() {
    let same = |golden: &str, now: &str| is_same_within(1e-6, golden, now);
    assert!(same("a 12.3456,-1.5e-7", "a 12.3457,-1.4e-7"));
    assert!(!same("a 12.3456", "a 12.3466"));
    assert!(!same("a 12", "a 13"));
    assert!(!same("layer2 0.5", "layer3 0.5"));
    assert!(!same("0.5 HIGH", "0.5 LOW"));
    assert_eq!(
        skeleton("<a b=\"12.5\" fill=\"#12abEF\" src=\"base64,AAb9+/==\"/>x9"),
        "<a b=\"0\" fill=\"#\" src=\"\"/>x9"
    );
}
