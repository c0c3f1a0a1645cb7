//! The system's dialog for a path, and whether one came at all: a system without a dialog answers
//! that nothing was chosen, as a person does who cancels it.

use std::path::{Path, PathBuf};

use super::purpose::Purpose;

/// A person takes longer than this to cancel a dialog, in seconds.
const AT_ONCE: f64 = 1.5;
/// A dialog comes sooner than this, if it comes; then the window's own is offered beside it.
const LONGEST_WAIT: f64 = 4.0;

/// A dialog that was asked for, as the window sees it: a dialog takes the keyboard away from it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct DialogWatch {
    /// When it was asked for, in seconds of the window's clock.
    since: f64,
    /// Whether the window had the keyboard then.
    had_focus: bool,
    /// Whether it has lost it since.
    lost_focus: bool,
}

impl DialogWatch {
    /// A dialog asked for at `time` by a window that has the keyboard or not.
    pub(super) fn new(time: f64, has_focus: bool) -> Self {
        Self {
            since: time,
            had_focus: has_focus,
            lost_focus: false,
        }
    }

    /// Takes note of whether the window has the keyboard.
    pub(super) fn note_focus(&mut self, has_focus: bool) {
        self.lost_focus |= self.had_focus && !has_focus;
    }

    /// Whether an answer that names no path, come at `time`, means that there was no dialog: the
    /// window kept the keyboard all the while; one that did not have it goes by the time.
    pub(super) fn none_came(&self, time: f64) -> bool {
        if self.had_focus {
            !self.lost_focus
        } else {
            time - self.since < AT_ONCE
        }
    }

    /// How many seconds from `time` an answer is waited for before the window offers its own way;
    /// `None` where a dialog was seen.
    pub(super) fn wait_from(&self, time: f64) -> Option<f64> {
        let wait = self.since + LONGEST_WAIT - time;
        (self.had_focus && !self.lost_focus).then_some(wait.max(0.0))
    }
}

/// Shows the system's dialog and waits for it; no path where none was chosen, or where there is no
/// dialog.
pub(super) fn system_dialog(purpose: &Purpose, suggested: &Path) -> Vec<PathBuf> {
    let dialog = rfd::FileDialog::new();
    let dialog = match suggested.file_name() {
        Some(name) => dialog.set_file_name(name.to_string_lossy()),
        None => dialog,
    };
    let path = match purpose {
        Purpose::Open => dialog
            .set_title("Open a session, a figure, a result or texts")
            .add_filter(
                "Sessions, results, figures, texts",
                &["json", "png", "svg", "pdf", "txt", "csv", "tsv", "jsonl"],
            )
            .pick_file(),
        Purpose::OpenTexts => {
            let texts = dialog
                .set_title("Open files of texts")
                .add_filter("Texts", &["txt", "csv", "tsv", "jsonl", "ndjson", "json"]);
            return texts.pick_files().unwrap_or_default();
        }
        Purpose::SearchIn => dialog
            .add_filter(
                "Passages",
                &["txt", "csv", "tsv", "jsonl", "ndjson", "json"],
            )
            .set_title("Open a file of passages")
            .pick_file(),
        Purpose::ModelFolder => dialog.set_title("The folder of a model").pick_folder(),
        Purpose::Save(_) | Purpose::SaveSession => dialog.set_title("Save").save_file(),
        Purpose::SaveAll(_) | Purpose::Fill(_) => dialog
            .set_title("A folder for the files")
            .pick_folder()
            .map(|folder| own_folder(folder, suggested)),
    };
    path.into_iter().collect()
}

/// A folder of its own within the one that was picked, unless it is that one.
fn own_folder(picked: PathBuf, suggested: &Path) -> PathBuf {
    match suggested.file_name() {
        Some(name) if picked.file_name() != Some(name) => picked.join(name),
        _ => picked,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_without_a_dialog_is_told_from_a_person_who_cancels() {
        // However slow the answer is: the window kept the keyboard.
        let mut watch = DialogWatch::new(10.0, true);
        watch.note_focus(true);
        assert!(watch.none_came(10.1) && watch.none_came(25.0));
        // A dialog took it.
        watch.note_focus(false);
        watch.note_focus(true);
        assert!(!watch.none_came(10.1) && !watch.none_came(25.0));
        // A window that never has the keyboard goes by the time.
        let mut watch = DialogWatch::new(10.0, false);
        watch.note_focus(false);
        assert!(watch.none_came(10.4) && !watch.none_came(12.0));
    }

    #[test]
    fn an_answer_is_not_waited_for_for_ever() {
        let mut watch = DialogWatch::new(10.0, true);
        assert_eq!(watch.wait_from(11.0), Some(3.0));
        assert_eq!(watch.wait_from(20.0), Some(0.0));
        watch.note_focus(false);
        assert_eq!(watch.wait_from(20.0), None);
        assert_eq!(DialogWatch::new(10.0, false).wait_from(20.0), None);
    }

    #[test]
    fn several_files_get_a_folder_of_their_own() {
        let suggested = Path::new("glassbox-tokens");
        let own = |picked: &str| own_folder(picked.into(), suggested);
        assert_eq!(own("/home/me"), Path::new("/home/me/glassbox-tokens"));
        assert_eq!(own("/a/glassbox-tokens"), Path::new("/a/glassbox-tokens"));
    }
}
