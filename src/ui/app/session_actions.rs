//! The session: where it is saved, what the window is called after it, what is kept of it between
//! runs, and when the window closes.

use std::path::{Path, PathBuf};

use eframe::egui::{Context, ViewportCommand};

use crate::export::WholeFiles;
use crate::ui::corpus::{ShownCorpus, kept_findings};
use crate::ui::files::{Done, Outcome};
use crate::ui::purpose::Purpose;
use crate::ui::remembering::findings_at;
use crate::ui::state::document::Document;
use crate::ui::state::opening::Current;
use crate::ui::state::session_file::SessionFile;

use super::{App, Ending};

/// The file name that is offered for a session.
const SUGGESTED: &str = "glassbox-session.json";

impl App {
    /// Saves the session where it lies, or asks where it is to lie.
    pub(super) fn save_session(&mut self, ctx: &Context) {
        match self.session.path().map(Path::to_owned) {
            Some(path) => self.save_session_at(ctx, path, true),
            None => self.save_session_as(ctx),
        }
    }

    /// Asks where the session is to be saved.
    pub(super) fn save_session_as(&mut self, ctx: &Context) {
        let suggested = self.session.path().unwrap_or(Path::new(SUGGESTED));
        let suggested = suggested.to_owned();
        self.files.ask(ctx, Purpose::SaveSession, suggested);
    }

    /// Writes the session to `path`, and beside it what was found in a corpus. `replace` says that
    /// the person knows of a file there.
    pub(super) fn save_session_at(&mut self, ctx: &Context, path: PathBuf, replace: bool) {
        let document = self.document.clone();
        let found = self.corpus.run.is_none().then(|| self.corpus.shown.clone());
        self.files
            .save_session(ctx, path, document, found.flatten(), replace);
    }

    /// Takes note that the session was written.
    pub(super) fn note_saved_session(
        &mut self,
        path: PathBuf,
        document: Document,
        written: Result<(), String>,
    ) {
        match written {
            Ok(()) => {
                self.files.problem = None;
                self.files.done = Some(Done::saved(&path, "Saved"));
                self.preferences.used_session(path.clone());
                self.session = SessionFile::new(path, document);
            }
            Err(problem) => self.files.problem = Some(problem),
        }
    }

    /// Takes up a session that was opened, and what lies beside it.
    pub(super) fn note_opened_session(
        &mut self,
        path: &Path,
        document: Document,
        found: Option<ShownCorpus>,
    ) {
        self.session = SessionFile::new(path.to_owned(), document);
        self.preferences.used_session(path.to_owned());
        if let Some(found) = found {
            self.corpus.shown = None;
            self.corpus.restore(found);
        }
    }

    /// Keeps what is worked on, and calls the window after its session.
    pub(super) fn keep_session(&mut self, ctx: &Context) {
        self.texts = self.corpus.files.kept();
        let now = Current {
            preferences: &self.preferences,
            document: &self.document,
            session: &self.session,
            texts: &self.texts,
        };
        if let Err(problem) = self.keeper.note(ctx, &now) {
            self.files.problem = Some(problem);
        }
        let title = self.session.window_title(&self.document);
        if title != self.title {
            ctx.send_viewport_cmd(ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }

    /// Writes at once what is not kept yet. `is_end` says that the window was closed as it should
    /// be.
    pub(super) fn finish_session(&mut self, is_end: bool) {
        self.texts = self.corpus.files.kept();
        let now = Current {
            preferences: &self.preferences,
            document: &self.document,
            session: &self.session,
            texts: &self.texts,
        };
        self.keeper.finish(&now, is_end);
    }

    /// Keeps the findings of a run that is over, on another thread.
    pub(super) fn keep_findings(&mut self, ctx: &Context) {
        let place = self.keeper.beside(kept_findings::KEPT);
        let (Some(place), Some(shown)) = (place, self.corpus.shown.clone()) else {
            return;
        };
        self.files.start(ctx, "glassbox-keep", move || {
            let kept = kept_findings::bytes_of(&shown).and_then(|bytes| {
                let mut file = WholeFiles::private();
                let written = file.prepare(&place, &bytes).and_then(|()| file.publish());
                written.map_err(|error| format!("the findings are not kept: {error}"))
            });
            Outcome::Kept(kept)
        });
    }

    /// Reads the findings that were kept, on another thread, and looks at the files they are of.
    pub(super) fn recall_findings(&mut self, ctx: &Context) {
        let files = self.corpus.files.files.iter();
        let files: Vec<_> = files.map(|chosen| chosen.file.clone()).collect();
        for file in files {
            self.look_again(ctx, file);
        }
        let Some(place) = self.keeper.beside(kept_findings::KEPT) else {
            return;
        };
        self.files.start(ctx, "glassbox-recall", move || {
            Outcome::Recalled(findings_at(&place).map(Box::new))
        });
    }

    /// Shows findings that were kept.
    pub(super) fn note_recalled(&mut self, found: Option<ShownCorpus>) {
        let Some(found) = found else { return };
        let headline = found.headline();
        if !self.corpus.restore(found) {
            return;
        }
        let words = format!("The findings of the last run are back: {headline}.");
        match &mut self.files.done {
            Some(done) => done.words = format!("{} {words}", done.words),
            None => self.files.done = Some(Done::staying(words)),
        }
    }

    /// Asks before the window closes while a run is under way.
    pub(super) fn watch_closing(&mut self, ctx: &Context) {
        let asked = ctx.input(|input| input.viewport().close_requested());
        if asked && self.ending != Ending::Anyway && self.corpus.run.is_some() {
            ctx.send_viewport_cmd(ViewportCommand::CancelClose);
            self.ending = Ending::Asked;
        }
    }

    /// Closes the window; a run under way ends.
    pub(super) fn close(&mut self, ctx: &Context) {
        if let Some(job) = &self.corpus.run {
            job.run.cancel();
        }
        self.ending = Ending::Anyway;
        ctx.send_viewport_cmd(ViewportCommand::Close);
    }
}

/// A window that goes down with its window system keeps what was typed.
impl Drop for App {
    fn drop(&mut self) {
        self.finish_session(self.ending == Ending::Over);
    }
}
