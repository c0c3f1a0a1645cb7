//! A token's strength over all layers, small enough for a tooltip.

use eframe::egui::{Align2, Sense, Stroke, Ui, pos2, vec2};

use super::theme::{Palette, small_font};

/// Draws `values` (one per layer) with the `chosen` layer marked and both ends named.
pub(crate) fn paint_sparkline(ui: &mut Ui, values: &[f64], chosen: usize, width: f32) {
    let palette = Palette::of(ui);
    let (place, _) = ui.allocate_exact_size(vec2(width, 46.0), Sense::hover());
    let plot = place
        .shrink2(vec2(4.0, 4.0))
        .with_max_y(place.bottom() - 14.0);
    let finite = || values.iter().copied().filter(|value| value.is_finite());
    let (low, high) = (
        finite().fold(f64::INFINITY, f64::min),
        finite().fold(0.0, f64::max),
    );
    let last = values.len().saturating_sub(1).max(1) as f32;
    let at = |(layer, &value): (usize, &f64)| {
        let share = ((value - low) / (high - low).max(1e-9)) as f32;
        let x = plot.left() + plot.width() * layer as f32 / last;
        pos2(x, plot.bottom() - plot.height() * share)
    };
    let points: Vec<_> = values
        .iter()
        .enumerate()
        .filter(|(_, value)| value.is_finite())
        .map(at)
        .collect();
    let painter = ui.painter();
    if let Some(point) = values.get(chosen).map(|value| at((chosen, value))) {
        painter.vline(point.x, plot.y_range(), Stroke::new(1.0, palette.weak_text));
        painter.circle_filled(point, 3.5, palette.text);
        let name = format!("Layer {chosen}");
        let under = pos2(
            point.x.clamp(plot.left() + 30.0, plot.right() - 30.0),
            place.bottom(),
        );
        painter.text(
            under,
            Align2::CENTER_BOTTOM,
            name,
            small_font(),
            palette.weak_text,
        );
    }
    painter.line(points, Stroke::new(1.5, palette.text));
    let ends = [
        (place.left_bottom(), Align2::LEFT_BOTTOM, 0),
        (
            place.right_bottom(),
            Align2::RIGHT_BOTTOM,
            values.len().saturating_sub(1),
        ),
    ];
    for (corner, anchor, layer) in ends {
        let apart = layer.abs_diff(chosen) as f32 * width / values.len().max(1) as f32;
        if apart > 50.0 {
            painter.text(
                corner,
                anchor,
                layer.to_string(),
                small_font(),
                palette.weak_text,
            );
        }
    }
}
