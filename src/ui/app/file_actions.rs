//! Files into and out of the window: what was chosen, read, written or dropped.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui::Context;

use crate::analysis::Asked;
use crate::corpus::input::{InputFile, preview};
use crate::corpus::results_in;
use crate::engine::CatalogRequest;
use crate::export::figure::Recipe;
use crate::ui::corpus::ChosenFiles;
use crate::ui::dialogs::model_choice::ModelChoice;
use crate::ui::dialogs::path_dialog::PathDialog;
use crate::ui::dialogs::replace_files::ReplaceFiles;
use crate::ui::files::{Done, Opened, Outcome, show_in_folder, written};
use crate::ui::purpose::Purpose;
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
        if let Some((purpose, suggested)) = self.files.overdue_dialog(ctx) {
            self.asking_path = Some(PathDialog::new(purpose, &suggested));
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

    /// Shows where `path` lies, on another thread.
    pub(super) fn show_in_folder(&mut self, ctx: &Context, path: PathBuf) {
        self.files.start(ctx, "glassbox-show", move || {
            Outcome::Shown(show_in_folder(&path))
        });
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
            Purpose::SaveSession => return self.save_session_at(ctx, path, replace),
            Purpose::ModelFolder => return self.look_into_model(&path),
            Purpose::Save(content) => (Arc::clone(content), false),
            Purpose::SaveAll(content) => (Arc::clone(content), true),
            Purpose::Fill(fill) => {
                let fill = Arc::clone(fill);
                self.files.start(ctx, "glassbox-save", move || {
                    let there = if replace {
                        Vec::new()
                    } else {
                        results_in(&path)
                    };
                    if !there.is_empty() {
                        return Outcome::WouldReplace(purpose, path, there);
                    }
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
            let files = content(&path);
            let names = files.iter().flatten().filter_map(|(name, _)| name.as_ref());
            let there = names.filter(|name| folder && path.join(name).exists());
            let there: Vec<String> = there.cloned().collect();
            if !replace && !there.is_empty() {
                return Outcome::WouldReplace(purpose, path, there);
            }
            let written = files.and_then(|files| written(&path, &files, folder));
            Outcome::Saved(path, written)
        });
    }

    fn receive_outcome(&mut self, ctx: &Context, outcome: Outcome) {
        match outcome {
            Outcome::Chosen {
                purpose,
                suggested,
                paths,
            } => self.receive_chosen(ctx, &purpose, &suggested, paths),
            Outcome::AlreadyExists(purpose, path) => {
                self.asking_path = Some(PathDialog::taken(purpose, &path));
            }
            Outcome::WouldReplace(purpose, folder, names) => {
                self.replacing = Some(ReplaceFiles {
                    purpose,
                    folder,
                    names,
                });
            }
            Outcome::SavedSession(path, document, written) => {
                self.note_saved_session(path, *document, written);
            }
            Outcome::Recalled(found) => self.note_recalled(found.map(|found| *found)),
            Outcome::Kept(Ok(())) | Outcome::Shown(Ok(())) => {}
            Outcome::Kept(Err(problem)) | Outcome::Shown(Err(problem)) => {
                self.files.problem = Some(problem);
            }
            Outcome::Fonts(fonts) => {
                if let Some(exporting) = &mut self.exporting {
                    exporting.choices.fonts = fonts;
                }
            }
            Outcome::Opened(path, Ok(Opened::Folder)) => self.look_into_model(&path),
            Outcome::Opened(path, outcome) => {
                self.files.problem = None;
                let opened = outcome.and_then(|opened| match opened {
                    Opened::Session(document, found) => {
                        self.restore((*document).clone());
                        self.note_opened_session(&path, *document, found.map(|found| *found));
                        Ok("Opened".to_owned())
                    }
                    Opened::Recipe(recipe) => {
                        self.restore_recipe(&recipe).map(|()| opened_as(&recipe))
                    }
                    Opened::Folder => Ok("Opened".to_owned()),
                });
                self.files.say(&path, opened);
            }
            Outcome::LookedAt(file, read_as, look) => {
                self.corpus.files.receive(&file, &read_as, look);
            }
            Outcome::Saved(path, outcome) => self.note_saved(&path, outcome),
            Outcome::Image(Ok(image)) => {
                ctx.copy_image(image);
                self.files.done = Some("The chart is on the clipboard.".to_owned().into());
            }
            Outcome::Image(Err(problem)) => self.files.problem = Some(problem),
            Outcome::Preview(number, image) => {
                if let Some(exporting) = &mut self.exporting {
                    exporting.receive(ctx, number, image);
                }
            }
        }
    }

    /// Goes on with what the system's dialog came to.
    fn receive_chosen(
        &mut self,
        ctx: &Context,
        purpose: &Purpose,
        suggested: &Path,
        paths: Vec<PathBuf>,
    ) {
        let none_came = self.files.no_dialog_came(ctx);
        if paths.is_empty() {
            if none_came {
                self.asking_path = Some(PathDialog::new(purpose.clone(), suggested));
            }
            return;
        }
        // The window's own, if it was offered meanwhile.
        self.asking_path = None;
        // The system's dialog asked about one file; it knows nothing of those in a folder.
        let knows = !matches!(purpose, Purpose::SaveAll(_) | Purpose::Fill(_));
        for path in paths {
            self.use_path(ctx, purpose.clone(), path, knows);
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
        let saved = outcome.map(|count| match count {
            1 => Done::saved(path, "Saved"),
            many => Done::saved(path, &format!("Saved {many} files to")),
        });
        match (&mut self.exporting, saved) {
            (Some(exporting), saved) => exporting.say(saved),
            (None, Ok(done)) => self.files.done = Some(done),
            (None, Err(problem)) => {
                self.files.done = None;
                self.files.problem = Some(problem);
            }
        }
    }
}

/// What was done by opening a figure or a result that was made as `recipe` says.
fn opened_as(recipe: &Recipe) -> String {
    match &recipe.question.asked {
        Asked::Corpus { files, .. } => format!(
            "The texts are not in a figure: choose {} and run it again for what is in",
            files.join(", ")
        ),
        _ => "Opened".to_owned(),
    }
}
