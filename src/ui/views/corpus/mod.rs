//! From a sentence to a claim: files of texts, the run over them, and what they say together.

mod chosen;
mod examples;
mod findings;
mod progress;
mod read_as;
mod removal;
mod run_again;
mod setup;
mod shown_chart;

use std::sync::Arc;

use eframe::egui::{CollapsingHeader, Key, Panel, RichText, Ui};

use crate::analysis::{Answer, Asked};
use crate::model::ModelError;
use crate::paint::theme::{GAP, Palette};
use crate::ui::corpus::ShownCorpus;
use crate::ui::icons;
use crate::ui::state::document::Document;
use crate::ui::state::settings::ViewId;
use crate::ui::views::{Controls, Group, Prompts, View, ViewContext, ViewInput};

use shown_chart::chart_of;

/// Height of the sentences behind a mark, in points.
const EXAMPLES_HEIGHT: f32 = 220.0;

/// The view by its name.
pub(in crate::ui) const ID: ViewId = ViewId::new("Corpus");

/// Many texts.
pub(super) struct CorpusView;

impl View for CorpusView {
    fn name(&self) -> &'static str {
        "Corpus"
    }

    fn command(&self) -> &'static str {
        "Show what many texts say"
    }

    fn key(&self) -> Key {
        Key::Num7
    }

    fn group(&self) -> Group {
        Group::ManyTexts
    }

    fn icon(&self) -> &'static str {
        icons::CORPUS
    }

    fn prompts(&self) -> Prompts {
        Prompts::None
    }

    fn controls(&self) -> Controls {
        Controls::LAYER_AND_THRESHOLD
    }

    /// It is read in a run of its own.
    fn asked(&self, _: &ViewInput<'_>) -> Option<Asked> {
        None
    }

    fn answer(&self, input: &ViewInput<'_>) -> Option<Answer> {
        let corpus = input.corpus.answer(&input.document.settings)?;
        Some(Answer::Corpus(Arc::new(corpus)))
    }

    fn is_running(&self, input: &ViewInput<'_>) -> bool {
        input.corpus.is_busy()
    }

    fn layers(&self, input: &ViewInput<'_>) -> Option<usize> {
        input.corpus.layers()
    }

    /// The texts are in files of their own, which a recipe only names.
    fn shows(&self, asked: &Asked, _: Option<&str>) -> bool {
        matches!(asked, Asked::Corpus { .. })
    }

    fn restore(&self, _: &mut Document, _: &Asked, _: Option<&str>) -> Result<(), ModelError> {
        Ok(())
    }

    fn corpus_to_save(&self, input: &ViewInput<'_>) -> Option<ShownCorpus> {
        input.corpus.shown.clone()
    }

    fn chart(&self, input: &ViewInput<'_>) -> &'static str {
        chart_of(input.corpus)
    }

    fn nothing_yet(&self) -> &'static str {
        "run a corpus first"
    }

    fn page(&self, ui: &mut Ui, context: &mut ViewContext<'_>) {
        show(ui, context);
    }
}

fn show(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let shown = context.corpus.shown.clone();
    progress::show(ui, context, shown.as_ref());
    let Some(shown) = shown else {
        setup::show(ui, context);
        return;
    };
    head(ui, context, &shown);
    if context.corpus.setting_up && context.corpus.run.is_none() {
        let most = ui.available_height() * 0.6;
        setup::again(ui, context, most);
    }
    let layer = shown.layer(&context.document.settings);
    if let Some(chosen) = context.corpus.chosen {
        let tallest = (ui.available_height() * 0.8).max(60.0);
        Panel::bottom("examples")
            .resizable(true)
            .default_size(EXAMPLES_HEIGHT.min(tallest))
            .size_range(60.0_f32.min(tallest)..=tallest)
            .show(ui, |ui| examples::show(ui, context, &shown, chosen));
    }
    findings::show(ui, context, &shown, layer);
}

/// What was read, by what, and whether that is what the current settings ask for.
fn head(ui: &mut Ui, context: &mut ViewContext<'_>, shown: &ShownCorpus) {
    let palette = Palette::of(ui);
    warnings(ui, shown);
    let in_use = context.model.map(|model| &**model);
    for difference in shown.differences(&context.document.settings, in_use) {
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
    CollapsingHeader::new(format!("{} more notes", rest.len()))
        .id_salt("corpus warnings")
        .show(ui, |ui| {
            for text in rest {
                ui.label(small(text));
            }
        });
}
