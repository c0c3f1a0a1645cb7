//! A folder of files that are written over hours and appear all together.
//!
//! They grow in a hidden folder inside the one they are for, [`HIDDEN`], and are moved to their
//! places at the end. A run that was killed leaves only that hidden folder, which the next run
//! clears away; a lock in it tells a run that was killed from one that is under way. Nothing is
//! removed but files of names that a run writes, and no link is followed.

use std::fs::{self, OpenOptions, TryLockError};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::disk::{Change, DiskFile, create_dir, publish, remove_dir, remove_file};
use crate::export::{WholeFiles, WriteError};

/// The name of the hidden folder.
const HIDDEN: &str = ".glassbox-corpus";

/// The name of the lock in it.
const LOCK: &str = "lock";

/// What stands behind the name of a file that is replaced, until all are.
const KEPT: &str = ".kept";

/// A folder under way. Dropped before it is [published](Self::publish), it leaves nothing behind.
#[derive(Debug)]
pub struct OutputFolder {
    folder: PathBuf,
    /// Every name that some run writes.
    results: Vec<String>,
    /// The files, in the order in which they were begun.
    names: Vec<String>,
    /// Whether the folder itself was made for this.
    made: bool,
    /// Locked for as long as the run goes on.
    lock: Option<DiskFile>,
}

/// A file of such a folder.
#[derive(Debug)]
pub struct FolderFile {
    place: PathBuf,
    writer: BufWriter<DiskFile>,
}

impl OutputFolder {
    /// Makes `folder` where it is not there yet, and clears away what a killed run left in it.
    /// `results` are all names that some run writes.
    ///
    /// # Errors
    /// A folder that cannot be made or written into, or that another run writes into.
    pub fn open(folder: &Path, results: Vec<String>) -> Result<Self, WriteError> {
        let made = match create_dir(folder) {
            Ok(()) => true,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                if !folder.is_dir() {
                    let error = io::ErrorKind::NotADirectory.into();
                    return Err(WriteError::at(folder, error));
                }
                false
            }
            Err(error) => return Err(WriteError::at(folder, error)),
        };
        // Dropped on a failure, it clears away what was made.
        let mut output = Self {
            folder: folder.to_owned(),
            results,
            names: Vec::new(),
            made,
            lock: None,
        };
        output.make_hidden()?;
        match output.take_lock() {
            Ok(()) => {
                output.clear_hidden();
                Ok(output)
            }
            Err(error) => {
                if error.kind() != io::ErrorKind::ResourceBusy {
                    output.remove_hidden();
                }
                Err(WriteError::at(folder, error))
            }
        }
    }

    /// Makes the hidden folder, unless a killed run left it.
    fn make_hidden(&self) -> Result<(), WriteError> {
        let hidden = self.hidden();
        match create_dir(&hidden) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                // Not what a link leads to: that is somebody else's.
                let there = hidden.symlink_metadata();
                if there.is_ok_and(|there| there.is_dir()) {
                    return Ok(());
                }
                Err(WriteError::at(&hidden, error))
            }
            made => made.map_err(|error| WriteError::at(&self.folder, error)),
        }
    }

    fn take_lock(&mut self) -> io::Result<()> {
        let path = self.hidden().join(LOCK);
        if path.symlink_metadata().is_ok_and(|there| !there.is_file()) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        let mut options = OpenOptions::new();
        let options = options.create(true).truncate(false).write(true);
        let lock = DiskFile::open(&path, options)?;
        match lock.try_lock() {
            Err(TryLockError::WouldBlock) => Err(io::ErrorKind::ResourceBusy.into()),
            // Some file systems know no locks; two runs in one folder are then the user's to avoid.
            Err(TryLockError::Error(_)) | Ok(()) => {
                self.lock = Some(lock);
                Ok(())
            }
        }
    }

    /// Removes the files of a run from the hidden folder.
    fn clear_hidden(&self) {
        let entries = fs::read_dir(self.hidden()).into_iter().flatten().flatten();
        for entry in entries {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let name = name.strip_suffix(KEPT).unwrap_or(&name);
            if self.results.iter().any(|result| result == name) {
                let _ = remove_file(&entry.path());
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
        let file = DiskFile::create(&self.hidden().join(name));
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

    /// Moves every file to its place, and those of `beside` to theirs. Files of other results that an
    /// earlier run left are taken away: beside the new ones they would mislead.
    ///
    /// # Errors
    /// The first file that could not take its place; none of them has then changed.
    pub fn publish(mut self, mut beside: WholeFiles) -> Result<(), WriteError> {
        let others = beside.changes()?;
        let is_new = |name: &&String| self.names.contains(name);
        let former = self.results.iter().filter(|name| !is_new(name));
        let new = self.names.iter().map(|name| (name, true));
        let changes = new.chain(former.map(|name| (name, false)));
        let changes = changes.map(|(name, is_new)| Change {
            place: self.folder.join(name),
            new: is_new.then(|| self.hidden().join(name)),
            backup: self.hidden().join(format!("{name}{KEPT}")),
        });
        let changes: Vec<Change> = changes.chain(others).collect();
        publish(&changes)?;
        self.made = false;
        Ok(())
    }

    /// Removes the hidden folder, which is empty but for its lock, unless a stranger's file is in it.
    fn remove_hidden(&self) {
        let _ = remove_file(&self.hidden().join(LOCK));
        let _ = remove_dir(&self.hidden());
    }

    fn hidden(&self) -> PathBuf {
        self.folder.join(HIDDEN)
    }
}

impl Drop for OutputFolder {
    fn drop(&mut self) {
        if let Some(lock) = self.lock.take() {
            self.clear_hidden();
            let _ = lock.unlock();
            self.remove_hidden();
        }
        if self.made {
            // Only an empty one can be removed; what else is in it stays.
            let _ = remove_dir(&self.folder);
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
        let kept = kept.and_then(|()| self.writer.get_ref().sync());
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

#[cfg(test)]
mod tests {
    use super::*;

    fn results() -> Vec<String> {
        ["a.csv", "b.csv", "former.csv"].map(str::to_owned).to_vec()
    }

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
        let mut output = OutputFolder::open(&folder, results()).unwrap();
        output.write("a.csv", b"new").unwrap();
        output.write("b.csv", b"new").unwrap();
        assert_eq!(fs::read(folder.join("a.csv")).unwrap(), b"old");
        assert!(!folder.join("b.csv").exists());
        output.publish(WholeFiles::default()).unwrap();
        assert_eq!(names_in(&folder), ["a.csv", "b.csv", "notes.txt"]);
        assert_eq!(fs::read(folder.join("a.csv")).unwrap(), b"new");
        assert_eq!(fs::read(folder.join("notes.txt")).unwrap(), b"old");
    }

    #[test]
    fn an_unfinished_folder_leaves_nothing() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("out");
        let mut output = OutputFolder::open(&folder, results()).unwrap();
        output.write("a.csv", b"new").unwrap();
        drop(output);
        assert!(!folder.exists());
    }

    #[test]
    fn what_a_killed_run_left_is_cleared_away_and_a_running_one_is_not_disturbed() {
        let folder = tempfile::tempdir().unwrap();
        let mut killed = OutputFolder::open(folder.path(), results()).unwrap();
        killed.write("a.csv", b"half").unwrap();
        let error = OutputFolder::open(folder.path(), results())
            .unwrap_err()
            .to_string();
        assert!(error.contains("another run writes there"), "{error}");
        assert_eq!(names_in(&folder.path().join(HIDDEN)), ["a.csv", "lock"]);
        // Killed: its lock is gone, its files are not.
        killed.lock.as_ref().unwrap().unlock().unwrap();
        std::mem::forget(killed);
        let next = OutputFolder::open(folder.path(), results()).unwrap();
        assert_eq!(names_in(&folder.path().join(HIDDEN)), ["lock"]);
        next.publish(WholeFiles::default()).unwrap();
        assert!(names_in(folder.path()).is_empty());
    }
}
