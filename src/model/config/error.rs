//! Why a `config.json` gives no encoder: it is broken, or it asks for what is not computed.

use super::super::ModelError;
use super::super::quoted::quoted;

/// What is the matter with a configuration.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum ConfigError {
    /// A field is missing or cannot be.
    Wrong(String),
    /// The file is as its authors meant it, and Glassbox does not compute such a model.
    NotRead(String),
}

impl ConfigError {
    /// The field `name` has a value that is not read.
    pub(super) fn not_read(name: &str, value: &str) -> Self {
        Self::NotRead(format!("{name} {} is not read", quoted(value)))
    }

    /// The error for the file at `place`, whose model may bring `code` of its own.
    pub(super) fn of(self, place: &str, code: Option<String>) -> ModelError {
        let place = place.to_owned();
        match self {
            Self::Wrong(reason) => ModelError::BadConfig { place, reason },
            Self::NotRead(reason) => ModelError::ConfigNotRead {
                place,
                reason: match code {
                    Some(code) => format!(
                        "{reason}; auto_map names code of the model's own, {code}, which is not run"
                    ),
                    None => reason,
                },
            },
        }
    }
}

impl From<String> for ConfigError {
    fn from(reason: String) -> Self {
        Self::Wrong(reason)
    }
}

impl From<ConfigError> for String {
    fn from(error: ConfigError) -> Self {
        match error {
            ConfigError::Wrong(reason) | ConfigError::NotRead(reason) => reason,
        }
    }
}
