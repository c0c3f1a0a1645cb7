//! The row of controls: view, layers, threshold.

use eframe::egui::{ComboBox, RichText, Slider, Ui};

use crate::domain::layer::{paper_layer, second_layer};
use crate::domain::threshold::{QuantileMethod, ThresholdRule};
use crate::domain::token::TokenSet;
use crate::paint::theme::GAP;

use crate::ui::command::Command;
use crate::ui::state::settings::ViewId;
use crate::ui::views::{self, Controls, View, ViewContext};

/// Window widths that hold the controls in one row, and in two.
const ONE_ROW: f32 = 1240.0;
const TWO_ROWS: f32 = 720.0;

pub(in crate::ui) fn show(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let Some(layers) = context.model.map(|model| model.layers) else {
        return;
    };
    let view = views::named(&context.document.settings.view);
    // Findings keep the layers of the model that made them.
    let layers = view.layers(&context.input()).unwrap_or(layers);
    ui.add_space(GAP * 0.5);
    // Sliders do not wrap, so rows are broken here.
    let width = ui.available_width();
    if view.controls() == Controls::None {
        ui.horizontal(|ui| tabs(ui, context));
    } else if width >= ONE_ROW {
        ui.horizontal(|ui| {
            tabs(ui, context);
            ui.separator();
            layer_choice(ui, context, view, layers);
            ui.separator();
            let rule = &mut context.document.settings.rule;
            quantile(ui, rule);
            method_and_tokens(ui, rule);
        });
    } else if width >= TWO_ROWS {
        ui.horizontal(|ui| {
            tabs(ui, context);
            ui.separator();
            layer_choice(ui, context, view, layers);
        });
        let rule = &mut context.document.settings.rule;
        ui.horizontal(|ui| {
            quantile(ui, rule);
            method_and_tokens(ui, rule);
        });
    } else {
        ui.horizontal(|ui| tabs(ui, context));
        ui.horizontal(|ui| layer_choice(ui, context, view, layers));
        let rule = &mut context.document.settings.rule;
        ui.horizontal(|ui| quantile(ui, rule));
        ui.horizontal(|ui| method_and_tokens(ui, rule));
    }
    ui.add_space(GAP * 0.5);
}

/// A tab for each view.
fn tabs(ui: &mut Ui, context: &mut ViewContext<'_>) {
    for view in views::all() {
        let id = ViewId::new(view.name());
        let tooltip = Command::ShowView(view.name()).tooltip(ui.ctx());
        let chosen = context.document.settings.view == id;
        if ui
            .selectable_label(chosen, RichText::new(view.name()).strong())
            .on_hover_text(tooltip)
            .clicked()
        {
            context.document.settings.view = id;
        }
    }
}

fn layer_choice(ui: &mut Ui, context: &mut ViewContext<'_>, view: &dyn View, layers: usize) {
    let asked = context.document.settings.analysis(layers);
    let (layer, second) = (asked.layer_of(layers), asked.second_layer_of(layers));
    let tooltip = format!(
        "Layer {layer} is hidden_states[{layer}] of Hugging Face transformers. {}, {}",
        Command::NextLayer.tooltip(ui.ctx()),
        Command::PreviousLayer.tooltip(ui.ctx())
    );
    let model = context.model;
    let note = model.and_then(|model| model.family.note_on_layer_0());
    let tooltip = match note {
        Some(note) => format!("{tooltip}\n{note}"),
        None => tooltip,
    };
    let paper = paper_layer(layers);
    let last = view.last_layer(context.answers).unwrap_or(layers);
    let label = ui.label("Layer");
    ComboBox::from_id_salt("layer")
        .selected_text(layer.to_string())
        .width(52.0)
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
    if view.controls() == Controls::OneLayer {
        return;
    }
    let label = ui.label("beside");
    let default = second_layer(layer, layers);
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
        .on_hover_text("The layer shown beside the chosen one in the layers view");
}

fn quantile(ui: &mut Ui, rule: &mut ThresholdRule) {
    let label = ui.label("Threshold: quantile");
    ui.spacing_mut().slider_width = 120.0;
    let slider = Slider::new(&mut rule.quantile, 0.0..=1.0)
        .step_by(0.01)
        .fixed_decimals(2);
    ui.add(slider).labelled_by(label.id).on_hover_text(
        "Which quantile of this text's strengths is the threshold; the paper uses 0.75",
    );
}

fn method_and_tokens(ui: &mut Ui, rule: &mut ThresholdRule) {
    let label = ui.label("method");
    ComboBox::from_id_salt("quantile method")
        .selected_text(rule.method.name())
        .width(96.0)
        .show_ui(ui, |ui| {
            for &method in QuantileMethod::ALL {
                ui.selectable_value(&mut rule.method, method, method.name());
            }
        })
        .response
        .labelled_by(label.id)
        .on_hover_text("How a quantile between two strengths is settled, by numpy's names; the paper's table 5 uses midpoint");
    let label = ui.label("tokens");
    ComboBox::from_id_salt("token set")
        .selected_text(rule.tokens.name())
        .width(92.0)
        .show_ui(ui, |ui| {
            for &set in TokenSet::ALL {
                let name = match set {
                    TokenSet::All => "all",
                    TokenSet::NoSpecial => "no-special  without [CLS], [SEP]",
                    TokenSet::Words => "words  also without punctuation",
                };
                ui.selectable_value(&mut rule.tokens, set, name);
            }
        })
        .response
        .labelled_by(label.id)
        .on_hover_text(
            "Which tokens enter the threshold and the ranks; all tokens are always drawn",
        );
    let changed = *rule != ThresholdRule::default();
    let reset = ui.add_enabled(changed, eframe::egui::Button::new("Reset"));
    if reset
        .on_hover_text("Back to quantile 0.75, linear, no-special")
        .clicked()
    {
        *rule = ThresholdRule::default();
    }
}
