//! The files of a run as they were named, and how their texts are found in them.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::domain::reference_corpus::SAMPLE_CSV;

use super::dialect::ReadAs;
use super::error::InputError;
use super::foreign::{Foreign, foreign};

/// How texts stand in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, strum::VariantArray)]
pub enum Format {
    /// A text per line.
    Lines,
    /// A table; commas are between its fields where nothing else is found.
    Csv,
    /// A table; tabs are, likewise.
    Tsv,
    /// A JSON object per line, or an array of them.
    JsonLines,
}

/// One file, or standard input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputFile {
    /// As it was named; this is what stands in the tables.
    pub name: String,
    /// How texts stand in it.
    pub format: Format,
    /// Its column or field with the texts, where it has one of its own; `None` leaves it to
    /// [`InputChoice`].
    pub column: Option<String>,
    pub(super) place: Place,
}

/// Where the bytes come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    StandardInput,
    Path(PathBuf),
    /// A file that is part of the program.
    Embedded(&'static [u8]),
}

/// The length of a file, and when it was last written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Look {
    bytes: u64,
    modified: Option<SystemTime>,
}

/// Which texts are wanted of the files.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct InputChoice {
    /// The column of tables, by its name or its number from 1; `None` takes the only one, or the
    /// one called text, sentence or prompt.
    pub column: Option<String>,
    /// The field of JSON objects; `None` takes the only one, the one so called, or the only one
    /// with sentences.
    pub field: Option<String>,
    /// What was said of how files are written.
    pub read_as: ReadAs,
    /// The column or field of the second text, where each row is a pair.
    pub second: Option<String>,
    /// Whether every sentence is a text of its own.
    pub split_sentences: bool,
    /// Whether a text that was there before is left out.
    pub skip_duplicates: bool,
}

impl Format {
    /// Every format, in the order `--help` lists them.
    pub const ALL: &[Self] = <Self as strum::VariantArray>::VARIANTS;

    /// The name on the command line: how files in it end.
    pub fn name(self) -> &'static str {
        match self {
            Self::Lines => "txt",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::JsonLines => "jsonl",
        }
    }

    fn of_ending(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        match ending.as_str() {
            "json" | "ndjson" => Some(Self::JsonLines),
            "text" => Some(Self::Lines),
            "tab" => Some(Self::Tsv),
            other => Self::ALL
                .iter()
                .copied()
                .find(|format| format.name() == other),
        }
    }
}

/// Why the file at `path`, whose ending says nothing, is not read.
fn unnamed(path: &Path, name: String) -> InputError {
    if path.is_dir() {
        return InputError::Folder(name);
    }
    match known_beginning(path) {
        Some(what) => InputError::Foreign { file: name, what },
        None => InputError::UnknownEnding(name),
    }
}

/// What the file at `path` is, if its first bytes say it; a pipe is not read.
fn known_beginning(path: &Path) -> Option<Foreign> {
    const FEW: u64 = 4 << 10;
    let is_file = path.metadata().is_ok_and(|there| there.is_file());
    let file = is_file.then(|| File::open(path).ok())??;
    let mut start = Vec::new();
    file.take(FEW).read_to_end(&mut start).ok()?;
    foreign(&start, true)
}

impl InputFile {
    /// The file at `path`, `-` for standard input; without `format` the ending decides, and
    /// standard input has a text per line.
    ///
    /// # Errors
    /// An ending that says nothing.
    pub fn named(path: &Path, format: Option<Format>) -> Result<Self, InputError> {
        let name = path.display().to_string();
        let (place, by_name) = if path == Path::new("-") {
            (Place::StandardInput, Some(Format::Lines))
        } else {
            (Place::Path(path.to_owned()), Format::of_ending(path))
        };
        match format.or(by_name) {
            Some(format) => Ok(Self {
                name,
                format,
                column: None,
                place,
            }),
            None => Err(unnamed(path, name)),
        }
    }

    /// The sentences that come with the program.
    pub fn sample() -> Self {
        Self::embedded("sample-corpus/sentences.csv", Format::Csv, SAMPLE_CSV)
    }

    /// A file that is part of the program.
    pub fn embedded(name: &str, format: Format, bytes: &'static [u8]) -> Self {
        Self {
            name: name.to_owned(),
            format,
            column: None,
            place: Place::Embedded(bytes),
        }
    }

    /// Where it lies; `None` for standard input and for what is part of the program.
    pub fn path(&self) -> Option<&Path> {
        match &self.place {
            Place::Path(path) => Some(path),
            Place::StandardInput | Place::Embedded(_) => None,
        }
    }

    /// Whether it can be read a second time.
    pub fn is_lasting(&self) -> bool {
        match &self.place {
            Place::StandardInput => false,
            // A pipe is gone once it was read.
            Place::Path(path) => path.metadata().is_ok_and(|there| there.is_file()),
            Place::Embedded(_) => true,
        }
    }

    /// How many bytes it has, where that is known before it is read.
    pub fn bytes(&self) -> Option<u64> {
        match &self.place {
            Place::StandardInput => None,
            Place::Path(path) => {
                let there = path.metadata().ok()?;
                there.is_file().then_some(there.len())
            }
            Place::Embedded(bytes) => Some(bytes.len() as u64),
        }
    }

    /// What tells whether somebody wrote to it; `None` where it can be read only once.
    pub(super) fn look(&self) -> Option<Look> {
        let there = self.path()?.metadata().ok()?;
        there.is_file().then(|| Look {
            bytes: there.len(),
            modified: there.modified().ok(),
        })
    }

    /// The error for bytes of it that cannot be read.
    pub(super) fn unreadable(&self, error: &io::Error) -> InputError {
        let file = self.name.clone();
        match error.kind() {
            io::ErrorKind::NotFound => InputError::NotFound(file),
            io::ErrorKind::IsADirectory => InputError::Folder(file),
            kind => InputError::Unreadable {
                file,
                reason: kind.to_string(),
            },
        }
    }
}
