//! Is one layer special? What removing the HIGH tokens of every layer does in the text, beside how well
//! every layer tells content from function words over many texts.

use std::sync::Arc;

use eframe::egui::Ui;

use super::effects::{curve, newest};
use super::output_choice::output_of;
use super::view::typed;
use crate::analysis::{Analysis, Asked, RemovalSettings};
use crate::charts::corpus::removal_sentence;
use crate::charts::{ChartDef as _, EffectLayers, effect_layers_sentence};
use crate::paint::words::{heading, remark, sentence};
use crate::ui::views::{ViewContext, ViewInput};
use crate::ui::widgets::side_by_side;

/// The question behind the curve, once it was asked for.
pub(super) fn asked(input: &ViewInput<'_>) -> Option<Asked> {
    let text = typed(&input.document.prompt)?;
    input.state.removes_in_layers.then(|| Asked::Effects {
        text,
        settings: RemovalSettings {
            removal: input.document.settings.removal,
            output: output_of(input.document.settings.removal_output, input.model),
            ..RemovalSettings::default()
        },
    })
}

/// The switch of the question.
pub(super) fn choice(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let tooltip = "Which layer's HIGH tokens matter: the text is read some 300 times without some of its \
                   tokens";
    ui.checkbox(&mut context.state.removes_in_layers, "by removal")
        .on_hover_text(tooltip);
}

/// Both curves, each with what it says in a sentence.
pub(super) fn show(
    ui: &mut Ui,
    context: &mut ViewContext<'_>,
    analysis: &Arc<Analysis>,
    height: f32,
) {
    side_by_side(
        ui,
        context,
        |ui, context| in_this_text(ui, context, analysis, height),
        |ui, context| over_many_texts(ui, context, height),
    );
}

fn in_this_text(ui: &mut Ui, context: &mut ViewContext<'_>, analysis: &Arc<Analysis>, height: f32) {
    let effects = newest(context.answers).filter(|of| !of.test.layers.is_empty());
    let Some(effects) = effects.cloned() else {
        heading(ui, "Which layer's HIGH tokens matter most");
        if context.state.removes_in_layers {
            ui.horizontal(|ui| {
                ui.spinner();
                ui.label("The HIGH tokens of every layer are being removed…");
            });
            return;
        }
        let output = context.document.settings.removal_output;
        let output = output_of(output, context.models.first.in_use());
        let text = format!(
            "Strength alone cannot say: tick “by removal” above. That takes the HIGH tokens of each \
             layer away, and as many random ones, and sees what that does to {}.",
            output.phrase()
        );
        remark(ui, text);
        return;
    };
    let charts = context.charts.effects(&effects);
    let hit = curve(ui, EffectLayers.id(), &charts.layers, height);
    if let Some(x) = hit.x.filter(|_| hit.clicked) {
        let layer = x.round().clamp(0.0, analysis.model.layers as f64);
        context.document.settings.layer = Some(layer as usize);
    }
    if let Some(said) = effect_layers_sentence(&effects) {
        sentence(ui, said);
    }
}

/// The same question over many texts, where some were read by a model of as many layers.
fn over_many_texts(ui: &mut Ui, context: &mut ViewContext<'_>, height: f32) {
    let layers = context.model.map(|model| model.layers);
    let shown = context.corpus.shown.clone();
    let Some(shown) = shown.filter(|shown| Some(shown.findings.layers) == layers) else {
        heading(ui, "Content against function words at every layer");
        remark(
            ui,
            "One text is no evidence: the view Corpus reads many, sets content against function words \
             at every layer and, with “Remove tokens”, removes their HIGH tokens too.",
        );
        return;
    };
    let layer = shown.layer(&context.document.settings);
    let chart = context.charts.corpus.effects(&shown.findings, layer);
    curve(ui, "auc beside removal", &chart, height);
    let removal = shown.findings.removal.as_ref();
    let said = match removal.and_then(|removal| removal_sentence(removal, layer)) {
        Some(said) => format!("Over {} texts: {said}", shown.findings.texts),
        None => "This says which layer tells words apart, not which matters: run the texts again \
                 with “Remove tokens” for that."
            .to_owned(),
    };
    sentence(ui, said);
}
