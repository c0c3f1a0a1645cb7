//! The strengths of two texts beside one another, and how far their tokens shift.

use std::sync::Arc;

use eframe::egui::{Label, RichText, Ui};

use super::shift_sums::{self, SUMS_WIDTH};
use super::usual;
use crate::analysis::{Comparison, Positions};
use crate::charts::{
    BarChart, BarLook, BothStrengths, MarkRole, ShiftBars, ShiftMeasure, random_words_key,
    shifts_sentence,
};
use crate::paint::theme::{GAP, Palette};
use crate::paint::words::{heading, remark, sentence};
use crate::paint::{
    BarsPlace, TokenWindow, bar_legend, hatched_legend, label_strip, paint_bars,
    reference_line_legend,
};
use crate::ui::linking::{marked_pairs, marked_side, pair_with, range_of_pair};
use crate::ui::state::menu::MenuTarget;
use crate::ui::state::selection::{TextOf, TextRange};
use crate::ui::state::settings::Settings;
use crate::ui::views::ViewContext;
use crate::ui::widgets::{quoted, zoom};
use crate::ui::{pair_details, token_details, touch};

pub(super) fn strengths(
    ui: &mut Ui,
    context: &mut ViewContext<'_>,
    comparison: &Arc<Comparison>,
    height: f32,
) {
    let charts = context.charts.both_strengths(comparison);
    ui.horizontal_wrapped(|ui| {
        bar_legend(ui, MarkRole::High, "HIGH, above τ");
        bar_legend(ui, MarkRole::Low, "LOW, at τ or below");
        bar_legend(ui, MarkRole::Outside, "outside the token set");
        reference_line_legend(ui, "threshold τ of each text");
        let [window, _] = &context.state.side_windows;
        let [chart, _] = &*charts;
        usual::legend(
            ui,
            (ui.clip_rect().width() / 2.0, window),
            &comparison.a,
            chart,
        );
        let hint = "Right-click a token to pair it by hand.";
        remark(ui, hint);
        zoom(ui, context);
    });
    let width = (ui.available_width() - ui.spacing().item_spacing.x) / 2.0;
    let strips = charts.iter().zip(&context.state.side_windows);
    let strips = strips.map(|(chart, window)| label_strip(ui, &chart.labels, width, window));
    let strip = strips.fold(0.0, f32::max);
    ui.columns(2, |columns| {
        for (side, (ui, chart)) in columns.iter_mut().zip(&*charts).enumerate() {
            let place = BarsPlace {
                id: if side == 0 {
                    "strengths of a"
                } else {
                    "strengths of b"
                },
                height,
                label_strip: Some(strip),
                wheel_pans: false,
                legend_names_line: false,
            };
            side_bars(ui, context, comparison, chart, side, place);
        }
    });
}

/// Side 0 is A, side 1 is B.
fn side_bars(
    ui: &mut Ui,
    context: &mut ViewContext<'_>,
    comparison: &Comparison,
    chart: &BarChart,
    side: usize,
    place: BarsPlace<'_>,
) {
    let (analysis, of) = if side == 0 {
        (&comparison.a, TextOf::A)
    } else {
        (&comparison.b, TextOf::B)
    };
    ui.horizontal(|ui| {
        heading(ui, &chart.title);
        let weak = Palette::of(ui).weak_text;
        let text = RichText::new(quoted(&analysis.traced.text, 200)).color(weak);
        ui.add(Label::new(text).truncate());
    });
    let state = &mut *context.state;
    let mut marked = marked_side(&state.selection, comparison, of);
    marked
        .selected
        .extend(state.picked.get(side).copied().flatten());
    let mut window = state.side_windows.get(side).copied().unwrap_or_default();
    let hit = paint_bars(ui, place, chart, marked, &mut window);
    if let Some(kept) = state.side_windows.get_mut(side) {
        *kept = window;
    }
    // A click names the other half of a pair that is made by hand.
    let pairing = state.picked.iter().any(Option::is_some);
    if hit.clicked
        && pairing
        && let Some(picked) = state.picked.get_mut(side)
    {
        *picked = hit.slot.filter(|&token| *picked != Some(token));
    } else {
        let menu = || MenuTarget {
            row: hit.slot.and_then(|token| pair_with(comparison, of, token)),
            pairing: hit.slot.map(|token| (side, token)),
            ..hit
                .slot
                .and_then(|token| touch::target_of_token(of, analysis, token))
                .unwrap_or_default()
                .in_chart(&BothStrengths)
        };
        let range = hit
            .slot
            .and_then(|token| TextRange::of_token(of, &analysis.traced, token));
        touch::mark(context, &hit.response, hit.clicked, range, menu);
        if let Some(tokens) = hit.dragged.clone() {
            let range = TextRange::of_tokens(of, &analysis.traced, tokens);
            context.state.selection.select(range);
        }
    }
    let Some(token) = hit.slot else { return };
    hit.response
        .on_hover_ui_at_pointer(|ui| token_details::show(ui, analysis, token));
}

pub(super) fn shifts(
    ui: &mut Ui,
    context: &mut ViewContext<'_>,
    comparison: &Arc<Comparison>,
    height: f32,
) {
    let same_words = context.document.settings.same_words;
    let chart = context.charts.shifts(
        comparison,
        context.document.settings.shift_measure,
        same_words,
    );
    ui.horizontal_wrapped(|ui| {
        heading(ui, &chart.title);
        let text = positions_shown(comparison);
        remark(ui, text);
        // HIGH and LOW are named once, at the top of the page.
        if context.document.settings.shift_measure == ShiftMeasure::Parts {
            bar_legend(ui, MarkRole::First, "direction");
            bar_legend(ui, MarkRole::Second, "magnitude (the squares add up)");
        }
        if chart.has(BarLook::Hatched) {
            hatched_legend(ui, "paired by a guess");
        }
        // The sums stand beside the chart.
        let width = (ui.clip_rect().width() - SUMS_WIDTH).max(0.0);
        random_words(ui, (width, &context.state.pair_window), comparison, &chart);
    });
    let said = shifts_sentence(comparison);
    let wide = ui.available_width() > 2.2 * SUMS_WIDTH;
    let draw = |ui: &mut Ui, context: &mut ViewContext<'_>| {
        let state = &mut *context.state;
        let slot_of = |pair: usize| chart.tokens.iter().position(|&other| other == pair);
        let marked = marked_pairs(&state.selection, comparison).moved(slot_of);
        let mut everything = TokenWindow::default();
        let window = if same_words {
            &mut everything
        } else {
            &mut state.pair_window
        };
        let place = BarsPlace::alone("shifts", height);
        let hit = paint_bars(ui, place, &chart, marked, window);
        sentence(ui, &said);
        let pair = hit.slot.and_then(|slot| chart.tokens.get(slot).copied());
        let range = pair.and_then(|pair| range_of_pair(comparison, pair));
        let chart = shown_bars(&context.document.settings);
        let menu = || touch::target_of_pair(comparison, pair).in_chart(&chart);
        touch::mark(context, &hit.response, hit.clicked, range, menu);
        if let Some(pair) = pair {
            hit.response
                .on_hover_ui_at_pointer(|ui| pair_details::show(ui, comparison, pair));
        }
    };
    if wide {
        ui.horizontal_top(|ui| {
            let width = ui.available_width() - SUMS_WIDTH - GAP;
            ui.vertical(|ui| {
                ui.set_max_width(width);
                draw(ui, context);
            });
            ui.vertical(|ui| shift_sums::show(ui, comparison));
        });
    } else {
        draw(ui, context);
        shift_sums::show(ui, comparison);
    }
}

/// What the brackets beside the shifts mean, once there are some.
fn random_words(ui: &mut Ui, view: (f32, &TokenWindow), comparison: &Comparison, chart: &BarChart) {
    let weak = Palette::of(ui).weak_text;
    match (&comparison.null, random_words_key(chart)) {
        (Some(null), Some(text)) => {
            let more = format!(
                "The bracket is the 5 to 95 % range over {}. A bar that ends above it shifts more \
                 than nearly all of them.",
                null.phrase()
            );
            usual::brackets(ui, view, chart, (text, &more));
        }
        (Some(_), None) => {}
        (None, _) if comparison.settings.positions == Positions::Kept => {}
        (None, _) => {
            ui.label(
                RichText::new("random words are being read…")
                    .small()
                    .color(weak),
            );
        }
    }
}

/// Which positions are shown, and how much of the shift is left without the change of place.
fn positions_shown(comparison: &Comparison) -> String {
    if comparison.settings.positions == Positions::AsIs {
        return "positions as each text counts them".to_owned();
    }
    let own = comparison.own_positions.as_ref();
    let before = own.map_or(f64::NAN, |own| own.sums_at_layer().total);
    let left = comparison.sums_at_layer().total;
    let remains = if before > 0.0 {
        format!(
            ": {:.0} % of the total shift remains ({left:.2} of {before:.2})",
            100.0 * left / before
        )
    } else {
        String::new()
    };
    format!("the shared ending at the same positions in both{remains}")
}

/// The bars of shifts that are shown.
pub(super) fn shown_bars(settings: &Settings) -> ShiftBars {
    ShiftBars {
        measure: settings.shift_measure,
        same_words: settings.same_words,
    }
}
