//! Strength beside attention received: token by token, and in every block.

use std::sync::Arc;

use eframe::egui::{ComboBox, RichText, Ui};

use crate::analysis::{Analysis, Attention};
use crate::charts::{BarChart, attention_sentence};
use crate::domain::attention::ReceivedKind;
use crate::paint::words::{explained, heading, sentence};
use crate::paint::{BarsPlace, bar_legend, chart_legend, paint_bars, paint_curves};
use crate::ui::linking::marked_tokens;
use crate::ui::state::selection::{TextOf, TextRange};
use crate::ui::views::ViewContext;

/// Strength beside attention received.
pub(super) fn beside(ui: &mut Ui, context: &mut ViewContext<'_>, shown: &Arc<Attention>) {
    let choice = &mut context.document.settings.attention;
    ui.horizontal_wrapped(|ui| {
        let label = explained(ui, RichText::new("Strength beside").strong());
        ComboBox::from_id_salt("received")
            .selected_text(choice.received.title())
            .width(220.0)
            .show_ui(ui, |ui| {
                for &kind in ReceivedKind::ALL {
                    ui.selectable_value(&mut choice.received, kind, kind.title());
                }
            })
            .response
            .labelled_by(label.id);
        ui.selectable_value(&mut choice.ranks, false, "z-score");
        ui.selectable_value(&mut choice.ranks, true, "rank");
    });
    let choice = *choice;
    let charts = context
        .charts
        .attention_beside(shown, choice.received, choice.ranks);
    for (place, (text, chart)) in shown.texts().zip(charts.iter()).enumerate() {
        let Some(chart) = chart else {
            let missing = "Value zeroing takes a pass for each token and was left out of this long \
                           text: choose it under Show.";
            ui.weak(missing);
            continue;
        };
        ui.horizontal_wrapped(|ui| {
            for series in &chart.series {
                let role = series.bars.iter().flatten().next().map(|bar| bar.role);
                if let Some(role) = role {
                    bar_legend(ui, role, &series.name);
                }
            }
        });
        let of = if place == 0 { TextOf::A } else { TextOf::B };
        bars(ui, context, &text.analysis, chart, of);
        if let Some(said) = attention_sentence(text, choice.received) {
            sentence(ui, said);
        }
    }
}

fn bars(
    ui: &mut Ui,
    context: &mut ViewContext<'_>,
    analysis: &Analysis,
    chart: &BarChart,
    of: TextOf,
) {
    let state = &mut *context.state;
    let marked = marked_tokens(&state.selection, of, &analysis.traced);
    let slot = |token: usize| chart.tokens.iter().position(|&other| other == token);
    let id = if of == TextOf::A {
        "beside a"
    } else {
        "beside b"
    };
    let place = BarsPlace::alone(id, 220.0);
    let hit = paint_bars(ui, place, chart, marked.moved(slot), &mut state.window);
    let token = hit.slot.and_then(|slot| chart.tokens.get(slot).copied());
    if let Some(token) = token {
        let range = TextRange::of_token(of, &analysis.traced, token);
        state.selection.touch(range, hit.clicked);
    }
}

/// How the two go together in every block; a click chooses the block.
pub(super) fn by_block(ui: &mut Ui, context: &mut ViewContext<'_>, shown: &Arc<Attention>) {
    let curves = context.charts.attention_curves(shown);
    if curves.is_empty() {
        ui.weak("Every block is being computed…");
        return;
    }
    for (place, chart) in curves.iter().enumerate() {
        ui.horizontal_wrapped(|ui| {
            let name = if shown.b.is_none() {
                ""
            } else {
                ["A: ", "B: "].get(place).copied().unwrap_or("")
            };
            heading(ui, format!("{name}{}", chart.title));
            for key in &chart.keys {
                chart_legend(ui, key);
            }
        });
        let id = if place == 0 {
            "by block a"
        } else {
            "by block b"
        };
        let hit = paint_curves(ui, id, chart, 220.0, None);
        let layers = shown.a.analysis.model.layers;
        let layer = hit
            .x
            .map(f64::round)
            .filter(|x| (1.0..=layers as f64).contains(x));
        if let (true, Some(layer)) = (hit.clicked, layer) {
            context.document.settings.layer = Some(layer as usize);
        }
        if let Some(x) = layer {
            let values = chart.values_at(x);
            hit.response.on_hover_ui_at_pointer(|ui| {
                ui.strong(format!("Layer {x:.0}"));
                for (curve, point) in values {
                    ui.label(format!("{}: ρ {:.2}", curve.name, point.value));
                }
            });
        }
    }
}
