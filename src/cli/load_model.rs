//! From `--model` to a loaded model.

use crate::model::hub::{HubError, HubSettings};
use crate::model::{Cancel, Loading, Model, ModelError, ModelSource};

use super::error::CommandError;
use super::progress::DownloadBar;

/// The flags that say which model, and from where it may come.
#[derive(Debug, Clone, Copy, Default)]
pub struct ModelFlags<'a> {
    /// `--model`; `None` is the embedded model.
    pub model: Option<&'a str>,
    /// `--offline`
    pub offline: bool,
}

impl ModelFlags<'_> {
    /// Loads the model, downloading it if it has to be.
    pub(super) fn load(self) -> Result<Model, CommandError> {
        let source = source_named(self.model)?;
        self.with_loading(|loading| Model::load(&source, loading))
            .map_err(CommandError::from)
    }

    /// Does `work` as commands load models: with a bar where standard error is a terminal.
    pub(super) fn with_loading<T>(self, work: impl FnOnce(&Loading<'_>) -> T) -> T {
        let bar = DownloadBar::new();
        let done = work(&Loading {
            hub: self.hub(),
            cancel: Cancel::never(),
            progress: &|step| bar.show(step),
        });
        bar.clear();
        done
    }

    /// The hub and the cache.
    pub(super) fn hub(self) -> HubSettings {
        HubSettings::from_environment().or_offline(self.offline)
    }
}

/// What `--model` means; what can be neither a folder nor an id is wrong usage.
pub(super) fn source_named(model: Option<&str>) -> Result<ModelSource, CommandError> {
    let source = model.map_or(Ok(ModelSource::Embedded), ModelSource::named);
    source.map_err(|error| match error {
        ModelError::Hub(HubError::NotAnId { .. }) => CommandError::Usage(error.to_string()),
        other => other.into(),
    })
}
