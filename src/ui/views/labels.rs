//! The labels of a text or a pair as bars, and what the chosen one rests on: integrated gradients,
//! masking, and the strengths beside them.

use std::sync::Arc;

use eframe::egui::{ComboBox, Key, RichText, ScrollArea, Ui};

use super::no_head;
use super::view::typed;
use crate::analysis::{Answer, Asked, Labelled, MovingPair};
use crate::charts::{
    BarChart, ChartDef as _, LabelMoved, LabelReasons, MarkRole, RowChart, moved_sentence,
    strength_keys,
};
use crate::domain::format::{minus_decimals, signed};
use crate::domain::trace::TracedText;
use crate::model::ModelError;
use crate::model::hub::HeadKind;
use crate::paint::theme::{GAP, Palette};
use crate::paint::{BarsPlace, Marked, bar_legend, legend, paint_bars, paint_rows};
use crate::ui::icons;
use crate::ui::linking::{marked, marked_in_prompts};
use crate::ui::state::answers::Answers;
use crate::ui::state::document::Document;
use crate::ui::state::selection::{Selection, TextOf, TextRange};
use crate::ui::state::settings::{LabelTexts, Settings};
use crate::ui::views::{Group, Prompts, View, ViewContext, ViewInput};
use crate::ui::widgets::{divided, keep_with, side_by_side};

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
        let chosen = &mut context.document.settings.label_texts;
        divided(ui, |ui| {
            for &texts in LabelTexts::ALL {
                ui.selectable_value(chosen, texts, texts.name())
                    .on_hover_text(texts.phrase());
            }
        });
        divided(ui, |ui| label_choice(ui, context));
    }

    fn asked(&self, input: &ViewInput<'_>) -> Option<Asked> {
        if no_head::reason(input, HeadKind::Labels).is_some() {
            return None;
        }
        let document = input.document;
        let (second, compared) = match document.settings.label_texts {
            LabelTexts::Alone => (None, None),
            LabelTexts::Pair => (Some(typed(&document.prompt_b)?), None),
            LabelTexts::Against => (None, Some(typed(&document.prompt_b)?)),
        };
        Some(Asked::Label {
            text: typed(&document.prompt)?,
            second,
            compared,
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
            compared,
            settings,
        } = asked
        {
            document.prompt.clone_from(text);
            document.settings.label_texts = match (second, compared) {
                (Some(_), _) => LabelTexts::Pair,
                (None, Some(_)) => LabelTexts::Against,
                (None, None) => LabelTexts::Alone,
            };
            if let Some(second) = second.as_ref().or(compared.as_ref()) {
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

    fn chart(&self, input: &ViewInput<'_>) -> &'static str {
        match input.document.settings.label_texts {
            LabelTexts::Against => LabelMoved.id(),
            LabelTexts::Alone | LabelTexts::Pair => LabelReasons.id(),
        }
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
                if let Some(sentence) = moved_sentence(&labelled) {
                    ui.label(RichText::new(sentence).strong());
                    ui.add_space(GAP * 0.5);
                }
                let chosen = Some(labelled.label);
                match &charts.compared {
                    None => labels(ui, &charts.labels, chosen),
                    Some(compared) => side_by_side(
                        ui,
                        context,
                        |ui, _| labels(ui, &charts.labels, chosen),
                        |ui, _| labels(ui, compared, chosen),
                    ),
                }
                ui.add_space(GAP);
                if let Some(moved) = &charts.moved {
                    moved_lane(ui, context, &labelled, moved);
                    ui.add_space(GAP);
                }
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

/// The labels of a text as bars.
fn labels(ui: &mut Ui, rows: &RowChart, chosen: Option<usize>) {
    ui.strong(&rows.title);
    ui.scope(|ui| {
        // Clear of the scroll bar.
        ui.set_max_width(ui.available_width() - 10.0);
        paint_rows(ui, rows, chosen, &rows.title);
    });
}

/// What each pair of tokens does on the way from A to B.
fn moved_lane(ui: &mut Ui, context: &mut ViewContext<'_>, labelled: &Labelled, chart: &BarChart) {
    let Some(moved) = &labelled.moved else { return };
    let Some(words) = &moved.words else { return };
    ui.horizontal_wrapped(|ui| {
        ui.strong(&chart.title);
        bar_legend(ui, MarkRole::Adds, "moves towards the label");
        bar_legend(ui, MarkRole::Takes, "moves away from it");
    });
    let traced = [&*labelled.analysis.traced, &*moved.b.traced];
    let range = |slot: usize| {
        let pair = words.pairs.get(slot)?.pair;
        let [a, b] = traced;
        match (pair.a, pair.b) {
            (_, Some(token)) => TextRange::of_token(TextOf::B, b, token),
            (token, None) => TextRange::of_token(TextOf::A, a, token?),
        }
    };
    let state = &mut *context.state;
    let marked = marked_in_pairs(&state.selection, traced, &words.pairs);
    let place = BarsPlace::alone("moved", LANE);
    let hit = paint_bars(ui, place, chart, marked, &mut state.window);
    let Some(slot) = hit.slot else { return };
    state.selection.touch(range(slot), hit.clicked);
    let Some(one) = words.pairs.get(slot) else {
        return;
    };
    hit.response.on_hover_ui_at_pointer(|ui| {
        let number =
            |value: Option<f64>| minus_decimals(value, 4).unwrap_or_else(|| "–".to_owned());
        ui.strong(chart.labels.get(slot).map_or("", |label| &label.text));
        ui.label(format!("moves the logit by {}", signed(one.moves(), 4)));
        for (name, side) in [("A", 0), ("B", 1)] {
            let attribution = one.attributions.get(side).copied().flatten();
            let effect = one.effects.get(side).copied().flatten();
            ui.label(format!(
                "in {name}: attribution {}, masked it falls by {}",
                number(attribution),
                number(effect)
            ));
        }
    });
}

/// The pairs that have what is set off in A or in B.
fn marked_in_pairs(
    selection: &Selection,
    [a, b]: [&TracedText; 2],
    pairs: &[MovingPair],
) -> Marked {
    let places = |range: &TextRange| -> Vec<usize> {
        let is_a = range.of() == TextOf::A;
        let tokens = range.tokens_in(if is_a { a } else { b });
        let pairs = pairs.iter().enumerate().filter(|(_, one)| {
            let token = if is_a { one.pair.a } else { one.pair.b };
            token.is_some_and(|token| tokens.contains(&token))
        });
        pairs.map(|(place, _)| place).collect()
    };
    marked(selection, places)
}

/// The label that is explained; the most probable unless one is chosen.
fn label_choice(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let Some(labelled) = context.answers.labels.clone() else {
        return;
    };
    let chosen = &mut context.document.settings.labels.label;
    keep_with(ui, "Explained", 140.0);
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
    let token = &mut context.document.settings.labels.token;
    if labelled.explained_token().is_some() && token.is_some() {
        let surest = ui.button("The surest token");
        if surest
            .on_hover_text("Explains the surest of the tokens whose label is not the usual one")
            .clicked()
        {
            *token = None;
        }
    }
}

/// Whether attribution, removal and strength agree.
fn correlations(ui: &mut Ui, labelled: &Labelled) {
    let Some(found) = &labelled.correlations else {
        return;
    };
    let rho = |rho: Option<f64>| minus_decimals(rho, 2).unwrap_or_else(|| "undefined".to_owned());
    let residual = minus_decimals(labelled.residual(), 4).unwrap_or_default();
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
        } else {
            legend(ui, &strength_keys(chart));
        }
    });
    let state = &mut *context.state;
    let hit = ui
        .push_id(&chart.title, |ui| {
            paint_bars(
                ui,
                BarsPlace::alone("lane", LANE),
                chart,
                marked_in_prompts(&state.selection, traced),
                &mut state.window,
            )
        })
        .inner;
    if let Some(token) = hit.slot {
        let range = TextRange::in_prompts(traced, token);
        state.selection.touch(range, hit.clicked);
        if hit.clicked && labelled.explained_token().is_some() {
            context.document.settings.labels.token = Some(token);
        }
        hit.response
            .on_hover_ui_at_pointer(|ui| details(ui, labelled, token));
    }
}

/// What is known of one token.
fn details(ui: &mut Ui, labelled: &Labelled, token: usize) {
    let analysis = &labelled.analysis;
    let shown = analysis.traced.tokens.get(token);
    ui.strong(shown.map_or("", |token| &token.shown));
    let own = labelled.explained_token().and(labelled.reading.best(token));
    if let Some(name) = own.and_then(|label| labelled.reading.labels.names.get(label)) {
        ui.label(format!("labelled {name}; click to see what that rests on"));
    }
    let number = |value: Option<f64>| minus_decimals(value, 4).unwrap_or_else(|| "–".to_owned());
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
