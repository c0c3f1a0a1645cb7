//! The window's own way to ask for a path, where the system has no dialog for it.

use std::path::{Path, PathBuf};

use eframe::egui::{Button, Context, Id, Key, Modal, TextEdit};

use crate::paint::theme::Palette;

use crate::ui::action::Action;
use crate::ui::purpose::Purpose;
use crate::ui::views::ViewContext;

/// A path that is asked for.
pub(in crate::ui) struct PathDialog {
    purpose: Purpose,
    typed: String,
    /// The path at which there is a file already.
    taken: Option<String>,
    /// Whether the field is to take the keyboard.
    focus: bool,
}

impl PathDialog {
    /// Asks with a suggestion, in the home folder.
    pub(in crate::ui) fn new(purpose: Purpose, suggested: &Path) -> Self {
        let suggested = match std::env::home_dir() {
            Some(home) if suggested.is_relative() => home.join(suggested),
            _ => suggested.to_owned(),
        };
        Self {
            purpose,
            typed: suggested.display().to_string(),
            taken: None,
            focus: true,
        }
    }

    /// Asks again: there is a file of this name already.
    pub(in crate::ui) fn taken(purpose: Purpose, path: &Path) -> Self {
        Self {
            taken: Some(path.display().to_string()),
            ..Self::new(purpose, path)
        }
    }
}

/// The window's own question for a path.
pub(in crate::ui) fn show(
    ctx: &Context,
    open: &mut Option<PathDialog>,
    context: &mut ViewContext<'_>,
) {
    let Some(mut question) = open.take() else {
        return;
    };
    let (mut go_on, mut replace, mut close) = (false, false, false);
    let modal = Modal::new(Id::unique("path")).show(ctx, |ui| {
        ui.set_width(460.0_f32.min(ctx.content_rect().width() - 60.0));
        let (title, verb) = match question.purpose {
            Purpose::Open => ("Open a session, a figure, a result or texts", "Open"),
            Purpose::OpenTexts => ("Open a file of texts", "Open"),
            Purpose::SearchIn => ("Open a file of passages", "Open"),
            Purpose::ModelFolder => ("Open the folder of a model", "Open"),
            Purpose::Save(_) => ("Save", "Save"),
            Purpose::SaveSession => ("Save the session", "Save"),
            Purpose::SaveAll(_) | Purpose::Fill(_) => {
                ("Save every chart and table into a folder", "Save")
            }
        };
        ui.heading(title);
        let label = ui.label(match question.purpose {
            Purpose::Open | Purpose::OpenTexts | Purpose::SearchIn => {
                "This system has no file dialog. Drop a file on the window, or type its path:"
            }
            Purpose::Save(_) | Purpose::SaveSession => {
                "This system has no file dialog. Type a path:"
            }
            Purpose::ModelFolder | Purpose::SaveAll(_) | Purpose::Fill(_) => {
                "This system has no file dialog. Type a folder:"
            }
        });
        let field = TextEdit::singleline(&mut question.typed).desired_width(f32::INFINITY);
        let field = ui.add(field).labelled_by(label.id);
        if std::mem::take(&mut question.focus) {
            field.request_focus();
        }
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        replace = question.taken.as_ref() == Some(&question.typed);
        if replace {
            let text = "There is a file of this name already.";
            ui.colored_label(Palette::of(ui).warning, text);
        }
        let verb = if replace { "Replace it" } else { verb };
        ui.horizontal(|ui| {
            let typed = !question.typed.trim().is_empty();
            let pressed = ui.add_enabled(typed, Button::new(verb)).clicked();
            // Enter alone replaces nothing.
            go_on = typed && (pressed || (entered && !replace));
            close = ui.button("Cancel").clicked();
        });
    });
    if go_on {
        let path = from_home(question.typed.trim());
        context.send(Action::UsePath(question.purpose, path, replace));
    } else if !close && !modal.should_close() {
        *open = Some(question);
    }
}

/// `~/` means what it means in a shell.
fn from_home(typed: &str) -> PathBuf {
    match (typed.strip_prefix("~/"), std::env::home_dir()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => PathBuf::from(typed),
    }
}
