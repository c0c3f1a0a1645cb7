//! Dots of different shapes: what tells series apart beside their hue.

use eframe::egui::{Color32, Pos2, Rect, Shape, Stroke, vec2};

use crate::charts::palette::DotShape;

/// A dot of `shape` about `at`, as large as a disc of `radius`.
pub(super) fn dot(at: Pos2, radius: f32, shape: DotShape, colour: Color32) -> Shape {
    let polygon = |corners: &[(f32, f32)]| {
        let corner = |&(x, y): &(f32, f32)| at + vec2(x, y) * radius;
        let points = corners.iter().map(corner).collect();
        Shape::convex_polygon(points, colour, Stroke::NONE)
    };
    match shape {
        DotShape::Circle => Shape::circle_filled(at, radius, colour),
        DotShape::Square => {
            let place = Rect::from_center_size(at, vec2(1.8, 1.8) * radius);
            Shape::rect_filled(place, 0.0, colour)
        }
        DotShape::Diamond => polygon(&[(0.0, -1.3), (1.3, 0.0), (0.0, 1.3), (-1.3, 0.0)]),
        DotShape::Triangle => polygon(&[(0.0, -1.25), (1.2, 0.9), (-1.2, 0.9)]),
        DotShape::TriangleDown => polygon(&[(-1.2, -0.9), (1.2, -0.9), (0.0, 1.25)]),
        DotShape::Cross => {
            let stroke = Stroke::new(radius * 0.55, colour);
            let stroke_between = |from: (f32, f32), to: (f32, f32)| {
                let ends = [from, to].map(|(x, y)| at + vec2(x, y) * radius);
                Shape::line_segment(ends, stroke)
            };
            Shape::Vec(vec![
                stroke_between((-1.0, -1.0), (1.0, 1.0)),
                stroke_between((-1.0, 1.0), (1.0, -1.0)),
            ])
        }
    }
}
