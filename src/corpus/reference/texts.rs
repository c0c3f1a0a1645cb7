//! The reference texts themselves.

use sha2::{Digest as _, Sha256};

use crate::corpus::input::{Format, InputChoice, InputError, InputFile, Texts};
use crate::domain::reference_corpus::SAMPLE_CSV;

/// Texts that a model reads to know what is usual.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferenceCorpus {
    /// The name of the file, for people.
    pub name: String,
    /// SHA-256 of the texts, in hexadecimal.
    pub sha256: String,
    /// The texts, in order.
    pub(super) texts: Vec<String>,
}

impl ReferenceCorpus {
    /// The sample corpus: 840 English sentences.
    ///
    /// # Errors
    /// None in a program whose tests passed.
    pub fn sample() -> Result<Self, InputError> {
        let name = "sample-corpus/sentences.csv";
        let file = InputFile::embedded(name, Format::Csv, SAMPLE_CSV);
        Self::read(&file, &InputChoice::default())
    }

    /// The texts of `file`.
    ///
    /// # Errors
    /// A file that cannot be read, or has no text.
    pub fn read(file: &InputFile, choice: &InputChoice) -> Result<Self, InputError> {
        let files = std::slice::from_ref(file);
        Texts::check(files, choice)?;
        let mut reader = Texts::new(files, choice);
        let (mut texts, mut hash) = (Vec::new(), Sha256::new());
        while let Some(text) = reader.next_text()? {
            hash.update((text.text.len() as u64).to_le_bytes());
            hash.update(text.text.as_bytes());
            texts.push(text.text);
        }
        let hash = hash.finalize();
        Ok(Self {
            name: file.name.clone(),
            sha256: format!("{hash:x}"),
            texts,
        })
    }
}
