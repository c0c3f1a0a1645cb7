//! One bar split into what HIGH tokens carry and what LOW tokens carry, with numbers.

use eframe::egui::{Align2, Sense, StrokeKind, Ui, vec2};

use crate::charts::Tone;

use super::theme::{Palette, small_font};

/// Draws `high` and `low` as shares of their sum; nothing is drawn of a sum of 0.
pub fn paint_shares(ui: &mut Ui, high: f64, low: f64) {
    let palette = Palette::of(ui);
    let total = high + low;
    if !(total.is_finite() && total > 0.0) {
        ui.colored_label(palette.weak_text, "nothing shifted");
        return;
    }
    let (place, _) = ui.allocate_exact_size(vec2(ui.available_width(), 22.0), Sense::hover());
    let share = (high / total) as f32;
    let (left, right) = place.split_left_right_at_fraction(share);
    for (part, tone, value) in [(left, Tone::High, high), (right, Tone::Low, low)] {
        let style = palette.mark(tone);
        ui.painter().rect_filled(part, 0.0, style.fill);
        ui.painter()
            .rect_stroke(part, 0.0, style.stroke, StrokeKind::Inside);
        if part.width() > 46.0 {
            let colour = palette.text_on(tone);
            ui.painter().text(
                part.center(),
                Align2::CENTER_CENTER,
                format!("{value:.2}"),
                small_font(),
                colour,
            );
        }
    }
}
