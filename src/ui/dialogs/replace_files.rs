//! Which files would be replaced, before any is written.

use std::path::PathBuf;

use eframe::egui::{Context, Id, Label, Modal, ScrollArea};

use crate::domain::format::counted;
use crate::ui::action::Action;
use crate::ui::purpose::Purpose;
use crate::ui::views::ViewContext;

const WIDTH: f32 = 420.0;
const LIST_HEIGHT: f32 = 160.0;

/// Files that are there already.
pub(in crate::ui) struct ReplaceFiles {
    pub(in crate::ui) purpose: Purpose,
    pub(in crate::ui) folder: PathBuf,
    /// Their names in the folder.
    pub(in crate::ui) names: Vec<String>,
}

/// Asks, if there is something to ask.
pub(in crate::ui) fn show(
    ctx: &Context,
    open: &mut Option<ReplaceFiles>,
    context: &mut ViewContext<'_>,
) {
    let Some(question) = open.take() else {
        return;
    };
    let (mut replace, mut elsewhere, mut cancel) = (false, false, false);
    let modal = Modal::new(Id::unique("replace")).show(ctx, |ui| {
        ui.set_width(WIDTH.min(ctx.content_rect().width() - 60.0));
        let count = counted(question.names.len() as u64, "file", "files");
        ui.heading(format!("{count} would be replaced"));
        ui.add(Label::new(question.folder.display().to_string()).truncate());
        ui.add_space(6.0);
        ScrollArea::vertical()
            .max_height(LIST_HEIGHT)
            .auto_shrink([false, true])
            .show(ui, |ui| {
                for name in &question.names {
                    ui.label(name);
                }
            });
        ui.add_space(6.0);
        ui.horizontal(|ui| {
            replace = ui.button("Replace them").clicked();
            elsewhere = ui.button("Another folder…").clicked();
            cancel = ui.button("Cancel").clicked();
        });
    });
    if replace {
        context.send(Action::UsePath(question.purpose, question.folder, true));
    } else if elsewhere {
        let name = question.folder.file_name().unwrap_or_default();
        context.send(Action::AskPath(question.purpose, name.into()));
    } else if !cancel && !modal.should_close() {
        *open = Some(question);
    }
}
