//! Does it matter? The strength of each token, and under it what its removal does to what the model
//! puts out; the HIGH tokens together against chance and rivals.

use std::sync::Arc;

use eframe::egui::{ComboBox, Key, ScrollArea, Ui};

use super::output_choice::{choose, output_of};
use super::tokens::Tokens;
use super::usual;
use super::view::typed;
use crate::analysis::{Analysis, Answer, Asked, Effects, RemovalSettings};
use crate::charts::{
    BarChart, ChartDef as _, CurveChart, EffectLayers, EffectShares, RemovalEffects, StrengthBars,
    effects_sentence, strength_keys,
};
use crate::domain::format::{signed, with_sign};
use crate::domain::removal::{Progress, Removal, RemovalOutput};
use crate::model::ModelError;
use crate::paint::theme::GAP;
use crate::paint::words::{heading, remark, sentence, sentence_height};
use crate::paint::{BarsPlace, CurveHit, chart_legend, legend, paint_bars, paint_curves};
use crate::ui::facts::Section;
use crate::ui::icons;
use crate::ui::linking::{marked_tokens, ranges_of};
use crate::ui::state::answers::Answers;
use crate::ui::state::document::Document;
use crate::ui::state::selection::{TextOf, TextRange};
use crate::ui::state::settings::Settings;
use crate::ui::token_details;
use crate::ui::views::{Controls, Group, View, ViewContext, ViewInput};
use crate::ui::widgets::{caption, divided, keep_with, side_by_side, zoom};

/// The height of the title over a chart, in points.
const CAPTION: f32 = 26.0;

/// What the removal of tokens does.
pub(super) struct EffectsView;

impl View for EffectsView {
    fn name(&self) -> &'static str {
        "Effects"
    }

    fn command(&self) -> &'static str {
        "Show what removing tokens does"
    }

    fn key(&self) -> Key {
        Key::R
    }

    fn group(&self) -> Group {
        Group::OneText
    }

    fn icon(&self) -> &'static str {
        icons::REMOVE
    }

    fn controls(&self) -> Controls {
        Controls::MEASURE
    }

    fn toolbar(&self, ui: &mut Ui, context: &mut ViewContext<'_>) {
        removals(ui, context);
        let model = context.models.first.in_use();
        choose(ui, &mut context.document.settings.removal_output, model);
    }

    fn asked(&self, input: &ViewInput<'_>) -> Option<Asked> {
        Some(Asked::Effects {
            text: typed(&input.document.prompt)?,
            settings: RemovalSettings {
                removal: input.document.settings.removal,
                output: output_of(input.document.settings.removal_output, input.model),
                ..RemovalSettings::default()
            },
        })
    }

    fn answer(&self, input: &ViewInput<'_>) -> Option<Answer> {
        let effects = newest(input.answers)?;
        Some(Answer::Effects(Arc::clone(effects)))
    }

    fn shows(&self, asked: &Asked, _: Option<&str>) -> bool {
        matches!(asked, Asked::Effects { .. })
    }

    fn restore(
        &self,
        document: &mut Document,
        asked: &Asked,
        _: Option<&str>,
    ) -> Result<(), ModelError> {
        if let Asked::Effects { text, settings } = asked {
            document.prompt.clone_from(text);
            document.settings.removal = settings.removal;
            document.settings.removal_output = settings.output;
        }
        Ok(())
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

    fn has_tokens(&self) -> bool {
        true
    }

    fn inspected(&self, input: &ViewInput<'_>, range: &TextRange) -> Vec<Section> {
        Tokens.inspected(input, range)
    }

    fn steps(&self, input: &ViewInput<'_>) -> Vec<TextRange> {
        let Some(shown) = &input.answers.analysis else {
            return Vec::new();
        };
        let traced = &shown.newest.traced;
        ranges_of(TextOf::A, traced, 0..traced.tokens.len())
    }

    fn chart(&self, _: &ViewInput<'_>) -> &'static str {
        RemovalEffects.id()
    }

    fn page(&self, ui: &mut Ui, context: &mut ViewContext<'_>) {
        show(ui, context);
    }
}

/// The newest test of which something is to be seen, if it is of the text that is shown, as it is
/// shown.
pub(super) fn newest(answers: &Answers) -> Option<&Arc<Effects>> {
    begun(answers).filter(|effects| !effects.test.alone.is_empty())
}

/// The same, also while single tokens are removed.
fn begun(answers: &Answers) -> Option<&Arc<Effects>> {
    let shown = &answers.analysis.as_ref()?.newest;
    let effects = answers.effects.as_ref()?;
    let of = &effects.analysis;
    let same = of.traced.text == shown.traced.text
        && (of.layer, of.measure, of.rule) == (shown.layer, shown.measure, shown.rule)
        && of.model == shown.model;
    same.then_some(effects)
}

fn removals(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let chosen = &mut context.document.settings.removal;
    let label = divided(ui, |ui| {
        keep_with(ui, "Removed means", 110.0);
        ui.label("Removed means")
    });
    ComboBox::from_id_salt("removal")
        .selected_text(chosen.name())
        .width(84.0)
        .show_ui(ui, |ui| {
            for &removal in Removal::ALL {
                let text = format!("{}  {}", removal.name(), removal.phrase());
                ui.selectable_value(chosen, removal, text);
            }
        })
        .response
        .labelled_by(label.id)
        .on_hover_text(chosen.phrase());
}

fn show(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let Some(shown) = &context.answers.analysis else {
        return;
    };
    let analysis = Arc::clone(&shown.newest);
    let removal = context.document.settings.removal;
    let output = context.document.settings.removal_output;
    let output = output_of(output, context.models.first.in_use());
    let asked = |effects: &&Arc<Effects>| {
        (effects.settings.removal, effects.settings.output) == (removal, output)
    };
    let progress = begun(context.answers).filter(asked);
    let progress = progress.map(|effects| effects.progress);
    let effects = newest(context.answers).filter(asked).cloned();
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let height = (ui.available_height() * 0.31).clamp(150.0, 300.0);
        verdict(ui, effects.as_deref(), output);
        strengths(ui, context, &analysis, height);
        ui.add_space(GAP);
        kept(ui, height + CAPTION, |ui| match &effects {
            Some(effects) => singles(ui, context, effects, height),
            None => waiting(ui, "Each token is being removed", progress),
        });
        ui.add_space(GAP * 2.0);
        side_by_side(
            ui,
            context,
            |ui, context| {
                kept(ui, height + CAPTION, |ui| {
                    layers(ui, context, effects.as_ref(), height);
                });
            },
            |ui, context| {
                kept(ui, height + CAPTION, |ui| {
                    shares(ui, context, effects.as_ref(), height);
                });
            },
        );
        for note in effects.iter().flat_map(|effects| effects.notes()) {
            remark(ui, note);
        }
    });
}

/// Draws into a place that is at least `height` points high whatever is drawn, so that what is below
/// stays where it is when the answer comes.
fn kept(ui: &mut Ui, height: f32, draw: impl FnOnce(&mut Ui)) {
    ui.scope(|ui| {
        ui.set_min_height(height);
        draw(ui);
    });
}

/// What the test says, in two sentences; there is room for them before they are there.
fn verdict(ui: &mut Ui, effects: Option<&Effects>, output: RemovalOutput) {
    let height = sentence_height(ui, &longest_verdict(output)) + sentence_height(ui, AGREEMENT);
    kept(ui, height + ui.spacing().item_spacing.y, |ui| {
        let Some(effects) = effects else {
            return waiting(ui, "Tokens are being removed", None);
        };
        if effects.test.layers.is_empty() {
            let progress = Some(effects.progress);
            return waiting(ui, "Sets of tokens are being removed", progress);
        }
        let said = effects_sentence(effects)
            .unwrap_or_else(|| "No token is HIGH: there is nothing to remove together.".to_owned());
        heading(ui, said);
        let agreement = match effects.spearman {
            Some(rho) => {
                let rho = with_sign(rho, 2);
                format!("{AGREEMENT}{rho} (1 would be the same order).")
            }
            None => "Strength and effect have no rank correlation here.".to_owned(),
        };
        sentence(ui, agreement);
    });
    ui.add_space(GAP * 0.5);
}

/// As long as a verdict is.
fn longest_verdict(output: RemovalOutput) -> String {
    format!(
        "Removing the 88 HIGH tokens together {} 0.888, random sets of as many by 0.888: more than \
         88 % of the first 88 sets, the others are being tried.",
        output.does()
    )
}

/// How an agreement begins.
const AGREEMENT: &str = "Strength and the effect of each token alone: Spearman ρ ";

/// Says what is being done, and how far it is where that is known.
fn waiting(ui: &mut Ui, what: &str, progress: Option<Progress>) {
    ui.horizontal(|ui| {
        ui.spinner();
        ui.label(match progress {
            Some(Progress { done, total }) => format!("{what}: {done} of {total}…"),
            None => format!("{what}…"),
        });
    });
}

fn strengths(ui: &mut Ui, context: &mut ViewContext<'_>, analysis: &Arc<Analysis>, height: f32) {
    let chart = context.charts.strengths(analysis, StrengthBars::PAPER);
    caption(ui, &chart.title, &analysis.traced.text);
    ui.horizontal_wrapped(|ui| {
        legend(ui, &strength_keys(&chart));
        let view = (ui.clip_rect().width(), &context.state.window);
        usual::legend(ui, view, analysis, &chart);
        zoom(ui, context);
    });
    lane(ui, context, ("strengths", &chart), analysis, None, height);
}

/// What the removal of each token alone does.
fn singles(ui: &mut Ui, context: &mut ViewContext<'_>, effects: &Arc<Effects>, height: f32) {
    let charts = context.charts.effects(effects);
    ui.horizontal_wrapped(|ui| {
        heading(ui, &charts.bars.title);
        let removal = effects.settings.removal;
        let phrase = removal.phrase();
        remark(
            ui,
            format!("removed: {phrase}; output: {}", effects.output_phrase()),
        );
    });
    let bars = ("effects", &charts.bars);
    lane(ui, context, bars, &effects.analysis, Some(effects), height);
}

/// Which layer's HIGH tokens matter most.
fn layers(ui: &mut Ui, context: &mut ViewContext<'_>, effects: Option<&Arc<Effects>>, height: f32) {
    let Some(effects) = effects.filter(|effects| !effects.test.layers.is_empty()) else {
        return waiting(ui, "The HIGH tokens of every layer are being removed", None);
    };
    let charts = context.charts.effects(effects);
    let mut points = charts.layers.curves.iter().flat_map(|curve| &curve.points);
    if points.all(Option::is_none) {
        heading(ui, &charts.layers.title);
        ui.label("No layer has HIGH tokens in so short a text.");
        return;
    }
    curve(ui, EffectLayers.id(), &charts.layers, height);
}

/// Removing more and more.
fn shares(ui: &mut Ui, context: &mut ViewContext<'_>, effects: Option<&Arc<Effects>>, height: f32) {
    let progress = effects.map(|effects| effects.progress);
    let Some(effects) = effects.filter(|effects| effects.is_whole()) else {
        return waiting(ui, "More and more tokens are being removed", progress);
    };
    let charts = context.charts.effects(effects);
    match &charts.shares {
        Some(shares) => {
            curve(ui, EffectShares.id(), shares, height);
        }
        None => {
            ui.label("The text is too short to remove more and more of it.");
        }
    }
}

/// Bars of every token of the text.
fn lane(
    ui: &mut Ui,
    context: &mut ViewContext<'_>,
    (id, chart): (&str, &BarChart),
    analysis: &Analysis,
    effects: Option<&Effects>,
    height: f32,
) {
    let state = &mut *context.state;
    let place = BarsPlace {
        legend_names_line: true,
        ..BarsPlace::alone(id, height)
    };
    let marked = marked_tokens(&state.selection, TextOf::A, &analysis.traced);
    let hit = paint_bars(ui, place, chart, marked, &mut state.window);
    let Some(token) = hit.slot else { return };
    let range = TextRange::of_token(TextOf::A, &analysis.traced, token);
    state.selection.touch(range, hit.clicked);
    hit.response.on_hover_ui_at_pointer(|ui| {
        if let Some(effect) = effects.and_then(|effects| effects.effect(token)) {
            let does = effects.map_or("", |effects| effects.settings.output.does());
            ui.label(format!("removed alone {does} {}", signed(effect, 4)));
        }
        token_details::show(ui, analysis, token);
    });
}

pub(super) fn curve(ui: &mut Ui, id: &str, chart: &CurveChart, height: f32) -> CurveHit {
    ui.horizontal_wrapped(|ui| {
        heading(ui, &chart.title);
        for key in &chart.keys {
            chart_legend(ui, key);
        }
    });
    paint_curves(ui, id, chart, height, None)
}
