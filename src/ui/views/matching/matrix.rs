//! The matrix of words or of tokens, and the strongest pairs and parts as lists.

use std::sync::Arc;

use eframe::egui::Ui;

use crate::analysis::Match;
use crate::charts::{ChartDef, Composition, MatchGrid, StrongestPairs, group_size, merged_note};
use crate::domain::format::part;
use crate::paint::theme::GAP;
use crate::paint::words::{heading, remark};
use crate::paint::{chart_legend, paint_grid, paint_rows, signed_legend};
use crate::ui::state::chart_cache::MatchCharts;
use crate::ui::views::ViewContext;

use super::words::{set_off, touch_row, touch_word};

/// The matrix, and what is said of the cell under the pointer.
pub(super) fn matrix(ui: &mut Ui, context: &mut ViewContext<'_>, matched: &Arc<Match>) {
    let by_word = !context.document.settings.match_tokens;
    let grid = context.charts.match_grid(matched, by_word);
    ui.horizontal_wrapped(|ui| {
        heading(ui, &grid.title);
        let ends = [grid.axis.min, grid.axis.max].map(part);
        signed_legend(ui, [&ends[0], &ends[1]], Some(&grid.axis.label));
    });
    let size = group_size(matched, by_word);
    let note = if size == 1 {
        "Numbers in cells are thousandths. Bars are the sums of rows and of columns.".to_owned()
    } else {
        merged_note(matched, by_word, size)
    };
    remark(ui, note);
    let pointed = match set_off(context, matched).filter(|_| by_word) {
        Some((0, word)) => (Some(word / size), None),
        Some((_, word)) => (None, Some(word / size)),
        None => (None, None),
    };
    let height = (120.0 + 26.0 * grid.rows.len() as f32).clamp(300.0, 620.0);
    let hit = paint_grid(ui, "match", &grid, height, pointed);
    let word = hit.row.filter(|_| by_word && size == 1).map(|row| (0, row));
    touch_word(
        context,
        matched,
        &hit.response,
        word,
        Some(&MatchGrid { by_word }),
    );
    if let (Some(row), Some(column)) = (hit.row, hit.column)
        && let Some(text) = grid.cell_text(row, column)
    {
        let cell = grid.cells.get(row, column);
        let share = cell.and_then(|cell| matched.share(cell));
        hit.response.on_hover_ui_at_pointer(|ui| {
            ui.label(text);
            if let Some(share) = share {
                ui.label(format!("{:.2} % of all pairs", 100.0 * share));
            }
        });
    }
}

/// The strongest pairs, and what the similarity is made of.
pub(super) fn lists(
    ui: &mut Ui,
    context: &mut ViewContext<'_>,
    matched: &Match,
    charts: &MatchCharts,
) {
    let pairs = (&charts.pairs, &StrongestPairs as &dyn ChartDef);
    let composition = (&charts.composition, &Composition as &dyn ChartDef);
    for (chart, of) in [pairs, composition] {
        if chart.rows.is_empty() {
            continue;
        }
        ui.horizontal_wrapped(|ui| {
            heading(ui, &chart.title);
            for key in &chart.keys {
                chart_legend(ui, key);
            }
        });
        let hit = ui.push_id(&chart.title, |ui| paint_rows(ui, chart, None, ""));
        for (response, row) in hit.inner.responses.iter().zip(&chart.rows) {
            let pair = matched.pairs.get(row.item);
            let pair = pair.filter(|_| of.id() == StrongestPairs.id());
            let word = pair.map(|pair| (0, pair.a));
            touch_row(context, matched, (response, row), word, of);
        }
        ui.add_space(GAP);
    }
}
