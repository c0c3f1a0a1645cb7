//! What stands in a view whose head the model does not have: why, and models that have one.

use eframe::egui::{Label, RichText, Ui};

use crate::engine::LoadedModel;
use crate::model::ModelSource;
use crate::model::hub::{CURATED, HeadKind};
use crate::paint::theme::{GAP, Palette};
use crate::ui::action::Action;
use crate::ui::state::model_slots::Slot;
use crate::ui::views::{ViewContext, ViewInput};

/// Why the model in use cannot be asked, if it has no such head.
pub(super) fn reason(input: &ViewInput<'_>, kind: HeadKind) -> Option<String> {
    input
        .model
        .and_then(|model| LoadedModel::without_head(model, kind))
}

/// The page of a view whose head is missing.
pub(super) fn page(ui: &mut Ui, context: &mut ViewContext<'_>, reason: &str, kind: HeadKind) {
    ui.add_space(GAP);
    ui.add(Label::new(RichText::new(as_sentence(reason)).size(15.0)).wrap());
    ui.add_space(GAP);
    let weak = Palette::of(ui).weak_text;
    ui.strong("Models that have one");
    let usable = &context.listing.cache.usable;
    let here = |id: &str| usable.iter().any(|model| model.id.names_same(id));
    let mut chosen = None;
    for model in CURATED.iter().filter(|model| model.head == Some(kind)) {
        ui.horizontal(|ui| {
            let verb = if here(model.id) { "Use" } else { "Get" };
            if ui.button(format!("{verb} {}", model.id)).clicked() {
                chosen = ModelSource::recorded(model.id).ok();
            }
            let millions = model.millions;
            let what = format!("{}; about {millions} million weights", model.phrase);
            ui.add(Label::new(RichText::new(what).small().color(weak)).truncate());
        });
    }
    ui.add_space(GAP);
    if ui.button("Choose another model…").clicked() {
        context.send(Action::OpenModelDialog(Slot::First));
    }
    if let Some(source) = chosen {
        context.send(Action::ChooseModel(Slot::First, source));
    }
}

/// A reason that follows a colon elsewhere, as a sentence of its own.
fn as_sentence(reason: &str) -> String {
    let mut letters = reason.chars();
    let first = letters.next().map(char::to_uppercase);
    let sentence: String = first.into_iter().flatten().chain(letters).collect();
    format!("{sentence}.")
}
