//! The sentence itself above the bars, its words coloured by what the bars show.

use std::sync::Arc;

use eframe::egui::{Id, ScrollArea, Ui};

use crate::analysis::Analysis;
use crate::charts::Scale;
use crate::paint::{StripLayout, paint_text_strip, scale_legend};
use crate::ui::linking::marked_tokens;
use crate::ui::state::selection::TextOf;
use crate::ui::views::ViewContext;
use crate::ui::widgets::quoted;
use crate::ui::{token_details, touch};

/// A text of more tokens than this is read as a text; its bars are an overview.
pub(super) const LONG: usize = 60;
/// The most of a short text that is shown without scrolling, in points.
const SHORT_HEIGHT: f32 = 84.0;
/// The share of the room that a long text takes, and what it leaves to the bars and the sentence below
/// them, in points, unless that is less than two lines.
const LONG_SHARE: f32 = 0.5;
const LEFT_TO_BARS: f32 = 280.0;
const TWO_LINES: f32 = 60.0;

/// What its colours mean stays together on a line, which takes so much, in points.
const LEGEND_WIDTH: f32 = 350.0;

/// Draws the text of `analysis`; a page without room for it and the bars leaves it out.
pub(super) fn show(
    ui: &mut Ui,
    context: &mut ViewContext<'_>,
    analysis: &Arc<Analysis>,
    scale: Scale,
) {
    let strip = context.charts.text_strip(analysis, scale);
    let layout = StripLayout::new(ui, &strip);
    let long = analysis.traced.tokens.len() > LONG;
    let tallest = if long {
        let room = ui.available_height();
        (room * LONG_SHARE).min((room - LEFT_TO_BARS).max(TWO_LINES))
    } else {
        SHORT_HEIGHT
    };
    let selection = &context.state.selection;
    let marked = marked_tokens(selection, TextOf::A, &analysis.traced);
    let reveal = selection.reveals();
    let hit = ScrollArea::vertical()
        .id_salt("text strip")
        .max_height(tallest.min(layout.height() + 4.0))
        .show(ui, |ui| {
            let id = Id::unique("text strip");
            let name = format!(
                "{}, coloured by strength",
                quoted(&analysis.traced.text, 400)
            );
            paint_text_strip(ui, (id, &name), &strip, &layout, &marked, reveal)
        });
    let hit = hit.inner;
    let bars = context.document.settings.strength_bars();
    let of = (TextOf::A, &**analysis);
    let pointer = touch::Pointer {
        response: &hit.response,
        clicked: hit.clicked,
        dragged: hit.dragged.clone(),
    };
    touch::tokens(context, &pointer, of, hit.token, &bars);
    if let Some(token) = hit.token {
        hit.response
            .on_hover_ui_at_pointer(|ui| token_details::show(ui, analysis, token));
    }
}

/// What its colours mean.
pub(super) fn legend(
    ui: &mut Ui,
    context: &mut ViewContext<'_>,
    analysis: &Arc<Analysis>,
    scale: Scale,
) {
    let strip = context.charts.text_strip(analysis, scale);
    if ui.available_size_before_wrap().x < LEGEND_WIDTH {
        ui.end_row();
    }
    scale_legend(ui, &strip.axis, strip.centred);
}
