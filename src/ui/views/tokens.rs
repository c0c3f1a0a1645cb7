//! One layer: a bar a token with the threshold, and the same as a table.

use std::sync::Arc;

use eframe::egui::{Panel, RichText, ScrollArea, Ui};

use crate::analysis::Analysis;
use crate::charts::{Order, Tone};
use crate::domain::format::strip_control_chars;
use crate::paint::theme::Palette;
use crate::paint::{BarsPlace, bar_legend, paint_bars, rule_legend};
use crate::ui::app::App;
use crate::ui::command::Command;
use crate::ui::token_table::toggle;
use crate::ui::{token_details, token_table};

/// Least heights of the table with its title and of the chart with its captions, in points. A view
/// without room for both keeps the chart.
const TABLE_HEIGHT: f32 = 250.0;
const CHART_HEIGHT: f32 = 240.0;
/// Slots narrower than this are an overview, not something to read.
const READABLE: f64 = 22.0;

pub(in crate::ui) fn show(ui: &mut Ui, app: &mut App) {
    let Some(shown) = &app.workspace.answers.analysis else {
        return;
    };
    let analysis = Arc::clone(&shown.newest);
    // In a low window the chart comes first.
    if ui.available_height() >= TABLE_HEIGHT + CHART_HEIGHT {
        table(ui, app, &analysis);
    }
    let chart = app.charts.strengths(&analysis, app.settings.order);
    caption(ui, &chart.title, &analysis.traced.text);
    ui.horizontal_wrapped(|ui| {
        bar_legend(ui, Tone::High, "HIGH, above τ");
        bar_legend(ui, Tone::Low, "LOW, at τ or below");
        let outside = chart
            .series
            .iter()
            .flat_map(|series| series.bars.iter().flatten());
        if outside.clone().any(|bar| bar.tone == Tone::Outside) {
            bar_legend(ui, Tone::Outside, "outside the token set");
        }
        if let Some(rule) = chart.rules.first() {
            rule_legend(ui, &rule.text);
        }
        ui.separator();
        ui.label(RichText::new("Sort by").small());
        for order in Order::EVERY {
            let text = RichText::new(order.name()).small();
            ui.selectable_value(&mut app.settings.order, order, text);
        }
        zoom(ui, app, chart.labels.len());
    });
    let workspace = &mut app.workspace;
    let slot_of = |token: usize| chart.tokens.iter().position(|&other| other == token);
    let highlight = workspace.selected.and_then(slot_of);
    let height = ui.available_height() - if workspace.window.is_fit() { 6.0 } else { 22.0 };
    let hit = paint_bars(
        ui,
        BarsPlace::alone("strengths", height),
        &chart,
        highlight,
        &mut workspace.window,
    );
    if let Some(&token) = hit.slot.and_then(|slot| chart.tokens.get(slot)) {
        if hit.clicked {
            toggle(&mut workspace.selected, token);
        }
        hit.response
            .on_hover_ui_at_pointer(|ui| token_details::show(ui, &analysis, token));
    }
}

fn table(ui: &mut Ui, app: &mut App, analysis: &Analysis) {
    let tallest = (ui.available_height() - CHART_HEIGHT).max(TABLE_HEIGHT);
    Panel::bottom("table")
        .resizable(true)
        .default_size((ui.available_height() * 0.38).min(tallest))
        .size_range(TABLE_HEIGHT..=tallest)
        .show(ui, |ui| {
            table_title(ui, app);
            let workspace = &mut app.workspace;
            ScrollArea::horizontal().show(ui, |ui| {
                token_table::show(
                    ui,
                    analysis,
                    &mut workspace.table_order,
                    &mut workspace.selected,
                );
            });
        });
}

/// What is shown, with the text it was made from: it may lag behind the prompt.
pub(super) fn caption(ui: &mut Ui, title: &str, text: &str) {
    ui.horizontal_wrapped(|ui| {
        ui.strong(title);
        let weak = Palette::of(ui).weak_text;
        ui.label(RichText::new(quoted(text, 90)).color(weak));
    });
}

/// What is still to come of a text that is being read, said in place of `hint`; `before` says that
/// the text before is shown until then.
pub(super) fn still_to_come(analysis: &Analysis, before: bool, hint: &str) -> String {
    let (next, last) = (analysis.traced.layers() + 1, analysis.model.layers);
    let shown = if before {
        "; this is the text before"
    } else {
        ""
    };
    match last.checked_sub(next) {
        None => hint.to_owned(),
        Some(0) => format!("Layer {last} is still being computed…{shown}"),
        Some(_) => format!("Layers {next} to {last} are still being computed…{shown}"),
    }
}

/// `text` in quotes, at most `longest` characters of it.
pub(super) fn quoted(text: &str, longest: usize) -> String {
    format!("“{}”", strip_control_chars(&shortened(text, longest)))
}

/// At most `longest` characters of `text`, and a mark where more were left out.
pub(super) fn shortened(text: &str, longest: usize) -> String {
    let mut short: String = text.chars().take(longest).collect();
    if text.chars().nth(longest).is_some() {
        short.push('…');
    }
    short
}

/// Buttons for long texts: all tokens, or as many as can be read.
pub(super) fn zoom(ui: &mut Ui, app: &mut App, count: usize) {
    let readable = f64::from(ui.clip_rect().width()) / READABLE;
    if (count as f64) < readable && app.workspace.window.is_fit() {
        return;
    }
    ui.separator();
    let buttons = [
        ("−", Command::ZoomOut),
        ("+", Command::ZoomIn),
        ("All", Command::ZoomFit),
    ];
    for (name, command) in buttons {
        let tooltip = command.tooltip(ui.ctx());
        let button = ui.small_button(name).on_hover_text(tooltip);
        let spoken = command.name();
        button.widget_info(|| {
            eframe::egui::WidgetInfo::labeled(eframe::egui::Role::Button, true, spoken)
        });
        if button.clicked() {
            app.act(&ui.ctx().clone(), command);
        }
    }
    let tooltip = "Show as many tokens as can be read; drag the chart to move";
    if ui.small_button("Readable").on_hover_text(tooltip).clicked() {
        app.workspace.window.show_first(readable, count);
    }
}

fn table_title(ui: &mut Ui, app: &mut App) {
    ui.horizontal(|ui| {
        ui.strong("All numbers");
        let tooltip = Command::CopyTable.tooltip(ui.ctx());
        if ui
            .small_button("Copy table")
            .on_hover_text(tooltip)
            .clicked()
        {
            app.act(&ui.ctx().clone(), Command::CopyTable);
        }
        if app.workspace.selected.is_some() && ui.small_button("Clear selection").clicked() {
            app.workspace.selected = None;
        }
    });
}
