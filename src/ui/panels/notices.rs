//! What went wrong, over the page until it is put away or mended.

use eframe::egui::{Align2, Area, Context, Frame, Id, Label, Order, RichText};

use crate::paint::theme::Palette;
use crate::ui::action::Action;
use crate::ui::icons;
use crate::ui::views::ViewContext;
use crate::ui::widgets::named_icon_button;

use super::status_bar;

const WIDTH: f32 = 440.0;
const MARGIN: f32 = 8.0;

pub(in crate::ui) fn show(ctx: &Context, context: &mut ViewContext<'_>) {
    let problems = context.messages.problems;
    if problems.iter().all(Option::is_none) {
        return;
    }
    let above_the_bar = [-MARGIN, -(status_bar::HEIGHT + MARGIN)];
    Area::new(Id::unique("notices"))
        .order(Order::Foreground)
        .anchor(Align2::RIGHT_BOTTOM, above_the_bar)
        .show(ctx, |ui| {
            let width = WIDTH.min(ctx.content_rect().width() - 60.0);
            ui.set_width(width);
            for (place, problem) in problems.into_iter().enumerate() {
                let Some(problem) = problem else { continue };
                Frame::popup(ui.style()).show(ui, |ui| {
                    ui.set_width(width - 2.0 * MARGIN);
                    ui.horizontal_top(|ui| {
                        let colour = Palette::of(ui).warning;
                        if named_icon_button(ui, icons::CLOSE, "Put the message away").clicked() {
                            context.send(Action::DismissProblem(place));
                        }
                        let text = RichText::new(format!("⚠ {problem}")).color(colour);
                        ui.add(Label::new(text).wrap());
                    });
                });
            }
        });
}
