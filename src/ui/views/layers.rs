//! Two layers side by side (the paper's figure 3), every layer as a heatmap, and each token's way
//! through the layers.

use std::sync::Arc;

use eframe::egui::{Key, RichText, ScrollArea, Ui};

use crate::analysis::{Analysis, AnalysisSettings, Answer, Asked};
use crate::charts::{
    ChartDef, LayerBars, LayerHeatmap, LayerLines, Scale, ShownOfStrength, layers_sentence,
    line_keys, series_keys,
};
use crate::domain::format::with_sign;
use crate::model::ModelError;
use crate::paint::theme::{GAP, Palette};
use crate::paint::words::{heading, sentence};
use crate::paint::{BarsPlace, legend, paint_bars, paint_heatmap, paint_lines};
use crate::ui::facts::{Fact, Section};
use crate::ui::icons;
use crate::ui::linking::{marked_tokens, ranges_of};
use crate::ui::state::answers::Answers;
use crate::ui::state::document::Document;
use crate::ui::state::menu::MenuTarget;
use crate::ui::state::selection::{TextOf, TextRange};
use crate::ui::state::settings::Settings;
use crate::ui::views::{Controls, Group, View, ViewContext, ViewInput};
use crate::ui::widgets::{
    caption, divided, heatmap_heading, scale_choice, side_by_side, still_to_come, zoom,
};
use crate::ui::{token_details, touch};

use super::tokens::{Tokens, scale_of};
use super::{layer_effects, parts, usual};

/// The height of the title and the legend over a chart, in points.
const CAPTIONS: f32 = 46.0;

/// All layers of one text.
pub(super) struct Layers;

impl View for Layers {
    fn name(&self) -> &'static str {
        "Layers"
    }

    fn command(&self) -> &'static str {
        "Show layers"
    }

    fn key(&self) -> Key {
        Key::Num2
    }

    fn group(&self) -> Group {
        Group::OneText
    }

    fn icon(&self) -> &'static str {
        icons::LAYERS
    }

    fn controls(&self) -> Controls {
        Controls::ALL
    }

    fn toolbar(&self, ui: &mut Ui, context: &mut ViewContext<'_>) {
        scales(ui, context);
    }

    fn asked(&self, input: &ViewInput<'_>) -> Option<Asked> {
        layer_effects::asked(input).or_else(|| Tokens.asked(input))
    }

    fn awaited_layer(&self, settings: &AnalysisSettings, layers: usize) -> Option<usize> {
        let both = [settings.layer_of(layers), settings.second_layer_of(layers)];
        both.into_iter().max()
    }

    fn answer(&self, input: &ViewInput<'_>) -> Option<Answer> {
        Tokens.answer(input)
    }

    fn last_layer(&self, settings: &Settings, answers: &Answers) -> Option<usize> {
        Tokens.last_layer(settings, answers)
    }

    fn shows(&self, asked: &Asked, chart: Option<&str>) -> bool {
        matches!(asked, Asked::Analyze { .. }) && scale_of(chart).is_some()
    }

    fn restore(
        &self,
        document: &mut Document,
        asked: &Asked,
        chart: Option<&str>,
    ) -> Result<(), ModelError> {
        if let Some(scale) = scale_of(chart) {
            document.settings.scale = scale;
        }
        Tokens.restore(document, asked, None)
    }

    fn is_ready(&self, input: &ViewInput<'_>) -> bool {
        Tokens.is_ready(input)
    }

    fn status<'a>(
        &self,
        settings: &Settings,
        answers: &'a Answers,
    ) -> Option<(String, &'a [String])> {
        Tokens.status(settings, answers)
    }

    fn steps(&self, input: &ViewInput<'_>) -> Vec<TextRange> {
        let shown = input.answers.analysis.as_ref();
        shown.map_or_else(Vec::new, |shown| {
            let traced = &shown.newest.traced;
            ranges_of(TextOf::A, traced, 0..traced.tokens.len())
        })
    }

    fn has_tokens(&self) -> bool {
        true
    }

    fn inspected(&self, input: &ViewInput<'_>, range: &TextRange) -> Vec<Section> {
        Tokens.inspected(input, range)
    }

    fn chart(&self, input: &ViewInput<'_>) -> &'static str {
        LayerBars(input.document.settings.scale).id()
    }

    fn page(&self, ui: &mut Ui, context: &mut ViewContext<'_>) {
        show(ui, context);
    }
}

fn show(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let Some(shown) = &context.answers.analysis else {
        return;
    };
    let (analysis, every) = (Arc::clone(&shown.newest), Arc::clone(shown.every_layer()));
    let hint = "Click a cell for its token, a number for its layer.";
    let hint = still_to_come(&analysis, !Arc::ptr_eq(&analysis, &every), hint);
    let weak = Palette::of(ui).weak_text;
    ui.label(RichText::new(note(context.document.settings.scale)).color(weak));
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        // The third chart is to be seen to be there.
        let height = (ui.available_height() * 0.38).clamp(200.0, 420.0);
        if context.document.settings.shown_of_strength == ShownOfStrength::Parts {
            parts::show_at(ui, context, &analysis, height + CAPTIONS);
        } else {
            bars(ui, context, &analysis, height);
        }
        ui.add_space(GAP);
        side_by_side(
            ui,
            context,
            |ui, context| heatmap(ui, context, &every, &hint, height),
            |ui, context| lines(ui, context, &every, height.max(260.0)),
        );
        ui.add_space(GAP * 2.0);
        layer_effects::show(ui, context, &analysis, height);
    });
}

fn scales(ui: &mut Ui, context: &mut ViewContext<'_>) {
    scale_choice(ui, &mut context.document.settings.scale);
    divided(ui, |ui| layer_effects::choice(ui, context));
    let shown = &mut context.document.settings.shown_of_strength;
    let mut parts = *shown == ShownOfStrength::Parts;
    let tooltip = "The gain, cross and bias part of the squared norm at the layer";
    let choice = ui.checkbox(&mut parts, ShownOfStrength::Parts.name());
    if choice.on_hover_text(tooltip).changed() {
        *shown = if parts {
            ShownOfStrength::Parts
        } else {
            ShownOfStrength::Bars
        };
    }
}

fn note(scale: Scale) -> &'static str {
    match scale {
        Scale::Raw => {
            "Raw norms of two layers are not comparable: each layer has its own LayerNorm weights. \
             Compare z-scores or ranks."
        }
        Scale::ZScore => "Standard deviations from the mean of the token set, within each layer.",
        Scale::Rank => "Rank in the token set, within each layer; 1 is the strongest.",
    }
}

fn bars(ui: &mut Ui, context: &mut ViewContext<'_>, analysis: &Arc<Analysis>, height: f32) {
    let chart = context
        .charts
        .layer_bars(analysis, context.document.settings.scale);
    caption(ui, &chart.title, &analysis.traced.text);
    ui.horizontal_wrapped(|ui| {
        legend(ui, &series_keys(&chart));
        let view = (ui.clip_rect().width(), &context.state.window);
        usual::legend(ui, view, analysis, &chart);
        zoom(ui, context);
    });
    let state = &mut *context.state;
    let hit = paint_bars(
        ui,
        BarsPlace::alone("two layers", height),
        &chart,
        marked_tokens(&state.selection, TextOf::A, &analysis.traced),
        &mut state.window,
    );
    if let Some(said) = layers_sentence(analysis) {
        sentence(ui, said);
    }
    let chart = LayerBars(context.document.settings.scale);
    let pointer = touch::Pointer::over(&hit, true);
    touch::tokens(context, &pointer, (TextOf::A, analysis), hit.slot, &chart);
    if let Some(token) = hit.slot {
        hit.response
            .on_hover_ui_at_pointer(|ui| token_details::show(ui, analysis, token));
    }
}

fn heatmap(
    ui: &mut Ui,
    context: &mut ViewContext<'_>,
    analysis: &Arc<Analysis>,
    advice: &str,
    height: f32,
) {
    let heatmap = context
        .charts
        .layer_heatmap(analysis, context.document.settings.scale);
    heatmap_heading(ui, &heatmap, advice);
    let state = &mut *context.state;
    let hit = paint_heatmap(
        ui,
        "heatmap",
        &heatmap,
        height,
        marked_tokens(&state.selection, TextOf::A, &analysis.traced),
        &mut state.window,
    );
    if let Some(layer) = hit.clicked_row {
        context.document.settings.layer = Some(layer);
    }
    let chart = LayerHeatmap(context.document.settings.scale);
    let range = hit
        .column
        .and_then(|token| TextRange::of_token(TextOf::A, &analysis.traced, token));
    let menu = || {
        let target = hit
            .column
            .and_then(|token| touch::target_of_token(TextOf::A, analysis, token));
        let strengths = hit.row.map(|layer| analysis.traced.strengths(layer));
        let strength = strengths
            .zip(hit.column)
            .and_then(|(of, token)| of.get(token));
        MenuTarget {
            value: strength.map(|&strength| Fact::decimals("strength", strength, 4)),
            ..target.unwrap_or_default().in_chart(&chart)
        }
    };
    touch::mark(context, &hit.response, hit.clicked, range, menu);
    if let (Some(token), Some(layer)) = (hit.column, hit.row) {
        let strength = analysis.traced.strengths(layer).get(token).copied();
        let score = analysis
            .scores
            .get(layer)
            .and_then(|at| at.tokens.get(token));
        let score = score.copied().flatten();
        hit.response.on_hover_ui_at_pointer(|ui| {
            let shown = analysis
                .traced
                .tokens
                .get(token)
                .map_or("", |token| &token.shown);
            ui.strong(format!("{shown} at Layer {layer}"));
            ui.label(format!("strength {:.4}", strength.unwrap_or(f64::NAN)));
            if let Some(score) = score {
                let z = score
                    .z
                    .map_or_else(|| "undefined".to_owned(), |z| with_sign(z, 2));
                ui.label(format!(
                    "rank {}, z-score {z}, {}",
                    score.rank,
                    score.bucket.name()
                ));
            }
        });
    }
}

fn lines(ui: &mut Ui, context: &mut ViewContext<'_>, analysis: &Arc<Analysis>, height: f32) {
    let chart = context
        .charts
        .layer_lines(analysis, context.document.settings.scale);
    ui.horizontal_wrapped(|ui| {
        heading(ui, &chart.title);
        legend(ui, &line_keys(&chart, analysis.layer));
    });
    let marked = marked_tokens(&context.state.selection, TextOf::A, &analysis.traced);
    let (response, near) = paint_lines(ui, "lines", &chart, height, marked);
    let chart = LayerLines(context.document.settings.scale);
    let range = near.and_then(|token| TextRange::of_token(TextOf::A, &analysis.traced, token));
    let menu = || {
        let target = near.and_then(|token| touch::target_of_token(TextOf::A, analysis, token));
        target.unwrap_or_default().in_chart(&chart)
    };
    touch::mark(context, &response, response.clicked(), range, menu);
    if let Some(token) = near {
        response.on_hover_ui_at_pointer(|ui| token_details::show(ui, analysis, token));
    }
}
