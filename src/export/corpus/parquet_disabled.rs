//! What stands in for Parquet in a build without it: a type of which no value can be made.

use super::folder::OutputFolder;
use super::scored_text::{ScoredText, TableSettings};
use crate::export::WriteError;

/// Has no values.
pub enum ParquetTables {}

impl ParquetTables {
    /// Always fails; the command line refuses `--parquet` before it gets here.
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
    pub fn add(&mut self, _text: &ScoredText<'_>) -> Result<(), WriteError> {
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
