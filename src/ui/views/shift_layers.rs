//! Where a change enters and how it spreads: shifts over all layers, as a heatmap and as lines.

use std::sync::Arc;

use eframe::egui::Ui;

use crate::analysis::Comparison;
use crate::charts::{MarkRole, pair_labels};
use crate::paint::theme::GAP;
use crate::paint::{line_legend, paint_heatmap, paint_lines};
use crate::ui::pair_details;
use crate::ui::views::ViewContext;
use crate::ui::widgets::heatmap_heading;

pub(super) fn show(
    ui: &mut Ui,
    context: &mut ViewContext<'_>,
    comparison: &Arc<Comparison>,
    advice: &str,
    hovered: Option<usize>,
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
        hovered,
        &mut state.pair_window,
    );
    if let (Some(pair), Some(layer)) = (hit.column, hit.row) {
        state.hovered_pair = Some(pair);
        if hit.clicked {
            context.document.settings.layer = Some(layer);
        }
        hit.response.on_hover_ui_at_pointer(|ui| {
            let label = pair_labels(comparison).into_iter().nth(pair);
            ui.strong(label.map_or_else(String::new, |label| label.text));
            match comparison.shift(layer, pair) {
                Some(shift) => ui.label(format!("shift {:.4} at Layer {layer}", shift.shift)),
                None => ui.label("a gap: no partner in the other text"),
            };
        });
    }
    ui.add_space(GAP * 2.0);
    let total = context.charts.total_shift(comparison);
    ui.horizontal_wrapped(|ui| {
        ui.strong(&total.title);
        line_legend(ui, MarkRole::First, "all pairs");
        line_legend(ui, MarkRole::Second, "unchanged words: the ripple");
    });
    paint_lines(ui, "total shift", &total, height, None);
    ui.add_space(GAP * 2.0);
    let lines = context.charts.pair_shifts(comparison);
    ui.horizontal_wrapped(|ui| {
        ui.strong(&lines.title);
        line_legend(ui, MarkRole::High, "HIGH");
        line_legend(ui, MarkRole::Low, "LOW");
        line_legend(ui, MarkRole::Outside, "outside the token set");
    });
    let (response, near) = paint_lines(ui, "pair shifts", &lines, height, hovered);
    if let Some(pair) = near {
        context.state.hovered_pair = Some(pair);
        response.on_hover_ui_at_pointer(|ui| pair_details::show(ui, comparison, pair));
    }
}
