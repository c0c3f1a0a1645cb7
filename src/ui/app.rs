//! The app: drains the engine, acts on commands, lays out the window.

use eframe::egui::text_edit::TextEditState;
use eframe::egui::{
    CentralPanel, Context, Id, Panel, ScrollArea, TextEdit, Theme, ThemePreference, Ui,
};

use crate::analysis::Answer;
use crate::domain::layer::paper_layer;
use crate::domain::trace::ModelCard;
use crate::engine::{Catalog, CatalogRequest, Engine, Listing, Loader, start_catalog};
use crate::export::figure::FigureStyle;
use crate::model::ModelSource;
use crate::paint::theme;

use super::answer::{TableFormat, table, whole_answer};
use super::charts_at_hand::ChartsAtHand;
use super::command::Command;
use super::corpus::Corpus;
use super::documents::Arriving;
use super::figure_export::{self, FigureExport};
use super::files::{self, Files};
use super::history::History;
use super::model_choice::{self, ModelChoice};
use super::models_at_hand::{ModelsAtHand, Place};
use super::path_question;
use super::state::{Opening, Preferences, Remembered, Settings, View};
use super::workspace::Workspace;
use super::{controls, header, views};

const PREFERENCES_KEY: &str = "glassbox-preferences";
const DOCUMENT_KEY: &str = "glassbox-document";

/// The window's state and the engine behind it.
pub struct App {
    engine: Engine,
    pub(super) loader: Loader,
    pub(super) catalog: Catalog,
    /// What the catalog found last.
    pub(super) listing: Listing,
    pub(super) preferences: Preferences,
    pub(super) settings: Settings,
    pub(super) workspace: Workspace,
    pub(super) corpus: Corpus,
    pub(super) charts: ChartsAtHand,
    pub(super) history: History,
    /// What is to be done once a model under way is ready.
    pub(super) arriving: Option<Arriving>,
    pub(super) files: Files,
    /// The chart and the look of the figure that was opened, to be exported as it was.
    pub(super) picture: Option<(String, FigureStyle)>,
    /// The dialog in which a figure is exported, while it is open.
    pub(super) exporting: Option<FigureExport>,
    /// The dialog in which a model is chosen, while it is open.
    pub(super) choosing: Option<ModelChoice>,
    focus_prompt: bool,
    /// Whether another text took the prompt's place: a cursor in it would stand anywhere.
    pub(super) cursor_to_end: bool,
}

impl App {
    /// Starts the engine and goes on where the last run ended, unless `opening` says otherwise.
    ///
    /// # Errors
    /// The system could not start a thread.
    pub fn new(ctx: &Context, remembered: Remembered, opening: Opening) -> std::io::Result<Self> {
        theme::install(ctx);
        let Remembered {
            preferences,
            mut document,
        } = remembered;
        ctx.set_theme(preferences.theme);
        // Ctrl with + and - would scale the whole window; here it is the tokens that zoom.
        ctx.options_mut(|options| options.zoom_with_keyboard = false);
        // A cursor remembered from another text would stand in the middle of this one.
        TextEdit::store_state(ctx, prompt_id(), TextEditState::default());
        let wakers = [ctx.clone(), ctx.clone(), ctx.clone()];
        let [for_engine, for_loader, for_catalog] = wakers;
        let (engine, loader, catalog) = (
            Engine::start(move || for_engine.request_repaint())?,
            Loader::start(opening.hub.clone(), move || for_loader.request_repaint())?,
            start_catalog(opening.hub.clone(), move || for_catalog.request_repaint())?,
        );
        let asked_for_model = opening.model.is_some();
        opening.change(&mut document);
        let models = ModelsAtHand::new(
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
            settings: document.settings.clone(),
            workspace: Workspace::new(&document, models),
            corpus: Corpus::default(),
            charts: ChartsAtHand::default(),
            history: History::new(document),
            arriving: None,
            files: Files::default(),
            picture: None,
            exporting: None,
            choosing: None,
            focus_prompt: true,
            cursor_to_end: false,
        };
        app.catalog.submit(CatalogRequest::default());
        app.ask();
        Ok(app)
    }

    /// What was kept of the last run.
    pub fn remembered(storage: Option<&dyn eframe::Storage>) -> Remembered {
        let Some(storage) = storage else {
            return Remembered::default();
        };
        Remembered {
            preferences: eframe::get_value(storage, PREFERENCES_KEY).unwrap_or_default(),
            document: eframe::get_value(storage, DOCUMENT_KEY).unwrap_or_default(),
        }
    }

    /// Takes in answers and commands; draws nothing.
    pub fn think(&mut self, ctx: &Context) {
        while let Some(answer) = self.loader.take_answer() {
            self.workspace.models.receive(answer);
        }
        self.take_up_model();
        while let Some(answer) = self.catalog.take_answer() {
            if let Ok(listing) = answer.outcome {
                if let Some(choosing) = &mut self.choosing {
                    choosing.receive(answer.request.look_up.as_ref(), &listing);
                }
                self.listing = listing;
            }
        }
        while let Some(answer) = self.engine.take_answer() {
            self.workspace.receive(answer);
        }
        self.corpus.think();
        for command in Command::pressed(ctx) {
            self.act(ctx, command);
        }
        files::think(ctx, self);
    }

    /// Draws the window.
    pub fn draw(&mut self, ui: &mut Ui) {
        if std::mem::take(&mut self.cursor_to_end) {
            TextEdit::store_state(ui.ctx(), prompt_id(), TextEditState::default());
        }
        Panel::top("header").show(ui, |ui| header::show(ui, self));
        if self.workspace.model.is_some() {
            Panel::top("controls").show(ui, |ui| controls::show(ui, self));
        }
        let workspace = &self.workspace;
        let typed = |text: &str| !text.trim().is_empty();
        let ready = match self.settings.view {
            View::Tokens | View::Layers => {
                typed(&workspace.prompt) && workspace.answers.analysis.is_some()
            }
            View::Compare => {
                typed(&workspace.prompt)
                    && typed(&workspace.prompt_b)
                    && workspace.answers.comparison.is_some()
            }
            View::Models => typed(&workspace.prompt) && workspace.answers.models.is_some(),
            View::Drift | View::Paper | View::Corpus => true,
        };
        CentralPanel::default().show(ui, |ui| match self.settings.view {
            View::Tokens if ready => views::tokens::show(ui, self),
            View::Layers if ready => views::layers::show(ui, self),
            View::Compare if ready => views::compare::show(ui, self),
            View::Drift => views::drift::show(ui, self),
            View::Paper => views::paper::show(ui, self),
            View::Corpus => views::corpus::show(ui, self),
            View::Models => views::models::show(ui, self, ready),
            _ => {
                ScrollArea::vertical().show(ui, |ui| views::welcome::show(ui, self));
            }
        });
        model_choice::show(ui.ctx(), self);
        figure_export::show(ui.ctx(), self);
        path_question::show(ui.ctx(), self);
        self.note_document(ui.ctx());
        self.ask();
    }

    /// The text the charts show, if any; it may lag behind the prompt.
    pub fn shown_text(&self) -> Option<&str> {
        let shown = self.workspace.answers.analysis.as_ref()?;
        Some(&shown.newest.traced.text)
    }

    /// The settings at hand.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The text in the prompt box.
    pub fn prompt(&self) -> &str {
        &self.workspace.prompt
    }

    /// Puts `text` into the prompt box, as typing it would, and the cursor behind it.
    pub fn set_prompt(&mut self, ctx: &Context, text: &str) {
        text.clone_into(&mut self.workspace.prompt);
        TextEdit::store_state(ctx, prompt_id(), TextEditState::default());
        self.focus_prompt = true;
        self.ask();
    }

    /// Puts texts into both prompt boxes of the compare view, as typing them would.
    pub fn set_prompts(&mut self, ctx: &Context, a: &str, b: &str) {
        b.clone_into(&mut self.workspace.prompt_b);
        self.set_prompt(ctx, a);
    }

    /// The two texts the compare view shows, if any; they may lag behind the prompts.
    pub fn shown_pair(&self) -> Option<[&str; 2]> {
        let comparison = &self.workspace.answers.comparison.as_ref()?.newest;
        Some([&comparison.a.traced.text, &comparison.b.traced.text])
    }

    /// Whether a text is still being read, a model is loading or a file is under way.
    pub fn is_busy(&self) -> bool {
        self.engine.is_busy()
            || self.workspace.models.is_loading()
            || self.files.is_busy()
            || self.corpus.is_busy()
    }

    /// Whether a text is still being read; what is shown of it may be a part.
    pub(super) fn is_reading(&self) -> bool {
        self.engine.is_busy()
    }

    /// The model in use, once there is one.
    pub fn model(&self) -> Option<&ModelCard> {
        self.workspace.model.as_deref()
    }

    /// Opens the dialog in which a model is chosen.
    pub(super) fn open_model_choice(&mut self, place: Place) {
        self.choosing = Some(ModelChoice::new(place));
        self.catalog.submit(CatalogRequest::default());
    }

    /// Wants another model; it is taken up once it is loaded.
    pub(super) fn choose_model(&mut self, place: Place, source: ModelSource) {
        self.workspace.models.choose(place, source.from_anywhere());
        self.focus_prompt = true;
    }

    /// Does what `command` says.
    pub(super) fn act(&mut self, ctx: &Context, command: Command) {
        let count = self
            .workspace
            .answers
            .analysis
            .as_ref()
            .map(|shown| shown.newest.traced.tokens.len());
        let count = count.unwrap_or_default();
        let middle = {
            let (start, end) = self.workspace.window.range(count);
            f64::midpoint(start, end)
        };
        match command {
            Command::FocusPrompt => self.focus_prompt = true,
            Command::NextLayer => self.step_layer(1),
            Command::PreviousLayer => self.step_layer(-1),
            Command::ShowTokens => self.settings.view = View::Tokens,
            Command::ShowLayers => self.settings.view = View::Layers,
            Command::ShowCompare => self.settings.view = View::Compare,
            Command::ShowDrift => self.settings.view = View::Drift,
            Command::ShowModels => self.settings.view = View::Models,
            Command::ShowPaper => self.settings.view = View::Paper,
            Command::ShowCorpus => self.settings.view = View::Corpus,
            Command::ChooseModel => self.open_model_choice(Place::First),
            Command::Undo => self.undo(),
            Command::Redo => self.redo(),
            Command::Open => files::ask_open(ctx, self),
            Command::SaveSession => files::ask_save_session(ctx, self),
            Command::ExportFigure => figure_export::open(self),
            Command::CopyImage => figure_export::copy_image(ctx, self),
            Command::ExportAll => figure_export::ask_export_all(ctx, self),
            Command::CopyMarkdown => self.copy_table(ctx, TableFormat::Markdown),
            Command::CopyLatex => self.copy_table(ctx, TableFormat::Latex),
            Command::ToggleTheme => {
                let to = match ctx.theme() {
                    Theme::Dark => ThemePreference::Light,
                    Theme::Light => ThemePreference::Dark,
                };
                self.set_theme(ctx, to);
            }
            Command::CopyTable => self.copy_table(ctx, TableFormat::Sheet),
            Command::ZoomIn => self.workspace.window.zoom(1.5, middle, count),
            Command::ZoomOut => self.workspace.window.zoom(1.0 / 1.5, middle, count),
            Command::ZoomFit => self.workspace.window.fit(),
        }
    }

    /// What the view at hand shows, if anything.
    pub(super) fn answer(&self) -> Option<Answer> {
        whole_answer(self)
    }

    fn copy_table(&mut self, ctx: &Context, format: TableFormat) {
        let Some(answer) = self.answer() else {
            let sentence = if self.is_reading() {
                "the text is still being read: try again in a moment"
            } else {
                "there is no table yet: type a text first"
            };
            self.files.problem = Some(sentence.to_owned());
            return;
        };
        // As the table beside the chart has them.
        let order = self.workspace.answers.analysis.as_ref();
        let order = order.filter(|_| self.settings.view == View::Tokens);
        let order = order.map(|shown| self.workspace.table_order.tokens(&shown.newest));
        let Some(table) = table(&answer, format, order.as_deref()) else {
            let instead = "a corpus is no single table: save all, or export the figure".to_owned();
            self.files.problem = Some(instead);
            return;
        };
        ctx.copy_text(table);
        self.files.done = Some(format!("The table is on the clipboard, {}.", format.name()));
    }

    pub(super) fn set_theme(&mut self, ctx: &Context, theme: ThemePreference) {
        self.preferences.theme = theme;
        ctx.set_theme(theme);
    }

    /// Whether the prompt box is to take the keyboard in this frame.
    pub(super) fn take_focus_wish(&mut self) -> bool {
        std::mem::take(&mut self.focus_prompt)
    }

    fn step_layer(&mut self, by: isize) {
        let of_findings = self.corpus.layers();
        let of_findings = of_findings.filter(|_| self.settings.view == View::Corpus);
        let in_use = self.workspace.model.as_ref().map(|model| model.layers);
        let Some(layers) = of_findings.or(in_use) else {
            return;
        };
        let layer = self.settings.analysis(layers).layer;
        let layer = layer.unwrap_or_else(|| paper_layer(layers));
        let layer = layer.saturating_add_signed(by);
        if layer <= layers {
            self.settings.layer = Some(layer);
        }
    }

    fn ask(&mut self) {
        let second_too = self.settings.view == View::Models;
        if let Some(request) = self.workspace.models.next_load(second_too) {
            self.loader.load(request);
        }
        if let Some(request) = self.workspace.next_request(&self.settings) {
            self.engine.submit(request);
        }
        self.corpus.give_way(self.engine.is_busy());
    }
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        self.think(ctx);
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        self.draw(ui);
    }

    fn persist_egui_memory(&self) -> bool {
        // It would bring back the cursor of another text.
        false
    }

    fn save(&mut self, storage: &mut dyn eframe::Storage) {
        eframe::set_value(storage, PREFERENCES_KEY, &self.preferences);
        eframe::set_value(storage, DOCUMENT_KEY, &self.document());
    }
}

/// The prompt box, so that a command can find it.
pub(super) fn prompt_id() -> Id {
    Id::unique("prompt")
}
