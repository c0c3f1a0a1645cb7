//! What the window keeps between runs, read and written: what a person worked on, and what was found.

use std::fs::File;
use std::io::{ErrorKind, Read as _};
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
    remembered_in(eframe::storage_dir(APP_ID).as_deref(), storage)
}

fn remembered_in(folder: Option<&Path>, storage: Option<&dyn eframe::Storage>) -> Remembered {
    let place = folder.map(|folder| folder.join(REMEMBERED));
    let read = place.as_deref().and_then(|place| {
        let read = match bytes_of(place) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| error.to_string()),
            Err(error) if error.kind() == ErrorKind::NotFound => return None,
            Err(error) => Err(error.to_string()),
        };
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
    let problem = remembered.problem.clone();
    let problem = problem.or_else(|| fault_of_last_run(folder?));
    Remembered {
        place,
        problem,
        ..remembered
    }
}

/// What is said of a fault that an earlier run did not live to tell.
fn fault_of_last_run(folder: &Path) -> Option<String> {
    let report = crash_report::take(folder)?;
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
    in_the_way_in(&eframe::storage_dir(APP_ID)?)
}

fn in_the_way_in(folder: &Path) -> Option<PathBuf> {
    let store = folder.join("app.ron");
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

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_os = "linux")]
    fn pipe(place: &Path) {
        let made = std::process::Command::new("mkfifo").arg(place).status();
        assert!(made.unwrap().success());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_is_no_session_is_set_aside_and_the_window_opens() {
        let folder = tempfile::tempdir().unwrap();
        let (place, aside) = (
            folder.path().join(REMEMBERED),
            folder.path().join("session.damaged.json"),
        );
        let of_nothing = remembered_in(Some(folder.path()), None);
        assert_eq!(
            (of_nothing.problem, of_nothing.place.as_ref()),
            (None, Some(&place))
        );
        // A pipe, which would be waited for for ever.
        pipe(&place);
        let of_pipe = remembered_in(Some(folder.path()), None);
        assert!(of_pipe.problem.unwrap().contains("it is no file"));
        assert!(!place.exists() && aside.exists());
        std::fs::remove_file(&aside).unwrap();
        std::fs::write(&place, "{").unwrap();
        let of_damaged = remembered_in(Some(folder.path()), None);
        assert!(of_damaged.problem.unwrap().contains("session.damaged.json"));
        assert_eq!(std::fs::read(&aside).unwrap(), b"{");
    }

    #[test]
    fn a_session_that_the_window_could_not_show_is_not_shown() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join(REMEMBERED);
        for (prompt, is_shown) in [
            ("Who is it? ".repeat(9), true),
            ("word ".repeat(1 << 20), false),
        ] {
            let document = Document {
                prompt: prompt.clone(),
                ..Document::default()
            };
            let kept = Remembered {
                document,
                ..Remembered::default()
            };
            write_remembered(&place, &kept).unwrap();
            let read = remembered_in(Some(folder.path()), None);
            assert_eq!(read.document.prompt == prompt, is_shown);
            assert_eq!(read.document.prompt.is_empty(), !is_shown);
            assert_eq!(read.problem.is_some(), !is_shown);
        }
        assert!(place.exists());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_is_no_file_in_place_of_the_store_is_in_the_way() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(in_the_way_in(folder.path()), None);
        let store = folder.path().join("app.ron");
        std::fs::write(&store, "").unwrap();
        assert_eq!(in_the_way_in(folder.path()), None);
        std::fs::remove_file(&store).unwrap();
        pipe(&store);
        assert_eq!(in_the_way_in(folder.path()), Some(store));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn another_window_is_told_from_other_processes_and_from_what_has_ended() {
        // The first process is no window, and no process has so large a number.
        assert!(!is_running(1) && !is_running(u32::MAX));
        assert!(!is_running(std::process::id()));
    }
}
