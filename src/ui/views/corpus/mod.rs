//! From a sentence to a claim: files of texts, the run over them, and what they say together.

mod chosen;
mod examples;
mod findings;
mod progress;
mod read_as;
mod setup;

use eframe::egui::{CollapsingHeader, Panel, RichText, Ui};

use crate::paint::theme::{GAP, Palette};
use crate::ui::app::App;
use crate::ui::corpus::ShownCorpus;

/// Height of the sentences behind a mark, in points.
const EXAMPLES_HEIGHT: f32 = 150.0;

pub(in crate::ui) fn show(ui: &mut Ui, app: &mut App) {
    progress::show(ui, app);
    let shown = app.corpus.shown.clone();
    let Some(shown) = shown.filter(|_| !app.corpus.setting_up) else {
        setup::show(ui, app);
        return;
    };
    head(ui, app, &shown);
    let layer = shown.layer(&app.settings);
    if let Some(chosen) = app.corpus.chosen {
        let tallest = (ui.available_height() * 0.5).max(60.0);
        Panel::bottom("examples")
            .resizable(true)
            .default_size(EXAMPLES_HEIGHT.min(tallest))
            .size_range(60.0_f32.min(tallest)..=tallest)
            .show(ui, |ui| examples::show(ui, app, &shown, chosen));
    }
    findings::show(ui, app, &shown, layer);
}

/// What was read, by what, and whether that is what the settings at hand ask for.
fn head(ui: &mut Ui, app: &mut App, shown: &ShownCorpus) {
    let palette = Palette::of(ui);
    ui.horizontal_wrapped(|ui| {
        ui.strong(shown.headline());
        let weak = palette.weak_text;
        ui.label(RichText::new(shown.source()).color(weak));
        ui.label(RichText::new(shown.counted()).color(weak));
    });
    warnings(ui, shown);
    let in_use = app.session.model.as_deref();
    for difference in shown.differences(&app.settings, in_use) {
        let text = RichText::new(format!("⚠ {difference}"));
        ui.label(text.small().color(palette.warning));
    }
    ui.add_space(GAP * 0.25);
}

/// What was met on the way: the first sentence, and the rest on demand.
fn warnings(ui: &mut Ui, shown: &ShownCorpus) {
    let warnings = shown.warnings();
    let Some((first, rest)) = warnings.split_first() else {
        return;
    };
    let warning = Palette::of(ui).warning;
    let small = |text: &str| RichText::new(format!("⚠ {text}")).small().color(warning);
    ui.label(small(first));
    if rest.is_empty() {
        return;
    }
    CollapsingHeader::new(format!("{} more to know", rest.len()))
        .id_salt("corpus warnings")
        .show(ui, |ui| {
            for text in rest {
                ui.label(small(text));
            }
        });
}
