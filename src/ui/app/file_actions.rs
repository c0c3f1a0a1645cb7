//! Files into and out of the window: what was chosen, read, written or dropped.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui::Context;

use crate::corpus::input::{InputFile, preview};
use crate::engine::CatalogRequest;
use crate::ui::corpus::ChosenFiles;
use crate::ui::dialogs::model_choice::ModelChoice;
use crate::ui::dialogs::path_dialog::PathDialog;
use crate::ui::files::{Content, Opened, Outcome, Purpose, written};
use crate::ui::state::model_slots::Slot;
use crate::ui::views::corpus;

use super::App;

impl App {
    /// Takes in what the other threads did, and what was dropped on the window.
    pub(super) fn receive_files(&mut self, ctx: &Context) {
        let dropped = ctx.input(|input| input.raw.dropped_files.clone());
        for file in dropped {
            self.open_path(ctx, file.path().to_owned());
        }
        for outcome in self.files.take_ready() {
            match outcome {
                Ok(outcome) => self.receive_outcome(ctx, outcome),
                Err(broke) => self.files.problem = Some(broke),
            }
        }
    }

    /// Opens what `path` holds: texts for a corpus by its ending, else a session, a figure or a
    /// result.
    pub(super) fn open_path(&mut self, ctx: &Context, path: PathBuf) {
        match ChosenFiles::texts_at(&path) {
            Some(file) => self.look_at(ctx, &file),
            None => self.files.open(ctx, path),
        }
    }

    /// Adds a file of texts to the corpus and takes a first look at it, on another thread.
    pub(super) fn look_at(&mut self, ctx: &Context, file: &InputFile) {
        self.document.settings.view = corpus::ID;
        self.corpus.setting_up = true;
        if !self.corpus.files.add(file) {
            return;
        }
        self.look_again(ctx, file.clone());
    }

    /// Takes a look at a file of texts as it is to be read now, on another thread.
    pub(super) fn look_again(&mut self, ctx: &Context, file: InputFile) {
        let choice = self.corpus.files.choice.clone();
        self.files.start(ctx, "glassbox-look", move || {
            let look = preview(&file, &choice).map_err(|error| error.to_string());
            Outcome::LookedAt(file, choice.read_as, look)
        });
    }

    /// Asks where the session is to be saved.
    pub(super) fn ask_save_session(&mut self, ctx: &Context) {
        let session = self.document.session();
        let content: Content = Arc::new(move |_| Ok(vec![(None, session.clone().into_bytes())]));
        let purpose = Purpose::Save(content);
        self.files.ask(ctx, purpose, "glassbox-session.json".into());
    }

    /// Does what a path was asked for. `replace` says that the person knows of a file there.
    pub(super) fn use_path(
        &mut self,
        ctx: &Context,
        purpose: Purpose,
        path: PathBuf,
        replace: bool,
    ) {
        let (content, folder) = match &purpose {
            Purpose::Open => return self.open_path(ctx, path),
            Purpose::OpenTexts => {
                match InputFile::named(&path, None) {
                    Ok(file) => self.look_at(ctx, &file),
                    Err(error) => self.files.problem = Some(error.to_string()),
                }
                return;
            }
            Purpose::SearchIn => {
                self.document.search_file = Some(path);
                self.document.search_column = String::new();
                if let Some(model) = self.models.first.in_use().cloned() {
                    self.search.read(ctx, &model, &self.document);
                }
                return;
            }
            Purpose::ModelFolder => return self.look_into_model(&path),
            Purpose::Save(content) => (Arc::clone(content), false),
            Purpose::SaveAll(content) => (Arc::clone(content), true),
            Purpose::Fill(fill) => {
                let fill = Arc::clone(fill);
                self.files.start(ctx, "glassbox-save", move || {
                    let filled = fill(&path);
                    Outcome::Saved(path, filled)
                });
                return;
            }
        };
        self.files.start(ctx, "glassbox-save", move || {
            if !folder && !replace && path.exists() {
                return Outcome::AlreadyExists(purpose, path);
            }
            let written = content(&path).and_then(|files| written(&path, &files, folder));
            Outcome::Saved(path, written)
        });
    }

    fn receive_outcome(&mut self, ctx: &Context, outcome: Outcome) {
        match outcome {
            Outcome::Chosen { purpose, paths, .. } if !paths.is_empty() => {
                for path in paths {
                    self.use_path(ctx, purpose.clone(), path, true);
                }
            }
            Outcome::AlreadyExists(purpose, path) => {
                self.asking_path = Some(PathDialog::taken(purpose, &path));
            }
            Outcome::Chosen {
                purpose,
                suggested,
                at_once: true,
                ..
            } => {
                self.asking_path = Some(PathDialog::new(purpose, &suggested));
            }
            Outcome::Chosen { .. } => {}
            Outcome::Opened(path, Ok(Opened::Folder)) => self.look_into_model(&path),
            Outcome::Opened(path, outcome) => {
                self.files.problem = None;
                let opened = outcome.and_then(|opened| match opened {
                    Opened::Session(document) => {
                        self.restore(*document);
                        self.preferences.used_session(path.clone());
                        Ok(())
                    }
                    Opened::Recipe(recipe) => self.restore_recipe(&recipe),
                    Opened::Folder => Ok(()),
                });
                self.files.say(&path, opened.map(|()| "Opened".to_owned()));
            }
            Outcome::LookedAt(file, read_as, look) => {
                self.corpus.files.receive(&file, &read_as, look);
            }
            Outcome::Saved(path, outcome) => self.note_saved(&path, outcome),
            Outcome::Image(Ok(image)) => {
                ctx.copy_image(image);
                self.files.done = Some("The chart is on the clipboard.".to_owned());
            }
            Outcome::Image(Err(problem)) => self.files.problem = Some(problem),
            Outcome::Preview(number, image) => {
                if let Some(exporting) = &mut self.exporting {
                    exporting.receive(ctx, number, image);
                }
            }
        }
    }

    /// Looks at the folder of a model, in the dialog in which one is chosen.
    fn look_into_model(&mut self, path: &Path) {
        let choosing = self.choosing.get_or_insert(ModelChoice::new(Slot::First));
        let name = choosing.look_into(path);
        self.catalog.submit(CatalogRequest {
            look_up: Some(name),
        });
    }

    fn note_saved(&mut self, path: &Path, outcome: Result<usize, String>) {
        self.files.problem = None;
        let is_session = path.extension().is_some_and(|ending| ending == "json");
        if outcome.is_ok() && is_session {
            self.preferences.used_session(path.to_owned());
        }
        let saved = outcome.map(|count| match count {
            1 => "Saved".to_owned(),
            many => format!("Saved {many} files to"),
        });
        self.files.say(path, saved);
    }
}
