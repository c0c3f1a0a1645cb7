//! Everything about what is selected, at the right of wide windows, and what is pinned.

use eframe::egui::{Label, RichText, ScrollArea, Ui};

use crate::paint::theme::{GAP, Palette};
use crate::ui::action::Action;
use crate::ui::card;
use crate::ui::command::Command;
use crate::ui::facts::Section;
use crate::ui::icons;
use crate::ui::state::pins::Pin;
use crate::ui::views::{View, ViewContext};
use crate::ui::widgets::{icon_button, named_icon_button};

/// Narrower windows have no room for it: there the card at the pointer says the same.
const ROOM: f32 = 1100.0;
/// Its width, in points.
pub(in crate::ui) const WIDTH: f32 = 300.0;

/// Whether a window of this width shows it beside `view`.
pub(in crate::ui) fn is_shown(window: f32, view: &dyn View, context: &ViewContext<'_>) -> bool {
    window >= ROOM && view.has_tokens() && !context.preferences.inspector_folded
}

pub(in crate::ui) fn show(ui: &mut Ui, view: &dyn View, context: &mut ViewContext<'_>) {
    let selected = context.state.selection.selected().cloned();
    let sections = selected
        .as_ref()
        .map(|range| view.inspected(&context.input(), range));
    let sections = sections.unwrap_or_default();
    ui.horizontal(|ui| {
        ui.strong("Selected");
        if !sections.is_empty() {
            if ui
                .small_button("Copy")
                .on_hover_text("All of it, between tabs")
                .clicked()
            {
                context.send(Action::Copy(as_table(&sections)));
            }
            let tooltip = Command::Pin.tooltip(ui.ctx());
            if ui.small_button("Pin").on_hover_text(tooltip).clicked() {
                context.send(Command::Pin);
            }
        }
        ui.with_layout(
            eframe::egui::Layout::right_to_left(eframe::egui::Align::Center),
            |ui| {
                if icon_button(ui, icons::CLOSE, Command::ToggleInspector).clicked() {
                    context.send(Command::ToggleInspector);
                }
            },
        );
    });
    ScrollArea::vertical()
        .id_salt("inspector")
        .auto_shrink(false)
        .show(ui, |ui| {
            if sections.is_empty() {
                hint(ui);
            }
            for (place, section) in sections.iter().enumerate() {
                if place > 0 {
                    ui.separator();
                }
                ui.push_id(place, |ui| card::show_copyable(ui, context, section));
            }
            ui.add_space(GAP);
            ui.separator();
            pins(ui, context);
        });
}

fn hint(ui: &mut Ui) {
    let text = "Click a token, a bar, a row or a word of the prompt, or move with ← and →. Drag over \
                bars to select several.";
    let weak = Palette::of(ui).weak_text;
    ui.add(Label::new(RichText::new(text).color(weak)).wrap());
}

/// The names and values of all sections, a line each, between tabs.
fn as_table(sections: &[Section]) -> String {
    let lines = sections.iter().flat_map(|section| {
        let heading = format!("{}\t{}\n", section.title, section.note);
        let facts = section.facts.iter();
        let facts = facts.map(|fact| format!("{}\t{}\n", fact.name, fact.text));
        std::iter::once(heading).chain(facts)
    });
    lines.collect()
}

fn pins(ui: &mut Ui, context: &mut ViewContext<'_>) {
    ui.horizontal(|ui| {
        ui.strong("Pinned");
        let tooltip = "Keep this view with its texts, layer and model";
        let button = ui.small_button("Pin this result").on_hover_text(tooltip);
        if button.clicked() {
            context.send(Action::PinResult);
        }
    });
    let pins = context.document.pins.clone();
    if pins.is_empty() {
        let text = "What is pinned stays here, and in the session, to compare later.";
        let weak = Palette::of(ui).weak_text;
        ui.add(Label::new(RichText::new(text).color(weak)).wrap());
    }
    for (place, pin) in pins.iter().enumerate() {
        ui.push_id(place, |ui| entry(ui, context, place, pin));
    }
}

fn entry(ui: &mut Ui, context: &mut ViewContext<'_>, place: usize, pin: &Pin) {
    ui.horizontal_top(|ui| {
        if named_icon_button(ui, icons::REMOVE, "Remove this pin").clicked() {
            context.document.pins.remove(place);
        }
        ui.vertical(|ui| {
            let title = eframe::egui::Button::new(pin.headline())
                .frame(false)
                .wrap();
            let response = ui.add(title).on_hover_ui(|ui| {
                ui.label("Click to go back to it");
                for fact in &pin.facts {
                    ui.label(format!("{}: {}", fact.name, fact.text));
                }
            });
            if response.clicked() {
                context.send(Action::OpenPin(place));
            }
            let weak = Palette::of(ui).weak_text;
            let source = RichText::new(pin.source()).small().color(weak);
            ui.add(Label::new(source).wrap());
        });
    });
}
