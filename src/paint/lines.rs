//! One line per token over the layers.

use eframe::egui::{Align2, Pos2, Rangef, Response, Shape, Stroke, Ui, pos2, vec2};
use egui_plot::{AxisHints, PlotBounds, PlotPoint, PlotTransform};

use crate::charts::geometry::{Crowding, DRAW_ORDER, LineName, NameColumn, line_names};
use crate::charts::{Line, LineChart, MarkRole};
use crate::domain::format::with_minus;

use super::keyboard::{self, ACROSS};
use super::marked::Marked;
use super::theme::{Palette, small_font};
use super::token_plot::{Marks, explain_axis, grid_marks, most_marks, still_plot, value_axis};

/// How near the pointer must be to a line, in points.
const NEAR: f32 = 12.0;
/// Least distance between names at the right end, in points.
const NAME_PITCH: f64 = 14.0;
/// Room for names right of the last layer, as a share of the axis.
const NAME_ROOM: f64 = 0.12;

/// Draws `chart` in `height` points, `marked` being tokens; returns the plot and the token whose line is pointed at.
pub(crate) fn paint_lines(
    ui: &mut Ui,
    id: &str,
    chart: &LineChart,
    height: f32,
    marked: impl Into<Marked>,
) -> (Response, Option<usize>) {
    let marked = marked.into();
    let palette = Palette::of(ui);
    let layers = chart.layers;
    let ticks = chart.axis.ticks;
    let y_axis = value_axis(ui, &chart.axis, height);
    let y_axis = y_axis.formatter(move |mark, _| with_minus(&ticks.text(mark.value)));
    let x_axis = AxisHints::new_x()
        .label("layer")
        .label_spacing(Rangef::new(6.0, 8.0))
        .tick_label_font(small_font())
        .formatter(|mark, _| format!("{}", mark.value));
    let item = Marks::new(id, |transform, ui, shapes| {
        for layer in chart.marked {
            let x = transform.position_from_point_x(layer as f64);
            let frame = transform.frame();
            let ends = [pos2(x, frame.top()), pos2(x, frame.bottom())];
            let stroke = Stroke::new(1.0, palette.weak_text);
            shapes.extend(Shape::dashed_line(&ends, stroke, 3.0, 3.0));
        }
        // Those set off come over all.
        for role in DRAW_ORDER {
            let of_role = |line: &&Line| line.role == role && !marked.contains(line.token);
            let mut stroke = palette.line(role);
            stroke.color = stroke.color.gamma_multiply(chart.opacity(role) as f32);
            for line in chart.lines.iter().filter(of_role) {
                paint_line(transform, line, stroke, shapes);
            }
        }
        let set_off = chart.lines.iter();
        for line in set_off.filter(|line| marked.contains(line.token)) {
            // Set off from a crowd of lines of the same colour.
            paint_line(transform, line, Stroke::new(6.0, palette.text), shapes);
            let colour = palette.line(line.role).color.to_opaque();
            paint_line(transform, line, Stroke::new(3.0, colour), shapes);
        }
        paint_names(ui, palette, transform, chart, marked.one(), shapes);
    });
    let right = layers as f64 * (1.0 + NAME_ROOM) + 0.3;
    let bounds = PlotBounds::from_min_max([-0.3, chart.axis.min], [right, chart.axis.max]);
    let layer_marks: Vec<f64> = (0..=layers).map(|layer| layer as f64).collect();
    let grid = chart.axis.marks(most_marks(height));
    let shown = still_plot(id, height, palette)
        .custom_x_axes(vec![x_axis])
        .custom_y_axes(vec![y_axis])
        .x_grid_spacer(move |_| grid_marks(&layer_marks))
        .y_grid_spacer(move |_| grid_marks(&grid))
        .show(ui, |plot| {
            plot.set_plot_bounds(bounds);
            plot.add(item);
        });
    explain_axis(ui, id, &shown.response, &chart.axis.label);
    let pointer = shown
        .response
        .hover_pos()
        .filter(|_| shown.response.hovered());
    let near = pointer.and_then(|pointer| nearest(&shown.transform, chart, pointer));
    let by_keyboard = go_through(ui, &shown.response, id, chart, marked.one());
    (shown.response, near.or(by_keyboard))
}

/// The token whose line the keyboard is on; arrows go to that of the token before or behind.
fn go_through(
    ui: &Ui,
    response: &Response,
    id: &str,
    chart: &LineChart,
    highlight: Option<usize>,
) -> Option<usize> {
    let cursor = ui.scope_id().with((id, "line"));
    let place = chart
        .lines
        .iter()
        .position(|line| highlight == Some(line.token));
    let here = place.or_else(|| keyboard::cursor(ui, cursor));
    keyboard::step(ui, response, (cursor, here), chart.lines.len(), ACROSS);
    let at = keyboard::cursor(ui, cursor);
    let line = at.or(place).and_then(|place| chart.lines.get(place));
    let value = line.map(|line| {
        let end = chart.end(line);
        let end = end.map_or_else(|| "none".to_owned(), |end| format!("{end:.3}"));
        format!("{}: {end} at the last layer", line.label.text)
    });
    let name = format!("{}, {} lines", chart.title, chart.lines.len());
    keyboard::describe(response, &name, value);
    at.and_then(|place| chart.lines.get(place))
        .map(|line| line.token)
}

fn paint_line(transform: &PlotTransform, line: &Line, stroke: Stroke, shapes: &mut Vec<Shape>) {
    let points: Vec<_> = points(transform, line).collect();
    shapes.push(Shape::line(points, stroke));
}

fn points(transform: &PlotTransform, line: &Line) -> impl Iterator<Item = Pos2> {
    line.values.iter().enumerate().filter_map(|(layer, value)| {
        let point = PlotPoint::new(layer as f64, (*value)?);
        Some(transform.position_from_point(&point))
    })
}

/// Names at the last layer, beside the ends of their lines; as many as have room.
fn paint_names(
    ui: &Ui,
    palette: &Palette,
    transform: &PlotTransform,
    chart: &LineChart,
    highlight: Option<usize>,
    shapes: &mut Vec<Shape>,
) {
    let frame = transform.frame();
    let column = NameColumn {
        extent: (f64::from(frame.top()), f64::from(frame.bottom())),
        pitch: NAME_PITCH,
        crowding: Crowding::DropMoved,
    };
    let y = |value| f64::from(transform.position_from_point_y(value));
    let x = transform.position_from_point_x(chart.layers as f64);
    for LineName { line, end, at } in line_names(chart, column, highlight, y) {
        let colour = match line.role {
            MarkRole::High => palette.text,
            _ => palette.weak_text,
        };
        let (from, to) = (pos2(x + 2.0, end as f32), pos2(x + 12.0, at as f32));
        let leader = Stroke::new(0.75, palette.line(line.role).color);
        shapes.push(Shape::line_segment([from, to], leader));
        let text = &line.label.text;
        shapes.push(ui.fonts_mut(|fonts| {
            let at = to + vec2(3.0, 0.0);
            Shape::text(fonts, at, Align2::LEFT_CENTER, text, small_font(), colour)
        }));
    }
}

/// The token whose line passes nearest to `pointer`, if one is near.
fn nearest(transform: &PlotTransform, chart: &LineChart, pointer: Pos2) -> Option<usize> {
    let distance = |line: &Line| {
        let ends: Vec<_> = points(transform, line).collect();
        ends.windows(2)
            .filter_map(|pair| match pair {
                [from, to] => Some(distance_to_segment(pointer, *from, *to)),
                _ => None,
            })
            .fold(f32::INFINITY, f32::min)
    };
    chart
        .lines
        .iter()
        .map(|line| (distance(line), line.token))
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .filter(|&(distance, _)| distance <= NEAR)
        .map(|(_, token)| token)
}

fn distance_to_segment(point: Pos2, from: Pos2, to: Pos2) -> f32 {
    let way = to - from;
    let along = ((point - from).dot(way) / way.length_sq().max(1e-6)).clamp(0.0, 1.0);
    (point - (from + vec2(way.x * along, way.y * along))).length()
}
