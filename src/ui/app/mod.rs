//! The app: it owns what the window knows and the threads behind it. `logic` alone acts, `frame`
//! alone draws.

mod arriving;
mod copying;
mod document_actions;
mod exporting;
mod file_actions;
mod frame;
mod logic;
mod pinning;
mod selecting;
mod session_actions;

use std::sync::Arc;

use eframe::egui::text_edit::TextEditState;
use eframe::egui::{Context, Id, TextEdit, Ui};

use crate::corpus::reference::ReferenceStore;
use crate::corpus::search::EmbeddingStore;
use crate::domain::removal::Progress;
use crate::domain::trace::ModelCard;
use crate::engine::{Catalog, CatalogRequest, Engine, Listing, Loader, Request, start_catalog};
use crate::export::figure::FigureStyle;
use crate::glossary::Term;
use crate::paint::theme;

use super::corpus::{ChosenFiles, Corpus};
use super::dialogs::command_palette::CommandPalette;
use super::dialogs::figure_export::FigureExport;
use super::dialogs::help::Help;
use super::dialogs::model_choice::ModelChoice;
use super::dialogs::path_dialog::PathDialog;
use super::dialogs::replace_files::ReplaceFiles;
use super::files::{Done, Files};
use super::reference::ReferenceState;
use super::remembering::{forget_old_keys, is_running};
use super::search::SearchState;
use super::state::answers::Answers;
use super::state::chart_cache::ChartCache;
use super::state::document::Document;
use super::state::history::History;
use super::state::keeper::Keeper;
use super::state::kept_texts::KeptTexts;
use super::state::model_slots::ModelSlots;
use super::state::opening::{Opening, Remembered};
use super::state::recent_prompts::TypedPrompts;
use super::state::selection::TextRange;
use super::state::session_file::SessionFile;
use super::state::settings::{Preferences, Settings};
use super::state::view_state::ViewState;
use arriving::Arriving;

/// What is said of a session that outlived a crash.
const RESTORED: &str = "Restored: Glassbox did not end as it should, this is what was there.";

/// How far the window is from being closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Ending {
    /// It stays.
    #[default]
    Open,
    /// A person is asked whether it may close over a run.
    Asked,
    /// It closes, whatever is under way.
    Anyway,
    /// It was closed as it should be.
    Over,
}

/// The window's state and the threads behind it.
pub struct App {
    engine: Engine,
    loader: Loader,
    catalog: Catalog,
    /// What the catalog found last.
    listing: Listing,
    preferences: Preferences,
    /// What a person works on. Its models are those that are wanted.
    document: Document,
    history: History,
    models: ModelSlots,
    /// The model in use.
    model: Option<Arc<ModelCard>>,
    /// What was asked of the engine last.
    asked: Option<Request>,
    answers: Answers,
    /// What went wrong with the newest question.
    problem: Option<String>,
    state: ViewState,
    charts: ChartCache,
    corpus: Corpus,
    search: SearchState,
    reference: ReferenceState,
    files: Files,
    keeper: Keeper,
    /// The file that the session lies in.
    session: SessionFile,
    /// The files of texts, as they are to be kept.
    texts: KeptTexts,
    /// What the window is called.
    title: String,
    /// What is to be done once a model under way is ready.
    arriving: Option<Arriving>,
    /// The chart and the look of the figure that was opened, to be exported as it was.
    picture: Option<(String, FigureStyle)>,
    /// The dialogs, while they are open.
    exporting: Option<FigureExport>,
    choosing: Option<ModelChoice>,
    asking_path: Option<PathDialog>,
    replacing: Option<ReplaceFiles>,
    ending: Ending,
    palette: Option<CommandPalette>,
    help: Option<Help>,
    /// The words of the glossary that the page explains.
    explained: Vec<Term>,
    /// Whether the window has the whole screen, with large text.
    presenting: bool,
    typed_prompts: TypedPrompts,
    focus_prompt: bool,
    /// Whether another text took the prompt's place: a cursor in it would stand anywhere.
    cursor_to_end: bool,
}

impl App {
    /// Starts the threads and goes on where the last run ended, unless `opening` says otherwise.
    ///
    /// # Errors
    /// The system could not start a thread.
    pub fn new(ctx: &Context, remembered: Remembered, opening: Opening) -> std::io::Result<Self> {
        theme::install(ctx);
        let keeper = Keeper::new(remembered.clone());
        let ended_uncleanly = remembered.ended_uncleanly(is_running);
        let Remembered {
            preferences,
            mut document,
            session,
            texts,
            problem,
            ..
        } = remembered;
        ctx.set_theme(preferences.theme);
        ctx.set_zoom_factor(preferences.scale());
        // The commands do it, and remember it.
        ctx.options_mut(|options| options.zoom_with_keyboard = false);
        // A cursor remembered from another text would stand in the middle of this one.
        TextEdit::store_state(ctx, prompt_id(), TextEditState::default());
        let wakers = [ctx.clone(), ctx.clone(), ctx.clone()];
        let [for_engine, for_loader, for_catalog] = wakers;
        let engine = Engine::start(move || for_engine.request_repaint())?;
        let loader = Loader::start(opening.hub.clone(), move || for_loader.request_repaint())?;
        let wake = move || for_catalog.request_repaint();
        let catalog = start_catalog(opening.hub.clone(), wake)?;
        let asked_for_model = opening.model.is_some();
        let store = EmbeddingStore::usual().filter(|_| opening.keep_embeddings);
        let search = SearchState::start(ctx, store)?;
        let file = opening.file.clone();
        let reads = opening.reads_reference;
        let kept = ReferenceStore::usual().filter(|_| opening.keep_embeddings);
        let reference = ReferenceState::new(ctx, kept, reads);
        opening.change(&mut document);
        let models = ModelSlots::new(
            document.model.clone(),
            !asked_for_model,
            document.second_model.clone(),
        );
        let mut app = Self {
            engine,
            loader,
            catalog,
            listing: Listing::default(),
            preferences,
            history: History::new(document.clone()),
            document,
            models,
            model: None,
            asked: None,
            answers: Answers::default(),
            problem: None,
            state: ViewState::default(),
            charts: ChartCache::default(),
            corpus: Corpus {
                files: ChosenFiles::restored(&texts),
                ..Corpus::default()
            },
            search,
            reference,
            files: Files::default(),
            keeper,
            session,
            texts,
            title: String::new(),
            arriving: None,
            picture: None,
            exporting: None,
            choosing: None,
            asking_path: None,
            replacing: None,
            ending: Ending::default(),
            palette: None,
            help: None,
            explained: Vec::new(),
            presenting: false,
            typed_prompts: TypedPrompts::default(),
            focus_prompt: true,
            cursor_to_end: false,
        };
        app.files.problem = problem;
        if ended_uncleanly {
            app.files.done = Some(Done::staying(RESTORED.to_owned()));
        }
        app.recall_findings(ctx);
        app.catalog.submit(CatalogRequest::default());
        app.ask();
        if let Some(file) = file {
            app.open_path(ctx, file);
        }
        Ok(app)
    }

    /// Everything a person works on, as it is now.
    pub fn document(&self) -> Document {
        self.document.clone()
    }

    /// How the texts are looked at.
    pub fn settings(&self) -> &Settings {
        &self.document.settings
    }

    /// What the window is called.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The text in the prompt box.
    pub fn prompt(&self) -> &str {
        &self.document.prompt
    }

    /// The text the charts show, if any; it may lag behind the prompt.
    pub fn shown_text(&self) -> Option<&str> {
        let shown = self.answers.analysis.as_ref()?;
        Some(&shown.newest.traced.text)
    }

    /// The two texts the compare view shows, if any; they may lag behind the prompts.
    pub fn shown_pair(&self) -> Option<[&str; 2]> {
        let comparison = &self.answers.comparison.as_ref()?.newest;
        Some([&comparison.a.traced.text, &comparison.b.traced.text])
    }

    /// The two texts whose match is shown.
    pub fn shown_match(&self) -> Option<[&str; 2]> {
        let matched = self.answers.matched.as_ref()?;
        Some([&matched.a.traced.text, &matched.b.traced.text])
    }

    /// The text whose attention is shown, or the first of two.
    pub fn shown_attention(&self) -> Option<&str> {
        let attention = self.answers.attention.as_ref()?;
        Some(&attention.a.analysis.traced.text)
    }

    /// The text whose tokens were removed, and how many sets of them.
    pub fn shown_effects(&self) -> Option<(&str, Progress)> {
        let effects = self.answers.effects.as_ref()?;
        Some((&effects.analysis.traced.text, effects.progress))
    }

    /// The text whose words are shown at every layer, and whether every layer is there.
    pub fn shown_lens(&self) -> Option<(&str, bool)> {
        let lens = self.answers.lens.as_ref()?;
        Some((&lens.analysis.traced.text, lens.is_whole()))
    }

    /// What is selected, as its text spells it; empty for a token that the model added.
    pub fn selected_text(&self) -> Option<&str> {
        self.state.selection.selected().map(TextRange::text)
    }

    /// The model in use, once there is one.
    pub fn model(&self) -> Option<&ModelCard> {
        self.model.as_deref()
    }

    /// Whether a text is still being read, a model is loading or a file is under way.
    pub fn is_busy(&self) -> bool {
        self.engine.is_busy()
            || self.models.is_loading()
            || self.files.is_busy()
            || self.corpus.is_busy()
            || self.search.is_busy()
    }

    /// Puts `text` into the prompt box, as typing it would, and the cursor behind it.
    pub fn set_prompt(&mut self, ctx: &Context, text: &str) {
        text.clone_into(&mut self.document.prompt);
        TextEdit::store_state(ctx, prompt_id(), TextEditState::default());
        self.focus_prompt = true;
        self.ask();
    }

    /// Puts texts into both prompt boxes of the compare view, as typing them would.
    pub fn set_prompts(&mut self, ctx: &Context, a: &str, b: &str) {
        b.clone_into(&mut self.document.prompt_b);
        self.set_prompt(ctx, a);
    }
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        self.update(ctx);
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        self.draw(ui);
    }

    fn persist_egui_memory(&self) -> bool {
        // It would bring back the cursor of another text.
        false
    }

    fn save(&mut self, storage: &mut dyn eframe::Storage) {
        forget_old_keys(storage);
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.ending = Ending::Over;
        self.finish_session(true);
    }
}

/// The identity of the prompt box, which keeps its keyboard focus.
pub(in crate::ui) fn prompt_id() -> Id {
    Id::unique("prompt")
}
