//! Files that belong together, put in place together.

use std::io;
use std::path::{Path, PathBuf};

use super::calls::{hard_link, remove_file, rename};
use super::mark::Mark;

/// One of the files that are changed together.
#[derive(Debug)]
pub struct Change {
    /// Where it is.
    pub place: PathBuf,
    /// What comes there; `None` takes away what is there.
    pub new: Option<PathBuf>,
    /// Where what is there is kept until all are changed; on the same disk.
    pub backup: PathBuf,
}

/// What stopped it.
#[derive(Debug)]
pub struct NotPublished {
    /// The file that could not be changed.
    pub place: PathBuf,
    /// Why not.
    pub source: io::Error,
}

/// What was at a place before.
enum Before {
    Nothing,
    Kept,
    /// Something that this file system cannot keep under a second name.
    Lost,
}

/// Makes all of `changes` or, where one fails, none. A program that is stopped in between leaves
/// [`MARK`](super::MARK) in the folder; every file is then the old one or the new one, whole.
///
/// # Errors
/// The first change that failed. If those before it could not be taken back, the mark stays.
pub fn publish(changes: &[Change]) -> Result<(), NotPublished> {
    let all = marks_over(changes.iter());
    let changes: Vec<&Change> = changes.iter().filter(|change| change.is_any()).collect();
    // One is changed at once, but for what was left of another time.
    if changes.len() <= 1 && !all.iter().any(Mark::is_set) {
        return changes.iter().try_for_each(|change| {
            let made = change.make();
            made.map_err(|source| not_published(&change.place, source))
        });
    }
    let marks = marks_over(changes.iter().copied());
    if let Err(error) = marks.iter().try_for_each(|mark| on(mark, Mark::set)) {
        clear(&marks);
        return Err(error);
    }
    let mut made = Vec::new();
    for change in changes {
        match change.keep_and_make() {
            Ok(before) => made.push((change, before)),
            Err(source) => {
                let undone = made
                    .iter()
                    .rev()
                    .map(|(change, before)| change.undo(before));
                if undone.fold(true, |all, undone| all & undone.is_ok()) {
                    clear(&marks);
                }
                return Err(not_published(&change.place, source));
            }
        }
    }
    for (change, _) in &made {
        let _ = change.forget_backup();
    }
    all.iter().try_for_each(|mark| on(mark, Mark::clear))
}

fn marks_over<'a>(changes: impl Iterator<Item = &'a Change>) -> Vec<Mark> {
    Mark::over(changes.map(|change| change.place.as_path()))
}

fn on(mark: &Mark, work: impl Fn(&Mark) -> io::Result<()>) -> Result<(), NotPublished> {
    work(mark).map_err(|source| not_published(&mark.path(), source))
}

fn clear(marks: &[Mark]) {
    for mark in marks {
        let _ = mark.clear();
    }
}

fn not_published(place: &Path, source: io::Error) -> NotPublished {
    NotPublished {
        place: place.to_owned(),
        source,
    }
}

impl Change {
    /// Whether something comes or something is there to be taken away.
    fn is_any(&self) -> bool {
        self.new.is_some() || self.place.symlink_metadata().is_ok()
    }

    fn make(&self) -> io::Result<()> {
        match &self.new {
            Some(new) => rename(new, &self.place),
            None => remove_file(&self.place),
        }
    }

    fn keep_and_make(&self) -> io::Result<Before> {
        self.forget_backup()?;
        let before = match hard_link(&self.place, &self.backup) {
            Ok(()) => Before::Kept,
            Err(error) => match error.kind() {
                io::ErrorKind::NotFound => Before::Nothing,
                io::ErrorKind::Unsupported | io::ErrorKind::PermissionDenied => Before::Lost,
                _ => return Err(error),
            },
        };
        let made = self.make();
        if made.is_err() {
            let _ = self.forget_backup();
        }
        made.map(|()| before)
    }

    fn undo(&self, before: &Before) -> io::Result<()> {
        match before {
            Before::Nothing => remove_file(&self.place),
            Before::Kept => rename(&self.backup, &self.place),
            Before::Lost => Err(io::ErrorKind::Unsupported.into()),
        }
    }

    fn forget_backup(&self) -> io::Result<()> {
        if self.backup.symlink_metadata().is_err() {
            return Ok(());
        }
        remove_file(&self.backup)
    }
}
