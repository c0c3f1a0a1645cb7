//! The tools of a match: its method, pooling and prompts, and what the matrix is of.

use eframe::egui::{ComboBox, Slider, Ui};

use crate::analysis::MatchMethod;
use crate::domain::layer::paper_layer;
use crate::domain::pooling::{Pooling, PoolingMode, SentenceHead};
use crate::engine::LoadedModel;
use crate::paint::words::explained;
use crate::ui::views::ViewContext;
use crate::ui::widgets::{divided, keep_with};

/// The row of tools; it stands there before there is an answer, which another method may give.
pub(super) fn controls(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let models = context.models;
    let model = models.first.in_use().map(LoadedModel::model);
    let head = model.and_then(|model| model.sentence_head().ok());
    ui.horizontal_wrapped(|ui| {
        ui.label("Method");
        let matching = &mut context.document.settings.matching;
        for &method in MatchMethod::ALL {
            ui.selectable_value(&mut matching.method, method, method.title())
                .on_hover_text(method.phrase());
        }
        if matching.method == MatchMethod::Jacobians
            && let Some(model) = model
        {
            layer(ui, context, model.card().layers);
        }
        if let Some(head) = head {
            divided(ui, |ui| pooling(ui, context, head));
            prompts(ui, context, head);
        }
        let tokens = &mut context.document.settings.match_tokens;
        divided(ui, |ui| ui.label("Matrix of"));
        ui.selectable_value(tokens, false, "words");
        ui.selectable_value(tokens, true, "tokens");
        let leave_out = &mut context.document.settings.matching.leave_one_out;
        divided(ui, |ui| ui.checkbox(leave_out, "Leave words out")).on_hover_text(
            "Measure both texts again without each of their words: does the explanation predict \
             the effect?",
        );
    });
}

fn layer(ui: &mut Ui, context: &mut ViewContext<'_>, layers: usize) {
    let settings = &mut context.document.settings;
    let mut layer = settings.layer.unwrap_or_else(|| paper_layer(layers));
    let label = explained(ui, "from Layer");
    let slider = Slider::new(&mut layer, 0..=layers);
    let moved = ui.add(slider).labelled_by(label.id);
    if moved.changed() {
        settings.layer = (layer != paper_layer(layers)).then_some(layer);
    }
}

fn pooling(ui: &mut Ui, context: &mut ViewContext<'_>, head: &SentenceHead) {
    let chosen = &mut context.document.settings.matching.pooling;
    let shown = match (*chosen, &head.pooling) {
        (Some(mode), _) => mode.name().to_owned(),
        (None, Some(pooling)) => Pooling::name(pooling),
        (None, None) => format!("{}, assumed", PoolingMode::default().name()),
    };
    keep_with(ui, "Pooling", 150.0);
    let label = explained(ui, "Pooling");
    ComboBox::from_id_salt("pooling")
        .selected_text(shown)
        .width(96.0)
        .show_ui(ui, |ui| {
            ui.selectable_value(chosen, None, "as the model's files say");
            for &mode in PoolingMode::ALL {
                ui.selectable_value(chosen, Some(mode), mode.name());
            }
        })
        .response
        .labelled_by(label.id)
        .on_hover_text(format!("The model's files: {}", head.phrase()));
}

/// What the model expects before a text, for example `query: `.
fn prompts(ui: &mut Ui, context: &mut ViewContext<'_>, head: &SentenceHead) {
    if head.prompts_to_offer().next().is_none() {
        return;
    }
    let menu = ui.menu_button("Put before", |ui| {
        let document = &mut *context.document;
        for (name, text) in [("A", &mut document.prompt), ("B", &mut document.prompt_b)] {
            for prompt in head.prompts_to_offer() {
                let put = ui.button(format!("“{}” before {name}", prompt.text));
                if put.clicked() {
                    let before = head.prompt_of(text).map_or(0, |old| old.text.len());
                    text.replace_range(..before, &prompt.text);
                }
            }
        }
    });
    let pooled = if head.pools_prompt {
        ""
    } else {
        "; its tokens are read and not pooled"
    };
    menu.response.on_hover_text(format!(
        "What this model was trained to read before a text{pooled}"
    ));
}
