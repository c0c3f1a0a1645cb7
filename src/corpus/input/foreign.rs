//! What a file is that is not UTF-8 text, as its bytes have it: the true reason and what to do.

use std::fmt;

use super::lines::count;

/// What UTF-8 text may begin with, and is no part of it.
pub(super) const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// What a file is instead of UTF-8 text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foreign {
    /// Text in UTF-16 with a mark at its beginning.
    Utf16,
    /// Without one, the smaller byte first.
    Utf16Le,
    /// Without one, the larger byte first.
    Utf16Be,
    /// Text in UTF-32 with a mark at its beginning.
    Utf32,
    /// Text in an encoding of one byte per letter, or of another country.
    Letters {
        /// The first line with bytes that are not UTF-8, from 1.
        line: u64,
        /// The first of them, where it is known.
        byte: Option<u8>,
    },
    /// Text in UTF-8 that was said to be UTF-16.
    NotWide,
    /// What the first bytes say, and what to do.
    Known(&'static str, &'static str),
    /// It is no text at all.
    NoText,
}

/// How files begin that are taken for texts, what they are, and what to do.
const KNOWN: [(&[u8], &str, &str); 14] = [
    (
        b"\x1f\x8b",
        "compressed with gzip",
        "unpack it first, for example with `gunzip`",
    ),
    (b"BZh", "compressed with bzip2", "unpack it with `bunzip2`"),
    (b"\xfd7zXZ\0", "compressed with xz", "unpack it with `unxz`"),
    (
        b"\x28\xb5\x2f\xfd",
        "compressed with zstd",
        "unpack it with `unzstd`",
    ),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it first"),
    (
        b"PAR1",
        "a Parquet file",
        "write its texts as .csv or .jsonl first, for example with DuckDB or pandas",
    ),
    (
        b"ARROW1",
        "an Arrow file",
        "write its texts as .csv or .jsonl first, for example with pandas",
    ),
    (b"%PDF-", "a PDF", "save its text as .txt first"),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "a document of Microsoft Office (.xls or .doc)",
        "save it as CSV UTF-8 or as text there",
    ),
    (
        b"{\\rtf",
        "a document in RTF",
        "save it as plain text in UTF-8",
    ),
    (
        b"SQLite format 3\0",
        "an SQLite database",
        "export the table as .csv first",
    ),
    (b"\x89PNG\r\n", "a PNG picture", "give a file of texts"),
    (b"\xff\xd8\xff", "a JPEG picture", "give a file of texts"),
    (
        b"version https://git-lfs.github.com/spec/",
        "a pointer of Git LFS and not the file itself",
        "fetch it with `git lfs pull`",
    ),
];

/// What the first bytes of a file are where they are not UTF-8 text; `table` for files in which a
/// web page has no place.
pub(super) fn foreign(start: &[u8], table: bool) -> Option<Foreign> {
    let known = KNOWN.iter().find(|(magic, ..)| start.starts_with(magic));
    if let Some(&(_, is, todo)) = known {
        return Some(Foreign::Known(is, todo));
    }
    if start.starts_with(b"PK\x03\x04") {
        return Some(archive(start));
    }
    if table && is_web_page(start) {
        let todo = "download the file itself, often behind a link called raw or download";
        return Some(Foreign::Known("a web page (HTML)", todo));
    }
    wide(start)
}

/// What a ZIP archive holds, by the names in it.
fn archive(start: &[u8]) -> Foreign {
    let names = |name: &[u8]| start.windows(name.len()).any(|window| window == name);
    let (is, todo) = if names(b"xl/") {
        (
            "an Excel workbook (.xlsx)",
            "save it as CSV UTF-8 there, and give that",
        )
    } else if names(b"word/") {
        (
            "a Word document (.docx)",
            "save it as plain text in UTF-8 there",
        )
    } else {
        ("a ZIP archive", "unpack it first")
    };
    Foreign::Known(is, todo)
}

fn is_web_page(start: &[u8]) -> bool {
    let start = start.strip_prefix(BYTE_ORDER_MARK).unwrap_or(start);
    let start = start.trim_ascii_start();
    [&b"<!doctype html"[..], b"<html"].iter().any(|tag| {
        let there = start.get(..tag.len());
        there.is_some_and(|there| there.eq_ignore_ascii_case(tag))
    })
}

/// Text with more than a byte per letter, or none.
fn wide(start: &[u8]) -> Option<Foreign> {
    let start = start.get(..start.len().min(4096)).unwrap_or_default();
    if start.starts_with(&[0xff, 0xfe, 0, 0]) || start.starts_with(&[0, 0, 0xfe, 0xff]) {
        return Some(Foreign::Utf32);
    }
    if start.starts_with(&[0xff, 0xfe]) || start.starts_with(&[0xfe, 0xff]) {
        return Some(Foreign::Utf16);
    }
    let zeros = |odd: usize| {
        let places = start.iter().skip(odd).step_by(2);
        places.filter(|&&byte| byte == 0).count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    // Without a mark: Latin letters in UTF-16 have every second byte zero.
    match (even, odd) {
        (0, many) if many * 4 > start.len() => Some(Foreign::Utf16Le),
        (many, 0) if many * 4 > start.len() => Some(Foreign::Utf16Be),
        // A few are a fault of their rows.
        _ if (even + odd) * 8 > start.len() => Some(Foreign::NoText),
        _ => None,
    }
}

/// Counts what is UTF-8 beyond ASCII and what is not, in a file that is read part by part.
#[derive(Debug, Default)]
pub(super) struct Letters {
    valid: usize,
    invalid: usize,
    first: Option<(u64, u8)>,
    line_ends: usize,
    zeros: usize,
    /// The beginning of a letter that goes on in the next part.
    cut: Vec<u8>,
}

impl Letters {
    pub(super) fn add(&mut self, part: &[u8]) {
        let joined;
        let bytes = if self.cut.is_empty() {
            part
        } else {
            self.cut.extend_from_slice(part);
            joined = std::mem::take(&mut self.cut);
            &joined
        };
        let mut chunks = bytes.utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            let valid = chunk.valid().as_bytes();
            self.line_ends += count(valid, b'\n');
            self.zeros += count(valid, 0);
            self.valid += valid.iter().filter(|&&byte| byte >= 0xc0).count();
            let Some(&byte) = chunk.invalid().first() else {
                continue;
            };
            let unfinished = std::str::from_utf8(chunk.invalid())
                .is_err_and(|error| error.error_len().is_none());
            if unfinished && chunks.peek().is_none() {
                self.cut = chunk.invalid().to_vec();
            } else {
                self.count_invalid(byte);
            }
        }
    }

    fn count_invalid(&mut self, byte: u8) {
        self.invalid += 1;
        let line = self.line_ends as u64 + 1;
        self.first = self.first.or(Some((line, byte)));
    }

    /// What the file is: in UTF-8 the letters beyond ASCII are valid, but for a damaged row here
    /// and there.
    pub(super) fn verdict(mut self) -> Option<Foreign> {
        if let Some(&byte) = self.cut.first() {
            self.count_invalid(byte);
        }
        self.verdict_so_far()
    }

    /// Whether there are letters beyond ASCII and all of them are UTF-8.
    pub(super) fn are_utf8(&self) -> bool {
        self.valid > 0 && self.invalid == 0 && self.cut.is_empty()
    }

    /// Whether this is UTF-8 and no UTF-16, whose line ends and Latin letters have a byte 0.
    pub(super) fn are_not_wide(&self) -> bool {
        self.line_ends > 0 && self.invalid == 0 && self.zeros == 0
    }

    /// The same of a file that goes on.
    pub(super) fn verdict_so_far(&self) -> Option<Foreign> {
        let (line, byte) = self.first?;
        (self.invalid >= self.valid).then_some(Foreign::Letters {
            line,
            byte: Some(byte),
        })
    }
}

impl Foreign {
    /// What it is and what to do with `file`.
    pub(super) fn told(self, file: &str) -> String {
        let (is, from, label) = match self {
            Self::Utf16 => ("UTF-16", "UTF-16", Some("utf-16")),
            Self::Utf16Le => ("UTF-16", "UTF-16LE", Some("utf-16le")),
            Self::Utf16Be => ("UTF-16", "UTF-16BE", Some("utf-16be")),
            Self::Utf32 => ("UTF-32", "UTF-32", None),
            Self::Letters { line, byte } => {
                let byte = byte.map(|byte| format!("the byte 0x{byte:02X} in "));
                return format!(
                    "{file} is not UTF-8 ({}line {line}): if it was saved \
                     by Windows give --encoding windows-1252, or save it as UTF-8, for example \
                     with `iconv -f WINDOWS-1252 -t UTF-8 {} > new`",
                    byte.unwrap_or_default(),
                    quoted(file)
                );
            }
            Self::Known(is, todo) => return format!("{file} is {is}: {todo}"),
            Self::NotWide => {
                return format!("{file} is UTF-8 and not UTF-16: leave --encoding out");
            }
            Self::NoText => {
                return format!(
                    "{file} is not a text file: give .txt, .csv, .tsv or .jsonl in UTF-8"
                );
            }
        };
        let or = label.map(|label| format!(", or give --encoding {label}"));
        format!(
            "{file} is {is}: save it as UTF-8, for example with `iconv -f {from} -t UTF-8 {} > \
             new`{}",
            quoted(file),
            or.unwrap_or_default()
        )
    }
}

/// `file` as a shell reads it.
fn quoted(file: &str) -> impl fmt::Display {
    let plain = |c: char| c.is_alphanumeric() || "./_-+:@%,".contains(c);
    if file.chars().all(plain) {
        file.to_owned()
    } else {
        format!("'{}'", file.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, little: bool) -> Vec<u8> {
        let units = text.encode_utf16();
        units
            .flat_map(|unit| {
                if little {
                    unit.to_le_bytes()
                } else {
                    unit.to_be_bytes()
                }
            })
            .collect()
    }

    #[test]
    fn encodings_are_told_apart() {
        let of = |bytes: &[u8]| foreign(bytes, true);
        assert_eq!(of(b""), None);
        assert_eq!(of("naïve 中".as_bytes()), None);
        for little in [true, false] {
            assert_eq!(of(&utf16("\u{feff}Hi", little)), Some(Foreign::Utf16));
        }
        assert_eq!(of(&utf16("Hi there", true)), Some(Foreign::Utf16Le));
        assert_eq!(of(&utf16("Hi there", false)), Some(Foreign::Utf16Be));
        assert_eq!(of(b"\x01\0\x02\x03\0\0\x08"), Some(Foreign::NoText));
        assert_eq!(of(b"id,text\n1,The park\0 was lovely\n"), None);
    }

    #[test]
    fn first_bytes_say_what_a_file_is() {
        for (bytes, table, is) in [
            (&b"\x1f\x8b\x08\0\0"[..], true, "gzip"),
            (
                b"PK\x03\x04\x14\0\x06\0[Content_Types].xml xl/x",
                true,
                "Excel",
            ),
            (b"PK\x03\x04\x14\0\0\0a.csv", false, "a ZIP archive"),
            (b"PAR1\x15\x04", true, "Parquet"),
            (b"\n<!DOCTYPE HTML>\n<html>", true, "web page"),
            (
                b"version https://git-lfs.github.com/spec/v1\n",
                false,
                "LFS",
            ),
        ] {
            let told = foreign(bytes, table).map(|foreign| foreign.told("a.csv"));
            assert!(
                told.as_ref().is_some_and(|told| told.contains(is)),
                "{told:?}"
            );
        }
        assert_eq!(foreign(b"<html> is a tag.\n", false), None);
    }

    #[test]
    fn letters_are_judged_over_the_whole_file_however_it_is_cut() {
        let verdict = |bytes: &[u8], at_once: usize| {
            let mut letters = Letters::default();
            bytes.chunks(at_once).for_each(|part| letters.add(part));
            letters.verdict()
        };
        let damaged = "naïve 中\ncafé\nh\u{e9}\n".as_bytes();
        for at_once in 1..8 {
            assert_eq!(verdict(damaged, at_once), None);
            assert_eq!(verdict(&[damaged, b"\xff\n"].concat(), at_once), None);
            let latin = b"plain\nLe caf\xe9 \xe9tait ferm\xe9\n";
            let found = Foreign::Letters {
                line: 2,
                byte: Some(0xe9),
            };
            assert_eq!(verdict(latin, at_once), Some(found));
            let end = Foreign::Letters {
                line: 1,
                byte: Some(0xe9),
            };
            assert_eq!(verdict(b"caf\xe9", at_once), Some(end));
        }
    }

    #[test]
    fn a_name_with_a_space_is_quoted_for_the_shell() {
        assert_eq!(quoted("a/b-1.csv").to_string(), "a/b-1.csv");
        assert_eq!(quoted("my file's.csv").to_string(), r"'my file'\''s.csv'");
    }
}
