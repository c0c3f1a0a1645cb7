//! The reference texts that strengths are compared with: from `--reference` to what the model makes
//! of them.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::Path;
use std::sync::Arc;

use crate::corpus::input::{InputChoice, InputFile};
use crate::corpus::reference::{ReferenceCorpus, ReferenceStore, reference_of};
use crate::domain::reference::ReferenceStatistics;
use crate::model::{Cancel, Model, ModelError};

use super::corpus_flags::input_error;
use super::error::CommandError;

/// The texts that are read where something is to be compared.
///
/// # Errors
/// A file that cannot be read, or has no text.
pub(super) fn reference_texts(file: Option<&Path>) -> Result<ReferenceCorpus, CommandError> {
    let texts = match file {
        None => ReferenceCorpus::sample(),
        Some(path) => InputFile::named(path, None)
            .and_then(|file| ReferenceCorpus::read(&file, &InputChoice::default())),
    };
    texts.map_err(input_error)
}

/// What `model` makes of `texts`: as it was kept, or read now, with a line where somebody can see it.
///
/// # Errors
/// A fault of the model.
pub(super) fn statistics_of(
    model: &Model,
    texts: &ReferenceCorpus,
) -> Result<Arc<ReferenceStatistics>, ModelError> {
    let store = ReferenceStore::usual();
    let seen = io::stderr().is_terminal();
    let mut shown = false;
    let made = reference_of(
        model,
        texts,
        store.as_ref(),
        &Cancel::never(),
        &mut |done, total| {
            if seen {
                shown = true;
                // A line that nobody sees is no failure.
                let _ = write!(
                    io::stderr(),
                    "\rreading reference texts: {} %",
                    100 * done / total.max(1)
                );
            }
        },
    );
    if shown {
        let _ = writeln!(io::stderr());
    }
    made
}

/// Reference texts where nothing is compared with them.
pub(super) fn needless_reference() -> CommandError {
    CommandError::Usage(
        "--reference is for what is compared with other texts: give --parts, or a --measure that is \
         against reference texts"
            .to_owned(),
    )
}
