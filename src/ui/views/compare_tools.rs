//! The tools of the comparison of two texts: how they are aligned, what is shown of a shift, pairs
//! made by hand.

use std::sync::Arc;

use eframe::egui::{ComboBox, Popup, PopupCloseBehavior, Ui};

use crate::analysis::Analysis;
use crate::charts::ShiftMeasure;
use crate::domain::alignment::AlignmentKind;
use crate::domain::shift::HighFrom;
use crate::ui::action::Action;
use crate::ui::state::settings::Settings;
use crate::ui::views::ViewContext;
use crate::ui::widgets::{SHOW, choice_of, divided, keep_with, offer, positions};

use super::{attention, drift};

/// Shorter rows of tools have what is asked of pairs behind a button, in points.
const ROOM_FOR_PAIRS: f32 = 720.0;
const ALIGN: &str = "Align";
const OF_ALIGN: &str = "Which token of A belongs to which of B";
const HIGH_FROM: &str = "HIGH from";
const OF_HIGH_FROM: &str = "Whose bucket decides whether a pair counts as HIGH";
/// What keeps its positions.
const ENDING: &str = "the shared ending";

pub(super) fn show(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let by_attention = &mut context.document.settings.compare_attention;
    ui.label("Compare");
    ui.selectable_value(by_attention, false, "strengths");
    ui.selectable_value(by_attention, true, "attention")
        .on_hover_text("What the change of the text did to what its tokens attend to");
    if *by_attention {
        divided(ui, |ui| attention::tools(ui, context));
    } else {
        of_strengths(ui, context);
    }
    divided(ui, |ui| swap(ui, context));
    back_to_drift(ui, context);
}

/// How tokens are aligned, and what is shown of a shift.
fn of_strengths(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let settings = &mut context.document.settings;
    if ui.max_rect().width() < ROOM_FOR_PAIRS {
        pairs(ui, settings);
        shown(ui, settings);
    } else {
        divided(ui, |ui| {
            keep_with(ui, ALIGN, 90.0);
            alignment(ui, settings);
        });
        keep_with(ui, HIGH_FROM, 90.0);
        high_from(ui, settings);
        shown(ui, settings);
        same_words(ui, settings);
        divided(ui, |ui| positions(ui, &mut settings.positions, ENDING));
    }
    by_hand(ui, context);
}

/// What is asked of pairs, behind one button; a list would close what it is opened from.
fn pairs(ui: &mut Ui, settings: &mut Settings) {
    let usual = Settings::default();
    let changed = [
        settings.alignment != usual.alignment,
        settings.high_from != usual.high_from,
        settings.same_words != usual.same_words,
        settings.positions != usual.positions,
    ];
    let changed = changed.into_iter().filter(|is_changed| *is_changed).count();
    let name = match changed {
        0 => "Pairs".to_owned(),
        changed => format!("Pairs: {changed} changed"),
    };
    let button = divided(ui, |ui| ui.button(name));
    Popup::from_toggle_button_response(&button)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .show(|ui| {
            ui.horizontal(|ui| {
                ui.label(ALIGN).on_hover_text(OF_ALIGN);
                let chosen = &mut settings.alignment;
                offer(ui, AlignmentKind::ALL, chosen, in_full);
            });
            ui.horizontal(|ui| {
                ui.label(HIGH_FROM).on_hover_text(OF_HIGH_FROM);
                let chosen = &mut settings.high_from;
                offer(ui, HighFrom::ALL, chosen, HighFrom::in_words);
            });
            same_words(ui, settings);
            positions(ui, &mut settings.positions, ENDING);
        });
    button.on_hover_text("Which tokens are paired, and which pairs are shown");
}

fn shown(ui: &mut Ui, settings: &mut Settings) {
    let chosen = &mut settings.shift_measure;
    choice_of(ui, SHOW, ShiftMeasure::ALL, chosen, ShiftMeasure::name);
}

/// How tokens are aligned, and what that means.
fn in_full(kind: AlignmentKind) -> &'static str {
    match kind {
        AlignmentKind::Edit => "edit  by words, then pieces",
        AlignmentKind::Index => "index  position by position, as the paper",
    }
}

fn alignment(ui: &mut Ui, settings: &mut Settings) {
    let label = ui.label(ALIGN);
    ComboBox::from_id_salt("alignment")
        .selected_text(settings.alignment.name())
        .width(64.0)
        .show_ui(ui, |ui| {
            for &kind in AlignmentKind::ALL {
                ui.selectable_value(&mut settings.alignment, kind, in_full(kind));
            }
        })
        .response
        .labelled_by(label.id)
        .on_hover_text(OF_ALIGN);
}

fn high_from(ui: &mut Ui, settings: &mut Settings) {
    let label = ui.label(HIGH_FROM);
    ComboBox::from_id_salt("high from")
        .selected_text(settings.high_from.in_words())
        .width(64.0)
        .show_ui(ui, |ui| {
            for &from in HighFrom::ALL {
                ui.selectable_value(&mut settings.high_from, from, from.in_words());
            }
        })
        .response
        .labelled_by(label.id)
        .on_hover_text(OF_HIGH_FROM);
}

fn same_words(ui: &mut Ui, settings: &mut Settings) {
    ui.checkbox(&mut settings.same_words, "same words only")
        .on_hover_text("Only pairs whose words did not change, in the bars and in the table");
}

fn swap(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let swap = ui.button("Swap A and B");
    if swap
        .on_hover_text("B becomes the text that A is compared with")
        .clicked()
    {
        let document = &mut *context.document;
        std::mem::swap(&mut document.prompt, &mut document.prompt_b);
        context.send(Action::PromptReplaced);
    }
}

/// The way back, as long as the texts are those that a cell of the drift opened.
fn back_to_drift(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let document = &mut *context.document;
    let texts = [&document.prompt, &document.prompt_b];
    let opened = context.state.opened_by_drift.as_ref();
    let is_it = opened.is_some_and(|opened| opened.each_ref() == texts);
    if is_it && ui.button("Back to Drift").clicked() {
        document.settings.view = drift::ID;
    }
}

fn by_hand(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let Some(shown) = &context.answers.comparison else {
        return;
    };
    let comparison = Arc::clone(&shown.newest);
    let made = context.state.pairs_by_hand(context.document).len();
    let shown = |analysis: &Analysis, token: usize| {
        let token = analysis.traced.tokens.get(token);
        token.map_or_else(String::new, |token| token.shown.clone())
    };
    if let [Some(a), Some(b)] = context.state.picked {
        let text = format!(
            "Pair {} with {}",
            shown(&comparison.a, a),
            shown(&comparison.b, b)
        );
        if ui.button(text).clicked() {
            context.state.pair_by_hand(context.document);
        }
    } else if let Some(picked) = context.state.picked.iter().position(Option::is_some) {
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
            context.state.undo_pairing();
        }
    }
}
