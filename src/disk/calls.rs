//! The steps that change the disk, each of which a test can make fail.

use std::fs::{self, File, OpenOptions, Permissions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use super::faults::{Step, is_torn, step};

/// A file that is written to.
#[derive(Debug)]
pub struct DiskFile(File);

impl DiskFile {
    /// Opens `path` as `options` say.
    ///
    /// # Errors
    /// As [`OpenOptions::open`].
    pub fn open(path: &Path, options: &OpenOptions) -> io::Result<Self> {
        step()?;
        options.open(path).map(Self)
    }

    /// Makes the file `path`, empty where it was there.
    ///
    /// # Errors
    /// As [`File::create`].
    pub fn create(path: &Path) -> io::Result<Self> {
        Self::open(
            path,
            OpenOptions::new().write(true).create(true).truncate(true),
        )
    }

    /// Makes the file `path`, which is not there yet.
    ///
    /// # Errors
    /// As [`File::create_new`].
    pub fn create_new(path: &Path) -> io::Result<Self> {
        Self::open(path, OpenOptions::new().write(true).create_new(true))
    }

    /// Sees to it that all of it is on the disk.
    ///
    /// # Errors
    /// As [`File::sync_all`].
    pub fn sync(&self) -> io::Result<()> {
        step()?;
        self.0.sync_all()
    }

    /// Cuts or stretches it to `length` bytes.
    ///
    /// # Errors
    /// As [`File::set_len`].
    pub fn set_len(&self, length: u64) -> io::Result<()> {
        step()?;
        self.0.set_len(length)
    }

    /// Lets others do with it what `permissions` say.
    ///
    /// # Errors
    /// As [`File::set_permissions`].
    pub fn set_permissions(&self, permissions: Permissions) -> io::Result<()> {
        step()?;
        self.0.set_permissions(permissions)
    }

    /// Takes its lock, which is let go when it is closed, also by a crash.
    ///
    /// # Errors
    /// Another program has it, or the file system knows no locks.
    pub fn try_lock(&self) -> Result<(), TryLockError> {
        self.0.try_lock()
    }

    /// Lets go of its lock.
    ///
    /// # Errors
    /// As [`File::unlock`].
    pub fn unlock(&self) -> io::Result<()> {
        self.0.unlock()
    }
}

impl Write for DiskFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let half = bytes.get(..bytes.len().div_ceil(2)).unwrap_or(bytes);
        match step() {
            Ok(Step::Whole) => self.0.write(bytes),
            Ok(Step::Half) => self.0.write(half),
            Err(error) => {
                if is_torn() {
                    let _ = self.0.write(half);
                }
                Err(error)
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl Read for DiskFile {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        self.0.read(bytes)
    }
}

impl Seek for DiskFile {
    fn seek(&mut self, place: SeekFrom) -> io::Result<u64> {
        self.0.seek(place)
    }
}

/// A file without a name, gone with the program.
///
/// # Errors
/// There is no place for temporary files.
pub fn unnamed_file() -> io::Result<DiskFile> {
    step()?;
    tempfile::tempfile().map(DiskFile)
}

/// The same, on the disk of `folder`.
///
/// # Errors
/// A folder that takes no file.
pub fn unnamed_file_in(folder: &Path) -> io::Result<DiskFile> {
    step()?;
    tempfile::tempfile_in(folder).map(DiskFile)
}

/// As [`fs::create_dir`].
///
/// # Errors
/// The same.
pub fn create_dir(path: &Path) -> io::Result<()> {
    step()?;
    fs::create_dir(path)
}

/// As [`fs::create_dir_all`].
///
/// # Errors
/// The same.
pub fn create_dir_all(path: &Path) -> io::Result<()> {
    step()?;
    fs::create_dir_all(path)
}

/// As [`fs::rename`].
///
/// # Errors
/// The same.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    step()?;
    fs::rename(from, to)
}

/// As [`fs::hard_link`].
///
/// # Errors
/// The same.
pub fn hard_link(there: &Path, link: &Path) -> io::Result<()> {
    step()?;
    fs::hard_link(there, link)
}

/// Makes the symbolic link `link`, which leads to `target`.
///
/// # Errors
/// The system knows none, or there is no place for it.
pub fn symlink(target: &Path, link: &Path) -> io::Result<()> {
    step()?;
    #[cfg(unix)]
    return std::os::unix::fs::symlink(target, link);
    #[cfg(not(unix))]
    {
        // They need rights here that few people have.
        let _ = (target, link);
        Err(io::ErrorKind::Unsupported.into())
    }
}

/// As [`fs::remove_file`].
///
/// # Errors
/// The same.
pub fn remove_file(path: &Path) -> io::Result<()> {
    step()?;
    fs::remove_file(path)
}

/// As [`fs::remove_dir`].
///
/// # Errors
/// The same.
pub fn remove_dir(path: &Path) -> io::Result<()> {
    step()?;
    fs::remove_dir(path)
}

/// Sees to it that what was made, moved and removed in `folder` is on the disk, where the system
/// can.
///
/// # Errors
/// As [`File::sync_all`].
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    step()?;
    match File::open(folder) {
        Ok(folder) if cfg!(unix) => folder.sync_all(),
        // A folder that may be written to and not read.
        _ => Ok(()),
    }
}
