//! Writing into the shared cache, in the layout every program of the ecosystem reads: a file is
//! either whole and under its checksum's name, or it is a partial that nobody else looks at.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use super::cache::{folder_name, not_writable};
use super::checksum::Checksum;
use super::{HubError, HubId, HubSettings, is_commit};
use crate::disk::{DiskFile, create_dir_all, hard_link, remove_file, rename, symlink};

/// The folder of one repository in the cache, to be written to.
pub(super) struct Store {
    repository: PathBuf,
    locks: PathBuf,
}

impl Store {
    /// The place of `id`; nothing is made yet.
    pub(super) fn new(id: &HubId, settings: &HubSettings) -> Self {
        let folder = folder_name(id.repository());
        Self {
            repository: settings.cache.join(&folder),
            locks: settings.cache.join(".locks").join(&folder),
        }
    }

    /// Makes the folders.
    pub(super) fn prepare(&self) -> Result<(), HubError> {
        for folder in [&self.repository.join("blobs"), &self.locks] {
            create_dir_all(folder).map_err(|error| not_writable(folder, &error))?;
        }
        Ok(())
    }

    /// Where the content with this checksum lies once it is whole.
    pub(super) fn blob(&self, checksum: &Checksum) -> PathBuf {
        self.repository.join("blobs").join(checksum.blob_name())
    }

    /// Where it lies until then.
    pub(super) fn partial(&self, checksum: &Checksum) -> PathBuf {
        let name = format!("{}.glassbox.incomplete", checksum.blob_name());
        self.repository.join("blobs").join(name)
    }

    /// Whether the blob is here and of its length.
    pub(super) fn has(&self, checksum: &Checksum, bytes: u64) -> bool {
        fs::metadata(self.blob(checksum)).is_ok_and(|found| found.len() == bytes)
    }

    /// How much of it is here: all, or what an earlier try left.
    pub(super) fn bytes_here(&self, checksum: &Checksum, bytes: u64) -> u64 {
        if self.has(checksum, bytes) {
            return bytes;
        }
        let partial = fs::metadata(self.partial(checksum)).map_or(0, |found| found.len());
        if partial > bytes { 0 } else { partial }
    }

    /// The lock that every program takes before it writes this blob; `None` while another has it.
    /// It is let go when the file is closed, also by a crash.
    pub(super) fn lock(&self, checksum: &Checksum) -> Result<Option<DiskFile>, HubError> {
        let path = self.locks.join(format!("{}.lock", checksum.blob_name()));
        let open = DiskFile::open(&path, OpenOptions::new().create(true).append(true));
        let file = open.map_err(|error| not_writable(&path, &error))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(not_writable(&path, &error)),
        }
    }

    /// Lets `snapshots/COMMIT/NAME` lead to the blob.
    pub(super) fn link(
        &self,
        commit: &str,
        name: &str,
        checksum: &Checksum,
    ) -> Result<(), HubError> {
        let pointer = self.repository.join("snapshots").join(commit).join(name);
        let folder = pointer.parent().unwrap_or(&self.repository).to_owned();
        let depth = 2 + name.matches('/').count();
        let made = create_dir_all(&folder).and_then(|()| {
            // Another program may make the same link at the same time: whoever is last wins, and
            // at no time is there none.
            let new = nameless(&folder);
            link_or_copy(&self.blob(checksum), checksum.blob_name(), depth, &new)?;
            rename(&new, &pointer)
        });
        made.map_err(|error| not_writable(&pointer, &error))
    }

    /// Notes which commit `revision` stands for; a commit stands for itself.
    pub(super) fn note(&self, revision: &str, commit: &str) -> Result<(), HubError> {
        if is_commit(revision) {
            return Ok(());
        }
        let path = self.repository.join("refs").join(revision);
        let folder = path.parent().unwrap_or(&self.repository);
        let new = nameless(&self.repository);
        let written = create_dir_all(folder)
            .and_then(|()| DiskFile::create(&new)?.write_all(commit.as_bytes()))
            .and_then(|()| rename(&new, &path));
        written.map_err(|error| not_writable(&path, &error))
    }
}

/// A path in `folder` that no other thread and no other program uses.
fn nameless(folder: &Path) -> PathBuf {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let path = folder.join(format!(".glassbox.{}.{count}", std::process::id()));
    // Only a program that died under the same number can have left one.
    let _ = remove_file(&path);
    path
}

fn link_or_copy(blob: &Path, blob_name: &str, depth: usize, link: &Path) -> io::Result<()> {
    // A relative link, so that the cache can be moved; where there are none a second name or a copy.
    let up: PathBuf = std::iter::repeat_n("..", depth).collect();
    let target = up.join("blobs").join(blob_name);
    let linked = symlink(&target, link).or_else(|_| hard_link(blob, link));
    linked.or_else(|_| copy(blob, link))
}

/// Never over something that is there: it could be a link to the blob itself.
fn copy(blob: &Path, new: &Path) -> io::Result<()> {
    let mut new = DiskFile::create_new(new)?;
    io::copy(&mut File::open(blob)?, &mut new)?;
    new.sync()
}
