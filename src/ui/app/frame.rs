//! Draws one frame: what is above the view, the view, and the dialogs over it.

use eframe::egui::text_edit::TextEditState;
use eframe::egui::{CentralPanel, Panel, ScrollArea, TextEdit, Ui};

use crate::ui::dialogs::{figure_export, model_choice, path_dialog};
use crate::ui::panels::{controls, header};
use crate::ui::views::{self, Messages, ViewContext};

use super::{App, prompt_id};

impl App {
    /// Draws the window, then does what was asked for in it.
    pub fn draw(&mut self, ui: &mut Ui) {
        if std::mem::take(&mut self.cursor_to_end) {
            TextEdit::store_state(ui.ctx(), prompt_id(), TextEditState::default());
        }
        let mut draft = self.document.clone();
        let view = views::named(&draft.settings.view);
        let mut context = ViewContext {
            document: &mut draft,
            state: &mut self.state,
            charts: &mut self.charts,
            corpus: &mut self.corpus,
            search: &self.search,
            answers: &self.answers,
            model: self.model.as_ref(),
            models: &self.models,
            preferences: &self.preferences,
            listing: &self.listing,
            loading: self.loader.state(),
            messages: Messages {
                problems: [
                    self.models.problem.as_deref(),
                    self.problem.as_deref(),
                    self.files.problem.as_deref(),
                ],
                done: self.files.done.as_deref(),
            },
            can_undo: self.history.can_undo(),
            can_redo: self.history.can_redo(),
            focus_prompt: std::mem::take(&mut self.focus_prompt),
            actions: Vec::new(),
        };
        Panel::top("header").show(ui, |ui| header::show(ui, view, &mut context));
        if context.model.is_some() {
            Panel::top("controls").show(ui, |ui| controls::show(ui, &mut context));
        }
        // Another view may have been chosen just now.
        let view = views::named(&context.document.settings.view);
        let ready = view.is_ready(&context.input());
        CentralPanel::default().show(ui, |ui| {
            if ready {
                view.page(ui, &mut context);
            } else {
                let welcome = |ui: &mut Ui| views::welcome::show(ui, &mut context);
                ScrollArea::vertical().show(ui, welcome);
            }
        });
        model_choice::show(ui.ctx(), &mut self.choosing, &mut context);
        figure_export::show(ui.ctx(), &mut self.exporting, &mut context);
        path_dialog::show(ui.ctx(), &mut self.asking_path, &mut context);
        let (actions, focus_prompt) = (context.actions, context.focus_prompt);
        // Where no prompt box stands, the wish is kept for the next view.
        self.focus_prompt = focus_prompt;
        self.document = draft;
        self.finish_frame(ui.ctx(), actions);
    }
}
