//! What is lost without each word, and the dimensions that carry the similarity, as bars.

use eframe::egui::Ui;

use crate::analysis::Match;
use crate::charts::{LeftOutBars, MarkRole, MatchDimensions};
use crate::domain::format::signed;
use crate::paint::words::{heading, remark};
use crate::paint::{BarsPlace, bar_legend, paint_bars};
use crate::ui::card;
use crate::ui::state::chart_cache::MatchCharts;
use crate::ui::views::ViewContext;

use super::facts;
use super::words::{set_off, touch_word};

/// Wide enough for two charts beside one another.
pub(super) const TWO_COLUMNS: f32 = 980.0;

/// What each word adds beside what is lost without it.
pub(super) fn left_out(
    ui: &mut Ui,
    context: &mut ViewContext<'_>,
    matched: &Match,
    charts: &MatchCharts,
) {
    if charts.left_out.iter().all(Option::is_none) {
        if matched.awaits.left_out {
            ui.label("The texts are being read without each of their words…");
        }
        return;
    }
    ui.horizontal_wrapped(|ui| {
        bar_legend(ui, MarkRole::First, "what a word adds to the similarity");
        bar_legend(ui, MarkRole::Second, "how far the cosine falls without it");
        let hint = "ρ: does the explanation predict the effect? A text without a word is another \
                    text, whose other words change too.";
        remark(ui, hint);
    });
    let draw = |ui: &mut Ui, context: &mut ViewContext<'_>, side: usize| {
        let word = set_off(context, matched).filter(|(of, _)| *of == side);
        let chart = charts.left_out.get(side).and_then(Option::as_ref);
        let (Some(chart), Some(window)) = (chart, context.state.match_windows.get_mut(side)) else {
            return;
        };
        heading(ui, &chart.title);
        let id = if side == 0 {
            "left out of a"
        } else {
            "left out of b"
        };
        let slot = word.and_then(|(_, word)| chart.tokens.iter().position(|&of| of == word));
        let hit = paint_bars(ui, BarsPlace::alone(id, 210.0), chart, slot, window);
        let word = hit.slot.and_then(|slot| chart.tokens.get(slot).copied());
        let touched = word.map(|word| (side, word));
        touch_word(context, matched, &hit.response, touched, Some(&LeftOutBars));
        if let Some(section) = touched.and_then(|word| facts::section(matched, word)) {
            hit.response
                .on_hover_ui_at_pointer(|ui| card::show(ui, &section));
        }
    };
    if ui.available_width() < TWO_COLUMNS {
        draw(ui, context, 0);
        draw(ui, context, 1);
    } else {
        ui.columns(2, |columns| {
            for (side, ui) in columns.iter_mut().enumerate() {
                draw(ui, context, side);
            }
        });
    }
}

/// The dimensions that carry most of the cosine.
pub(super) fn dimensions(
    ui: &mut Ui,
    context: &mut ViewContext<'_>,
    matched: &Match,
    charts: &MatchCharts,
) {
    let (Some(chart), Some(shares)) = (&charts.dimensions, &matched.dimensions) else {
        return;
    };
    ui.horizontal_wrapped(|ui| {
        heading(ui, &chart.title);
        let width = matched.model.hidden_size.max(1) as f64;
        let said = format!(
            "The three largest carry {} %; spread evenly it would be {:.1} %.",
            signed(100.0 * shares.top_three, 1),
            300.0 / width
        );
        remark(ui, said);
    });
    if let Some(window) = context.state.match_windows.get_mut(2) {
        let place = BarsPlace::alone("dimensions", 190.0);
        let hit = paint_bars(ui, place, chart, None, window);
        touch_word(
            context,
            matched,
            &hit.response,
            None,
            Some(&MatchDimensions),
        );
    }
}
