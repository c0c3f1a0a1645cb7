//! `glassbox models check ID|FOLDER`: everything that would go wrong with a model, found at once.

use std::sync::Arc;

use super::cancel::Cancel;
use super::model_reading::ModelReading;
use super::{Loading, Model, ModelError, ModelSource};
use crate::domain::trace::ModelCard;

/// A model that was loaded and ran.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedModel {
    /// What identifies it.
    pub card: ModelCard,
    /// What was read of its files.
    pub reading: ModelReading,
    /// What computed, as [`Model::device`] says it.
    pub device: Arc<str>,
}

/// Loads the model and runs it once on a short text.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn check(source: &ModelSource, loading: &Loading<'_>) -> Result<CheckedModel, ModelError> {
    let (model, reading) = Model::load_and_tell(source, loading)?;
    model.trace("Hello, world!", &Cancel::never())?;
    Ok(CheckedModel {
        card: model.card,
        reading,
        device: model.device,
    })
}
