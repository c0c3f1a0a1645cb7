//! The passages of files, read whole.

use crate::corpus::CorpusError;
use crate::corpus::input::{InputChoice, InputFile, Texts};
use crate::domain::corpus::{InputFacts, TextPlace};
use crate::model::{Cancel, ModelError};

/// The most passages of a search: at 384 numbers each they take 0.8 GB.
pub const MOST_PASSAGES: usize = 500_000;

/// A passage of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Where it comes from.
    pub place: TextPlace,
    /// The passage.
    pub text: String,
}

/// The passages of the files of a search.
#[derive(Debug, Clone, PartialEq)]
pub struct Passages {
    /// The names of the files.
    pub files: Vec<String>,
    /// In the order of the files.
    pub all: Vec<Passage>,
    /// What else was in the files.
    pub facts: InputFacts,
}

/// Reads every passage of `files`.
///
/// # Errors
/// A file that cannot be read, more passages than a search holds, or
/// [`ModelError::Interrupted`] once `cancel` says so.
pub fn read_passages(
    files: &[InputFile],
    choice: &InputChoice,
    cancel: &Cancel,
) -> Result<Passages, CorpusError> {
    Texts::check(files, choice)?;
    let mut texts = Texts::new(files, choice);
    let mut all = Vec::new();
    while let Some(text) = texts.next_text()? {
        if cancel.is_cancelled() {
            return Err(ModelError::Interrupted.into());
        }
        if all.len() == MOST_PASSAGES {
            return Err(CorpusError::TooManyPassages(MOST_PASSAGES));
        }
        all.push(Passage {
            place: text.place,
            text: text.text,
        });
    }
    Ok(Passages {
        files: files.iter().map(|file| file.name.clone()).collect(),
        all,
        facts: texts.facts().clone(),
    })
}

impl Passages {
    /// The name of the file of `passage`.
    pub fn file_of(&self, passage: &Passage) -> &str {
        self.files
            .get(passage.place.file)
            .map_or("", String::as_str)
    }
}
