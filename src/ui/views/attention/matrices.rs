//! What each token takes of each other, as cells; of two texts both, and what is different.

use std::sync::Arc;

use eframe::egui::Ui;

use crate::analysis::Attention;
use crate::charts::{AttentionView, GridChart, LegendEntry, LegendMark, OUT_OF_SIGHT};
use crate::paint::theme::GAP;
use crate::paint::words::heading;
use crate::paint::{legend, paint_grid, scale_legend, signed_legend};
use crate::ui::linking::marked_tokens;
use crate::ui::state::selection::{TextOf, TextRange};
use crate::ui::views::ViewContext;

/// The matrix of the text; of two texts both, and what is different.
pub(super) fn matrices(ui: &mut Ui, context: &mut ViewContext<'_>, shown: &Arc<Attention>) {
    let choice = context.document.settings.attention;
    let view = AttentionView {
        by_word: choice.by_word,
        without_special: choice.without_special,
    };
    let grids = context.charts.attention_grids(shown, view);
    for (place, grid) in grids.texts.iter().enumerate() {
        let name = match (shown.b.is_some(), place) {
            (false, _) => "",
            (true, 0) => "A: ",
            (true, _) => "B: ",
        };
        let linked = (place == 0 && view == AttentionView::default()).then_some(shown);
        of_text(ui, context, (name, grid), linked);
        ui.add_space(GAP);
    }
    if let Some(grid) = &grids.difference {
        difference(ui, context, grid);
    }
}

/// The matrix of one text, under its name; the tokens of `linked` are linked with the selection.
pub(super) fn of_text(
    ui: &mut Ui,
    context: &mut ViewContext<'_>,
    (name, grid): (&str, &Arc<GridChart>),
    linked: Option<&Arc<Attention>>,
) {
    ui.horizontal_wrapped(|ui| {
        heading(ui, format!("{name}{}", grid.title));
        scale_legend(ui, &grid.axis, false);
        if grid.has_gaps {
            let entry = LegendEntry::new(LegendMark::NoValue, OUT_OF_SIGHT);
            legend(ui, &[entry]);
        }
    });
    matrix(ui, context, (name, grid), linked);
}

/// What B attends to more than A.
pub(super) fn difference(ui: &mut Ui, context: &mut ViewContext<'_>, grid: &Arc<GridChart>) {
    ui.horizontal_wrapped(|ui| {
        heading(ui, &grid.title);
        let ends = [grid.axis.min, grid.axis.max].map(|end| grid.cell_text.of(end));
        signed_legend(ui, [&ends[0], &ends[1]], None);
    });
    matrix(ui, context, ("difference", grid), None);
}

/// One matrix; the tokens of `linked` are linked with the selection.
fn matrix(
    ui: &mut Ui,
    context: &mut ViewContext<'_>,
    (name, grid): (&str, &Arc<GridChart>),
    linked: Option<&Arc<Attention>>,
) {
    let traced = linked.map(|shown| &shown.a.analysis.traced);
    let selection = &mut context.state.selection;
    let marked = traced.map(|traced| marked_tokens(selection, TextOf::A, traced));
    let pointed = marked.and_then(|marked| marked.hovered.or(marked.selected.first().copied()));
    let height = (120.0 + 24.0 * grid.rows.len() as f32).clamp(260.0, 640.0);
    let hit = paint_grid(ui, name, grid, height, (pointed, None));
    if let (Some(traced), Some(row)) = (traced, hit.row) {
        selection.touch(TextRange::of_token(TextOf::A, traced, row), false);
    }
    if let (Some(row), Some(column)) = (hit.row, hit.column)
        && let Some(text) = grid.cell_text(row, column)
    {
        hit.response.on_hover_ui_at_pointer(|ui| {
            ui.label(text.replace(" | ", " → "));
        });
    }
}
