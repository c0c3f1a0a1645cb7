//! The top of the window: the menus, the model in use, the search for commands and the theme.

use eframe::egui::{Align, Button, Label, Layout, RichText, Theme, Ui};

use crate::paint::theme::Palette;
use crate::ui::action::Action;
use crate::ui::command::Command;
use crate::ui::icons;
use crate::ui::state::model_slots::Slot;
use crate::ui::views::ViewContext;
use crate::ui::widgets::icon_button;

use super::menus;

/// The height of the header, in points.
pub(in crate::ui) const HEIGHT: f32 = 36.0;
/// Narrower windows show the search as an icon alone.
const ROOM_FOR_SEARCH: f32 = 760.0;

pub(in crate::ui) fn show(ui: &mut Ui, context: &mut ViewContext<'_>) {
    ui.horizontal_centered(|ui| {
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            menus::show(ui, context);
        });
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            theme(ui, context);
            if icon_button(ui, icons::EXPORT, Command::ExportFigure).clicked() {
                context.send(Command::ExportFigure);
            }
            search(ui, context);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.separator();
                model_name(ui, context);
            });
        });
    });
}

fn theme(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let icon = match ui.ctx().theme() {
        Theme::Dark => icons::LIGHT,
        Theme::Light => icons::DARK,
    };
    if icon_button(ui, icon, Command::ToggleTheme).clicked() {
        context.send(Command::ToggleTheme);
    }
}

fn search(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let command = Command::FindCommand;
    let response = if ui.ctx().content_rect().width() < ROOM_FOR_SEARCH {
        icon_button(ui, icons::SEARCH, command)
    } else {
        let keys = ui.ctx().format_shortcut(&command.shortcut());
        let text = format!("{} Find a command", icons::SEARCH);
        ui.add(Button::new(text).shortcut_text(keys))
    };
    if response.clicked() {
        context.send(command);
    }
}

fn model_name(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let tooltip = Command::ChooseModel.tooltip(ui.ctx());
    let Some(model) = context.model else {
        let text = if context.models.problem.is_some() {
            "no model".to_owned()
        } else {
            let name = context.models.first.wanted().display_name();
            format!("loading {name}…")
        };
        let weak = Palette::of(ui).weak_text;
        ui.add(Label::new(RichText::new(text).color(weak)).truncate());
        return;
    };
    let text = format!(
        "{} · {} layers × {} ▾",
        model.display_name, model.layers, model.hidden_size
    );
    let button = ui.add(Button::new(text).truncate());
    let button = button.on_hover_ui(|ui| {
        ui.strong(tooltip);
        ui.label(format!("id {}", model.id));
        ui.label(format!("family {}", model.family.name()));
        for note in model.reading_notes() {
            ui.label(note);
        }
        ui.label(format!("at most {} tokens", model.positions));
        ui.label(format!("weights sha256 {}", model.sha256));
        if let Some(in_use) = context.models.first.in_use() {
            ui.label(format!("computed on {}", in_use.device));
        }
    });
    if button.clicked() {
        context.send(Action::OpenModelDialog(Slot::First));
    }
}
