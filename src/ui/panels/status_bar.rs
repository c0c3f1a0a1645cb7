//! The bar below: how much was read, how the threshold is drawn, what computes, what a reader must
//! not miss, and what was done last. Its height is fixed; what does not fit is one click away.

use eframe::egui::{Align, Button, Label, Layout, Popup, PopupCloseBehavior, RichText, Ui};

use crate::domain::format::with_thousands;
use crate::model::ModelSource;
use crate::paint::theme::Palette;
use crate::paint::words::explain_control;
use crate::ui::action::Action;
use crate::ui::dialogs::load_progress;
use crate::ui::icons;
use crate::ui::state::document::LONGEST_TYPED;
use crate::ui::views::{Prompts, View, ViewContext};
use crate::ui::widgets::{fits, named_icon_button};

use super::{measure, threshold};

/// The height of the bar, in points.
pub(in crate::ui) const HEIGHT: f32 = 26.0;
const WARNINGS_WIDTH: f32 = 420.0;
/// Narrower windows have signs in place of words.
const ROOM_FOR_WORDS: f32 = 760.0;
const ROOM_FOR_A_SIGN: f32 = 28.0;
/// Warnings are words where they have so much room, and a sign with their number where not.
const ROOM_FOR_WARNINGS: f32 = 90.0;
/// The largest share of the bar that a message takes.
const MESSAGE_SHARE: f32 = 0.4;

pub(in crate::ui) fn show(ui: &mut Ui, view: &dyn View, context: &mut ViewContext<'_>) {
    let weak = Palette::of(ui).weak_text;
    ui.horizontal_centered(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if context.loading.is_some() {
                load_progress::show(ui, context);
            }
            done(ui, context);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let typed =
                    view.prompts() == Prompts::None || !context.document.prompt.trim().is_empty();
                let status = view
                    .status(&context.document.settings, context.answers)
                    .filter(|_| typed);
                let (counts, warnings) = match &status {
                    Some((counts, warnings)) => (counts.as_str(), *warnings),
                    None => ("", [].as_slice()),
                };
                let loads = context.loading.as_ref();
                let loads = loads.is_some_and(|state| state.source != ModelSource::Embedded);
                let short = loads || ui.ctx().content_rect().width() < ROOM_FOR_WORDS;
                let learns = view.controls().measure && !loads;
                if !counts.is_empty() {
                    let behind = if learns { measure::room(context) } else { 0.0 };
                    let behind = behind + ROOM_FOR_A_SIGN + 2.0 * ui.spacing().item_spacing.x;
                    let room = ui.available_width() - behind;
                    let counts = RichText::new(counts).small().color(weak);
                    ui.scope(|ui| {
                        ui.set_max_width(room.max(0.0));
                        ui.add(Label::new(counts).truncate());
                    });
                }
                if view.controls().threshold && has_room(ui) {
                    let rule = &mut context.document.settings.rule;
                    let words = threshold::in_words(rule);
                    let fits = !loads && fits(ui, &words, ROOM_FOR_WARNINGS);
                    let text = if fits { words.as_str() } else { "τ" };
                    let text = RichText::new(text).small().color(weak);
                    let button = ui.add(Button::new(text).frame(false));
                    threshold::popup(&button, rule);
                    explain_control(button.on_hover_text(words), "threshold τ");
                }
                if learns {
                    measure::under_way(ui, context, short);
                }
                let mut warnings = warnings.to_vec();
                // Counted only where the bytes leave it open: this is asked in every frame.
                let full = |text: &String| {
                    text.len() >= LONGEST_TYPED && text.chars().count() >= LONGEST_TYPED
                };
                if full(&context.document.prompt) || full(&context.document.prompt_b) {
                    warnings.push(format!(
                        "a box takes {} characters: read a longer text with `glassbox analyze`",
                        with_thousands(LONGEST_TYPED as u64)
                    ));
                }
                if has_room(ui) {
                    let short = short || ui.available_width() < ROOM_FOR_WARNINGS;
                    warned(ui, &warnings, short);
                }
                if !short && let Some(in_use) = context.models.first.in_use() {
                    let device = in_use.device.to_string();
                    if fits(ui, &device, 0.0) {
                        ui.label(RichText::new(device).small().color(weak));
                    }
                }
            });
        });
    });
}

/// Whether there is room for a sign with a number.
fn has_room(ui: &Ui) -> bool {
    ui.available_width() > ROOM_FOR_A_SIGN
}

/// What was done last, until it is put away.
fn done(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let Some(done) = context.messages.done else {
        return;
    };
    if named_icon_button(ui, icons::CLOSE, "Put the message away").clicked() {
        context.send(Action::DismissMessage);
    }
    if let Some(path) = &done.path
        && ui
            .small_button("Show")
            .on_hover_text("Show it in its folder")
            .clicked()
    {
        context.send(Action::ShowInFolder(path.clone()));
    }
    let room = [ui.available_width() * MESSAGE_SHARE, ui.available_height()];
    let from_the_right = Layout::right_to_left(Align::Center);
    ui.allocate_ui_with_layout(room.into(), from_the_right, |ui| {
        ui.add(Label::new(RichText::new(&done.words).small()).truncate());
    });
}

/// Every sentence that a reader of the numbers must not miss; a click shows them whole.
fn warned(ui: &mut Ui, warnings: &[String], short: bool) {
    if warnings.is_empty() {
        return;
    }
    let colour = Palette::of(ui).warning;
    let line = |warning: &String| format!("⚠ {warning}");
    let all: Vec<String> = warnings.iter().map(line).collect();
    let text = if short {
        format!("⚠ {}", all.len())
    } else {
        all.join("  ")
    };
    let text = RichText::new(text).small().color(colour);
    let button = ui.add(Button::new(text).frame(false).truncate());
    Popup::from_toggle_button_response(&button)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .show(|ui| {
            ui.set_width(WARNINGS_WIDTH.min(ui.ctx().content_rect().width() - 40.0));
            for warning in &all {
                ui.label(RichText::new(warning).color(colour));
            }
        });
}
