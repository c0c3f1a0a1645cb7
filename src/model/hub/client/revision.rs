//! Which revision of a repository an id means.

use super::HubId;

/// The branch that is meant when none is named.
const DEFAULT: &str = "main";

impl HubId {
    /// The revision to ask for.
    pub(super) fn revision_meant(&self) -> &str {
        self.revision().unwrap_or(DEFAULT)
    }

    /// Whether the default revision is meant.
    pub(super) fn means_default(&self) -> bool {
        self.revision_meant() == DEFAULT
    }

    /// The same repository at another revision.
    pub(super) fn at(&self, revision: &str) -> Self {
        Self {
            repository: self.repository.clone(),
            revision: Some(revision.to_owned()),
        }
    }
}
