//! Does it matter? The strength of each token, and under it what its removal does to the sentence
//! embedding; the HIGH tokens together against chance and rivals.

use std::sync::Arc;

use eframe::egui::{ComboBox, Key, RichText, ScrollArea, Ui};

use super::tokens::Tokens;
use super::view::typed;
use crate::analysis::{Analysis, Answer, Asked, Effects, RemovalSettings};
use crate::charts::{
    BarChart, ChartDef as _, CurveChart, EffectLayers, EffectShares, MarkRole, RemovalEffects,
    StrengthBars, effects_sentence,
};
use crate::domain::removal::Removal;
use crate::model::ModelError;
use crate::paint::theme::{GAP, Palette};
use crate::paint::{
    BarsPlace, bar_legend, chart_legend, paint_bars, paint_curves, reference_line_legend,
};
use crate::ui::facts::Section;
use crate::ui::icons;
use crate::ui::linking::{marked_tokens, ranges_of};
use crate::ui::state::answers::Answers;
use crate::ui::state::document::Document;
use crate::ui::state::selection::{TextOf, TextRange};
use crate::ui::token_details;
use crate::ui::views::{Controls, Group, View, ViewContext, ViewInput};
use crate::ui::widgets::{caption, side_by_side, zoom};

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
    }

    fn asked(&self, input: &ViewInput<'_>) -> Option<Asked> {
        Some(Asked::Effects {
            text: typed(&input.document.prompt)?,
            settings: RemovalSettings {
                removal: input.document.settings.removal,
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
        }
        Ok(())
    }

    fn is_ready(&self, input: &ViewInput<'_>) -> bool {
        Tokens.is_ready(input)
    }

    fn status<'a>(&self, answers: &'a Answers) -> Option<(String, &'a [String])> {
        Tokens.status(answers)
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

/// The newest test, if it is of the text that is shown, as it is shown.
fn newest(answers: &Answers) -> Option<&Arc<Effects>> {
    let shown = &answers.analysis.as_ref()?.newest;
    let effects = answers.effects.as_ref()?;
    let of = &effects.analysis;
    let same = of.traced.text == shown.traced.text
        && (of.layer, of.measure, of.rule) == (shown.layer, shown.measure, shown.rule)
        && of.model == shown.model;
    same.then_some(effects)
}

fn removals(ui: &mut Ui, context: &mut ViewContext<'_>) {
    ui.separator();
    let chosen = &mut context.document.settings.removal;
    let label = ui.label("Removed means");
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
    let effects = newest(context.answers);
    let effects = effects
        .filter(|effects| effects.settings.removal == removal)
        .cloned();
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        verdict(ui, effects.as_deref());
        let height = (ui.available_height() * 0.31).clamp(150.0, 300.0);
        let strengths = context.charts.strengths(&analysis, StrengthBars::PAPER);
        caption(ui, &strengths.title, &analysis.traced.text);
        ui.horizontal_wrapped(|ui| {
            bar_legend(ui, MarkRole::High, "HIGH, above τ");
            bar_legend(ui, MarkRole::Low, "LOW, at τ or below");
            bar_legend(ui, MarkRole::Outside, "outside the token set");
            if let Some(rule) = strengths.reference_lines.first() {
                reference_line_legend(ui, &rule.text);
            }
            zoom(ui, context, strengths.labels.len());
        });
        lane(
            ui,
            context,
            ("strengths", &strengths),
            &analysis,
            None,
            height,
        );
        ui.add_space(GAP);
        let Some(effects) = effects else {
            waiting(ui, &analysis);
            return;
        };
        let charts = context.charts.effects(&effects);
        ui.horizontal_wrapped(|ui| {
            ui.strong(&charts.bars.title);
            let phrase = format!("removed: {}; output: {}", removal.phrase(), effects.pooling);
            ui.label(
                RichText::new(phrase)
                    .small()
                    .color(Palette::of(ui).weak_text),
            );
        });
        let bars = ("effects", &charts.bars);
        lane(ui, context, bars, &analysis, Some(&effects), height);
        ui.add_space(GAP * 2.0);
        if !effects.is_whole() {
            return;
        }
        side_by_side(
            ui,
            context,
            |ui, _| curve(ui, EffectLayers.id(), &charts.layers, height),
            |ui, _| match &charts.shares {
                Some(shares) => curve(ui, EffectShares.id(), shares, height),
                None => {
                    ui.label("the text is too short to remove more and more of it");
                }
            },
        );
        for note in effects.notes() {
            ui.label(RichText::new(note).small().color(Palette::of(ui).weak_text));
        }
    });
}

/// What the test says, in two sentences.
fn verdict(ui: &mut Ui, effects: Option<&Effects>) {
    let Some(effects) = effects else { return };
    if !effects.is_whole() {
        ui.horizontal(|ui| {
            ui.spinner();
            ui.label("Sets of tokens are being removed…");
        });
        return;
    }
    let sentence = effects_sentence(effects)
        .unwrap_or_else(|| "No token is HIGH: there is nothing to remove together.".to_owned());
    let agreement = match effects.spearman {
        Some(rho) => format!(
            "Strength and the effect of each token alone: Spearman ρ {rho:+.2} (1 would be the \
             same order)."
        ),
        None => "Strength and effect have no rank correlation here.".to_owned(),
    };
    ui.label(RichText::new(sentence).strong());
    ui.label(agreement);
    ui.add_space(GAP * 0.5);
}

fn waiting(ui: &mut Ui, analysis: &Analysis) {
    ui.horizontal(|ui| {
        ui.spinner();
        let tokens = analysis.traced.tokens.len();
        ui.label(format!(
            "removing tokens: about {} texts of {tokens} tokens are read…",
            tokens + 300
        ));
    });
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
            ui.label(format!("removed alone: 1 − cos = {effect:.4}"));
        }
        token_details::show(ui, analysis, token);
    });
}

fn curve(ui: &mut Ui, id: &str, chart: &CurveChart, height: f32) {
    ui.horizontal_wrapped(|ui| {
        ui.strong(&chart.title);
        for key in &chart.keys {
            chart_legend(ui, key);
        }
    });
    paint_curves(ui, id, chart, height, None);
}
