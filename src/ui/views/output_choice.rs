//! What of the model's is looked at while tokens are removed: a choice where it has a head.

use eframe::egui::{ComboBox, Ui};

use crate::domain::removal::RemovalOutput;
use crate::engine::LoadedModel;
use crate::ui::widgets::keep_with;

/// `wanted`, if the model has it; else the sentence embedding, which every model has.
pub(in crate::ui) fn output_of(
    wanted: RemovalOutput,
    model: Option<&LoadedModel>,
) -> RemovalOutput {
    let usual = RemovalOutput::default();
    model.map_or(usual, |model| model.output_or_embedding(wanted))
}

/// A choice among the outputs that the model has, if there is more than one.
pub(super) fn choose(ui: &mut Ui, chosen: &mut RemovalOutput, model: Option<&LoadedModel>) {
    let has = |output: &RemovalOutput| output_of(*output, model) == *output;
    let there: Vec<RemovalOutput> = RemovalOutput::ALL.iter().copied().filter(has).collect();
    if there.len() < 2 {
        return;
    }
    let shown = output_of(*chosen, model);
    keep_with(ui, "seen in", 140.0);
    let label = ui.label("seen in");
    ComboBox::from_id_salt("removal output")
        .selected_text(shown.name())
        .width(84.0)
        .show_ui(ui, |ui| {
            for output in there {
                let text = format!("{}  {}", output.name(), output.phrase());
                ui.selectable_value(chosen, output, text);
            }
        })
        .response
        .labelled_by(label.id)
        .on_hover_text(shown.phrase());
}
