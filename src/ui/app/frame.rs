//! Draws one frame: what is above the view, the view, and the dialogs over it.

use eframe::egui::text_edit::TextEditState;
use eframe::egui::{Align, CentralPanel, Layout, Panel, ScrollArea, TextEdit, Ui};

use crate::paint::words;
use crate::ui::command::Command;
use crate::ui::dialogs::help::Help;
use crate::ui::dialogs::{
    closing, command_palette, figure_export, help, model_choice, path_dialog, replace_files,
};
use crate::ui::focus_ring;
use crate::ui::panels::{header, inspector, notices, prompts, rail, status_bar, toolbar};
use crate::ui::views::{self, Messages, ViewContext};

use super::{App, Ending, prompt_id};

impl App {
    /// Draws the window, then does what was asked for in it.
    pub fn draw(&mut self, ui: &mut Ui) {
        if std::mem::take(&mut self.cursor_to_end) {
            TextEdit::store_state(ui.ctx(), prompt_id(), TextEditState::default());
        }
        focus_ring::follow(ui.ctx());
        let mut draft = self.document.clone();
        let mut context = ViewContext {
            document: &mut draft,
            state: &mut self.state,
            stretches: views::named(&self.document.settings.view).stretches(&self.answers),
            charts: &mut self.charts,
            corpus: &mut self.corpus,
            search: &self.search,
            reference: &self.reference,
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
                done: self.files.done.as_ref(),
            },
            can_undo: self.history.can_undo(),
            can_redo: self.history.can_redo(),
            focus_prompt: std::mem::take(&mut self.focus_prompt),
            actions: Vec::new(),
        };
        let presenting = self.presenting;
        if presenting {
            leave_presentation(ui, &mut context);
        } else {
            panels(ui, &mut context);
        }
        // Another view may have been chosen just now.
        let view = views::named(&context.document.settings.view);
        if !presenting && inspector::is_shown(ui.ctx().content_rect().width(), view, &context) {
            Panel::right("inspector")
                .resizable(false)
                .exact_size(inspector::WIDTH)
                .show(ui, |ui| inspector::show(ui, view, &mut context));
        }
        CentralPanel::default().show(ui, |ui| {
            prompts::show(ui, view, &mut context);
            if !presenting {
                toolbar::show(ui, view, &mut context);
            }
            // Each view keeps its own scroll position.
            ui.push_id(view.name(), |ui| {
                if view.is_ready(&context.input()) {
                    view.page(ui, &mut context);
                } else {
                    let welcome = |ui: &mut Ui| views::welcome::show(ui, &mut context);
                    ScrollArea::vertical().show(ui, welcome);
                }
            });
        });
        notices::show(ui.ctx(), &mut context);
        model_choice::show(ui.ctx(), &mut self.choosing, &mut context);
        figure_export::show(ui.ctx(), &mut self.exporting, &mut context);
        path_dialog::show(ui.ctx(), &mut self.asking_path, &mut context);
        replace_files::show(ui.ctx(), &mut self.replacing, &mut context);
        let mut asking = self.ending == Ending::Asked;
        closing::show(ui.ctx(), &mut asking, &mut context);
        command_palette::show(ui.ctx(), &mut self.palette, &mut context);
        if self.help.is_none() {
            self.explained = words::take_shown(ui.ctx());
        }
        if let Some(term) = words::asked(ui.ctx()) {
            self.help = Some(Help::at(term, self.explained.clone()));
        }
        help::show(ui.ctx(), &mut self.help);
        focus_ring::show(ui.ctx());
        // A view without a table has no filter: the wish for one is not kept.
        context.state.focus_filter = false;
        let (actions, focus_prompt) = (context.actions, context.focus_prompt);
        // Where no prompt box stands, the wish is kept for the next view.
        self.focus_prompt = focus_prompt;
        if self.ending == Ending::Asked && !asking {
            self.ending = Ending::Open;
        }
        self.document = draft;
        self.finish_frame(ui.ctx(), actions);
    }
}

/// The frame about the page.
fn panels(ui: &mut Ui, context: &mut ViewContext<'_>) {
    Panel::top("header")
        .exact_size(header::HEIGHT)
        .show(ui, |ui| header::show(ui, context));
    let shown = views::named(&context.document.settings.view);
    Panel::bottom("status bar")
        .exact_size(status_bar::HEIGHT)
        .show(ui, |ui| status_bar::show(ui, shown, context));
    Panel::left("rail")
        .resizable(false)
        .exact_size(rail::width(ui.ctx().content_rect().width()))
        .show(ui, |ui| rail::show(ui, context));
}

/// All that is left of the frame while others look on: the way back to it.
fn leave_presentation(ui: &mut Ui, context: &mut ViewContext<'_>) {
    Panel::bottom("presentation").show(ui, |ui| {
        let tooltip = Command::Present.tooltip(ui.ctx());
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let leave = ui.small_button("Leave the presentation");
            if leave.on_hover_text(tooltip).clicked() {
                context.send(Command::Present);
            }
        });
    });
}
