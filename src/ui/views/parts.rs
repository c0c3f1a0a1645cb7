//! What the strengths of one text are made of: the parts of the squared norm, and the dimensions of
//! the state.

use std::sync::Arc;

use eframe::egui::{RichText, ScrollArea, Ui};

use crate::analysis::Analysis;
use crate::charts::MarkRole;
use crate::domain::format::part;
use crate::domain::reference::OUTLIER_RULE;
use crate::paint::theme::Palette;
use crate::paint::{BarsPlace, bar_legend, paint_bars, paint_grid, signed_legend};
use crate::ui::linking::marked_tokens;
use crate::ui::state::selection::{TextOf, TextRange};
use crate::ui::token_details;
use crate::ui::views::ViewContext;
use crate::ui::widgets::{caption, zoom};

/// The stacked parts of every token.
pub(super) fn show(ui: &mut Ui, context: &mut ViewContext<'_>, analysis: &Arc<Analysis>) {
    let height = ui.available_height();
    show_at(ui, context, analysis, height);
}

/// The same, with its captions `height` high.
pub(super) fn show_at(
    ui: &mut Ui,
    context: &mut ViewContext<'_>,
    analysis: &Arc<Analysis>,
    height: f32,
) {
    let chart = context.charts.parts(analysis);
    let Some(chart) = chart.as_ref() else {
        ui.label("what the strengths of this layer are made of is not known");
        return;
    };
    let top = ui.cursor().top();
    caption(ui, &chart.title, &analysis.traced.text);
    ui.horizontal_wrapped(|ui| {
        for series in &chart.series {
            let role = series.bars.iter().flatten().next().map(|bar| bar.role);
            bar_legend(ui, role.unwrap_or(MarkRole::First), &series.name);
        }
        let weak = Palette::of(ui).weak_text;
        ui.label(
            RichText::new(chart_note(chart.series.len()))
                .small()
                .color(weak),
        );
        zoom(ui, context);
    });
    let used = ui.cursor().top() - top;
    let state = &mut *context.state;
    let room = if state.window.is_fit() { 6.0 } else { 22.0 };
    let hit = paint_bars(
        ui,
        BarsPlace::alone("parts", (height - used - room).max(120.0)),
        chart,
        marked_tokens(&state.selection, TextOf::A, &analysis.traced),
        &mut state.window,
    );
    if let Some(token) = hit.slot {
        let range = TextRange::of_token(TextOf::A, &analysis.traced, token);
        state.selection.touch(range, hit.clicked);
        hit.response
            .on_hover_ui_at_pointer(|ui| token_details::show(ui, analysis, token));
    }
}

fn chart_note(parts: usize) -> &'static str {
    if parts == 3 {
        "Together they are the square of the norm. The bias part is the same for every token: only \
         the rest tells them apart."
    } else {
        "No LayerNorm ends this layer: this is what both halves of its block added."
    }
}

/// The largest dimensions of every token.
pub(super) fn dimensions(ui: &mut Ui, context: &mut ViewContext<'_>, analysis: &Arc<Analysis>) {
    let grid = context.charts.dimensions(analysis);
    let Some(grid) = &grid else {
        ui.label("the hidden states of this layer were not kept");
        return;
    };
    caption(ui, &grid.title, &analysis.traced.text);
    ui.horizontal_wrapped(|ui| {
        let ends = [grid.axis.min, grid.axis.max].map(part);
        signed_legend(ui, [&ends[0], &ends[1]], Some(&grid.axis.label));
        let weak = Palette::of(ui).weak_text;
        let note = if context.input().reference.is_some() {
            format!("Numbers are thousandths. An outlier is {OUTLIER_RULE}.")
        } else {
            "Numbers are thousandths. Outliers are marked once the model has read the reference \
             texts."
                .to_owned()
        };
        ui.label(RichText::new(note).small().color(weak));
    });
    ScrollArea::both().auto_shrink(false).show(ui, |ui| {
        let height = (120.0 + 26.0 * grid.rows.len() as f32).min(ui.available_height().max(260.0));
        let marked = marked_tokens(&context.state.selection, TextOf::A, &analysis.traced);
        let pointed = (None, marked.selected.first().copied());
        let hit = paint_grid(ui, "dimensions", grid, height, pointed);
        if let (Some(row), Some(column)) = (hit.row, hit.column)
            && let Some(text) = grid.cell_text(row, column)
        {
            hit.response.on_hover_ui_at_pointer(|ui| {
                ui.label(text);
            });
        }
    });
}
