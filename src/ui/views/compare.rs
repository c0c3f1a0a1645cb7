//! Two prompts side by side: strengths with one axis, the shift of every aligned pair, who carries
//! it, and the shift over the layers.

use std::sync::Arc;

use eframe::egui::{ComboBox, Label, RichText, ScrollArea, Ui};

use crate::analysis::{Comparison, Positions};
use crate::charts::{BarChart, ShiftMeasure, Tone};
use crate::domain::alignment::AlignmentKind;
use crate::domain::shift::HighFrom;
use crate::paint::theme::{GAP, Palette};
use crate::paint::{BarsPlace, bar_legend, label_strip, paint_bars, rule_legend};
use crate::ui::app::App;
use crate::ui::state::Settings;
use crate::ui::workspace::Workspace;
use crate::ui::{pair_details, token_details};

use super::tokens::{quoted, still_to_come};
use super::{shift_layers, shift_sums};

/// Width of the sums beside the shift bars, in points.
pub(super) const SUMS_WIDTH: f32 = 296.0;

pub(in crate::ui) fn show(ui: &mut Ui, app: &mut App) {
    let Some(shown) = &app.workspace.answers.comparison else {
        return;
    };
    let comparison = Arc::clone(&shown.newest);
    let every = Arc::clone(shown.every_layer());
    // Where one text was read before, the other one is behind.
    let [a, b] = [&comparison.a, &comparison.b];
    let behind = if a.is_whole() { b } else { a };
    let other = !Arc::ptr_eq(&comparison, &every);
    let hint = still_to_come(behind, other, "Click a row to choose the layer.");
    controls(ui, app);
    ui.separator();
    let before = app.workspace.hovered_pair.take();
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let height = (ui.available_height() * 0.42).clamp(190.0, 320.0);
        strengths(ui, app, &comparison, before, height);
        ui.add_space(GAP);
        shifts(ui, app, &comparison, before, height + 20.0);
        ui.add_space(GAP * 2.0);
        shift_layers::show(ui, app, &every, &hint, before, height);
    });
    if app.workspace.hovered_pair != before {
        // The charts drawn before the pointer was found are to follow.
        ui.ctx().request_repaint();
    }
}

fn controls(ui: &mut Ui, app: &mut App) {
    ui.horizontal_wrapped(|ui| {
        let label = ui.label("Align");
        ComboBox::from_id_salt("alignment")
            .selected_text(app.settings.alignment.name())
            .width(64.0)
            .show_ui(ui, |ui| {
                for kind in AlignmentKind::EVERY {
                    let name = match kind {
                        AlignmentKind::Edit => "edit  by words, then pieces",
                        AlignmentKind::Index => "index  position by position, as the paper",
                    };
                    ui.selectable_value(&mut app.settings.alignment, kind, name);
                }
            })
            .response
            .labelled_by(label.id)
            .on_hover_text("Which token of A belongs to which of B");
        let label = ui.label("HIGH from");
        ComboBox::from_id_salt("high from")
            .selected_text(app.settings.high_from.name())
            .width(64.0)
            .show_ui(ui, |ui| {
                for from in HighFrom::EVERY {
                    ui.selectable_value(&mut app.settings.high_from, from, from.name());
                }
            })
            .response
            .labelled_by(label.id)
            .on_hover_text("Whose bucket decides whether a pair counts as HIGH");
        ui.separator();
        ui.label("Show");
        for measure in ShiftMeasure::EVERY {
            ui.selectable_value(&mut app.settings.shift_measure, measure, measure.name());
        }
        ui.separator();
        positions(ui, &mut app.settings.positions, "the shared ending");
        by_hand(ui, &mut app.workspace, &app.settings);
    });
}

/// The choice of positions, and plainly which of the two is shown.
pub(super) fn positions(ui: &mut Ui, positions: &mut Positions, what: &str) {
    let mut kept = *positions == Positions::Kept;
    let tooltip = format!(
        "Words in front move {what} to later positions. Kept: it gets the same position ids in \
         every prompt, so what is left of the shift is not due to its place."
    );
    ui.checkbox(&mut kept, format!("Keep the positions of {what}"))
        .on_hover_text(tooltip);
    *positions = if kept {
        Positions::Kept
    } else {
        Positions::AsIs
    };
}

fn by_hand(ui: &mut Ui, workspace: &mut Workspace, settings: &Settings) {
    let Some(shown) = &workspace.answers.comparison else {
        return;
    };
    let comparison = Arc::clone(&shown.newest);
    let made = workspace.pairs_by_hand(settings).len();
    let shown = |analysis: &crate::analysis::Analysis, token: usize| {
        let token = analysis.traced.tokens.get(token);
        token.map_or_else(String::new, |token| token.shown.clone())
    };
    if let [Some(a), Some(b)] = workspace.picked {
        let text = format!(
            "Pair {} with {}",
            shown(&comparison.a, a),
            shown(&comparison.b, b)
        );
        if ui.button(text).clicked() {
            workspace.pair_by_hand(settings);
        }
    } else if let Some(picked) = workspace.picked.iter().position(Option::is_some) {
        let other = if picked == 0 { "B" } else { "A" };
        ui.label(format!("Click a token of {other} to pair it with."));
    }
    if made > 0 {
        let text = format!("Undo pairing ({made})");
        if ui
            .button(text)
            .on_hover_text("Take the last pair made by hand back")
            .clicked()
        {
            workspace.undo_pairing();
        }
    }
}

fn strengths(
    ui: &mut Ui,
    app: &mut App,
    comparison: &Arc<Comparison>,
    hovered: Option<usize>,
    height: f32,
) {
    let charts = app.charts.both_strengths(comparison);
    ui.horizontal_wrapped(|ui| {
        bar_legend(ui, Tone::High, "HIGH, above τ");
        bar_legend(ui, Tone::Low, "LOW, at τ or below");
        bar_legend(ui, Tone::Outside, "outside the token set");
        rule_legend(ui, "threshold τ of each text");
        let hint = "Click a token in A and one in B to pair them by hand.";
        ui.label(RichText::new(hint).small().color(Palette::of(ui).weak_text));
    });
    let width = (ui.available_width() - ui.spacing().item_spacing.x) / 2.0;
    let strips = charts.iter().zip(&app.workspace.side_windows);
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
            };
            side_bars(ui, app, comparison, chart, side, hovered, place);
        }
    });
}

/// Side 0 is A, side 1 is B.
fn side_bars(
    ui: &mut Ui,
    app: &mut App,
    comparison: &Comparison,
    chart: &BarChart,
    side: usize,
    hovered: Option<usize>,
    place: BarsPlace<'_>,
) {
    let analysis = if side == 0 {
        &comparison.a
    } else {
        &comparison.b
    };
    let pairs = &comparison.alignment.pairs;
    let token_of = |pair: usize| {
        let pair = pairs.get(pair)?;
        if side == 0 { pair.a } else { pair.b }
    };
    ui.horizontal(|ui| {
        ui.strong(&chart.title);
        let weak = Palette::of(ui).weak_text;
        let text = RichText::new(quoted(&analysis.traced.text, 200)).color(weak);
        ui.add(Label::new(text).truncate());
    });
    let workspace = &mut app.workspace;
    let picked = workspace.picked.get(side).copied().flatten();
    let highlight = hovered.and_then(token_of).or(picked);
    let mut window = workspace
        .side_windows
        .get(side)
        .copied()
        .unwrap_or_default();
    let hit = paint_bars(ui, place, chart, highlight, &mut window);
    if let Some(kept) = workspace.side_windows.get_mut(side) {
        *kept = window;
    }
    let Some(token) = hit.slot else { return };
    workspace.hovered_pair = (0..pairs.len()).find(|&pair| token_of(pair) == Some(token));
    if hit.clicked
        && let Some(picked) = workspace.picked.get_mut(side)
    {
        *picked = if *picked == Some(token) {
            None
        } else {
            Some(token)
        };
    }
    hit.response
        .on_hover_ui_at_pointer(|ui| token_details::show(ui, analysis, token));
}

fn shifts(
    ui: &mut Ui,
    app: &mut App,
    comparison: &Arc<Comparison>,
    hovered: Option<usize>,
    height: f32,
) {
    let chart = app.charts.shifts(comparison, app.settings.shift_measure);
    ui.horizontal_wrapped(|ui| {
        ui.strong(&chart.title);
        let text = positions_shown(comparison);
        ui.label(RichText::new(text).small().color(Palette::of(ui).weak_text));
        if app.settings.shift_measure == ShiftMeasure::Parts {
            bar_legend(ui, Tone::First, "direction");
            bar_legend(ui, Tone::Second, "magnitude (the squares add up)");
        } else {
            bar_legend(ui, Tone::High, "HIGH");
            bar_legend(ui, Tone::Low, "LOW");
            bar_legend(ui, Tone::Outside, "outside the token set");
        }
    });
    let wide = ui.available_width() > 2.2 * SUMS_WIDTH;
    let draw = |ui: &mut Ui, app: &mut App| {
        let workspace = &mut app.workspace;
        let hit = paint_bars(
            ui,
            BarsPlace::alone("shifts", height),
            &chart,
            hovered,
            &mut workspace.pair_window,
        );
        if let Some(pair) = hit.slot {
            workspace.hovered_pair = Some(pair);
            hit.response
                .on_hover_ui_at_pointer(|ui| pair_details::show(ui, comparison, pair));
        }
    };
    if wide {
        ui.horizontal_top(|ui| {
            let width = ui.available_width() - SUMS_WIDTH - GAP;
            ui.vertical(|ui| {
                ui.set_max_width(width);
                draw(ui, app);
            });
            ui.vertical(|ui| shift_sums::show(ui, comparison));
        });
    } else {
        draw(ui, app);
        shift_sums::show(ui, comparison);
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
