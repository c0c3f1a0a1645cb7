//! A folder that lies in a shared cache, this one or another's: which repository and which commit
//! it stands for.

use std::path::{Path, PathBuf};

use super::cache::{commit_noted, commits_in};
use super::{HubError, HubId, HubSettings, PREFIX, id_of_folder, is_commit};

/// `CACHE/models--owner--name`, its `snapshots`, or `snapshots/COMMIT`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PlaceInCache {
    cache: PathBuf,
    folder: PathBuf,
    id: HubId,
    commit: Option<String>,
}

impl PlaceInCache {
    /// The place that `path` is; `None` if it is no folder of that layout.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let real = path.canonicalize().ok()?;
        let name = |path: &Path| Some(path.file_name()?.to_str()?.to_owned());
        let (folder, commit) = if name(&real)?.starts_with(PREFIX) {
            (real.clone(), None)
        } else if name(&real)? == "snapshots" {
            (real.parent()?.to_owned(), None)
        } else {
            let snapshots = real.parent().filter(|path| path.ends_with("snapshots"))?;
            let commit = name(&real).filter(|commit| is_commit(commit))?;
            (snapshots.parent()?.to_owned(), Some(commit))
        };
        if !folder.join("snapshots").is_dir() {
            return None;
        }
        Some(Self {
            id: id_of_folder(&name(&folder)?)?,
            cache: folder.parent()?.to_owned(),
            folder,
            commit,
        })
    }

    /// The id by which it is asked for, if it lies in the cache of `settings`.
    pub(super) fn id_in(&self, settings: &HubSettings) -> Option<HubId> {
        let own = settings.cache.canonicalize().ok()?;
        let id = || match &self.commit {
            Some(commit) => self.id.at(commit),
            None => self.id.clone(),
        };
        (own == self.cache).then(id)
    }

    /// The folder with the model's files: of the commit that `main` stood for, or of the only one.
    ///
    /// # Errors
    /// There are several commits, or none.
    pub(super) fn snapshot(&self) -> Result<PathBuf, HubError> {
        let snapshots = self.folder.join("snapshots");
        let commits = commits_in(&self.folder);
        let noted = || commit_noted(&self.folder, self.id.revision_meant());
        let noted = self.commit.clone().or_else(noted);
        match (
            noted.filter(|commit| commits.contains(commit)),
            commits.as_slice(),
        ) {
            (Some(commit), _) => Ok(snapshots.join(commit)),
            (None, [only]) => Ok(snapshots.join(only)),
            (None, _) => Err(HubError::WhichSnapshot {
                folder: snapshots,
                commits: super::cache::list(&commits),
            }),
        }
    }
}
