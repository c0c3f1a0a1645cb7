//! One row of tools over the page: only what acts on this view. A view without a layer keeps its
//! tools on its page.

use eframe::egui::{ComboBox, Ui};

use crate::domain::layer::{paper_layer, second_layer};
use crate::paint::theme::GAP;
use crate::paint::words::{explain_control, explained};
use crate::ui::command::Command;
use crate::ui::icons;
use crate::ui::views::{Controls, Prompts, View, ViewContext};
use crate::ui::widgets::{icon_button, keep_with, worded_icon_button};

use super::{measure, threshold};

pub(in crate::ui) fn show(ui: &mut Ui, view: &dyn View, context: &mut ViewContext<'_>) {
    let Some(layers) = context.model.map(|model| model.layers) else {
        return;
    };
    // Findings keep the layers of the model that made them.
    let layers = view.layers(&context.input()).unwrap_or(layers);
    let controls = view.controls();
    if controls == Controls::NONE {
        return;
    }
    ui.add_space(GAP * 0.25);
    ui.horizontal_wrapped(|ui| {
        if controls.layer {
            layer_choice(ui, context, view, layers);
        }
        if controls.second_layer {
            second_layer_choice(ui, context, layers);
        }
        if controls.threshold {
            let rule = &mut context.document.settings.rule;
            let button = worded_icon_button(ui, icons::THRESHOLD, "Threshold");
            threshold::popup(&button, rule);
            let button = button.on_hover_text(threshold::in_words(rule));
            explain_control(button, "Threshold");
        }
        if controls.measure {
            measure::choice(ui, context, view.prompts() == Prompts::Two);
        }
        view.toolbar(ui, context);
    });
    ui.separator();
}

fn layer_choice(ui: &mut Ui, context: &mut ViewContext<'_>, view: &dyn View, layers: usize) {
    let layer = context.document.settings.analysis(layers).layer_of(layers);
    let tooltip = format!(
        "Layer {layer} is hidden_states[{layer}] of Hugging Face transformers. {}, {}",
        Command::NextLayer.tooltip(ui.ctx()),
        Command::PreviousLayer.tooltip(ui.ctx())
    );
    let note = context
        .model
        .and_then(|model| model.family.note_on_layer_0());
    let tooltip = match note {
        Some(note) => format!("{tooltip}\n{note}"),
        None => tooltip,
    };
    let paper = paper_layer(layers);
    let last = view
        .last_layer(&context.document.settings, context.answers)
        .unwrap_or(layers);
    let label = explained(ui, "Layer");
    step(ui, context, icons::DOWN, Command::PreviousLayer, layer > 0);
    ComboBox::from_id_salt("layer")
        .selected_text(format!("{layer} of {layers}"))
        .width(72.0)
        .show_ui(ui, |ui| {
            for choice in 0..=layers {
                let name = if choice == paper {
                    format!("{choice}  the paper's depth (Layer 8 of 12)")
                } else if choice == 0 {
                    "0  embeddings".to_owned()
                } else {
                    choice.to_string()
                };
                let name = if choice > last {
                    format!("{name} …")
                } else {
                    name
                };
                if ui.selectable_label(choice == layer, name).clicked() {
                    context.document.settings.layer = (choice != paper).then_some(choice);
                }
            }
        })
        .response
        .labelled_by(label.id)
        .on_hover_text(tooltip);
    step(ui, context, icons::UP, Command::NextLayer, layer < layers);
}

fn step(ui: &mut Ui, context: &mut ViewContext<'_>, icon: &str, command: Command, possible: bool) {
    let button = ui.add_enabled_ui(possible, |ui| icon_button(ui, icon, command));
    if button.inner.clicked() {
        context.send(command);
    }
}

fn second_layer_choice(ui: &mut Ui, context: &mut ViewContext<'_>, layers: usize) {
    let asked = context.document.settings.analysis(layers);
    let second = asked.second_layer_of(layers);
    let default = second_layer(asked.layer_of(layers), layers);
    keep_with(ui, "beside Layer", 80.0);
    let label = explained(ui, "beside Layer");
    ComboBox::from_id_salt("second layer")
        .selected_text(second.to_string())
        .width(52.0)
        .show_ui(ui, |ui| {
            for choice in 0..=layers {
                if ui
                    .selectable_label(choice == second, choice.to_string())
                    .clicked()
                {
                    context.document.settings.second_layer = (choice != default).then_some(choice);
                }
            }
        })
        .response
        .labelled_by(label.id)
        .on_hover_text("The layer shown beside the chosen one");
}
