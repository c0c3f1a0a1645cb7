//! How a file is written: what parts its fields and lines, how text is quoted, in which encoding.

use std::fmt;
use std::str::FromStr;

use encoding_rs::Encoding;
use serde::{Deserialize, Serialize};

/// What was said of a file's form; what was not is found out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ReadAs {
    /// The encoding; `None` reads UTF-8 and refuses what is something else.
    pub encoding: Option<TextEncoding>,
    /// The character between the fields of tables.
    pub delimiter: Option<u8>,
    /// How fields of tables are quoted.
    pub quoting: Option<Quoting>,
    /// Whether the first row of tables names the columns.
    pub header: Option<bool>,
}

impl ReadAs {
    /// What was said, by the names of the flags that say it.
    pub fn said(&self) -> Vec<(&'static str, String)> {
        let header = self.header.map(|there| if there { "yes" } else { "no" });
        let said = [
            ("encoding", self.encoding.map(TextEncoding::name)),
            ("delimiter", self.delimiter.map(delimiter_name)),
            ("quote", self.quoting.map(Quoting::name)),
            ("header", header.map(str::to_owned)),
        ];
        let said = said.into_iter();
        said.filter_map(|(name, value)| Some((name, value?)))
            .collect()
    }
}

/// An encoding of the WHATWG's list, by any of its labels.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct TextEncoding(pub(super) &'static Encoding);

impl TextEncoding {
    /// Its name in lower case, `windows-1252`.
    pub fn name(self) -> String {
        self.0.name().to_ascii_lowercase()
    }
}

impl FromStr for TextEncoding {
    type Err = String;

    fn from_str(label: &str) -> Result<Self, String> {
        let known = Encoding::for_label_no_replacement(label.as_bytes());
        known.map(Self).ok_or_else(|| {
            format!(
                "{label:?} is no encoding that is known: utf-8, windows-1252, latin1, utf-16le, \
                 shift_jis, gb18030 and others of the web are"
            )
        })
    }
}

impl TryFrom<String> for TextEncoding {
    type Error = String;

    fn try_from(label: String) -> Result<Self, String> {
        label.parse()
    }
}

impl From<TextEncoding> for String {
    fn from(encoding: TextEncoding) -> Self {
        encoding.name()
    }
}

impl fmt::Debug for TextEncoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name())
    }
}

/// How a field of a table is quoted, and with which character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Quoting {
    /// Not at all: a quote is a character like any other.
    None,
    /// A quote within a quoted field is written twice, as RFC 4180 has it.
    Doubled(u8),
    /// A backslash stands before a quote or a backslash within a quoted field.
    Backslash(u8),
}

impl Quoting {
    /// Every quoting that is found out, the likeliest first.
    pub const ALL: [Self; 3] = [Self::Doubled(b'"'), Self::Backslash(b'"'), Self::None];

    /// What `--quote` calls it.
    pub fn name(self) -> String {
        match self {
            Self::None => "none".to_owned(),
            Self::Doubled(quote) => char::from(quote).to_string(),
            Self::Backslash(_) => "backslash".to_owned(),
        }
    }

    /// The quote.
    pub(super) fn mark(self) -> Option<u8> {
        match self {
            Self::None => None,
            Self::Doubled(quote) | Self::Backslash(quote) => Some(quote),
        }
    }
}

impl FromStr for Quoting {
    type Err = String;

    fn from_str(typed: &str) -> Result<Self, String> {
        match (typed, typed.as_bytes()) {
            ("none", _) => Ok(Self::None),
            ("backslash", _) => Ok(Self::Backslash(b'"')),
            (_, &[quote]) if quote.is_ascii_punctuation() && quote != b'\\' => {
                Ok(Self::Doubled(quote))
            }
            _ => Err(
                "quotes are one character such as \" or ', backslash (\" with a backslash before \
                 a quote in a field), or none"
                    .to_owned(),
            ),
        }
    }
}

/// The delimiters that are found out, the rarest in prose first.
pub const DELIMITERS: [u8; 4] = [b'\t', b'|', b';', b','];

/// What `--delimiter` calls the character between fields.
pub fn delimiter_name(delimiter: u8) -> String {
    match delimiter {
        b'\t' => "tab".to_owned(),
        other => char::from(other).to_string(),
    }
}

/// The delimiter that `typed` names: one character of ASCII, or `tab`.
///
/// # Errors
/// Anything else, and characters that cannot part fields.
pub fn delimiter_named(typed: &str) -> Result<u8, String> {
    match (typed, typed.as_bytes()) {
        ("tab" | "\\t", _) => Ok(b'\t'),
        (_, &[one])
            if (one.is_ascii_punctuation() && one != b'"') || matches!(one, b'\t' | b' ') =>
        {
            Ok(one)
        }
        _ => Err("a delimiter is one character such as ; or |, or tab".to_owned()),
    }
}

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dialect {
    pub(super) delimiter: u8,
    pub(super) quoting: Quoting,
    pub(super) line_end: LineEnd,
}

/// What ends a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineEnd {
    /// LF, or CR and LF.
    Lf,
    /// CR alone, as old Macs have it.
    Cr,
}

impl LineEnd {
    /// What most lines of `sample` end in.
    pub(super) fn of(sample: &[u8]) -> Self {
        let (mut feeds, mut returns) = (0_usize, 0_usize);
        let mut bytes = sample.iter().peekable();
        while let Some(byte) = bytes.next() {
            match byte {
                b'\n' => feeds += 1,
                b'\r' if bytes.peek().is_some_and(|next| **next != b'\n') => returns += 1,
                _ => {}
            }
        }
        // A single line that ends in CR has one too, and no other byte behind it.
        if returns > feeds || (feeds == 0 && sample.ends_with(b"\r")) {
            Self::Cr
        } else {
            Self::Lf
        }
    }

    /// What is said of it where it is not what all have.
    pub(super) fn description(self) -> Option<String> {
        (self == Self::Cr).then(|| "lines end in CR".to_owned())
    }

    pub(super) fn byte(self) -> u8 {
        match self {
            Self::Lf => b'\n',
            Self::Cr => b'\r',
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_most_lines_end_in_is_the_line_end() {
        for (sample, end) in [
            ("", LineEnd::Lf),
            ("a\nb\n", LineEnd::Lf),
            ("a\r\nb\r\n", LineEnd::Lf),
            ("a\rb\rc", LineEnd::Cr),
            ("one\r", LineEnd::Cr),
            ("a\nb \r c\nd\n", LineEnd::Lf),
            ("a\r\"two\nlines\"\rb\r", LineEnd::Cr),
        ] {
            assert_eq!(LineEnd::of(sample.as_bytes()), end, "{sample:?}");
        }
    }

    #[test]
    fn names_are_read_back() {
        for quoting in Quoting::ALL {
            assert_eq!(quoting.name().parse(), Ok(quoting));
        }
        for delimiter in DELIMITERS {
            assert_eq!(delimiter_named(&delimiter_name(delimiter)), Ok(delimiter));
        }
        for wrong in ["", "ab", "§", "\n", "a"] {
            assert!(delimiter_named(wrong).is_err(), "{wrong:?}");
            assert!(wrong.parse::<Quoting>().is_err(), "{wrong:?}");
        }
        let latin: TextEncoding = "latin1".parse().unwrap();
        assert_eq!(latin.name(), "windows-1252");
        assert!("klingon".parse::<TextEncoding>().is_err());
    }
}
