//! What is known of one thing as a card: at the pointer to be read, in the inspector to be copied.

use eframe::egui::{Button, Grid, Label, RichText, Role, Ui, WidgetInfo};

use crate::paint::paint_sparkline;
use crate::paint::theme::Palette;

use super::action::Action;
use super::facts::{Fact, Section};
use super::views::ViewContext;

/// Width of the curve over the layers in a card at the pointer, in points.
const CURVE_WIDTH: f32 = 190.0;

/// A card to be read, for a tooltip.
pub(in crate::ui) fn show(ui: &mut Ui, section: &Section) {
    heading(ui, section);
    Grid::new(("card", &section.note))
        .num_columns(2)
        .spacing([12.0, 2.0])
        .show(ui, |ui| {
            for fact in &section.facts {
                name(ui, fact);
                ui.label(&fact.text);
                ui.end_row();
            }
        });
    curve(ui, section, CURVE_WIDTH);
}

/// The same in a panel, where a click on a value copies it.
pub(in crate::ui) fn show_copyable(ui: &mut Ui, context: &mut ViewContext<'_>, section: &Section) {
    heading(ui, section);
    Grid::new(("copyable card", &section.note))
        .num_columns(2)
        .spacing([12.0, 2.0])
        .show(ui, |ui| {
            for fact in &section.facts {
                name(ui, fact);
                value(ui, context, fact);
                ui.end_row();
            }
        });
    let width = ui.available_width();
    curve(ui, section, width);
}

fn heading(ui: &mut Ui, section: &Section) {
    ui.horizontal_wrapped(|ui| {
        let title = RichText::new(&section.title).strong().size(16.0);
        ui.add(Label::new(title).truncate());
        let note = RichText::new(&section.note).color(Palette::of(ui).weak_text);
        ui.label(note);
    });
}

fn name(ui: &mut Ui, fact: &Fact) {
    let weak = Palette::of(ui).weak_text;
    ui.label(RichText::new(&*fact.name).color(weak));
}

/// A value that a click copies as it reads; its context menu has it with every digit too.
fn value(ui: &mut Ui, context: &mut ViewContext<'_>, fact: &Fact) {
    let button = Button::new(&fact.text).frame(false).wrap();
    let response = ui.add(button).on_hover_text("Click to copy");
    let spoken = format!("Copy {}: {}", fact.name, fact.text);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &spoken));
    if response.clicked() {
        context.send(Action::Copy(fact.text.clone()));
    }
    response.context_menu(|ui| {
        for text in fact.ways_to_copy() {
            if ui.button(format!("Copy {text}")).clicked() {
                context.send(Action::Copy(text.to_owned()));
                ui.close();
            }
        }
    });
}

fn curve(ui: &mut Ui, section: &Section, width: f32) {
    let Some(over) = &section.over_layers else {
        return;
    };
    let weak = Palette::of(ui).weak_text;
    ui.label(RichText::new(over.name).small().color(weak));
    paint_sparkline(ui, &over.values, over.chosen, width);
}
