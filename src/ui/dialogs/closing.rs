//! Whether to close the window while a run over many texts is under way.

use eframe::egui::{Context, Id, Modal};

use crate::ui::action::Action;
use crate::ui::views::ViewContext;

const WIDTH: f32 = 400.0;

/// Asks while `open`.
pub(in crate::ui) fn show(ctx: &Context, open: &mut bool, context: &mut ViewContext<'_>) {
    if !*open {
        return;
    }
    if context.corpus.run.is_none() {
        // It ended meanwhile: what was found is to be seen.
        *open = false;
        return;
    }
    let (mut stop, mut keep) = (false, false);
    let modal = Modal::new(Id::unique("closing")).show(ctx, |ui| {
        ui.set_width(WIDTH.min(ctx.content_rect().width() - 60.0));
        ui.heading("The corpus is still being read");
        ui.label("If the window closes now, what was found so far is gone.");
        ui.add_space(6.0);
        ui.horizontal(|ui| {
            keep = ui.button("Keep running").clicked();
            stop = ui.button("Stop and close").clicked();
        });
    });
    if stop {
        context.send(Action::CloseAnyway);
    }
    if stop || keep || modal.should_close() {
        *open = false;
    }
}
