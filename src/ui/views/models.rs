//! One prompt through two models: the words by each, their score side by side, and which layers
//! agree.

use std::sync::Arc;

use eframe::egui::{ComboBox, DragValue, Label, RichText, ScrollArea, Ui};

use crate::analysis::ModelComparison;
use crate::charts::{BarChart, Scale, Tone};
use crate::domain::word_strength::Merge;
use crate::model::{ModelSource, Twin};
use crate::paint::theme::{GAP, Palette};
use crate::paint::{BarsPlace, bar_legend, colour_legend, paint_bars, paint_heatmap, rule_legend};
use crate::ui::app::App;
use crate::ui::models_at_hand::Place;

use super::tokens::caption;
use super::welcome;

/// Width of the numbers beside the layers, in points.
const NUMBERS_WIDTH: f32 = 300.0;

/// `ready` says that there is something to show.
pub(in crate::ui) fn show(ui: &mut Ui, app: &mut App, ready: bool) {
    controls(ui, app);
    ui.separator();
    let shown = app.workspace.answers.models.as_ref().filter(|_| ready);
    let Some(comparison) = shown.map(Arc::clone) else {
        ScrollArea::vertical().show(ui, |ui| welcome::show(ui, app));
        return;
    };
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let height = (ui.available_height() * 0.5).clamp(230.0, 420.0);
        words(ui, app, &comparison, height);
        ui.add_space(GAP * 2.0);
        agreement(ui, app, &comparison, height);
    });
}

fn controls(ui: &mut Ui, app: &mut App) {
    ui.horizontal_wrapped(|ui| {
        second_model(ui, app);
        second_layer(ui, app);
        ui.separator();
        let label = ui.label("Pieces of a word: their");
        ComboBox::from_id_salt("merge")
            .selected_text(merge_name(app.settings.merge))
            .width(84.0)
            .show_ui(ui, |ui| {
                for merge in Merge::EVERY {
                    ui.selectable_value(&mut app.settings.merge, merge, merge_name(merge));
                }
            })
            .response
            .labelled_by(label.id)
            .on_hover_text("How the strengths of a word's pieces become one, in both models");
        ui.separator();
        ui.label("Scale");
        for scale in [Scale::ZScore, Scale::Rank, Scale::Raw] {
            let text = scale.name();
            ui.selectable_value(&mut app.settings.model_scale, scale, text);
        }
    });
}

fn second_model(ui: &mut Ui, app: &mut App) {
    ui.label("Second model");
    let wanted = app.workspace.models.second.wanted().clone();
    let text = format!("{} ▾", wanted.display_name());
    if ui.button(text).on_hover_text(wanted.id()).clicked() {
        app.open_model_choice(Place::Second);
    }
    if let ModelSource::Twin(twin, of) = wanted {
        let mut seed = twin.seed;
        let label = ui.label("seed");
        let drag = ui.add(DragValue::new(&mut seed).range(0..=9999).speed(0.1));
        drag.labelled_by(label.id).on_hover_text(
            "Another seed is another twin; what holds for all of them is no accident",
        );
        if seed != twin.seed {
            let twin = Twin { seed, ..twin };
            app.choose_model(Place::Second, ModelSource::Twin(twin, of));
        }
    }
}

fn second_layer(ui: &mut Ui, app: &mut App) {
    let Some(shown) = &app.workspace.answers.models else {
        return;
    };
    let [_, side] = &shown.sides;
    let (layers, layer) = (side.model.layers, side.layer);
    let label = ui.label("its layer");
    ComboBox::from_id_salt("layer of the second model")
        .selected_text(layer.to_string())
        .width(52.0)
        .show_ui(ui, |ui| {
            let chosen = app.settings.layer_of_second;
            if ui
                .selectable_label(chosen.is_none(), "as deep as the first model's")
                .clicked()
            {
                app.settings.layer_of_second = None;
            }
            for choice in 0..=layers {
                if ui
                    .selectable_label(chosen == Some(choice), choice.to_string())
                    .clicked()
                {
                    app.settings.layer_of_second = Some(choice);
                }
            }
        })
        .response
        .labelled_by(label.id);
}

fn merge_name(merge: Merge) -> &'static str {
    match merge {
        Merge::Max => "maximum",
        Merge::Mean => "mean",
        Merge::First => "first",
        Merge::L2 => "L2 norm",
    }
}

fn words(ui: &mut Ui, app: &mut App, comparison: &Arc<ModelComparison>, height: f32) {
    let text = comparison
        .sides
        .first()
        .map_or("", |side| &side.traced.text);
    if app.settings.model_scale == Scale::Raw {
        let charts = app.charts.word_strengths(comparison);
        caption(ui, "Strength of each word, an axis a model", text);
        ui.horizontal_wrapped(|ui| {
            bar_legend(ui, Tone::High, "HIGH, above τ");
            bar_legend(ui, Tone::Low, "LOW, at τ or below");
            rule_legend(ui, "threshold τ among the words");
            note(
                ui,
                "Raw norms of two models are not comparable: each chart has its own axis.",
            );
        });
        for (chart, id) in charts.iter().zip(["first model", "second model"]) {
            ui.strong(&chart.title);
            bars(ui, app, comparison, chart, id, height * 0.8);
        }
        return;
    }
    let chart = app.charts.word_scores(comparison, app.settings.model_scale);
    caption(ui, &chart.title, text);
    ui.horizontal_wrapped(|ui| {
        for (series, tone) in chart.series.iter().zip([Tone::First, Tone::Second]) {
            bar_legend(ui, tone, &series.name);
        }
    });
    bars(ui, app, comparison, &chart, "both models", height);
}

fn bars(
    ui: &mut Ui,
    app: &mut App,
    comparison: &ModelComparison,
    chart: &BarChart,
    id: &str,
    height: f32,
) {
    let window = &mut app.workspace.word_window;
    let hit = paint_bars(ui, BarsPlace::alone(id, height), chart, None, window);
    if let Some(word) = hit.slot {
        hit.response
            .on_hover_ui_at_pointer(|ui| word_details(ui, comparison, word));
    }
}

fn word_details(ui: &mut Ui, comparison: &ModelComparison, place: usize) {
    let Some(word) = comparison.words.get(place) else {
        return;
    };
    ui.strong(format!("{} · {}", word.text, word.word_class.tag()));
    for (side, analysis) in comparison.sides.iter().enumerate() {
        let tokens = word.tokens.get(side).into_iter().flatten();
        let pieces = tokens.filter_map(|&token| analysis.traced.tokens.get(token));
        let pieces: Vec<&str> = pieces.map(|token| token.shown.as_str()).collect();
        let strength = word.strengths.get(side).copied().unwrap_or(f64::NAN);
        let score = comparison.scores.get(side);
        let score = score.and_then(|of| of.tokens.get(place)?.as_ref());
        let score = score.map_or_else(
            || "outside the token set".to_owned(),
            |score| format!("rank {}, {}", score.rank, score.bucket.name()),
        );
        ui.label(format!(
            "{}, Layer {}: {strength:.3}, {score} ({})",
            analysis.model.display_name,
            analysis.layer,
            pieces.join(" ")
        ));
    }
}

fn agreement(ui: &mut Ui, app: &mut App, comparison: &Arc<ModelComparison>, height: f32) {
    let heatmap = app.charts.agreement(comparison);
    ui.horizontal_wrapped(|ui| {
        ui.strong(&heatmap.title);
        colour_legend(ui, &heatmap);
        note(ui, "Click a cell to compare those two layers.");
    });
    let second = comparison.sides.get(1).map(|side| side.layer);
    let wide = ui.available_width() > 2.2 * NUMBERS_WIDTH;
    let draw = |ui: &mut Ui, app: &mut App| {
        let mut window = crate::paint::TokenWindow::default();
        let hit = paint_heatmap(ui, "agreement", &heatmap, height, second, &mut window);
        let (Some(column), Some(row)) = (hit.column, hit.row) else {
            return;
        };
        if hit.clicked {
            app.settings.layer = Some(row);
            app.settings.layer_of_second = Some(column);
        }
        let rho = comparison
            .agreements
            .get(row)
            .and_then(|row| row.get(column));
        let rho = rho.copied().flatten();
        hit.response.on_hover_ui_at_pointer(|ui| {
            ui.label(format!(
                "Layer {row} against Layer {column}: ρ {}",
                number(rho)
            ));
        });
    };
    if wide {
        ui.horizontal_top(|ui| {
            let width = ui.available_width() - NUMBERS_WIDTH - GAP;
            ui.vertical(|ui| {
                ui.set_max_width(width);
                draw(ui, app);
            });
            ui.vertical(|ui| numbers(ui, comparison));
        });
    } else {
        draw(ui, app);
        numbers(ui, comparison);
    }
}

/// How much the two pictures have in common, and how much chance alone would give.
fn numbers(ui: &mut Ui, comparison: &ModelComparison) {
    ui.set_max_width(NUMBERS_WIDTH);
    let words = comparison.words.iter().filter(|word| word.inside).count();
    ui.strong("How much the two agree");
    ui.label(format!(
        "Spearman's ρ of {words} words: {}",
        number(comparison.agreement)
    ));
    note(ui, "1 is the same order, 0 none in common, −1 the reverse");
    ui.add_space(GAP * 0.5);
    let high = comparison.high_in_both;
    let [first, second] = high.each;
    ui.label(format!(
        "HIGH in both: {} (of {first} and {second})",
        high.both
    ));
    note(ui, &format!("by chance alone: {:.1}", high.by_chance));
}

fn note(ui: &mut Ui, text: &str) {
    let weak = Palette::of(ui).weak_text;
    ui.add(Label::new(RichText::new(text).small().color(weak)).wrap());
}

fn number(value: Option<f64>) -> String {
    value.map_or_else(|| "undefined".to_owned(), |value| format!("{value:+.3}"))
}
