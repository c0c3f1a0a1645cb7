//! The labels of a text or a pair as bars, and what the chosen one rests on: integrated gradients,
//! masking, and the strengths beside them.

use std::sync::Arc;

use eframe::egui::{ComboBox, Key, RichText, ScrollArea, Ui};

use super::no_head;
use super::view::typed;
use crate::analysis::{Answer, Asked, Labelled};
use crate::charts::{BarChart, ChartDef as _, LabelReasons, MarkRole};
use crate::domain::format::decimals;
use crate::model::ModelError;
use crate::model::hub::HeadKind;
use crate::paint::theme::{GAP, Palette};
use crate::paint::{BarsPlace, bar_legend, paint_bars, paint_rows};
use crate::ui::icons;
use crate::ui::linking::marked_tokens;
use crate::ui::state::answers::Answers;
use crate::ui::state::document::Document;
use crate::ui::state::selection::{TextOf, TextRange};
use crate::ui::state::settings::Settings;
use crate::ui::views::{Group, Prompts, View, ViewContext, ViewInput};

/// How high each lane is, in points.
const LANE: f32 = 190.0;

/// The labels of a text.
pub(super) struct LabelView;

impl View for LabelView {
    fn name(&self) -> &'static str {
        "Labels"
    }

    fn command(&self) -> &'static str {
        "Show the labels of a text and what they rest on"
    }

    fn key(&self) -> Key {
        Key::B
    }

    fn group(&self) -> Group {
        Group::Heads
    }

    fn icon(&self) -> &'static str {
        icons::LABELS
    }

    fn prompts(&self) -> Prompts {
        Prompts::Two
    }

    fn toolbar(&self, ui: &mut Ui, context: &mut ViewContext<'_>) {
        ui.separator();
        let pair = &mut context.document.settings.label_pair;
        ui.checkbox(pair, "A and B as a pair")
            .on_hover_text("Read both texts together, as a question and a passage; else A alone");
        label_choice(ui, context);
    }

    fn asked(&self, input: &ViewInput<'_>) -> Option<Asked> {
        if no_head::reason(input, HeadKind::Labels).is_some() {
            return None;
        }
        let document = input.document;
        let second = if document.settings.label_pair {
            Some(typed(&document.prompt_b)?)
        } else {
            None
        };
        Some(Asked::Label {
            text: typed(&document.prompt)?,
            second,
            settings: document.settings.labels.clone(),
        })
    }

    fn answer(&self, input: &ViewInput<'_>) -> Option<Answer> {
        input.answers.labels.clone().map(Answer::Labels)
    }

    fn shows(&self, asked: &Asked, _: Option<&str>) -> bool {
        matches!(asked, Asked::Label { .. })
    }

    fn restore(
        &self,
        document: &mut Document,
        asked: &Asked,
        _: Option<&str>,
    ) -> Result<(), ModelError> {
        if let Asked::Label {
            text,
            second,
            settings,
        } = asked
        {
            document.prompt.clone_from(text);
            document.settings.label_pair = second.is_some();
            if let Some(second) = second {
                document.prompt_b.clone_from(second);
            }
            document.settings.labels.clone_from(settings);
        }
        Ok(())
    }

    fn is_ready(&self, input: &ViewInput<'_>) -> bool {
        let has_text = typed(&input.document.prompt).is_some();
        no_head::reason(input, HeadKind::Labels).is_some()
            || has_text && input.answers.labels.is_some()
    }

    fn status<'a>(&self, _: &Settings, answers: &'a Answers) -> Option<(String, &'a [String])> {
        let labelled = answers.labels.as_ref()?;
        let tokens = labelled.analysis.traced.tokens.len();
        Some((format!("{tokens} tokens"), &labelled.warnings))
    }

    fn chart(&self, _: &ViewInput<'_>) -> &'static str {
        LabelReasons.id()
    }

    fn page(&self, ui: &mut Ui, context: &mut ViewContext<'_>) {
        if let Some(reason) = no_head::reason(&context.input(), HeadKind::Labels) {
            no_head::page(ui, context, &reason, HeadKind::Labels);
            return;
        }
        let Some(labelled) = context.answers.labels.clone() else {
            return;
        };
        let charts = context.charts.labels(&labelled);
        ScrollArea::vertical()
            .id_salt("labels")
            .auto_shrink(false)
            .show(ui, |ui| {
                ui.strong(&charts.labels.title);
                let chosen = Some(labelled.label);
                paint_rows(ui, &charts.labels, chosen, "");
                ui.add_space(GAP);
                correlations(ui, &labelled);
                if !labelled.is_whole() {
                    ui.label("What the label rests on is being measured…");
                    return;
                }
                for chart in [&charts.attributions, &charts.effects, &charts.strengths] {
                    lane(ui, context, &labelled, chart);
                    ui.add_space(GAP);
                }
            });
    }
}

/// The label that is explained; the most probable unless one is chosen.
fn label_choice(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let Some(labelled) = context.answers.labels.clone() else {
        return;
    };
    let chosen = &mut context.document.settings.labels.label;
    let label = ui.label("Explained");
    ComboBox::from_id_salt("label")
        .selected_text(labelled.label_name())
        .show_ui(ui, |ui| {
            ui.selectable_value(chosen, None, "the most probable");
            for name in &labelled.reading.labels.names {
                ui.selectable_value(chosen, Some(name.clone()), name);
            }
        })
        .response
        .labelled_by(label.id);
}

/// Whether attribution, removal and strength agree.
fn correlations(ui: &mut Ui, labelled: &Labelled) {
    let Some(found) = &labelled.correlations else {
        return;
    };
    let rho = |rho: Option<f64>| decimals(rho, 2).unwrap_or_else(|| "undefined".to_owned());
    let residual = decimals(labelled.residual(), 4).unwrap_or_default();
    let weak = Palette::of(ui).weak_text;
    ui.label(
        RichText::new(format!(
            "Spearman's ρ: attribution with masking {}; strength with the size of the attribution \
             {}, with the size of what masking does {}. Residual of the attributions: {residual}.",
            rho(found.attribution_effect),
            rho(found.strength_attribution),
            rho(found.strength_effect),
        ))
        .color(weak),
    );
}

fn lane(ui: &mut Ui, context: &mut ViewContext<'_>, labelled: &Arc<Labelled>, chart: &BarChart) {
    let traced = &labelled.analysis.traced;
    ui.horizontal_wrapped(|ui| {
        ui.strong(&chart.title);
        let bars = chart
            .series
            .iter()
            .flat_map(|series| series.bars.iter().flatten());
        let mut bars = bars.map(|bar| bar.role);
        if bars.any(|role| matches!(role, MarkRole::Adds | MarkRole::Takes)) {
            bar_legend(ui, MarkRole::Adds, "speaks for the label");
            bar_legend(ui, MarkRole::Takes, "speaks against it");
        }
    });
    let state = &mut *context.state;
    let hit = ui
        .push_id(&chart.title, |ui| {
            paint_bars(
                ui,
                BarsPlace::alone("lane", LANE),
                chart,
                marked_tokens(&state.selection, TextOf::A, traced),
                &mut state.window,
            )
        })
        .inner;
    if let Some(token) = hit.slot {
        let range = TextRange::of_token(TextOf::A, traced, token);
        state.selection.touch(range, hit.clicked);
        hit.response
            .on_hover_ui_at_pointer(|ui| details(ui, labelled, token));
    }
}

/// What is known of one token.
fn details(ui: &mut Ui, labelled: &Labelled, token: usize) {
    let analysis = &labelled.analysis;
    let shown = analysis.traced.tokens.get(token);
    ui.strong(shown.map_or("", |token| &token.shown));
    let number = |value: Option<f64>| decimals(value, 4).unwrap_or_else(|| "–".to_owned());
    ui.label(format!(
        "attribution {}",
        number(labelled.attribution(token))
    ));
    ui.label(format!(
        "masked, the logit falls by {}",
        number(labelled.effect(token))
    ));
    let strength = analysis.strengths().get(token).copied();
    ui.label(format!(
        "strength {} at Layer {}",
        number(strength),
        analysis.layer
    ));
}
