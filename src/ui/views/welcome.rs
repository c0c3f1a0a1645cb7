//! Nothing typed yet: a friendly line and three examples to click.

use eframe::egui::{RichText, Ui};

use crate::paint::theme::Palette;
use crate::ui::app::App;

/// The paper's sentences.
const EXAMPLES: [&str; 3] = [
    "Who is the prime minister of Canada?",
    "Who is the president of France?",
    "Enjoying a beautiful day at the park!",
];

pub(in crate::ui) fn show(ui: &mut Ui, app: &mut App) {
    let waits = !app.session.prompt.trim().is_empty();
    ui.vertical_centered(|ui| {
        ui.add_space(ui.available_height() * 0.22);
        if waits {
            if app.session.problem.is_none() {
                ui.label(RichText::new("Reading…").size(20.0));
            }
            return;
        }
        ui.label(RichText::new("Type a sentence and watch its tokens light up.").size(20.0));
        ui.add_space(6.0);
        let weak = Palette::of(ui).weak_text;
        ui.label(RichText::new("Or start with one of these:").color(weak));
        ui.add_space(10.0);
        for example in EXAMPLES {
            if ui.button(RichText::new(example).size(15.0)).clicked() {
                app.set_prompt(ui.ctx(), example);
            }
            ui.add_space(4.0);
        }
    });
}
