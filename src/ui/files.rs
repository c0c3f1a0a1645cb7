//! Files into and out of the window: sessions, figures, results and texts that are opened or
//! dropped, and everything that is saved. Reading, writing and the system's dialogs happen on
//! another thread.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use eframe::egui::{ColorImage, Context};

use crate::corpus::input::{InputFile, Preview, ReadAs};
use crate::disk::create_dir_all;
use crate::engine::BackgroundTask;
use crate::export::figure::{Figure, FigureStyle, Recipe, recipe_from_file};
use crate::export::{WholeFiles, WriteError};

use super::corpus::{ShownCorpus, kept_findings};
use super::drawn_figure::{DrawnPreview, picture, preview};
use super::file_dialog::{DialogWatch, system_dialog};
use super::purpose::Purpose;
use super::remembering::{LARGEST_FILE, bytes_of, findings_at, remove_stale_findings};
use super::state::document::Document;

/// What was said stays at least so long, in seconds.
const READING_TIME: f64 = 2.0;

/// What is under way, and what came of it.
#[derive(Default)]
pub(super) struct Files {
    jobs: Vec<BackgroundTask<Outcome>>,
    /// What was done last.
    pub(super) done: Option<Done>,
    /// What went wrong last, in a sentence.
    pub(super) problem: Option<String>,
    /// What was last seen to be said, and when, in seconds of the window's clock.
    said: Option<(String, f64)>,
    /// The dialog of the system that was asked for last, until it answers.
    dialog: Option<AskedDialog>,
}

/// A dialog of the system that has not answered yet.
struct AskedDialog {
    watch: DialogWatch,
    purpose: Purpose,
    suggested: PathBuf,
    /// Whether the window has offered its own way meanwhile.
    offered: bool,
}

/// What was done, in a sentence, and where it lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Done {
    pub(super) words: String,
    /// The file or the folder that was written.
    pub(super) path: Option<PathBuf>,
    /// Whether it is said until it is put away.
    pub(super) stays: bool,
}

impl Done {
    /// `path` was written, `what` says how.
    pub(super) fn saved(path: &Path, what: &str) -> Self {
        Self {
            words: format!("{what} {}.", path.display()),
            path: Some(path.to_owned()),
            stays: false,
        }
    }

    /// What is said until it is put away.
    pub(super) fn staying(words: String) -> Self {
        Self {
            stays: true,
            ..Self::from(words)
        }
    }
}

impl From<String> for Done {
    fn from(words: String) -> Self {
        Self {
            words,
            path: None,
            stays: false,
        }
    }
}

/// What a job on another thread came to.
pub(super) enum Outcome {
    /// Paths were chosen, or none.
    Chosen {
        purpose: Purpose,
        suggested: PathBuf,
        paths: Vec<PathBuf>,
    },
    /// There is a file already where one was to be written.
    AlreadyExists(Purpose, PathBuf),
    /// Files of these names are in the folder already.
    WouldReplace(Purpose, PathBuf, Vec<String>),
    /// A file was read.
    Opened(PathBuf, Result<Opened, String>),
    /// A file of texts was looked at.
    LookedAt(InputFile, ReadAs, Result<Preview, String>),
    /// Files were written.
    Saved(PathBuf, Result<usize, String>),
    /// The document was written as a session.
    SavedSession(PathBuf, Box<Document>, Result<(), String>),
    /// The fonts of the system are known.
    Fonts(Vec<String>),
    /// Findings were kept, or could not be.
    Kept(Result<(), String>),
    /// The findings that were kept, if there are any.
    Recalled(Option<Box<ShownCorpus>>),
    /// A folder was shown, or could not be.
    Shown(Result<(), String>),
    /// A chart was drawn for the clipboard.
    Image(Result<ColorImage, String>),
    /// A chart was drawn to be looked at; the number says for which request.
    Preview(u64, Result<DrawnPreview, String>),
}

/// What a file held.
pub(super) enum Opened {
    Session(Box<Document>, Option<Box<ShownCorpus>>),
    Recipe(Box<Recipe>),
    /// A folder: that of a model.
    Folder,
}

impl Files {
    /// What came of the work that is done by now.
    pub(super) fn take_ready(&mut self) -> Vec<Result<Outcome, String>> {
        let mut ready = Vec::new();
        self.jobs.retain(|job| match job.take() {
            None => true,
            Some(outcome) => {
                ready.push(outcome);
                false
            }
        });
        ready
    }

    /// Draws `figure` for the export dialog, which counts what it asks for by `number`.
    pub(super) fn draw_preview(
        &mut self,
        ctx: &Context,
        number: u64,
        figure: Figure,
        style: FigureStyle,
    ) {
        let longest = ctx.input(|input| input.max_texture_side);
        self.start(ctx, "glassbox-preview", move || {
            Outcome::Preview(number, preview(&figure, &style, longest))
        });
    }

    /// Draws `figure` for the clipboard.
    pub(super) fn copy_figure(&mut self, ctx: &Context, figure: Figure, style: FigureStyle) {
        self.start(ctx, "glassbox-copy", move || {
            Outcome::Image(picture(&figure, &style))
        });
    }

    /// Opens what `path` holds.
    pub(super) fn open(&mut self, ctx: &Context, path: PathBuf) {
        self.start(ctx, "glassbox-open", move || {
            let opened = opened(&path);
            Outcome::Opened(path, opened)
        });
    }

    /// Asks for a path with the system's dialog.
    pub(super) fn ask(&mut self, ctx: &Context, purpose: Purpose, suggested: PathBuf) {
        let (time, has_focus) = ctx.input(|input| (input.time, input.focused));
        self.dialog = Some(AskedDialog {
            watch: DialogWatch::new(time, has_focus),
            purpose: purpose.clone(),
            suggested: suggested.clone(),
            offered: false,
        });
        self.start(ctx, "glassbox-dialog", move || Outcome::Chosen {
            paths: system_dialog(&purpose, &suggested),
            purpose,
            suggested,
        });
    }

    /// Watches the dialog that was asked for; what it was asked for, once it is too late for one to
    /// come.
    pub(super) fn overdue_dialog(&mut self, ctx: &Context) -> Option<(Purpose, PathBuf)> {
        let asked = self.dialog.as_mut()?;
        let (time, has_focus) = ctx.input(|input| (input.time, input.focused));
        asked.watch.note_focus(has_focus);
        let wait = asked.watch.wait_from(time).filter(|_| !asked.offered)?;
        if wait > 0.0 {
            ctx.request_repaint_after(Duration::from_secs_f64(wait));
            return None;
        }
        asked.offered = true;
        Some((asked.purpose.clone(), asked.suggested.clone()))
    }

    /// Takes note that the dialog answered; whether none came and the window is to ask itself,
    /// which it has not done yet.
    pub(super) fn no_dialog_came(&mut self, ctx: &Context) -> bool {
        let time = ctx.input(|input| input.time);
        let asked = self.dialog.take();
        asked.is_some_and(|asked| !asked.offered && asked.watch.none_came(time))
    }

    /// Writes `document` as a session to `path`, and beside it what was `found` in a corpus.
    /// `replace` says that the person knows of a file there.
    pub(super) fn save_session(
        &mut self,
        ctx: &Context,
        path: PathBuf,
        document: Document,
        found: Option<ShownCorpus>,
        replace: bool,
    ) {
        self.start(ctx, "glassbox-save", move || {
            if !replace && path.exists() {
                return Outcome::AlreadyExists(Purpose::SaveSession, path);
            }
            let written = write_session(&path, &document, found.as_ref());
            Outcome::SavedSession(path, Box::new(document), written)
        });
    }

    /// Runs `work` on a thread of its own.
    pub(super) fn start(
        &mut self,
        ctx: &Context,
        name: &str,
        work: impl FnOnce() -> Outcome + Send + 'static,
    ) {
        let waker = ctx.clone();
        match BackgroundTask::start(name, work, move || waker.request_repaint()) {
            Ok(job) => self.jobs.push(job),
            Err(error) => self.problem = Some(format!("no thread could be started: {error}")),
        }
    }

    /// Forgets what was said once the person has had time to read it and goes on working.
    pub(super) fn dismiss_after(&mut self, time: f64) {
        if self.done.as_ref().is_some_and(|done| done.stays) {
            return;
        }
        let done = self.done.as_ref().map(|done| &done.words);
        let Some(message) = done.or(self.problem.as_ref()) else {
            return;
        };
        match &self.said {
            Some((said, since)) if said == message => {
                if time - since > READING_TIME {
                    (self.done, self.problem, self.said) = (None, None, None);
                }
            }
            _ => self.said = Some((message.clone(), time)),
        }
    }

    /// Whether something is under way that will end by itself.
    pub(super) fn is_busy(&self) -> bool {
        !self.jobs.is_empty()
    }

    /// Says what was done with `path`, or what went wrong.
    pub(super) fn say(&mut self, path: &Path, outcome: Result<String, String>) {
        match outcome {
            Ok(what) => self.done = Some(format!("{what} {}.", path.display()).into()),
            Err(problem) => {
                self.done = None;
                self.problem = Some(problem);
            }
        }
    }
}

/// Shows where `path` lies, with the program that the system has for folders.
pub(super) fn show_in_folder(path: &Path) -> Result<(), String> {
    let folder = if path.is_dir() {
        path
    } else {
        path.parent().unwrap_or(path)
    };
    let program = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(windows) {
        "explorer"
    } else {
        "xdg-open"
    };
    let started = Command::new(program).arg(folder).spawn();
    let shown = started.and_then(|mut program| program.wait());
    // Explorer has a code of its own for what went well.
    match shown {
        Ok(code) if code.success() || cfg!(windows) => Ok(()),
        _ => Err(format!(
            "No program of this system could show the folder: it is {}",
            folder.display()
        )),
    }
}

/// What a file holds: a session, or what a figure or a result was made from.
fn opened(path: &Path) -> Result<Opened, String> {
    if path.is_dir() {
        return Ok(Opened::Folder);
    }
    let place = path.display();
    let unreadable = |error: std::io::Error| format!("{place} could not be read ({error})");
    let bytes = bytes_of(path).map_err(unreadable)?;
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(format!(
            "{place} is larger than 256 MiB: no file of Glassbox is"
        ));
    }
    let opened = if Document::is_session(&bytes) {
        let document = Document::from_session(&bytes).map_err(|error| error.to_string());
        document.map(|document| Opened::Session(Box::new(document), findings_beside(path)))
    } else {
        let recipe = recipe_from_file(&bytes).map_err(|error| error.to_string());
        recipe.map(|recipe| Opened::Recipe(Box::new(recipe)))
    };
    opened.map_err(|reason| format!("{place}: {reason}"))
}

/// What was found in a corpus, as it lies beside the session at `path`.
fn findings_beside(path: &Path) -> Option<Box<ShownCorpus>> {
    findings_at(&kept_findings::beside(path)).map(Box::new)
}

/// Writes all of `files` or none; returns how many there are.
pub(super) fn written(
    path: &Path,
    files: &[(Option<String>, Vec<u8>)],
    folder: bool,
) -> Result<usize, String> {
    if folder {
        create_dir_all(path).map_err(|error| {
            format!(
                "could not make the folder {} ({error}): choose another",
                path.display()
            )
        })?;
    }
    let wrong = |error: WriteError| error.to_string();
    let mut whole = WholeFiles::default();
    for (name, bytes) in files {
        let place = match name {
            Some(name) => path.join(name),
            None => path.to_owned(),
        };
        whole.prepare(&place, bytes).map_err(wrong)?;
    }
    whole.publish().map_err(wrong)?;
    Ok(files.len())
}

fn write_session(
    path: &Path,
    document: &Document,
    found: Option<&ShownCorpus>,
) -> Result<(), String> {
    let mut files = WholeFiles::default();
    let mut prepare = |path: &Path, bytes: &[u8]| {
        let prepared = files.prepare(path, bytes);
        prepared.map_err(|error| error.to_string())
    };
    prepare(path, document.session().as_bytes())?;
    let beside = kept_findings::beside(path);
    if let Some(found) = found {
        let bytes = kept_findings::bytes_of(found)?;
        prepare(&beside, &bytes)?;
    }
    files.publish().map_err(|error| error.to_string())?;
    found.map_or_else(|| remove_stale_findings(&beside), |_| Ok(()))
}
