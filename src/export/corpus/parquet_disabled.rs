//! What stands in for Parquet in a build without it: a type of which no value can be made.

use std::io::ErrorKind;

use super::folder::FolderFile;
use super::row_table::{Cell, Column};
use crate::export::WriteError;

/// Has no values.
pub(super) enum ParquetTable {}

impl ParquetTable {
    /// Always fails; the command line refuses `--parquet` before it gets here.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "as the table of other builds takes it"
    )]
    pub(super) fn begin(file: FolderFile, _columns: &[Column]) -> Result<Self, WriteError> {
        Err(file.failed(ErrorKind::Unsupported.into()))
    }

    pub(super) fn add(&mut self, _row: &[Cell<'_>]) -> Result<(), WriteError> {
        match *self {}
    }

    pub(super) fn finish(self) -> Result<(), WriteError> {
        match self {}
    }
}
