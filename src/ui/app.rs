//! The app: drains the engine, acts on commands, lays out the window.

use eframe::egui::text_edit::TextEditState;
use eframe::egui::{
    CentralPanel, Context, Id, Panel, ScrollArea, TextEdit, Theme, ThemePreference, Ui,
};

use crate::engine::{self, Engine};
use crate::export::tabs_from_analysis;
use crate::paint::theme;

use super::command::Command;
use super::state::{Opening, Session, Settings, View};
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
        ctx.set_theme(settings.theme);
        // Ctrl with + and - would scale the whole window; here it is the tokens that zoom.
        ctx.options_mut(|options| options.zoom_with_keyboard = false);
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
        if let Some(command) = Command::pressed(ctx) {
            self.act(ctx, command);
        }
        self.session.refresh(&self.settings);
    }

    /// Draws the window.
    pub fn draw(&mut self, ui: &mut Ui) {
        Panel::top("header").show(ui, |ui| header::show(ui, self));
        let has_text = !self.session.prompt.trim().is_empty();
        if has_text && self.session.shown.is_some() {
            Panel::top("controls").show(ui, |ui| controls::show(ui, self));
            CentralPanel::default().show(ui, |ui| match self.settings.view {
                View::Tokens => views::tokens::show(ui, self),
                View::Layers => views::layers::show(ui, self),
            });
        } else {
            CentralPanel::default().show(ui, |ui| {
                ScrollArea::vertical().show(ui, |ui| views::welcome::show(ui, self));
            });
        }
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
            Command::ToggleTheme => {
                let to = match ctx.theme() {
                    Theme::Dark => ThemePreference::Light,
                    Theme::Light => ThemePreference::Dark,
                };
                self.set_theme(ctx, to);
            }
            Command::CopyTable => {
                if let Some(shown) = &self.session.shown {
                    ctx.copy_text(tabs_from_analysis(&shown.analysis));
                }
            }
            Command::ZoomIn => self.session.window.zoom(1.5, middle, count),
            Command::ZoomOut => self.session.window.zoom(1.0 / 1.5, middle, count),
            Command::ZoomFit => self.session.window.fit(),
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
        let Some(shown) = &self.session.shown else {
            return;
        };
        let layer = shown.analysis.layer.saturating_add_signed(by);
        if layer <= shown.analysis.traced.layers() {
            self.settings.layer = Some(layer);
        }
    }

    fn ask(&mut self) {
        if let Some(request) = self.session.next_request() {
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
