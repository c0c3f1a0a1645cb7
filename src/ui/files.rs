//! Files into and out of the window: sessions, figures, results and texts that are opened or
//! dropped, and everything that is saved. Reading, writing and the system's dialogs happen on
//! another thread.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use eframe::egui::{ColorImage, Context};

use crate::corpus::input::{InputFile, Preview, ReadAs};
use crate::disk::{create_dir_all, rename};
use crate::engine::BackgroundTask;
use crate::export::figure::{Figure, FigureStyle, Recipe, png_from_figure, recipe_from_file};
use crate::export::{WholeFiles, WriteError};

use super::crash_report;
use super::state::document::Document;
use super::state::opening::Remembered;

/// A system without a dialog answers at once that nothing was chosen.
const NO_DIALOG: Duration = Duration::from_millis(300);

/// Larger files are none of ours.
const LARGEST_FILE: u64 = 256 << 20;

/// The name of the folder that the window keeps things in.
pub(super) const APP_ID: &str = "glassbox";

/// The file in it with what a person worked on.
const REMEMBERED: &str = "session.json";

/// Where that was before.
const OLD_KEYS: [&str; 2] = ["glassbox-preferences", "glassbox-document"];

/// What was said stays at least so long, in seconds.
const READING_TIME: f64 = 2.0;

/// What is under way, and what came of it.
#[derive(Default)]
pub(super) struct Files {
    jobs: Vec<BackgroundTask<Outcome>>,
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
    /// A file of passages to search in.
    SearchIn,
    /// A place for one file.
    Save(Content),
    /// A folder for several.
    SaveAll(Content),
    /// A folder that a function fills, for what is too large to be made in memory.
    Fill(FolderWriter),
}

/// Makes what is to be written: names and bytes. The name is left out for a file on its own.
pub(super) type Content = Arc<dyn Fn(&Path) -> FileContents + Send + Sync>;

/// Fills a folder with files, all of them or none; returns how many there are then.
pub(super) type FolderWriter = Arc<dyn Fn(&Path) -> Result<usize, String> + Send + Sync>;

/// What is to be written, or why it cannot be made.
pub(super) type FileContents = Result<Vec<(Option<String>, Vec<u8>)>, String>;

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
    AlreadyExists(Purpose, PathBuf),
    /// A file was read.
    Opened(PathBuf, Result<Opened, String>),
    /// A file of texts was looked at.
    LookedAt(InputFile, ReadAs, Result<Preview, String>),
    /// Files were written.
    Saved(PathBuf, Result<usize, String>),
    /// A chart was drawn for the clipboard.
    Image(Result<ColorImage, String>),
    /// A chart was drawn to be looked at; the number says for which request.
    Preview(u64, Result<ColorImage, String>),
}

/// What a file held.
pub(super) enum Opened {
    Session(Box<Document>),
    Recipe(Box<Recipe>),
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
        self.start(ctx, "glassbox-preview", move || {
            Outcome::Preview(number, image_of(&figure, &style))
        });
    }

    /// Draws `figure` for the clipboard.
    pub(super) fn copy_figure(&mut self, ctx: &Context, figure: Figure, style: FigureStyle) {
        self.start(ctx, "glassbox-copy", move || {
            Outcome::Image(image_of(&figure, &style))
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
        match BackgroundTask::start(name, work, move || waker.request_repaint()) {
            Ok(job) => self.jobs.push(job),
            Err(error) => self.problem = Some(format!("no thread could be started: {error}")),
        }
    }

    /// Forgets what was said once the person has had time to read it and goes on working.
    pub(super) fn dismiss_after(&mut self, time: f64) {
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

    pub(super) fn say(&mut self, path: &Path, outcome: Result<String, String>) {
        match outcome {
            Ok(what) => self.done = Some(format!("{what} {}.", path.display())),
            Err(problem) => {
                self.done = None;
                self.problem = Some(problem);
            }
        }
    }
}

fn image_of(figure: &Figure, style: &FigureStyle) -> Result<ColorImage, String> {
    let png = png_from_figure(figure, style).map_err(|error| error.to_string())?;
    let image = image::load_from_memory_with_format(&png, image::ImageFormat::Png);
    let image = image.map_err(|error| error.to_string())?.into_rgba8();
    let size = [image.width() as usize, image.height() as usize];
    Ok(ColorImage::from_rgba_unmultiplied(size, image.as_raw()))
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
        Purpose::Save(_) => dialog.set_title("Save").save_file(),
        Purpose::SaveAll(_) | Purpose::Fill(_) => {
            dialog.set_title("A folder for the files").pick_folder()
        }
    };
    path.into_iter().collect()
}

/// The bytes of a file, of one that is too large only the first.
fn bytes_of(path: &Path) -> std::io::Result<Vec<u8>> {
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

/// What a file holds: a session, or what a figure or a result was made from.
fn opened(path: &Path) -> Result<Opened, String> {
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
        document.map(|document| Opened::Session(Box::new(document)))
    } else {
        let recipe = recipe_from_file(&bytes).map_err(|error| error.to_string());
        recipe.map(|recipe| Opened::Recipe(Box::new(recipe)))
    };
    opened.map_err(|reason| format!("{place}: {reason}"))
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
