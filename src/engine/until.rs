//! When work on a question is no longer wanted.

use crate::model::Cancel;

/// When work is no longer wanted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Until<'a> {
    /// Before there is a first answer.
    pub(super) first: &'a Cancel,
    /// Behind it.
    pub(super) further: &'a Cancel,
}
