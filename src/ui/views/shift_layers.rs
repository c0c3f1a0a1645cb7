//! Where a change enters and how it spreads: shifts over all layers, as a heatmap and as lines.

use std::sync::Arc;

use eframe::egui::Ui;

use crate::analysis::Comparison;
use crate::charts::{MarkRole, PairShifts, ShiftHeatmap, TotalShift, pair_labels};
use crate::paint::theme::GAP;
use crate::paint::words::heading;
use crate::paint::{line_legend, paint_heatmap, paint_lines};
use crate::ui::facts::Fact;
use crate::ui::linking::{marked_pairs, range_of_pair};
use crate::ui::state::menu::MenuTarget;
use crate::ui::touch::target_of_pair;
use crate::ui::views::ViewContext;
use crate::ui::widgets::{heatmap_heading, side_by_side};
use crate::ui::{context_menu, pair_details, touch};

pub(super) fn show(
    ui: &mut Ui,
    context: &mut ViewContext<'_>,
    comparison: &Arc<Comparison>,
    advice: &str,
    height: f32,
) {
    heatmap(ui, context, comparison, advice, height);
    ui.add_space(GAP * 2.0);
    side_by_side(
        ui,
        context,
        |ui, context| total(ui, context, comparison, height),
        |ui, context| each_pair(ui, context, comparison, height),
    );
}

fn heatmap(
    ui: &mut Ui,
    context: &mut ViewContext<'_>,
    comparison: &Arc<Comparison>,
    advice: &str,
    height: f32,
) {
    let heatmap = context.charts.shift_heatmap(comparison);
    heatmap_heading(ui, &heatmap, advice);
    let state = &mut *context.state;
    let hit = paint_heatmap(
        ui,
        "shift heatmap",
        &heatmap,
        height,
        marked_pairs(&state.selection, comparison),
        &mut state.pair_window,
    );
    if let Some(layer) = hit.clicked_row {
        context.document.settings.layer = Some(layer);
    }
    let range = hit.column.and_then(|pair| range_of_pair(comparison, pair));
    let menu = || {
        let shift = hit.row.zip(hit.column);
        let shift = shift.and_then(|(layer, pair)| comparison.shift(layer, pair));
        MenuTarget {
            value: shift.map(|shift| Fact::decimals("shift", shift.shift, 4)),
            ..target_of_pair(comparison, hit.column).in_chart(&ShiftHeatmap)
        }
    };
    touch::mark(context, &hit.response, hit.clicked, range, menu);
    if let (Some(pair), Some(layer)) = (hit.column, hit.row) {
        hit.response.on_hover_ui_at_pointer(|ui| {
            let label = pair_labels(comparison).into_iter().nth(pair);
            ui.strong(label.map_or_else(String::new, |label| label.text));
            match comparison.shift(layer, pair) {
                Some(shift) => ui.label(format!("shift {:.4} at Layer {layer}", shift.shift)),
                None => ui.label("a gap: no partner in the other text"),
            };
        });
    }
}

fn total(ui: &mut Ui, context: &mut ViewContext<'_>, comparison: &Arc<Comparison>, height: f32) {
    let total = context.charts.total_shift(comparison);
    ui.horizontal_wrapped(|ui| {
        heading(ui, &total.title);
        line_legend(ui, MarkRole::First, "all pairs");
        line_legend(ui, MarkRole::Second, "unchanged words: the ripple");
    });
    let (response, _) = paint_lines(ui, "total shift", &total, height, None);
    let menu = || MenuTarget::default().in_chart(&TotalShift);
    context_menu::attach(&response, context, menu);
}

fn each_pair(
    ui: &mut Ui,
    context: &mut ViewContext<'_>,
    comparison: &Arc<Comparison>,
    height: f32,
) {
    let lines = context.charts.pair_shifts(comparison);
    ui.horizontal_wrapped(|ui| {
        heading(ui, &lines.title);
        line_legend(ui, MarkRole::High, "HIGH");
        line_legend(ui, MarkRole::Low, "LOW");
        line_legend(ui, MarkRole::Outside, "outside the token set");
    });
    let marked = marked_pairs(&context.state.selection, comparison);
    let (response, near) = paint_lines(ui, "pair shifts", &lines, height, marked);
    let range = near.and_then(|pair| range_of_pair(comparison, pair));
    let menu = || target_of_pair(comparison, near).in_chart(&PairShifts);
    touch::mark(context, &response, response.clicked(), range, menu);
    if let Some(pair) = near {
        response.on_hover_ui_at_pointer(|ui| pair_details::show(ui, comparison, pair));
    }
}
