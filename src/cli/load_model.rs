//! From `--model` to a loaded model.

use crate::model::hub::{HubError, HubSettings};
use crate::model::{Loading, Model, ModelError, ModelSource};

use super::run::{CommandError, failed};

/// The flags that say which model, and from where it may come.
#[derive(Debug, Clone, Copy, Default)]
pub struct ModelFlags<'a> {
    /// `--model`; none is the embedded model.
    pub model: Option<&'a str>,
    /// `--offline`
    pub offline: bool,
}

impl ModelFlags<'_> {
    /// Loads the model, downloading it if it has to be.
    pub(super) fn load(self) -> Result<Model, CommandError> {
        let source = source_named(self.model)?;
        Model::load(&source, &self.loading()).map_err(failed)
    }

    /// How models are loaded for a command.
    pub(super) fn loading(self) -> Loading<'static> {
        Loading {
            hub: HubSettings::from_environment().or_offline(self.offline),
            still_wanted: &|| true,
            progress: &|_| {},
        }
    }
}

/// What `--model` means; what can be neither a folder nor an id is wrong usage.
pub(super) fn source_named(model: Option<&str>) -> Result<ModelSource, CommandError> {
    let source = model.map_or(Ok(ModelSource::Embedded), ModelSource::named);
    source.map_err(|error| match error {
        ModelError::Hub(HubError::NotAnId { .. }) => CommandError::Usage(error.to_string()),
        other => failed(other),
    })
}
