//! The texts of all files of a run in their order, and what else was in the files.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use unicode_segmentation::UnicodeSegmentation as _;

use crate::domain::corpus::{BadRow, FileFacts, InputFacts, NAMED_ROWS, TextPlace};

use super::error::InputError;
use super::files::{InputChoice, InputFile, Look};
use super::row::{Met, Row};
use super::rows::Rows;

/// A text to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorpusText {
    /// Where it comes from.
    pub place: TextPlace,
    /// Counts the texts of the run, from 0.
    pub number: u64,
    /// The text.
    pub text: String,
    /// The second text of its pair, where rows are pairs.
    pub second: Option<String>,
    /// Bytes of the files that were read when it was met.
    pub bytes: u64,
}

/// Reads the texts of `files` one after the other. What is held of them is one row, and eight
/// bytes for each text to know it again.
pub struct Texts<'a> {
    files: &'a [InputFile],
    choice: &'a InputChoice,
    rows: Option<Rows>,
    /// Sentences of the last row that were not handed out yet, in reverse.
    sentences: Vec<CorpusText>,
    seen: HashSet<u64>,
    facts: InputFacts,
    next_number: u64,
    /// Bytes of the files before this one.
    bytes_before: u64,
    /// How each file looked when it was opened.
    looks: Vec<Option<Look>>,
}

impl<'a> Texts<'a> {
    /// Looks at every file that can be looked at without reading it up: what is wrong with one is
    /// known before anything is computed.
    ///
    /// # Errors
    /// A file that is not there, is not UTF-8, is empty, has no such column, or is given twice.
    pub fn check(files: &[InputFile], choice: &InputChoice) -> Result<(), InputError> {
        for (place, file) in files.iter().enumerate() {
            if files
                .iter()
                .take(place)
                .any(|other| other.name == file.name)
            {
                return Err(InputError::GivenTwice(file.name.clone()));
            }
            if file.bytes() == Some(0) {
                return Err(InputError::Empty(file.name.clone()));
            }
            if file.is_lasting() || file.path().is_some_and(|path| !path.exists()) {
                Rows::open(file, choice)?;
            }
        }
        Ok(())
    }

    /// The texts of `files`; nothing is opened yet.
    pub fn new(files: &'a [InputFile], choice: &'a InputChoice) -> Self {
        Self {
            files,
            choice,
            rows: None,
            sentences: Vec::new(),
            seen: HashSet::new(),
            facts: InputFacts::default(),
            next_number: 0,
            bytes_before: 0,
            looks: Vec::new(),
        }
    }

    /// Takes note of each file read so far that somebody has written to since it was opened.
    fn look_again(&mut self) {
        let looks = self.files.iter().zip(&self.looks);
        for ((file, look), facts) in looks.zip(&mut self.facts.files) {
            if file.look() != *look {
                facts.note_written_to();
            }
        }
    }

    /// The next text; `None` at the end of the last file.
    ///
    /// # Errors
    /// A file that cannot be read, or files without any text.
    pub fn next_text(&mut self) -> Result<Option<CorpusText>, InputError> {
        loop {
            if let Some(sentence) = self.sentences.pop() {
                if let Some(text) = self.wanted(sentence) {
                    return Ok(Some(text));
                }
                continue;
            }
            let rows = match &mut self.rows {
                Some(rows) => rows,
                None => match self.files.get(self.facts.files.len()) {
                    Some(file) => {
                        self.looks.push(file.look());
                        let rows = Rows::open(file, self.choice)?;
                        self.facts.files.push(FileFacts {
                            name: file.name.clone(),
                            notes: rows.notes(),
                            ..FileFacts::default()
                        });
                        self.rows.insert(rows)
                    }
                    None if self.next_number == 0 => return Err(self.no_text()),
                    None => return Ok(None),
                },
            };
            let next = rows.next()?;
            let bytes = rows.bytes();
            let file = self.facts.files.len().saturating_sub(1);
            let Some(facts) = self.facts.files.last_mut() else {
                return Ok(None);
            };
            facts.bytes = bytes;
            let Some(Met { line, id, row }) = next else {
                self.bytes_before += bytes;
                if let Some(rows) = self.rows.take() {
                    facts.sha256 = rows.sha256();
                    facts.notes = rows.notes();
                }
                self.look_again();
                continue;
            };
            match row {
                Row::Blank => facts.blank += 1,
                Row::Bad(fault, lines) => {
                    facts.bad += lines;
                    if self.facts.bad_rows.len() < NAMED_ROWS {
                        self.facts.bad_rows.push(BadRow {
                            file,
                            line,
                            lines,
                            fault,
                        });
                    }
                }
                Row::Text(text) => self.take(file, id, text, bytes),
                Row::Pair(text, second) => {
                    self.take(file, id, text, bytes);
                    if let [text] = self.sentences.as_mut_slice() {
                        text.second = Some(second);
                    }
                }
            }
        }
    }

    /// What was met so far.
    pub fn facts(&self) -> &InputFacts {
        &self.facts
    }

    fn take(&mut self, file: usize, line: u64, text: String, bytes: u64) {
        let bytes = self.bytes_before + bytes;
        let of = |(sentence, text): (usize, String)| CorpusText {
            place: TextPlace {
                file,
                line,
                sentence: sentence as u32,
            },
            number: 0,
            text,
            second: None,
            bytes,
        };
        if self.choice.split_sentences && self.choice.second.is_none() {
            let sentences = sentences(&text).map(str::to_owned).enumerate();
            self.sentences = sentences.map(of).collect();
            self.sentences.reverse();
        } else {
            self.sentences.push(of((0, text)));
        }
    }

    /// `text` with its number, unless it was there before and is to be left out.
    fn wanted(&mut self, mut text: CorpusText) -> Option<CorpusText> {
        let facts = self.facts.files.last_mut()?;
        let mut hasher = DefaultHasher::new();
        text.text.hash(&mut hasher);
        text.second.hash(&mut hasher);
        if !self.seen.insert(hasher.finish()) {
            facts.duplicates += 1;
            if self.choice.skip_duplicates {
                return None;
            }
        }
        facts.texts += 1;
        text.number = self.next_number;
        self.next_number += 1;
        Some(text)
    }

    fn no_text(&self) -> InputError {
        let names: Vec<&str> = self.files.iter().map(|file| file.name.as_str()).collect();
        if self.facts.files.iter().all(|file| file.bytes == 0) {
            return InputError::Empty(names.join(", "));
        }
        let first_bad = self.facts.bad_rows.first().map(|row| {
            let name = names.get(row.file).copied().unwrap_or_default();
            format!("{name}, line {}: {}", row.line, row.fault)
        });
        InputError::NoText {
            files: names.join(", "),
            blank: self.facts.blank(),
            bad: self.facts.bad(),
            first_bad,
        }
    }
}

/// The sentences of `text` by Unicode's rules (UAX #29), without the space around them. An
/// abbreviation before a capital (`Dr. Who`) ends a sentence by these rules.
pub fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split_sentence_bounds().map(str::trim);
    parts.filter(|part| !part.is_empty())
}
