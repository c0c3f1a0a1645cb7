//! The app: drains the engine, acts on commands, lays out the window.

use eframe::egui::text_edit::TextEditState;
use eframe::egui::{
    CentralPanel, Context, Id, Panel, ScrollArea, TextEdit, Theme, ThemePreference, Ui,
};

use crate::domain::layer::paper_layer;
use crate::engine::{self, Engine};
use crate::export::{csv_from_comparison, csv_from_drift, tabs_from_analysis};
use crate::paint::theme;

use super::command::Command;
use super::session::Session;
use super::state::{Opening, Settings, View};
use super::{controls, header, views};

const SETTINGS_KEY: &str = "glassbox-settings";

/// The window's state and the engine behind it.
pub struct App {
    engine: Engine,
    pub(super) settings: Settings,
    pub(super) session: Session,
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
        let waker = ctx.clone();
        let engine = engine::start(move || waker.request_repaint())?;
        let mut app = Self {
            engine,
            settings,
            session: Session::new(opening),
            focus_prompt: true,
        };
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
            View::Drift => true,
        };
        CentralPanel::default().show(ui, |ui| match self.settings.view {
            View::Tokens if ready => views::tokens::show(ui, self),
            View::Layers if ready => views::layers::show(ui, self),
            View::Compare if ready => views::compare::show(ui, self),
            View::Drift => views::drift::show(ui, self),
            _ => {
                ScrollArea::vertical().show(ui, |ui| views::welcome::show(ui, self));
            }
        });
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

    /// Whether a text is still being read.
    pub fn is_busy(&self) -> bool {
        self.engine.is_busy()
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

    fn ask(&mut self) {
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

/// The prompt box, so that a command can find it.
pub(super) fn prompt_id() -> Id {
    Id::unique("prompt")
}
