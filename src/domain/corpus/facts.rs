//! What was met on the way through a corpus besides its texts: rows that are not texts, texts that
//! were cut.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::format::counted;

use super::record::{TextPlace, TextRecord};

/// How many bad rows are named at most; all are counted.
pub const NAMED_ROWS: usize = 20;

/// What is noted of a file that somebody wrote to during the run.
const WRITTEN_TO: &str = "was written to during the run: another run may read other texts, and its \
                              SHA-256 is of what was read";

/// A row that is not a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BadRow {
    /// Which file, from 0.
    pub file: usize,
    /// The line it begins on, from 1.
    pub line: u64,
    /// How many lines it takes.
    pub lines: u64,
    /// What is wrong with it.
    pub fault: RowFault,
}

/// What was in one file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FileFacts {
    /// As it was named.
    pub name: String,
    /// Bytes read.
    pub bytes: u64,
    /// SHA-256 of them, in hexadecimal; empty for a file that was not read to its end.
    pub sha256: String,
    /// Texts met, duplicates too unless they were to be left out.
    pub texts: u64,
    /// Lines or records with nothing in them.
    pub blank: u64,
    /// Rows that are not texts; one that takes several lines counts as so many.
    pub bad: u64,
    /// Texts that were there before, in this file or one before it.
    pub duplicates: u64,
    /// How it was read where that had to be found out, and what its rows have in common, a
    /// sentence each.
    pub notes: Vec<String>,
}

impl FileFacts {
    /// Takes note that somebody wrote to it.
    pub fn note_written_to(&mut self) {
        if !self.was_written_to() {
            self.notes.push(WRITTEN_TO.to_owned());
        }
    }

    fn was_written_to(&self) -> bool {
        self.notes.iter().any(|note| note == WRITTEN_TO)
    }
}

/// What was in the files. It depends on them alone, not on the model and not on which shard of
/// the texts a run reads.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct InputFacts {
    /// Each file, in order.
    pub files: Vec<FileFacts>,
    /// The first [`NAMED_ROWS`] bad rows.
    pub bad_rows: Vec<BadRow>,
}

impl InputFacts {
    /// Texts met in all files.
    pub fn texts(&self) -> u64 {
        self.files.iter().map(|file| file.texts).sum()
    }

    /// Bad rows of all files.
    pub fn bad(&self) -> u64 {
        self.files.iter().map(|file| file.bad).sum()
    }

    /// Blank lines of all files.
    pub fn blank(&self) -> u64 {
        self.files.iter().map(|file| file.blank).sum()
    }

    /// Duplicates of all files.
    pub fn duplicates(&self) -> u64 {
        self.files.iter().map(|file| file.duplicates).sum()
    }
}

impl InputFacts {
    fn name_of(&self, file: usize) -> &str {
        self.files.get(file).map_or("", |file| file.name.as_str())
    }
}

/// Why a row is not a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum RowFault {
    /// More bytes than are held of one row.
    TooLong,
    /// Bytes that are not UTF-8.
    NotUtf8,
    /// A NUL character, which no text has.
    Nul,
    /// A table's row with more or fewer fields than there are columns.
    Fields {
        /// How many it has.
        found: usize,
        /// How many columns there are.
        expected: usize,
        /// What stands between fields.
        delimiter: char,
    },
    /// A quoted field that reaches to the end of the file.
    OpenQuote,
    /// A quoted field over several lines that does not end where its quote closes.
    StrayQuote,
    /// What is not JSON at all, and why.
    NotJson(String),
    /// JSON that is not an object but this.
    NotAnObject(String),
    /// A JSON object without the field.
    NoField(String),
    /// A JSON field that is null.
    Null(String),
    /// A JSON field that is not a text.
    NotText(String),
    /// A pair without its second text.
    NoSecond,
    /// The model's tokenizer makes nothing of it.
    NoTokens,
    /// The model's tokenizer fails on it, or makes a token that the model does not have.
    NotTokenized(String),
}

impl fmt::Display for RowFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong => f.write_str("longer than 1 MiB"),
            Self::NotUtf8 => f.write_str("not UTF-8"),
            Self::Nul => f.write_str("a NUL character in it"),
            Self::Fields {
                found,
                expected,
                delimiter,
            } => {
                let s = if *found == 1 { "" } else { "s" };
                let columns = match expected {
                    1 => "is 1 column".to_owned(),
                    many => format!("are {many} columns"),
                };
                write!(f, "{found} field{s} where there {columns}")?;
                if found > expected {
                    write!(f, "; text with a {} needs quotes", named(*delimiter))?;
                }
                Ok(())
            }
            Self::OpenQuote => {
                f.write_str("a quote that is never closed; --quote none takes quotes as text")
            }
            Self::StrayQuote => f.write_str(
                "a quote that opens a field of several lines and does not close it; --quote none \
                 takes quotes as text",
            ),
            Self::NotJson(reason) => write!(f, "not JSON: {reason}"),
            Self::NotAnObject(kind) => write!(f, "JSON, but {kind} and no object"),
            Self::NoField(name) => write!(f, "no field {name:?}"),
            Self::Null(name) => write!(f, "the field {name:?} is null"),
            Self::NotText(name) => write!(f, "the field {name:?} is not a text"),
            Self::NoSecond => f.write_str("a pair without both texts"),
            Self::NoTokens => f.write_str("no token the model can read"),
            Self::NotTokenized(reason) => f.write_str(reason),
        }
    }
}

/// What the model made of the texts.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ReadFacts {
    /// Texts it read.
    pub texts: u64,
    /// Their tokens, special ones included.
    pub tokens: u64,
    /// Texts it could not read.
    pub not_read: u64,
    /// The first [`NAMED_ROWS`] of those.
    pub not_read_rows: Vec<BadRow>,
    /// Texts longer than it reads: their end was left out.
    pub cut: u64,
    /// The first of those.
    pub first_cut: Option<TextPlace>,
    /// Tokens that were left out with them.
    pub truncated_tokens: u64,
    /// Texts with a strength that is not a finite number.
    pub not_finite: u64,
}

impl ReadFacts {
    /// Counts a text that was read.
    pub fn add(&mut self, record: &TextRecord) {
        self.texts += 1;
        self.tokens += record.tokens.len() as u64;
        if record.truncated_tokens > 0 {
            self.cut += 1;
            self.truncated_tokens += record.truncated_tokens as u64;
            self.first_cut = self.first_cut.or(Some(record.place));
        }
        let mut strengths = record.strengths.iter().flatten();
        self.not_finite += u64::from(strengths.any(|strength| !strength.is_finite()));
    }

    /// Counts a text that was not.
    pub fn add_not_read(&mut self, place: TextPlace, fault: &RowFault) {
        self.not_read += 1;
        if self.not_read_rows.len() < NAMED_ROWS {
            self.not_read_rows.push(BadRow {
                file: place.file,
                line: place.line,
                lines: 1,
                fault: fault.clone(),
            });
        }
    }
}

/// What was met in a run, besides what was found.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RunFacts {
    /// What was in the files.
    pub input: InputFacts,
    /// What the model made of it.
    pub read: ReadFacts,
    /// Whether the run was cancelled before the end of the files.
    pub cancelled: bool,
}

impl RunFacts {
    /// Rows that are not texts, and texts the model could not read.
    pub fn bad(&self) -> u64 {
        self.input.bad() + self.read.not_read
    }

    /// The first [`NAMED_ROWS`] bad rows, in the order of the files.
    pub fn bad_rows(&self) -> Vec<&BadRow> {
        let rows = self.input.bad_rows.iter().chain(&self.read.not_read_rows);
        let mut rows: Vec<&BadRow> = rows.collect();
        rows.sort_by_key(|row| (row.file, row.line));
        rows.truncate(NAMED_ROWS);
        rows
    }

    /// What a reader of the numbers must know, one sentence per warning.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        if self.cancelled {
            warnings.push(format!(
                "the run was cancelled: the numbers are those of the first {} texts",
                self.read.texts
            ));
        }
        for file in self.input.files.iter().filter(|file| file.texts == 0) {
            warnings.push(format!("{} has no text in it", file.name));
        }
        for file in self.input.files.iter().filter(|file| file.was_written_to()) {
            warnings.push(format!("{} {WRITTEN_TO}", file.name));
        }
        if let Some(first) = self.read.first_cut {
            warnings.push(format!(
                "{} longer than the model reads, {} tokens at their ends were left out (the first \
                 is {}, line {})",
                counted(self.read.cut, "text is", "texts are"),
                self.read.truncated_tokens,
                self.input.name_of(first.file),
                first.line
            ));
        }
        if self.read.not_finite > 0 {
            warnings.push(format!(
                "{} a strength that is not a finite number",
                counted(self.read.not_finite, "text has", "texts have")
            ));
        }
        let (bad, rows) = (self.bad(), self.bad_rows());
        if bad > rows.len() as u64 {
            warnings.push(format!(
                "{bad} rows are no text and were skipped, of which the first {} follow",
                rows.len()
            ));
        }
        warnings.extend(rows.into_iter().map(|row| {
            let skipped = match row.lines {
                0 | 1 => "skipped".to_owned(),
                lines => format!("{lines} lines skipped"),
            };
            format!(
                "{}, line {}: {} ({skipped})",
                self.input.name_of(row.file),
                row.line,
                row.fault
            )
        }));
        warnings
    }

    /// How files were read where that had to be found out, one sentence each.
    pub fn notes(&self) -> Vec<String> {
        let files = self.input.files.iter();
        let notes = files.flat_map(|file| {
            let notes = file.notes.iter().filter(|note| *note != WRITTEN_TO);
            notes.map(|note| format!("{}: {note}", file.name))
        });
        notes.collect()
    }
}

/// What a delimiter is called.
fn named(delimiter: char) -> String {
    match delimiter {
        ',' => "comma".to_owned(),
        ';' => "semicolon".to_owned(),
        '\t' => "tab".to_owned(),
        '|' => "bar".to_owned(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::paper::recomputed::tokens_of;

    fn at(line: u64) -> TextPlace {
        TextPlace {
            file: 0,
            line,
            sentence: 0,
        }
    }

    #[test]
    fn texts_that_were_cut_or_have_no_numbers_are_counted() {
        let record = |line, truncated_tokens, last| TextRecord {
            place: at(line),
            text: String::new(),
            tokens: tokens_of("a b", ["[CLS]", "a", "b"]),
            truncated_tokens,
            strengths: vec![vec![1.0; 3], vec![1.0, 2.0, last]],
            attention: Vec::new(),
        };
        let mut facts = ReadFacts::default();
        let texts = [(1, 0, 1.0), (2, 5, f64::NAN), (3, 7, f64::INFINITY)];
        for (line, cut, last) in texts {
            facts.add(&record(line, cut, last));
        }
        assert_eq!((facts.texts, facts.tokens), (3, 9));
        assert_eq!((facts.cut, facts.truncated_tokens), (2, 12));
        assert_eq!(facts.first_cut.map(|place| place.line), Some(2));
        assert_eq!(facts.not_finite, 2);
    }

    #[test]
    fn only_the_first_texts_that_were_not_read_are_named() {
        let mut facts = ReadFacts::default();
        for line in 0..=NAMED_ROWS as u64 {
            facts.add_not_read(at(line), &RowFault::Nul);
        }
        assert_eq!(facts.not_read, NAMED_ROWS as u64 + 1);
        assert_eq!(facts.not_read_rows.len(), NAMED_ROWS);
    }

    #[test]
    fn a_run_says_what_was_in_its_files() {
        let row = |file, line, lines| BadRow {
            file,
            line,
            lines,
            fault: RowFault::Nul,
        };
        let file = |name: &str, texts, blank, bad, duplicates| FileFacts {
            name: name.to_owned(),
            texts,
            blank,
            bad,
            duplicates,
            notes: vec!["a note".to_owned()],
            ..FileFacts::default()
        };
        let mut facts = RunFacts {
            input: InputFacts {
                files: vec![file("a.txt", 5, 1, 2, 3), file("b.csv", 0, 4, 6, 8)],
                bad_rows: vec![row(0, 7, 1), row(1, 2, 3)],
            },
            ..RunFacts::default()
        };
        facts.input.files[1].note_written_to();
        let input = &facts.input;
        assert_eq!((input.texts(), input.blank()), (5, 5));
        assert_eq!((input.bad(), input.duplicates()), (8, 11));
        facts.read.texts = 5;
        facts.read.add_not_read(at(3), &RowFault::NotUtf8);
        assert_eq!(facts.bad(), 9);
        let lines: Vec<u64> = facts.bad_rows().iter().map(|row| row.line).collect();
        assert_eq!(lines, [3, 7, 2], "in the order of the files");
        assert_eq!(facts.notes(), ["a.txt: a note", "b.csv: a note"]);
        let fault = |fault: RowFault| fault.to_string();
        let expected = [
            "b.csv has no text in it".to_owned(),
            format!("b.csv {WRITTEN_TO}"),
            "9 rows are no text and were skipped, of which the first 3 follow".to_owned(),
            format!("a.txt, line 3: {} (skipped)", fault(RowFault::NotUtf8)),
            format!("a.txt, line 7: {} (skipped)", fault(RowFault::Nul)),
            format!("b.csv, line 2: {} (3 lines skipped)", fault(RowFault::Nul)),
        ];
        assert_eq!(facts.warnings(), expected);
        facts.read.first_cut = Some(at(4));
        (facts.read.cut, facts.read.truncated_tokens) = (1, 30);
        (facts.read.not_finite, facts.cancelled) = (2, true);
        let warnings = facts.warnings().join("\n");
        for said in [
            "cancelled: the numbers are those of the first 5 texts",
            "1 text is longer than the model reads, 30 tokens at their ends were left out (the \
             first is a.txt, line 4)",
            "2 texts have a strength that is not a finite number",
        ] {
            assert!(warnings.contains(said), "{said}: {warnings}");
        }
    }

    #[test]
    fn that_a_file_was_written_to_is_noted_once() {
        let mut facts = FileFacts::default();
        assert!(!facts.was_written_to());
        facts.note_written_to();
        facts.note_written_to();
        assert_eq!(facts.notes, [WRITTEN_TO]);
        assert!(facts.was_written_to());
    }
}
