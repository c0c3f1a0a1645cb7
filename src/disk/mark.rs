//! A file that is there while files that belong together are put in place: who finds it knows that
//! a program was stopped in between, and which files may be of two runs.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::calls::{remove_file, rename, sync_folder};
use super::folder_of;
use super::temporary::Temporary;

/// The name of that file.
pub const MARK: &str = "glassbox-unfinished.txt";

const SAYS: &str = "Glassbox was stopped while it put these files in place, so that they may be of \
                    two runs.\nRun the command again to have them of one.\n\n";

/// Whether files in `folder` may be of two runs.
pub fn is_marked(folder: &Path) -> bool {
    folder.join(MARK).symlink_metadata().is_ok()
}

/// The mark in one folder, over the files of these names.
pub(super) struct Mark {
    folder: PathBuf,
    names: BTreeSet<String>,
}

impl Mark {
    /// One for each folder of `places`.
    pub(super) fn over<'a>(places: impl Iterator<Item = &'a Path>) -> Vec<Self> {
        let mut marks: Vec<Self> = Vec::new();
        for place in places {
            let folder = folder_of(place);
            let name = place.file_name().unwrap_or_default().to_string_lossy();
            let name = name.into_owned();
            match marks.iter_mut().find(|mark| mark.folder == folder) {
                Some(mark) => {
                    mark.names.insert(name);
                }
                None => marks.push(Self {
                    folder: folder.to_owned(),
                    names: BTreeSet::from([name]),
                }),
            }
        }
        marks
    }

    /// Puts it there, over what an earlier one says too.
    pub(super) fn set(&self) -> io::Result<()> {
        self.write(&(&self.marked() | &self.names))
    }

    /// Takes it away, but for files that only an earlier one names: of what is not there any more
    /// there is nothing of two runs.
    pub(super) fn clear(&self) -> io::Result<()> {
        let mut left = &self.marked() - &self.names;
        left.retain(|name| self.folder.join(name).symlink_metadata().is_ok());
        self.write(&left)
    }

    /// Whether there is one, by whomever.
    pub(super) fn is_set(&self) -> bool {
        is_marked(&self.folder)
    }

    pub(super) fn path(&self) -> PathBuf {
        self.folder.join(MARK)
    }

    /// The names that are on it.
    fn marked(&self) -> BTreeSet<String> {
        let text = fs::read_to_string(self.path()).unwrap_or_default();
        let names = text.strip_prefix(SAYS).unwrap_or_default().lines();
        names.map(str::to_owned).collect()
    }

    fn write(&self, names: &BTreeSet<String>) -> io::Result<()> {
        // What was done before is on the disk before this says that it is.
        sync_folder(&self.folder)?;
        if names.is_empty() {
            return match remove_file(&self.path()) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
                _ => Ok(()),
            };
        }
        let mut text = SAYS.to_owned();
        for name in names {
            text.extend([name, "\n"]);
        }
        let mut new = Temporary::in_folder(&self.folder)?;
        new.fill(text.as_bytes(), None)?;
        rename(new.path(), &self.path())?;
        sync_folder(&self.folder)
    }
}
