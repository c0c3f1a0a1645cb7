//! What the window keeps between runs, read and written: what a person worked on, and what was found.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::disk::{remove_file, rename};
use crate::export::WholeFiles;

use super::corpus::{ShownCorpus, kept_findings};
use super::crash_report;
use super::state::document::Document;
use super::state::opening::Remembered;

/// Larger files are none of ours.
pub(super) const LARGEST_FILE: u64 = 256 << 20;

/// The name of the folder that the window keeps things in.
pub(super) const APP_ID: &str = "glassbox";

/// The file in it with what a person worked on.
const REMEMBERED: &str = "session.json";

/// Where that was before.
const OLD_KEYS: [&str; 2] = ["glassbox-preferences", "glassbox-document"];

/// The bytes of a file, of one that is too large only the first.
pub(super) fn bytes_of(path: &Path) -> std::io::Result<Vec<u8>> {
    // Looked at first: a pipe would keep whoever opens it waiting.
    if !std::fs::metadata(path)?.is_file() {
        return Err(std::io::Error::other("it is no file"));
    }
    let file = File::open(path)?;
    let length = file.metadata()?.len().min(LARGEST_FILE);
    let mut bytes = Vec::with_capacity(length as usize);
    file.take(LARGEST_FILE + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The findings that the file at `place` keeps.
pub(super) fn findings_at(place: &Path) -> Option<ShownCorpus> {
    let length = std::fs::metadata(place).ok()?.len();
    if length > 2 * kept_findings::LARGEST as u64 {
        return None;
    }
    kept_findings::shown_in(&bytes_of(place).ok()?)
}

/// What the window's own file and, before there was one, the window system's store kept of the last
/// run. The store itself keeps where the window stood.
pub(super) fn remembered(storage: Option<&dyn eframe::Storage>) -> Remembered {
    let place = eframe::storage_dir(APP_ID).map(|folder| folder.join(REMEMBERED));
    let read = place.as_deref().and_then(|place| {
        let bytes = bytes_of(place).ok()?;
        let read = serde_json::from_slice(&bytes).map_err(|error| error.to_string());
        Some((place, read))
    });
    let remembered = match (read, storage) {
        (Some((_, Ok(read))), _) => read,
        (Some((place, Err(reason))), _) => set_aside(place, &reason),
        (None, Some(storage)) => Remembered {
            preferences: eframe::get_value(storage, OLD_KEYS[0]).unwrap_or_default(),
            document: eframe::get_value(storage, OLD_KEYS[1]).unwrap_or_default(),
            ..Remembered::default()
        },
        (None, None) => Remembered::default(),
    };
    let remembered = match remembered.document.check_texts() {
        Ok(()) => remembered,
        Err(error) => Remembered {
            document: Document::default(),
            problem: Some(format!("the last session is not shown: {error}")),
            ..remembered
        },
    };
    let problem = remembered.problem.clone().or_else(fault_of_last_run);
    Remembered {
        place,
        problem,
        ..remembered
    }
}

/// What is said of a fault that an earlier run did not live to tell.
fn fault_of_last_run() -> Option<String> {
    let report = crash_report::take(&eframe::storage_dir(APP_ID)?)?;
    Some(format!(
        "something broke in Glassbox when it ran last: please send {}, which holds none of your \
         texts",
        report.display()
    ))
}

/// Keeps a damaged file under another name.
fn set_aside(place: &Path, reason: &str) -> Remembered {
    let aside = place.with_extension("damaged.json");
    let problem = match rename(place, &aside) {
        Ok(()) => format!(
            "the last session could not be read ({reason}): it is kept as {}",
            aside.display()
        ),
        Err(_) => format!("the last session could not be read ({reason})"),
    };
    Remembered {
        problem: Some(problem),
        ..Remembered::default()
    }
}

/// Writes what the window is to remember, for nobody else to read.
pub(super) fn write_remembered(place: &Path, remembered: &Remembered) -> Result<(), String> {
    // Serialising plain structs to memory cannot fail.
    let json = serde_json::to_vec_pretty(remembered).unwrap_or_default();
    let mut file = WholeFiles::private();
    let written = file.prepare(place, &json).and_then(|()| file.publish());
    written.map_err(|error| format!("the session is not kept: {error}"))
}

/// Takes out of the window system's store what is kept in a file now.
pub(super) fn forget_old_keys(storage: &mut dyn eframe::Storage) {
    let place = eframe::storage_dir(APP_ID).map(|folder| folder.join(REMEMBERED));
    if !place.is_some_and(|place| place.exists()) {
        return;
    }
    for key in OLD_KEYS {
        if storage.get_string(key).is_some() {
            storage.remove_string(key);
        }
    }
}

/// Why no window can open: something that is no file lies where the window system keeps its store,
/// and a pipe would be waited for for ever.
pub(super) fn in_the_way() -> Option<PathBuf> {
    let store = eframe::storage_dir(APP_ID)?.join("app.ron");
    let there = std::fs::metadata(&store).ok()?;
    (!there.is_file()).then_some(store)
}

/// Whether a process is another window, where the system says so in a file; else it is taken for gone.
pub(super) fn is_running(process: u32) -> bool {
    let name_and_state = |process: &str| {
        let line = std::fs::read_to_string(Path::new("/proc").join(process).join("stat")).ok()?;
        let (name, rest) = line.rsplit_once(") ")?;
        let (_, name) = name.split_once('(')?;
        Some((name.to_owned(), rest.chars().next()?))
    };
    if process == std::process::id() {
        return false;
    }
    let own = name_and_state("self");
    name_and_state(&process.to_string())
        // One that has ended and was not waited for is a zombie.
        .is_some_and(|(name, state)| state != 'Z' && own.is_some_and(|(own, _)| own == name))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn another_window_is_told_from_other_processes_and_from_what_has_ended() {
        // The first process is no window, and no process has so large a number.
        assert!(!is_running(1) && !is_running(u32::MAX));
        assert!(!is_running(std::process::id()));
    }
}

/// Removes findings that would be taken for those of the session that was saved beside them.
pub(super) fn remove_stale_findings(path: &Path) -> Result<(), String> {
    if findings_at(path).is_none() {
        return Ok(());
    }
    remove_file(path).map_err(|error| {
        format!(
            "the session is saved, but findings of another one lie beside it: remove {} ({error})",
            path.display()
        )
    })
}
