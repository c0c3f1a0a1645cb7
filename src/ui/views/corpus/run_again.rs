//! A button that reads the texts again, for a chart that needs another run.

use eframe::egui::{Button, Ui};

use crate::ui::action::Action;
use crate::ui::views::ViewContext;

/// A button that starts the run which a chart needs; the caller changes its settings.
pub(super) fn run_again(ui: &mut Ui, context: &mut ViewContext<'_>, words: &'static str) -> bool {
    let corpus = &*context.corpus;
    let ready = corpus.files.is_ready() && corpus.run.is_none();
    let ready = ready && context.models.first.in_use().is_some();
    let clicked = ui.add_enabled(ready, Button::new(words)).clicked();
    if clicked {
        context.send(Action::StartRun);
    }
    clicked
}
