//! Lines across a plot, and text that stays readable upon what it covers.

use eframe::egui::{Align2, Pos2, Shape, Stroke, Ui, pos2, vec2};
use egui_plot::PlotTransform;

use crate::charts::Rule;

use super::theme::{Palette, small_font};

/// A dashed line over the whole width.
pub(super) fn paint_rule(
    palette: &Palette,
    transform: &PlotTransform,
    rule: &Rule,
    shapes: &mut Vec<Shape>,
) {
    let frame = transform.frame();
    let y = transform.position_from_point_y(rule.value);
    let ends = [pos2(frame.left(), y), pos2(frame.right(), y)];
    let stroke = Stroke::new(1.5, palette.threshold);
    shapes.extend(Shape::dashed_line(&ends, stroke, 7.0, 4.0));
}

/// Text with its background, `anchor` of it at `at`.
pub(super) fn paint_text(
    ui: &Ui,
    palette: &Palette,
    at: Pos2,
    anchor: Align2,
    text: &str,
    shapes: &mut Vec<Shape>,
) {
    let galley = ui
        .painter()
        .layout_no_wrap(text.to_owned(), small_font(), palette.text);
    let place = anchor.anchor_size(at, galley.size());
    let behind = place.expand2(vec2(2.0, 0.0));
    shapes.push(Shape::rect_filled(behind, 2.0, palette.label_background));
    shapes.push(Shape::galley(place.min, galley, palette.text));
}
