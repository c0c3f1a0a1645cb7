//! A hidden file beside the place that it is for.

use std::fs::{self, OpenOptions, Permissions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::Builder;

use super::calls::{DiskFile, remove_file};

const PREFIX: &str = ".glassbox-";
const SUFFIX: &str = ".tmp";

/// What stands behind the name of a file that is kept until others are in place.
pub(super) const KEPT: &str = ".kept";

/// A hidden file, gone when this is dropped unless it was moved to its place. It is locked as long
/// as this lives: one that nobody has locked was left by a program that was killed.
#[derive(Debug)]
pub struct Temporary {
    path: PathBuf,
    file: DiskFile,
}

impl Temporary {
    /// Makes one in `folder`, and clears away those that killed programs left there.
    ///
    /// # Errors
    /// A folder that takes no file.
    pub fn in_folder(folder: &Path) -> io::Result<Self> {
        clear_leftovers(folder);
        loop {
            let made = Builder::new()
                .prefix(PREFIX)
                .suffix(SUFFIX)
                .disable_cleanup(true)
                .make_in(folder, DiskFile::create_new)?;
            let (file, path) = made.into_parts();
            let path = path.to_path_buf();
            match file.try_lock() {
                // Where there are no locks, nothing is ever cleared away.
                Err(TryLockError::Error(_)) => return Ok(Self { path, file }),
                // Not yet cleared away by a program that took it for a leftover.
                Ok(()) if path.exists() => return Ok(Self { path, file }),
                Ok(()) | Err(TryLockError::WouldBlock) => {}
            }
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where what it replaces is kept until all is in place.
    pub fn backup(&self) -> PathBuf {
        let mut name = self.path.clone().into_os_string();
        name.push(KEPT);
        name.into()
    }

    /// Fills it with `bytes`, to be read by whom `permissions` say, and sees to it that they are on
    /// the disk.
    ///
    /// # Errors
    /// A full disk.
    pub fn fill(&mut self, bytes: &[u8], permissions: Option<Permissions>) -> io::Result<()> {
        if let Some(permissions) = permissions {
            self.file.set_permissions(permissions)?;
        }
        self.file.write_all(bytes)?;
        self.file.sync()
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // Moved to its place it is not here any more.
        if self.path.symlink_metadata().is_ok() {
            let _ = remove_file(&self.path);
        }
    }
}

/// Removes the files that killed programs left in `folder`.
fn clear_leftovers(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let random = name.trim_end_matches(KEPT).strip_suffix(SUFFIX);
        let random = random.and_then(|name| name.strip_prefix(PREFIX));
        let is_ours = random.is_some_and(|name| name.bytes().all(|b| b.is_ascii_alphanumeric()));
        // What a link leads to is not looked at.
        if is_ours && entry.file_type().is_ok_and(|kind| kind.is_file()) {
            remove_unless_locked(&entry.path());
        }
    }
}

fn remove_unless_locked(path: &Path) {
    let opened = OpenOptions::new().write(true).open(path);
    if opened.is_ok_and(|file| file.try_lock().is_ok()) {
        let _ = remove_file(path);
    }
}
