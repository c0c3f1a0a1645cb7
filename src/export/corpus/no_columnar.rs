//! What stands in for Parquet in a build without it: nothing that could be made.

use super::folder::OutputFolder;
use super::judged::{JudgedText, TableSettings};
use crate::export::WriteError;

/// There is none.
pub enum ParquetTables {}

impl ParquetTables {
    /// Never begins; whoever asks was told so before.
    ///
    /// # Errors
    /// Always: this build has no Parquet.
    pub fn begin(folder: &mut OutputFolder, _settings: &TableSettings) -> Result<Self, WriteError> {
        let place = folder.place("tokens.parquet");
        Err(WriteError::at(
            &place,
            std::io::ErrorKind::Unsupported.into(),
        ))
    }

    /// Never called.
    ///
    /// # Errors
    /// None.
    pub fn add(&mut self, _text: &JudgedText<'_>) -> Result<(), WriteError> {
        match *self {}
    }

    /// Never called.
    ///
    /// # Errors
    /// None.
    pub fn finish(self) -> Result<(), WriteError> {
        match self {}
    }
}
