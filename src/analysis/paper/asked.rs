//! Which model the cards are asked of.

use crate::domain::trace::ModelCard;

/// What the cards ask.
pub(super) struct Asked<'a> {
    pub(super) model: &'a ModelCard,
    pub(super) is_papers_model: bool,
}
