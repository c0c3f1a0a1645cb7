//! What painters share: dots, reference lines, text that is cut to fit or stays readable upon what it
//! covers, and the bar of what HIGH and LOW carry.

use std::sync::Arc;

use eframe::egui::text::{LayoutJob, TextFormat, TextWrapping};
use eframe::egui::{
    Align2, Color32, FontId, Galley, Pos2, Rect, Sense, Shape, Stroke, StrokeKind, Ui, pos2, vec2,
};
use egui_plot::PlotTransform;

use crate::charts::palette::DotShape;
use crate::charts::{MarkRole, ReferenceLine};

use super::theme::{Palette, small_font};

/// A dot of `shape` about `at`, as large as a disc of `radius`.
pub(super) fn dot(at: Pos2, radius: f32, shape: DotShape, colour: Color32) -> Shape {
    let place = |(x, y): (f64, f64)| at + vec2(x as f32, y as f32) * radius;
    match shape {
        DotShape::Circle => Shape::circle_filled(at, radius, colour),
        DotShape::Square => {
            let place = Rect::from_center_size(at, vec2(1.8, 1.8) * radius);
            Shape::rect_filled(place, 0.0, colour)
        }
        DotShape::Diamond | DotShape::Triangle | DotShape::TriangleDown => {
            let points = shape.corners().iter().copied().map(place).collect();
            Shape::convex_polygon(points, colour, Stroke::NONE)
        }
        DotShape::Cross => {
            let stroke = Stroke::new(radius * 0.55, colour);
            let between = |from, to| Shape::line_segment([place(from), place(to)], stroke);
            Shape::Vec(vec![
                between((-1.0, -1.0), (1.0, 1.0)),
                between((-1.0, 1.0), (1.0, -1.0)),
            ])
        }
    }
}

/// A dashed line over the whole width.
pub(super) fn paint_reference_line(
    palette: &Palette,
    transform: &PlotTransform,
    line: &ReferenceLine,
    shapes: &mut Vec<Shape>,
) {
    let frame = transform.frame();
    let y = transform.position_from_point_y(line.value);
    let ends = [pos2(frame.left(), y), pos2(frame.right(), y)];
    let stroke = Stroke::new(1.5, palette.threshold);
    shapes.extend(Shape::dashed_line(&ends, stroke, 7.0, 4.0));
}

/// Text with its background, `anchor` of it at `at`; returns the place that it takes.
pub(super) fn paint_text(
    ui: &Ui,
    palette: &Palette,
    at: Pos2,
    anchor: Align2,
    text: &str,
    shapes: &mut Vec<Shape>,
) -> Rect {
    let galley = ui
        .painter()
        .layout_no_wrap(text.to_owned(), small_font(), palette.text);
    let place = anchor.anchor_size(at, galley.size());
    let behind = place.expand2(vec2(2.0, 0.0));
    shapes.push(Shape::rect_filled(behind, 2.0, palette.plate));
    shapes.push(Shape::galley(place.min, galley, palette.text));
    behind
}

/// `text` in `font`, cut with a mark to fit `room` points.
pub(super) fn fitted(ui: &Ui, text: &str, font: FontId, room: f32) -> Arc<Galley> {
    let format = TextFormat {
        font_id: font,
        color: Palette::of(ui).text,
        ..TextFormat::default()
    };
    let mut job = LayoutJob::single_section(text.to_owned(), format);
    job.wrap = TextWrapping::truncate_at_width(room);
    ui.fonts_mut(|fonts| fonts.layout_job(job))
}

/// Draws `high` and `low` as shares of their sum; nothing is drawn of a sum of 0.
pub(crate) fn paint_shares(ui: &mut Ui, high: f64, low: f64) {
    let palette = Palette::of(ui);
    let total = high + low;
    if !(total.is_finite() && total > 0.0) {
        ui.colored_label(palette.weak_text, "nothing shifted");
        return;
    }
    let (place, _) = ui.allocate_exact_size(vec2(ui.available_width(), 22.0), Sense::hover());
    let share = (high / total) as f32;
    let (left, right) = place.split_left_right_at_fraction(share);
    for (part, role, value) in [(left, MarkRole::High, high), (right, MarkRole::Low, low)] {
        let style = palette.mark(role);
        ui.painter().rect_filled(part, 0.0, style.fill);
        ui.painter()
            .rect_stroke(part, 0.0, style.stroke, StrokeKind::Inside);
        if part.width() > 46.0 {
            let colour = palette.text_on(role);
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
