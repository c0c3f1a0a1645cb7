//! Files into and out of the window: sessions, figures, results and texts that are opened or
//! dropped, and everything that is saved. Reading, writing and the system's dialogs happen on another thread.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use eframe::egui::Context;

use crate::corpus::input::{InputFile, Preview, ReadAs, preview};
use crate::engine::Job;
use crate::export::figure::{Recipe, recipe_from_file};
use crate::export::{WholeFiles, WriteError};

use super::app::App;
use super::corpus::ChosenFiles;
use super::document::Document;
use super::path_question::PathQuestion;
use super::state::View;

/// A system without a dialog answers at once that nothing was chosen.
const NO_DIALOG: Duration = Duration::from_millis(300);

/// Larger files are none of ours.
const LARGEST_FILE: u64 = 256 << 20;

/// What was said stays at least so long, in seconds.
const READING_TIME: f64 = 2.0;

/// What is under way, and what came of it.
#[derive(Default)]
pub(super) struct Files {
    jobs: Vec<Job<Outcome>>,
    /// The window's own way to ask for a path, where the system has none.
    pub(super) asking: Option<PathQuestion>,
    /// What was done last, in a sentence.
    pub(super) done: Option<String>,
    /// What went wrong last, in a sentence.
    pub(super) problem: Option<String>,
    /// What was last seen to be said, and when, in seconds of the window's clock.
    said: Option<(String, f64)>,
}

/// What a path is asked for.
#[derive(Clone)]
pub(super) enum Purpose {
    /// A session, a figure, a result or texts to open.
    Open,
    /// Files of texts for a corpus.
    OpenTexts,
    /// A place for one file.
    Save(Content),
    /// A folder for several.
    SaveAll(Content),
    /// A folder that somebody fills by himself, for what is too large to be made in memory.
    Fill(Filling),
}

/// Makes what is to be written: names and bytes. The name is left out for a file on its own.
pub(super) type Content = Arc<dyn Fn(&Path) -> Made + Send + Sync>;

/// Fills a folder with files, all of them or none; how many there are then.
pub(super) type Filling = Arc<dyn Fn(&Path) -> Result<usize, String> + Send + Sync>;

/// What is to be written, or why it can not be made.
pub(super) type Made = Result<Vec<(Option<String>, Vec<u8>)>, String>;

/// What a job on another thread came to.
pub(super) enum Outcome {
    /// Paths were chosen, or none; `at_once` says that no dialog can have been seen.
    Chosen {
        purpose: Purpose,
        suggested: PathBuf,
        paths: Vec<PathBuf>,
        at_once: bool,
    },
    /// There is a file already where one was to be written.
    Taken(Purpose, PathBuf),
    /// A file was read.
    Opened(PathBuf, Result<Opened, String>),
    /// A file of texts was looked at.
    LookedAt(InputFile, ReadAs, Result<Preview, String>),
    /// Files were written.
    Saved(PathBuf, Result<usize, String>),
    /// A chart was drawn for the clipboard.
    Image(Result<eframe::egui::ColorImage, String>),
    /// A chart was drawn to be looked at; the number says for which request.
    Preview(u64, Result<eframe::egui::ColorImage, String>),
}

/// What a file held.
pub(super) enum Opened {
    Session(Box<Document>),
    Recipe(Box<Recipe>),
}

/// Asks for files of texts.
pub(super) fn ask_open_texts(ctx: &Context, app: &mut App) {
    app.files.ask(ctx, Purpose::OpenTexts, PathBuf::new());
}

/// Adds a file of texts to the corpus and takes a first look at it, on another thread.
pub(super) fn look_at(ctx: &Context, app: &mut App, file: &InputFile) {
    app.settings.view = View::Corpus;
    app.corpus.setting_up = true;
    if !app.corpus.files.add(file) {
        return;
    }
    look_again(ctx, app, file);
}

/// Takes a look at a file of texts as it is to be read now, on another thread.
pub(super) fn look_again(ctx: &Context, app: &mut App, file: &InputFile) {
    let (file, choice) = (file.clone(), app.corpus.files.choice.clone());
    app.files.start(ctx, "glassbox-look", move || {
        let look = preview(&file, &choice).map_err(|error| error.to_string());
        Outcome::LookedAt(file, choice.read_as, look)
    });
}

/// Opens what `path` holds: texts for a corpus by its ending, else a session, a figure or a
/// result.
pub(super) fn open(ctx: &Context, app: &mut App, path: PathBuf) {
    match ChosenFiles::texts_at(&path) {
        Some(file) => look_at(ctx, app, &file),
        None => app.files.open(ctx, path),
    }
}

/// Asks for a session, a figure, a result or texts to open.
pub(super) fn ask_open(ctx: &Context, app: &mut App) {
    app.files.ask(ctx, Purpose::Open, PathBuf::new());
}

/// Asks where the session is to be saved.
pub(super) fn ask_save_session(ctx: &Context, app: &mut App) {
    let session = app.document().session();
    let content: Content = Arc::new(move |_: &Path| Ok(vec![(None, session.clone().into_bytes())]));
    app.files
        .ask(ctx, Purpose::Save(content), "glassbox-session.json".into());
}

/// Takes in what the other threads did, and what was dropped on the window.
pub(super) fn think(ctx: &Context, app: &mut App) {
    let dropped = ctx.input(|input| input.raw.dropped_files.clone());
    for file in dropped {
        open(ctx, app, file.path().to_owned());
    }
    let mut ready = Vec::new();
    app.files.jobs.retain(|job| match job.take() {
        None => true,
        Some(outcome) => {
            ready.push(outcome);
            false
        }
    });
    for outcome in ready {
        match outcome {
            Ok(outcome) => take_in(ctx, app, outcome),
            Err(broke) => app.files.problem = Some(broke),
        }
    }
}

fn take_in(ctx: &Context, app: &mut App, outcome: Outcome) {
    match outcome {
        Outcome::Chosen { purpose, paths, .. } if !paths.is_empty() => {
            for path in paths {
                go_on(ctx, app, purpose.clone(), path, true);
            }
        }
        Outcome::Taken(purpose, path) => {
            app.files.asking = Some(PathQuestion::taken(purpose, &path));
        }
        Outcome::Chosen {
            purpose,
            suggested,
            at_once: true,
            ..
        } => {
            app.files.asking = Some(PathQuestion::new(purpose, &suggested));
        }
        Outcome::Chosen { .. } => {}
        Outcome::Opened(path, outcome) => {
            app.files.problem = None;
            let opened = outcome.and_then(|opened| match opened {
                Opened::Session(document) => {
                    app.restore(*document);
                    app.preferences.used_session(path.clone());
                    Ok(())
                }
                Opened::Recipe(recipe) => app.restore_recipe(&recipe),
            });
            app.files.say(&path, opened.map(|()| "Opened".to_owned()));
        }
        Outcome::LookedAt(file, read_as, look) => {
            app.corpus.files.receive(&file, &read_as, look);
        }
        Outcome::Saved(path, outcome) => {
            app.files.problem = None;
            if outcome.is_ok()
                && path
                    .extension()
                    .is_some_and(|extension| extension == "json")
            {
                app.preferences.used_session(path.clone());
            }
            let saved = outcome.map(|count| match count {
                1 => "Saved".to_owned(),
                many => format!("Saved {many} files to"),
            });
            app.files.say(&path, saved);
        }
        Outcome::Image(Ok(image)) => {
            ctx.copy_image(image);
            app.files.done = Some("The chart is on the clipboard.".to_owned());
        }
        Outcome::Image(Err(problem)) => app.files.problem = Some(problem),
        Outcome::Preview(number, image) => {
            if let Some(exporting) = &mut app.exporting {
                exporting.receive(ctx, number, image);
            }
        }
    }
}

impl Files {
    /// Opens what `path` holds.
    pub(super) fn open(&mut self, ctx: &Context, path: PathBuf) {
        self.start(ctx, "glassbox-open", move || {
            let opened = opened(&path);
            Outcome::Opened(path, opened)
        });
    }

    /// Asks for a path with the system's dialog.
    pub(super) fn ask(&mut self, ctx: &Context, purpose: Purpose, suggested: PathBuf) {
        self.start(ctx, "glassbox-dialog", move || {
            let asked = Instant::now();
            let paths = system_dialog(&purpose, &suggested);
            Outcome::Chosen {
                at_once: paths.is_empty() && asked.elapsed() < NO_DIALOG,
                purpose,
                suggested,
                paths,
            }
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
        match Job::start(name, work, move || waker.request_repaint()) {
            Ok(job) => self.jobs.push(job),
            Err(error) => self.problem = Some(format!("no thread could be started: {error}")),
        }
    }

    /// Forgets what was said once the person has had time to read it and goes on working.
    pub(super) fn hush(&mut self, time: f64) {
        let Some(message) = self.done.as_ref().or(self.problem.as_ref()) else {
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

    fn say(&mut self, path: &Path, outcome: Result<String, String>) {
        match outcome {
            Ok(what) => self.done = Some(format!("{what} {}.", path.display())),
            Err(problem) => {
                self.done = None;
                self.problem = Some(problem);
            }
        }
    }
}

/// Does what the path was asked for. `replace` says that the person knows of a file there.
pub(super) fn go_on(ctx: &Context, app: &mut App, purpose: Purpose, path: PathBuf, replace: bool) {
    let (content, folder) = match &purpose {
        Purpose::Open => return open(ctx, app, path),
        Purpose::OpenTexts => {
            match InputFile::named(&path, None) {
                Ok(file) => look_at(ctx, app, &file),
                Err(error) => app.files.problem = Some(error.to_string()),
            }
            return;
        }
        Purpose::Save(content) => (Arc::clone(content), false),
        Purpose::SaveAll(content) => (Arc::clone(content), true),
        Purpose::Fill(fill) => {
            let fill = Arc::clone(fill);
            app.files.start(ctx, "glassbox-save", move || {
                let filled = fill(&path);
                Outcome::Saved(path, filled)
            });
            return;
        }
    };
    app.files.start(ctx, "glassbox-save", move || {
        if !folder && !replace && path.exists() {
            return Outcome::Taken(purpose, path);
        }
        let written = content(&path).and_then(|files| written(&path, &files, folder));
        Outcome::Saved(path, written)
    });
}

fn system_dialog(purpose: &Purpose, suggested: &Path) -> Vec<PathBuf> {
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
                &["json", "png", "svg", "txt", "csv", "tsv", "jsonl"],
            )
            .pick_file(),
        Purpose::OpenTexts => {
            let texts = dialog
                .set_title("Open files of texts")
                .add_filter("Texts", &["txt", "csv", "tsv", "jsonl", "ndjson"]);
            return texts.pick_files().unwrap_or_default();
        }
        Purpose::Save(_) => dialog.set_title("Save").save_file(),
        Purpose::SaveAll(_) | Purpose::Fill(_) => {
            dialog.set_title("A folder for the files").pick_folder()
        }
    };
    path.into_iter().collect()
}

/// What a file holds: a session, or what a figure or a result was made from.
fn opened(path: &Path) -> Result<Opened, String> {
    let place = path.display();
    let unreadable = |error: std::io::Error| format!("{place} could not be read ({error})");
    let length = std::fs::metadata(path).map_err(unreadable)?.len();
    if length > LARGEST_FILE {
        return Err(format!(
            "{place} is larger than 256 MiB: no file of Glassbox is"
        ));
    }
    let bytes = std::fs::read(path).map_err(unreadable)?;
    let opened = if Document::is_session(&bytes) {
        let document = Document::from_session(&bytes).map_err(|error| error.to_string());
        document.map(|document| Opened::Session(Box::new(document)))
    } else {
        let recipe = recipe_from_file(&bytes).map_err(|error| error.to_string());
        recipe.map(|recipe| Opened::Recipe(Box::new(recipe)))
    };
    opened.map_err(|reason| format!("{place}: {reason}"))
}

/// Writes all of `files` or none; returns how many there are.
fn written(
    path: &Path,
    files: &[(Option<String>, Vec<u8>)],
    folder: bool,
) -> Result<usize, String> {
    if folder {
        std::fs::create_dir_all(path).map_err(|error| {
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
