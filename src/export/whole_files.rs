//! Files that appear whole or not at all.

use std::fs::OpenOptions;
#[cfg(unix)]
use std::fs::Permissions;
use std::io::{self, Write as _};
#[cfg(unix)]
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use crate::disk::{Change, DiskFile, NotPublished, Temporary, folder_of, publish};

/// Why a file could not be written. Nothing is left behind.
#[derive(Debug, thiserror::Error)]
#[error("could not write {} ({}): {}", .path.display(), source.kind(), advice(source))]
pub struct WriteError {
    /// The file that was to appear.
    pub path: PathBuf,
    source: io::Error,
}

impl WriteError {
    /// `source` as an error about `path`.
    pub fn at(path: &Path, source: io::Error) -> Self {
        Self {
            path: path.to_owned(),
            source,
        }
    }
}

/// Several files prepared beside their places, then put in place together.
#[derive(Default)]
pub struct WholeFiles {
    prepared: Vec<(PathBuf, Temporary)>,
    /// Places that are to be empty, each with a name for what is there meanwhile.
    removed: Vec<(PathBuf, Temporary)>,
    streams: Vec<(PathBuf, Vec<u8>)>,
    /// Whether others may not read those that are not there yet.
    private: bool,
}

impl WholeFiles {
    /// Files that nobody else may read.
    pub fn private() -> Self {
        Self {
            private: true,
            ..Self::default()
        }
    }

    /// Writes `bytes` beside `path`, ready to take its place.
    ///
    /// # Errors
    /// A folder that is missing or read-only, or a full disk; nothing is left behind.
    pub fn prepare(&mut self, path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
        self.prepare_io(path, bytes).map_err(|source| WriteError {
            path: path.to_owned(),
            source,
        })
    }

    /// Takes away what is at `path` when the prepared files are put in place.
    ///
    /// # Errors
    /// A folder that is read-only.
    pub fn remove(&mut self, path: &Path) -> Result<(), WriteError> {
        let kept = Temporary::in_folder(folder_of(path));
        let kept = kept.map_err(|error| WriteError::at(path, error))?;
        self.removed.push((path.to_owned(), kept));
        Ok(())
    }

    /// Puts every prepared file in place.
    ///
    /// # Errors
    /// The first file that could not take its place; none of them has then changed.
    pub fn publish(mut self) -> Result<(), WriteError> {
        Ok(publish(&self.changes()?)?)
    }

    /// What is to be changed on the disk, as long as these files are there; what can only be written
    /// to is written.
    pub(super) fn changes(&mut self) -> Result<Vec<Change>, WriteError> {
        for (path, bytes) in self.streams.drain(..) {
            let opened = DiskFile::open(&path, OpenOptions::new().write(true));
            let written = opened.and_then(|mut stream| stream.write_all(&bytes));
            written.map_err(|source| WriteError { path, source })?;
        }
        let new = self.prepared.iter().map(|(place, new)| Change {
            place: place.clone(),
            new: Some(new.path().to_owned()),
            backup: new.backup(),
        });
        let removed = self.removed.iter().map(|(place, kept)| Change {
            place: place.clone(),
            new: None,
            backup: kept.backup(),
        });
        Ok(new.chain(removed).collect())
    }

    fn prepare_io(&mut self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        // A link keeps pointing where it points; its target is what is replaced.
        let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let there = path.metadata().ok();
        match &there {
            Some(there) if there.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
            Some(there) if !there.is_file() => {
                // A pipe or a device cannot be replaced, only written to.
                self.streams.push((path, bytes.to_vec()));
                return Ok(());
            }
            // The folder would let it be replaced; its owner would not.
            Some(there) if there.permissions().readonly() => {
                return Err(io::ErrorKind::PermissionDenied.into());
            }
            _ => {}
        }
        let mut file = Temporary::in_folder(folder_of(&path))?;
        let permissions = match there {
            Some(there) => Some(there.permissions()),
            #[cfg(unix)]
            None if self.private => Some(Permissions::from_mode(0o600)),
            // Elsewhere a person's folders are theirs alone.
            None => None,
        };
        file.fill(bytes, permissions)?;
        self.prepared.push((path, file));
        Ok(())
    }
}

impl From<NotPublished> for WriteError {
    fn from(NotPublished { place, source }: NotPublished) -> Self {
        Self {
            path: place,
            source,
        }
    }
}

fn advice(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::NotFound => "make the folder first",
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "choose a place you may write to"
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "free some space",
        io::ErrorKind::ResourceBusy => {
            "another run writes there, wait for it or choose another folder"
        }
        io::ErrorKind::NotADirectory => "give a folder, not a file",
        io::ErrorKind::IsADirectory => "give a file name, not a folder",
        io::ErrorKind::AlreadyExists => "something else is there, move it away",
        io::ErrorKind::FileTooLarge => "raise the limit on the size of files (ulimit -f)",
        _ => "choose another place",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_appears_when_one_of_several_files_fails() {
        let folder = tempfile::tempdir().unwrap();
        let good = folder.path().join("good.json");
        let mut files = WholeFiles::default();
        files.prepare(&good, b"{}").unwrap();
        let bad = folder.path().join("missing").join("bad.csv");
        let error = files.prepare(&bad, b"a").unwrap_err().to_string();
        assert!(error.contains("make the folder first"), "{error}");
        drop(files);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_file_is_replaced_whole_and_a_link_stays_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("target");
        let link = folder.path().join("link");
        std::fs::write(&target, "old and long").unwrap();
        std::os::unix::fs::symlink(&target, &link).unwrap();
        let mut files = WholeFiles::default();
        files.prepare(&link, b"new").unwrap();
        assert_eq!(std::fs::read(&target).unwrap(), b"old and long");
        files.publish().unwrap();
        assert_eq!(std::fs::read(&target).unwrap(), b"new");
        assert!(link.symlink_metadata().unwrap().is_symlink());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
    }
    #[cfg(unix)]
    #[test]
    fn a_replaced_file_keeps_who_may_read_it_and_a_read_only_one_stays() {
        use std::fs::Permissions;
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("private");
        std::fs::write(&path, "old").unwrap();
        std::fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
        let mut files = WholeFiles::default();
        files.prepare(&path, b"new").unwrap();
        files.publish().unwrap();
        let mode = path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600);

        std::fs::set_permissions(&path, Permissions::from_mode(0o444)).unwrap();
        let error = WholeFiles::default().prepare(&path, b"newer").unwrap_err();
        assert!(error.to_string().contains("permission denied"), "{error}");
        assert_eq!(std::fs::read(&path).unwrap(), b"new");
    }
}
