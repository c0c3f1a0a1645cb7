//! Why a command did not do what it was asked, and its exit code.

use crate::analysis::AnalysisError;
use crate::engine::AskError;
use crate::model::ModelError;

/// Why a command did not do what it was asked. The message is one line.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// The flags make no sense together or for this model: exit code 2.
    #[error("{0}")]
    Usage(String),
    /// Something went wrong: exit code 1.
    #[error("{0}")]
    Failed(String),
}

impl CommandError {
    /// 1 for a failure, 2 for wrong usage.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(_) => 2,
            Self::Failed(_) => 1,
        }
    }
}

impl From<ModelError> for CommandError {
    fn from(error: ModelError) -> Self {
        Self::Failed(error.to_string())
    }
}

impl From<AnalysisError> for CommandError {
    /// A question that makes no sense is wrong usage.
    fn from(error: AnalysisError) -> Self {
        Self::Usage(error.to_string())
    }
}

impl From<AskError> for CommandError {
    fn from(error: AskError) -> Self {
        match error {
            AskError::Model(error) => error.into(),
            AskError::Analysis(error) => error.into(),
        }
    }
}
