//! The app: drains the engine, acts on commands, lays out the window.

use std::sync::Arc;

use eframe::egui::text_edit::TextEditState;
use eframe::egui::{
    CentralPanel, Context, Id, Panel, ScrollArea, TextEdit, Theme, ThemePreference, Ui,
};

use crate::domain::layer::paper_layer;
use crate::engine::{self, Catalog, CatalogRequest, Engine, Listing, Loader, start_catalog};
use crate::export::{
    csv_from_comparison, csv_from_drift, csv_from_model_comparison, tabs_from_analysis,
};
use crate::model::{ModelCard, ModelSource, Twin, TwinKind};
use crate::paint::theme;

use super::command::Command;
use super::model_choice::{self, ModelChoice};
use super::models_at_hand::{ModelsAtHand, Place};
use super::session::Session;
use super::state::{Opening, Settings, View};
use super::{controls, header, views};

const SETTINGS_KEY: &str = "glassbox-settings";

/// So many models are offered as used lately.
const RECENT_MODELS: usize = 8;

/// The window's state and the engine behind it.
pub struct App {
    engine: Engine,
    pub(super) loader: Loader,
    pub(super) catalog: Catalog,
    /// What the catalog found last.
    pub(super) listing: Listing,
    pub(super) settings: Settings,
    pub(super) session: Session,
    /// The dialog in which a model is chosen, while it is open.
    pub(super) choosing: Option<ModelChoice>,
    focus_prompt: bool,
}

impl App {
    /// Starts the engine and asks for the opening text.
    ///
    /// # Errors
    /// The system could not start a thread.
    pub fn new(ctx: &Context, settings: Settings, opening: Opening) -> std::io::Result<Self> {
        theme::install(ctx);
        let mut settings = settings;
        if !opening.compare.trim().is_empty() {
            settings.view = View::Compare;
        }
        ctx.set_theme(settings.theme);
        // Ctrl with + and - would scale the whole window; here it is the tokens that zoom.
        ctx.options_mut(|options| options.zoom_with_keyboard = false);
        // A cursor remembered from another text would stand in the middle of this one.
        TextEdit::store_state(ctx, prompt_id(), TextEditState::default());
        let wakers = [ctx.clone(), ctx.clone(), ctx.clone()];
        let [for_engine, for_loader, for_catalog] = wakers;
        let (models, unreadable) = models_meant(&opening, &settings);
        let mut app = Self {
            engine: engine::start(move || for_engine.request_repaint())?,
            loader: Loader::start(opening.hub.clone(), move || for_loader.request_repaint())?,
            catalog: start_catalog(opening.hub.clone(), move || for_catalog.request_repaint())?,
            listing: Listing::default(),
            settings,
            session: Session::new(opening, models),
            choosing: None,
            focus_prompt: true,
        };
        app.session.models.problem = unreadable;
        app.catalog.submit(CatalogRequest::default());
        app.ask();
        Ok(app)
    }

    /// Settings remembered from the last run.
    pub fn remembered(storage: Option<&dyn eframe::Storage>) -> Settings {
        storage
            .and_then(|storage| eframe::get_value(storage, SETTINGS_KEY))
            .unwrap_or_default()
    }

    /// Takes in answers and commands; draws nothing.
    pub fn think(&mut self, ctx: &Context) {
        while let Some(answer) = self.loader.take_answer() {
            self.session.models.receive(answer);
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
            self.session.receive(answer, &self.settings);
        }
        for command in Command::pressed(ctx) {
            self.act(ctx, command);
        }
        self.session.refresh(&self.settings);
    }

    /// Draws the window.
    pub fn draw(&mut self, ui: &mut Ui) {
        Panel::top("header").show(ui, |ui| header::show(ui, self));
        if self.session.model.is_some() {
            Panel::top("controls").show(ui, |ui| controls::show(ui, self));
        }
        let session = &self.session;
        let typed = |text: &str| !text.trim().is_empty();
        let ready = match self.settings.view {
            View::Tokens | View::Layers => typed(&session.prompt) && session.shown.is_some(),
            View::Compare => {
                typed(&session.prompt) && typed(&session.prompt_b) && session.shown_pair.is_some()
            }
            View::Models => typed(&session.prompt) && session.shown_models.is_some(),
            View::Drift => true,
        };
        CentralPanel::default().show(ui, |ui| match self.settings.view {
            View::Tokens if ready => views::tokens::show(ui, self),
            View::Layers if ready => views::layers::show(ui, self),
            View::Compare if ready => views::compare::show(ui, self),
            View::Drift => views::drift::show(ui, self),
            View::Models => views::models::show(ui, self, ready),
            _ => {
                ScrollArea::vertical().show(ui, |ui| views::welcome::show(ui, self));
            }
        });
        model_choice::show(ui.ctx(), self);
        self.session.refresh(&self.settings);
        self.ask();
    }

    /// The text the charts show, if any; it may lag behind the prompt.
    pub fn shown_text(&self) -> Option<&str> {
        let shown = self.session.shown.as_ref()?;
        Some(&shown.analysis.traced.text)
    }

    /// The settings at hand.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The text in the prompt box.
    pub fn prompt(&self) -> &str {
        &self.session.prompt
    }

    /// Puts `text` into the prompt box, as typing it would, and the cursor behind it.
    pub fn set_prompt(&mut self, ctx: &Context, text: &str) {
        text.clone_into(&mut self.session.prompt);
        TextEdit::store_state(ctx, prompt_id(), TextEditState::default());
        self.focus_prompt = true;
        self.ask();
    }

    /// Puts texts into both prompt boxes of the compare view, as typing them would.
    pub fn set_prompts(&mut self, ctx: &Context, a: &str, b: &str) {
        b.clone_into(&mut self.session.prompt_b);
        self.set_prompt(ctx, a);
    }

    /// The two texts the compare view shows, if any; they may lag behind the prompts.
    pub fn shown_pair(&self) -> Option<[&str; 2]> {
        let comparison = &self.session.shown_pair.as_ref()?.comparison;
        Some([&comparison.a.traced.text, &comparison.b.traced.text])
    }

    /// Whether a text is still being read or a model is loading.
    pub fn is_busy(&self) -> bool {
        self.engine.is_busy() || self.session.models.is_loading()
    }

    /// The model in use, once there is one.
    pub fn model(&self) -> Option<&ModelCard> {
        self.session.model.as_deref()
    }

    /// Opens the dialog in which a model is chosen.
    pub(super) fn open_model_choice(&mut self, place: Place) {
        self.choosing = Some(ModelChoice::new(place));
        self.catalog.submit(CatalogRequest::default());
    }

    /// Wants another model; it is taken up once it is loaded.
    pub(super) fn choose_model(&mut self, place: Place, source: ModelSource) {
        self.session.models.choose(place, source);
    }

    /// Does what `command` says.
    pub(super) fn act(&mut self, ctx: &Context, command: Command) {
        let count = self
            .session
            .shown
            .as_ref()
            .map(|shown| shown.analysis.traced.tokens.len());
        let count = count.unwrap_or_default();
        let middle = {
            let (start, end) = self.session.window.range(count);
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
            Command::ChooseModel => self.open_model_choice(Place::First),
            Command::ToggleTheme => {
                let to = match ctx.theme() {
                    Theme::Dark => ThemePreference::Light,
                    Theme::Light => ThemePreference::Dark,
                };
                self.set_theme(ctx, to);
            }
            Command::CopyTable => {
                if let Some(table) = self.table() {
                    ctx.copy_text(table);
                }
            }
            Command::ZoomIn => self.session.window.zoom(1.5, middle, count),
            Command::ZoomOut => self.session.window.zoom(1.0 / 1.5, middle, count),
            Command::ZoomFit => self.session.window.fit(),
        }
    }

    /// The numbers of the view at hand, for the clipboard.
    fn table(&self) -> Option<String> {
        let session = &self.session;
        match self.settings.view {
            View::Tokens | View::Layers => {
                let shown = session.shown.as_ref()?;
                Some(tabs_from_analysis(&shown.analysis))
            }
            View::Compare => {
                let shown = session.shown_pair.as_ref()?;
                Some(csv_from_comparison(&shown.comparison))
            }
            View::Drift => Some(csv_from_drift(&session.shown_drift.as_ref()?.drift)),
            View::Models => {
                let shown = session.shown_models.as_ref()?;
                Some(csv_from_model_comparison(&shown.comparison))
            }
        }
    }

    pub(super) fn set_theme(&mut self, ctx: &Context, theme: ThemePreference) {
        self.settings.theme = theme;
        ctx.set_theme(theme);
    }

    /// Whether the prompt box is to take the keyboard in this frame.
    pub(super) fn take_focus_wish(&mut self) -> bool {
        std::mem::take(&mut self.focus_prompt)
    }

    fn step_layer(&mut self, by: isize) {
        let Some(layers) = self.session.model.as_ref().map(|model| model.layers) else {
            return;
        };
        let layer = self.settings.question(layers).layer;
        let layer = layer.unwrap_or_else(|| paper_layer(layers));
        let layer = layer.saturating_add_signed(by);
        if layer <= layers {
            self.settings.layer = Some(layer);
        }
    }

    /// Takes up a first model that is ready: the layers stay as deep as they were.
    fn take_up_model(&mut self) {
        let session = &mut self.session;
        let Some(ready) = session.models.first.in_use() else {
            return;
        };
        let card = &ready.card;
        let before = session.model.as_ref();
        if before.is_some_and(|before| Arc::ptr_eq(before, card)) {
            return;
        }
        if let Some(before) = before {
            self.settings.keep_depth(before.layers, card.layers);
        }
        let name = ready.source.id();
        self.settings.recent_models.retain(|other| *other != name);
        self.settings.recent_models.insert(0, name);
        self.settings.recent_models.truncate(RECENT_MODELS);
        session.model = Some(Arc::clone(card));
        session.problem = None;
    }

    fn ask(&mut self) {
        let second_too = self.settings.view == View::Models;
        let second = self.session.models.second.wanted().id();
        self.settings.second_model = Some(second);
        if let Some(request) = self.session.models.next_load(second_too) {
            self.loader.load(request);
        }
        if let Some(request) = self.session.next_request(&self.settings) {
            self.engine.submit(request);
        }
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
        eframe::set_value(storage, SETTINGS_KEY, &self.settings);
    }
}

/// The models to begin with: those asked for, or those last used. Also why a remembered name means
/// nothing any more.
fn models_meant(opening: &Opening, settings: &Settings) -> (ModelsAtHand, Option<String>) {
    let named = |name: &String| ModelSource::named(name).map_err(|error| error.to_string());
    let (first, unreadable) = match (&opening.model, settings.recent_models.first()) {
        (Some(asked), _) => (asked.clone(), None),
        (None, Some(name)) => match named(name) {
            Ok(last) => (last, None),
            Err(problem) => (ModelSource::Embedded, Some(problem)),
        },
        (None, None) => (ModelSource::Embedded, None),
    };
    let twin = Twin {
        how: TwinKind::Shuffled,
        seed: 0,
    };
    let second = settings.second_model.as_ref().map(named);
    let second = second.and_then(Result::ok);
    let second =
        second.unwrap_or_else(|| ModelSource::Twin(twin, Box::new(first.trained().clone())));
    let remembered = opening.model.is_none();
    (ModelsAtHand::new(first, remembered, second), unreadable)
}

/// The prompt box, so that a command can find it.
pub(super) fn prompt_id() -> Id {
    Id::unique("prompt")
}
