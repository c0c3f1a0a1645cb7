//! The lens: the word that a masked-language-model head reads at every layer, and what it would
//! put in the place of a mask.

use std::sync::Arc;

use eframe::egui::{Key, RichText, ScrollArea, Ui};

use super::no_head;
use super::view::typed;
use crate::analysis::{AnalysisSettings, Answer, Asked, Lens, LensSettings};
use crate::charts::{BarChart, ChartDef as _, LensShade, LensWords, MarkRole, strength_keys};
use crate::domain::format::minus_decimals;
use crate::model::ModelError;
use crate::model::hub::HeadKind;
use crate::paint::theme::{GAP, Palette};
use crate::paint::{BarsPlace, bar_legend, legend, paint_bars, paint_heatmap, paint_rows};
use crate::ui::icons;
use crate::ui::linking::{marked_tokens, ranges_of};
use crate::ui::state::answers::Answers;
use crate::ui::state::chart_cache::LensCharts;
use crate::ui::state::document::Document;
use crate::ui::state::selection::{TextOf, TextRange};
use crate::ui::state::settings::Settings;
use crate::ui::state::view_state::Stretch;
use crate::ui::views::{Group, View, ViewContext, ViewInput};
use crate::ui::widgets::{divided, heatmap_heading, zoom};

/// How high a row of words is, in points.
const ROW: f32 = 22.0;

/// What is beside the rows in a chart of words: the names of the tokens.
const AROUND: f32 = 80.0;

/// What the model says at every layer.
pub(super) struct LensView;

impl View for LensView {
    fn name(&self) -> &'static str {
        "Lens"
    }

    fn command(&self) -> &'static str {
        "Show what the model says at every layer"
    }

    fn key(&self) -> Key {
        Key::U
    }

    fn group(&self) -> Group {
        Group::Heads
    }

    fn icon(&self) -> &'static str {
        icons::LENS
    }

    fn toolbar(&self, ui: &mut Ui, context: &mut ViewContext<'_>) {
        divided(ui, |ui| ui.label("Shade"));
        for &shade in LensShade::ALL {
            let chosen = &mut context.document.settings.lens_shade;
            ui.selectable_value(chosen, shade, shade.name());
        }
    }

    fn asked(&self, input: &ViewInput<'_>) -> Option<Asked> {
        if no_head::reason(input, HeadKind::MaskedWords).is_some() {
            return None;
        }
        Some(Asked::Lens {
            text: typed(&input.document.prompt)?,
            settings: LensSettings::default(),
        })
    }

    fn awaited_layer(&self, _: &AnalysisSettings, _: usize) -> Option<usize> {
        None
    }

    fn answer(&self, input: &ViewInput<'_>) -> Option<Answer> {
        input.answers.lens.clone().map(Answer::Lens)
    }

    fn shows(&self, asked: &Asked, _: Option<&str>) -> bool {
        matches!(asked, Asked::Lens { .. })
    }

    fn restore(
        &self,
        document: &mut Document,
        asked: &Asked,
        chart: Option<&str>,
    ) -> Result<(), ModelError> {
        if let Asked::Lens { text, .. } = asked {
            document.prompt.clone_from(text);
            let mut shades = LensShade::ALL.iter().copied();
            let shade = shades.find(|&shade| Some(LensWords(shade).id()) == chart);
            document.settings.lens_shade = shade.unwrap_or_default();
        }
        Ok(())
    }

    fn is_ready(&self, input: &ViewInput<'_>) -> bool {
        let has_text = typed(&input.document.prompt).is_some();
        no_head::reason(input, HeadKind::MaskedWords).is_some()
            || has_text && input.answers.lens.is_some()
    }

    fn status<'a>(&self, _: &Settings, answers: &'a Answers) -> Option<(String, &'a [String])> {
        let lens = answers.lens.as_ref()?;
        let tokens = lens.analysis.traced.tokens.len();
        Some((format!("{tokens} tokens"), &lens.warnings))
    }

    fn steps(&self, input: &ViewInput<'_>) -> Vec<TextRange> {
        input.answers.lens.as_ref().map_or_else(Vec::new, |lens| {
            let traced = &lens.analysis.traced;
            ranges_of(TextOf::A, traced, 0..traced.tokens.len())
        })
    }

    fn stretches(&self, answers: &Answers) -> Vec<(Stretch, usize)> {
        let shown = answers.lens.as_ref();
        let count = shown.map_or(0, |lens| lens.analysis.traced.tokens.len());
        vec![(Stretch::Tokens, count)]
    }

    fn chart(&self, input: &ViewInput<'_>) -> &'static str {
        LensWords(input.document.settings.lens_shade).id()
    }

    fn page(&self, ui: &mut Ui, context: &mut ViewContext<'_>) {
        if let Some(reason) = no_head::reason(&context.input(), HeadKind::MaskedWords) {
            no_head::page(ui, context, &reason, HeadKind::MaskedWords);
            return;
        }
        let Some(lens) = context.answers.lens.clone() else {
            return;
        };
        let charts = context
            .charts
            .lens(&lens, context.document.settings.lens_shade);
        note(ui, &lens);
        ScrollArea::vertical()
            .id_salt("lens")
            .auto_shrink(false)
            .show(ui, |ui| {
                if let Some(candidates) = &charts.candidates {
                    let weak = Palette::of(ui).weak_text;
                    ui.horizontal_wrapped(|ui| {
                        ui.strong(&candidates.title);
                        let last = lens.last_layer();
                        let said = format!("what the head puts there, at Layer {last}");
                        ui.label(RichText::new(said).small().color(weak));
                    });
                    paint_rows(ui, candidates, None, "");
                    ui.add_space(GAP);
                }
                words(ui, context, &lens, &charts);
                ui.add_space(GAP);
                entropy(ui, context, &lens, &charts);
                ui.add_space(GAP);
                ui.horizontal_wrapped(|ui| {
                    ui.strong(&charts.strengths.title);
                    legend(ui, &strength_keys(&charts.strengths));
                });
                lane(ui, context, &lens, ("lens strengths", &charts.strengths));
            });
    }
}

/// What a lens is, and whether strength tells where a word settles.
fn note(ui: &mut Ui, lens: &Lens) {
    let weak = Palette::of(ui).weak_text;
    let rho = match (lens.is_whole(), minus_decimals(lens.spearman, 2)) {
        (false, _) => "the other layers are being read…".to_owned(),
        (true, Some(rho)) => format!(
            "Spearman's ρ of the strength at Layer {} with the layer at which a token settles: \
             {rho}.",
            lens.analysis.layer
        ),
        (true, None) => String::new(),
    };
    let raw = "Raw lens: the head was trained for the last layer; below it, it is a reading of \
               the states and not what the model computes.";
    ui.label(RichText::new(format!("{raw} {rho}")).color(weak));
}

fn words(ui: &mut Ui, context: &mut ViewContext<'_>, lens: &Arc<Lens>, charts: &LensCharts) {
    let advice = "Point at a cell for its best words, click a number of the axis to choose that \
                layer.";
    heatmap_heading(ui, &charts.words, advice);
    ui.horizontal(|ui| zoom(ui, context));
    let traced = &lens.analysis.traced;
    let height = ROW * charts.words.cells.len() as f32 + AROUND;
    let state = &mut *context.state;
    let hit = paint_heatmap(
        ui,
        "lens words",
        &charts.words,
        height,
        marked_tokens(&state.selection, TextOf::A, traced),
        &mut state.window,
    );
    if let Some(layer) = hit.clicked_row {
        context.document.settings.layer = Some(layer);
    }
    if let (Some(token), Some(layer)) = (hit.column, hit.row) {
        let range = TextRange::of_token(TextOf::A, traced, token);
        state.selection.touch(range, hit.clicked);
        hit.response
            .on_hover_ui_at_pointer(|ui| details(ui, lens, layer, token));
    }
}

/// What the head says of one token at one layer.
fn details(ui: &mut Ui, lens: &Lens, layer: usize, token: usize) {
    let shown = lens.analysis.traced.tokens.get(token);
    let shown = shown.map_or("", |token| &token.shown);
    ui.strong(format!("{shown} at Layer {layer}"));
    let Some(cell) = lens.reading.cell(layer, token) else {
        ui.label("still being read…");
        return;
    };
    for word in &cell.top {
        let percent = 100.0 * word.probability;
        ui.label(format!("{percent:5.1} %  {}", lens.reading.shown(word.id)));
    }
    if let (Some(rank), Some(probability)) = (cell.true_rank, cell.true_probability) {
        let percent = 100.0 * probability;
        ui.label(format!("{shown} itself: rank {rank}, {percent:.2} %"));
    }
    ui.label(format!(
        "entropy {:.2} bits",
        cell.entropy / std::f64::consts::LN_2
    ));
    if let Some(settled) = lens.settled(token) {
        ui.label(format!("the last answer stays from Layer {settled} on"));
    }
}

fn entropy(ui: &mut Ui, context: &mut ViewContext<'_>, lens: &Arc<Lens>, charts: &LensCharts) {
    ui.horizontal_wrapped(|ui| {
        ui.strong(&charts.entropy.title);
        bar_legend(ui, MarkRole::Low, "the last answer is there");
        bar_legend(ui, MarkRole::Outside, "it is not yet");
    });
    lane(ui, context, lens, ("lens entropy", &charts.entropy));
}

/// Bars of every token at the chosen layer.
fn lane(
    ui: &mut Ui,
    context: &mut ViewContext<'_>,
    lens: &Arc<Lens>,
    (id, chart): (&str, &BarChart),
) {
    let state = &mut *context.state;
    let traced = &lens.analysis.traced;
    let hit = paint_bars(
        ui,
        BarsPlace::alone(id, 180.0),
        chart,
        marked_tokens(&state.selection, TextOf::A, traced),
        &mut state.window,
    );
    if let Some(token) = hit.slot {
        let range = TextRange::of_token(TextOf::A, traced, token);
        state.selection.touch(range, hit.clicked);
        let layer = lens.analysis.layer;
        hit.response
            .on_hover_ui_at_pointer(|ui| details(ui, lens, layer, token));
    }
}
