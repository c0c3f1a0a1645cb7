//! The menus: every command under a name, with its keys.

use eframe::egui::{Button, Color32, Stroke, ThemePreference, Ui};

use crate::ui::action::Action;
use crate::ui::command::Command;
use crate::ui::views::{self, ViewContext};

const FILE: [&[Command]; 4] = [
    &[Command::Open],
    &[Command::SaveSession, Command::SaveSessionAs],
    &[Command::ExportFigure, Command::ExportAll],
    &[Command::Quit],
];
const EDIT: [&[Command]; 3] = [
    &[Command::Undo, Command::Redo],
    &[Command::FocusPrompt, Command::Pin, Command::FindInTable],
    &[
        Command::CopyImage,
        Command::CopyTable,
        Command::CopyExact,
        Command::CopyMarkdown,
        Command::CopyLatex,
    ],
];
const VIEW: [&[Command]; 5] = [
    &[Command::NextLayer, Command::PreviousLayer],
    &[Command::ZoomIn, Command::ZoomOut, Command::ZoomFit],
    &[Command::Larger, Command::Smaller, Command::NormalSize],
    &[Command::ToggleInspector],
    &[Command::Present],
];

pub(super) fn show(ui: &mut Ui, context: &mut ViewContext<'_>) {
    // Flat until the pointer is over them.
    let at_rest = &mut ui.visuals_mut().widgets.inactive;
    at_rest.weak_bg_fill = Color32::TRANSPARENT;
    at_rest.bg_stroke = Stroke::NONE;
    ui.menu_button("File", |ui| {
        for (place, group) in FILE.into_iter().enumerate() {
            entries(ui, context, place, group);
            if group.contains(&Command::Open) {
                recent_sessions(ui, context);
            }
        }
    });
    ui.menu_button("Edit", |ui| {
        for (place, group) in EDIT.into_iter().enumerate() {
            entries(ui, context, place, group);
        }
    });
    ui.menu_button("View", |ui| {
        for view in views::all() {
            entry(ui, context, Command::ShowView(view.name()));
        }
        for group in VIEW {
            entries(ui, context, 1, group);
        }
        ui.separator();
        theme_choice(ui, context);
    });
    if ui
        .button("Help")
        .on_hover_text(Command::Help.tooltip(ui.ctx()))
        .clicked()
    {
        context.send(Command::Help);
    }
}

/// The commands of a group, with a line over all groups but the first.
fn entries(ui: &mut Ui, context: &mut ViewContext<'_>, place: usize, group: &[Command]) {
    if place > 0 {
        ui.separator();
    }
    for &command in group {
        entry(ui, context, command);
    }
}

fn entry(ui: &mut Ui, context: &mut ViewContext<'_>, command: Command) {
    let possible = match command {
        Command::Undo => context.can_undo,
        Command::Redo => context.can_redo,
        _ => true,
    };
    let keys = ui.ctx().format_shortcut(&command.shortcut());
    let button = Button::new(command.name()).shortcut_text(keys);
    if ui.add_enabled(possible, button).clicked() {
        context.send(command);
        ui.close();
    }
}

fn recent_sessions(ui: &mut Ui, context: &mut ViewContext<'_>) {
    for path in context.preferences.recent_sessions.clone() {
        let name = path.file_name().unwrap_or(path.as_os_str());
        let button = Button::new(name.to_string_lossy()).shortcut_text("recent");
        let shown = path.display().to_string();
        if ui.add(button).on_hover_text(shown).clicked() {
            context.send(Action::OpenPath(path));
            ui.close();
        }
    }
}

fn theme_choice(ui: &mut Ui, context: &mut ViewContext<'_>) {
    for (theme, name) in [
        (ThemePreference::System, "Theme of the system"),
        (ThemePreference::Light, "Light theme"),
        (ThemePreference::Dark, "Dark theme"),
    ] {
        let chosen = context.preferences.theme == theme;
        if ui.radio(chosen, name).clicked() {
            context.send(Action::SetTheme(theme));
            ui.close();
        }
    }
}
