//! A folder of files that are written over hours and appear all together.
//!
//! They grow in a hidden folder inside the one they are for, [`HIDDEN`], and are moved to their
//! places at the end. A run that was killed leaves only that hidden folder, which the next run
//! clears away; a lock in it tells a run that was killed from one that is under way.

use std::fs::{self, File, TryLockError};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::export::WriteError;

/// The name of the hidden folder.
const HIDDEN: &str = ".glassbox-corpus";

/// A folder under way. Dropped before it is [published](Self::publish), it leaves nothing behind.
#[derive(Debug)]
pub struct OutputFolder {
    folder: PathBuf,
    /// The files, in the order in which they were begun.
    names: Vec<String>,
    /// Whether the folder itself was made for this.
    made: bool,
    /// Locked for as long as the run goes on.
    lock: File,
}

/// A file of such a folder.
#[derive(Debug)]
pub struct FolderFile {
    place: PathBuf,
    writer: BufWriter<File>,
}

impl OutputFolder {
    /// Makes `folder` where it is not there yet, and clears away what a killed run left in it.
    ///
    /// # Errors
    /// A folder that cannot be made or written into, or that another run writes into.
    pub fn open(folder: &Path) -> Result<Self, WriteError> {
        let failed = |error| WriteError::at(folder, error);
        let made = match fs::create_dir(folder) {
            Ok(()) => true,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                if !folder.is_dir() {
                    return Err(failed(io::ErrorKind::NotADirectory.into()));
                }
                false
            }
            Err(error) => return Err(failed(error)),
        };
        let hidden = folder.join(HIDDEN);
        match locked_and_clear(&hidden) {
            Ok(lock) => Ok(Self {
                folder: folder.to_owned(),
                names: Vec::new(),
                made,
                lock,
            }),
            Err(error) => {
                if error.kind() != io::ErrorKind::ResourceBusy {
                    let _ = fs::remove_dir(&hidden);
                }
                if made {
                    let _ = fs::remove_dir(folder);
                }
                Err(failed(error))
            }
        }
    }

    /// Begins a file that is to be called `name`.
    ///
    /// # Errors
    /// A folder that takes no file, or something at its place that is no file.
    pub fn create(&mut self, name: &str) -> Result<FolderFile, WriteError> {
        let place = self.folder.join(name);
        if place.is_dir() {
            return Err(WriteError::at(&place, io::ErrorKind::IsADirectory.into()));
        }
        let file = File::create(self.hidden().join(name));
        let file = file.map_err(|error| WriteError::at(&place, error))?;
        self.names.push(name.to_owned());
        Ok(FolderFile {
            place,
            writer: BufWriter::with_capacity(1 << 16, file),
        })
    }

    /// Writes a whole file that is to be called `name`.
    ///
    /// # Errors
    /// A folder that takes no file, or a full disk.
    pub fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), WriteError> {
        let mut file = self.create(name)?;
        let written = file.write_all(bytes);
        written.map_err(|error| file.failed(error))?;
        file.finish()
    }

    /// Where `name` will be.
    pub fn place(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Moves every file to its place. Files called one of `former` that an earlier run left and
    /// this one did not write are taken away: beside the new ones they would mislead.
    ///
    /// # Errors
    /// The first file that could not take its place; those before it are whole.
    pub fn publish<S: AsRef<str>>(mut self, former: &[S]) -> Result<(), WriteError> {
        for name in &self.names {
            let place = self.folder.join(name);
            let moved = fs::rename(self.hidden().join(name), &place);
            moved.map_err(|error| WriteError::at(&place, error))?;
        }
        for name in former.iter().map(AsRef::as_ref) {
            if !self.names.iter().any(|written| written == name) {
                // Mostly there is none.
                let _ = fs::remove_file(self.folder.join(name));
            }
        }
        self.made = false;
        Ok(())
    }

    fn hidden(&self) -> PathBuf {
        self.folder.join(HIDDEN)
    }
}

impl Drop for OutputFolder {
    fn drop(&mut self) {
        let _ = self.lock.unlock();
        let _ = fs::remove_dir_all(self.hidden());
        if self.made {
            // Only an empty one can be removed; what else is in it stays.
            let _ = fs::remove_dir(&self.folder);
        }
    }
}

impl FolderFile {
    /// Where it will be.
    pub fn place(&self) -> &Path {
        &self.place
    }

    /// `error` as one about this file.
    pub fn failed(&self, error: io::Error) -> WriteError {
        WriteError::at(&self.place, error)
    }

    /// Sees to it that all of it is on the disk.
    ///
    /// # Errors
    /// A full disk.
    pub fn finish(mut self) -> Result<(), WriteError> {
        let kept = self.writer.flush();
        let kept = kept.and_then(|()| self.writer.get_ref().sync_all());
        kept.map_err(|error| self.failed(error))
    }
}

impl Write for FolderFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// The hidden folder, made and empty but for its lock.
fn locked_and_clear(hidden: &Path) -> io::Result<File> {
    match fs::create_dir(hidden) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    let lock_file = hidden.join("lock");
    let lock = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&lock_file)?;
    match lock.try_lock() {
        Err(TryLockError::WouldBlock) => return Err(io::ErrorKind::ResourceBusy.into()),
        // Some file systems know no locks; two runs in one folder are then the user's to avoid.
        Err(TryLockError::Error(_)) | Ok(()) => {}
    }
    for entry in fs::read_dir(hidden)? {
        let path = entry?.path();
        if path != lock_file {
            fs::remove_file(path)?;
        }
    }
    Ok(lock)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names_in(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }

    #[test]
    fn files_appear_together_and_those_of_strangers_stay() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("out");
        fs::create_dir(&folder).unwrap();
        for name in ["a.csv", "notes.txt", "former.csv"] {
            fs::write(folder.join(name), "old").unwrap();
        }
        let mut output = OutputFolder::open(&folder).unwrap();
        output.write("a.csv", b"new").unwrap();
        output.write("b.csv", b"new").unwrap();
        assert_eq!(fs::read(folder.join("a.csv")).unwrap(), b"old");
        assert!(!folder.join("b.csv").exists());
        output.publish(&["former.csv", "a.csv"]).unwrap();
        assert_eq!(names_in(&folder), ["a.csv", "b.csv", "notes.txt"]);
        assert_eq!(fs::read(folder.join("a.csv")).unwrap(), b"new");
        assert_eq!(fs::read(folder.join("notes.txt")).unwrap(), b"old");
    }

    #[test]
    fn an_unfinished_folder_leaves_nothing() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("out");
        let mut output = OutputFolder::open(&folder).unwrap();
        output.write("a.csv", b"new").unwrap();
        drop(output);
        assert!(!folder.exists());
    }

    #[test]
    fn what_a_killed_run_left_is_cleared_away_and_a_running_one_is_not_disturbed() {
        let folder = tempfile::tempdir().unwrap();
        let mut killed = OutputFolder::open(folder.path()).unwrap();
        killed.write("a.csv", b"half").unwrap();
        let error = OutputFolder::open(folder.path()).unwrap_err().to_string();
        assert!(error.contains("another run writes there"), "{error}");
        assert_eq!(names_in(&folder.path().join(HIDDEN)), ["a.csv", "lock"]);
        // Killed: its lock is gone, its files are not.
        killed.lock.unlock().unwrap();
        std::mem::forget(killed);
        let next = OutputFolder::open(folder.path()).unwrap();
        assert_eq!(names_in(&folder.path().join(HIDDEN)), ["lock"]);
        next.publish::<&str>(&[]).unwrap();
        assert!(names_in(folder.path()).is_empty());
    }
}
