//! What is said of a file that cannot be used, or not all of it.

use super::super::ModelError;
use super::super::config::Fields;
use super::super::quoted::quoted;

/// That a file is not usable.
pub(super) fn bad(place: &str, reason: String) -> ModelError {
    ModelError::BadHead {
        place: place.to_owned(),
        reason,
    }
}

/// What is said of fields that were not asked for.
pub(super) fn unread(place: &str, fields: &Fields) -> Option<String> {
    let names: Vec<_> = fields.unread().map(quoted).collect();
    (!names.is_empty()).then(|| format!("{place}: {} is not read", names.join(", ")))
}
