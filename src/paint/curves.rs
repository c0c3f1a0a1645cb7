//! Curves with bands, a second reading of their axis, and single points behind them.

use std::collections::BTreeMap;

use eframe::egui::{Align2, Color32, Pos2, Rangef, Response, Shape, Stroke, Ui, pos2};
use egui_plot::{AxisHints, HPlacement, PlotBounds, PlotPoint, PlotTransform};

use crate::charts::{Curve, CurveChart, ReferenceLine, ScatterPoint};
use crate::domain::format::with_minus;

use super::keyboard::{self, ACROSS};
use super::marks::{dot, paint_reference_line, paint_text};
use super::theme::{AXIS_WIDTH, Palette, small_font};
use super::token_plot::{Marks, axis_name, grid_marks, most_marks, still_plot, value_axis};

/// How near the pointer must be to a single point, in points.
const NEAR: f32 = 9.0;
/// Least distance between numbers on the x axis, in points.
const PITCH: f32 = 26.0;

/// What the pointer is on.
pub(crate) struct CurveHit {
    /// Where it is on the x axis.
    pub(crate) x: Option<f64>,
    /// The single point that is near it.
    pub(crate) point: Option<usize>,
    /// Whether it was clicked in this frame.
    pub(crate) clicked: bool,
    /// The plot, to hang a tooltip on.
    pub(crate) response: Response,
}

/// Draws `chart` in `height` points; `chosen` is a single point to set off.
pub(crate) fn paint_curves(
    ui: &mut Ui,
    id: &str,
    chart: &CurveChart,
    height: f32,
    chosen: Option<usize>,
) -> CurveHit {
    let palette = Palette::of(ui);
    let across = &chart.across;
    let marks = readable_marks(ui, chart);
    let names: BTreeMap<i64, String> = marks
        .iter()
        .map(|(at, name)| (key_of(*at), name.clone()))
        .collect();
    let x_axis = AxisHints::new_x()
        .label(axis_name(
            ui,
            &across.label,
            ui.available_width() - AXIS_WIDTH,
        ))
        .label_spacing(Rangef::new(4.0, 6.0))
        .tick_label_font(small_font())
        .formatter(move |mark, _| names.get(&key_of(mark.value)).cloned().unwrap_or_default());
    let cursor = ui.scope_id().with((id, "cursor"));
    let places = places(chart);
    let kept = keyboard::cursor(ui, cursor).and_then(|at| places.get(at).copied());
    let item = Marks::new(id, |transform, ui, shapes| {
        paint_marked(palette, transform, chart.marked, shapes);
        paint_marked(palette, transform, kept, shapes);
        for curve in &chart.curves {
            paint_band(palette, transform, curve, shapes);
        }
        paint_points(palette, transform, chart, chosen, shapes);
        for line in &chart.reference_lines {
            paint_reference_line(palette, transform, line, shapes);
        }
        for curve in &chart.curves {
            paint_curve(palette, transform, curve, shapes);
        }
        for line in &chart.reference_lines {
            name_reference_line(ui, palette, transform, line, shapes);
        }
    });
    let bounds =
        PlotBounds::from_min_max([across.min, chart.axis.min], [across.max, chart.axis.max]);
    let x_marks: Vec<f64> = marks.iter().map(|(at, _)| *at).collect();
    let y_marks = chart.axis.marks(most_marks(height));
    let shown = still_plot(id, height, palette)
        .custom_x_axes(vec![x_axis])
        .custom_y_axes(y_axes(ui, chart, height))
        .x_grid_spacer(move |_| grid_marks(&x_marks))
        .y_grid_spacer(move |_| grid_marks(&y_marks))
        .show(ui, |plot| {
            plot.set_plot_bounds(bounds);
            plot.add(item);
            plot.pointer_coordinate()
        });
    let response = shown.response;
    let pointer = response.hover_pos().filter(|_| response.hovered());
    let from = chart
        .marked
        .and_then(|marked| places.iter().position(|&x| x == marked));
    let here = keyboard::cursor(ui, cursor).or(from);
    keyboard::step(ui, &response, (cursor, here), places.len(), ACROSS);
    let name = format!("{}, {} curves", chart.title, chart.curves.len());
    let at = kept.or(chart.marked);
    keyboard::describe(&response, &name, at.map(|at| values_at(chart, at)));
    let pressed = keyboard::is_pressed(ui, &response);
    CurveHit {
        x: shown
            .inner
            .filter(|_| pointer.is_some())
            .map(|at| at.x)
            .or(kept),
        point: pointer.and_then(|pointer| nearest(&shown.transform, chart, pointer)),
        clicked: response.clicked() || (pressed && kept.is_some()),
        response,
    }
}

/// Where the curves have points, from the left.
fn places(chart: &CurveChart) -> Vec<f64> {
    let points = chart.curves.iter().flat_map(|curve| curve.points.iter());
    let mut places: Vec<f64> = points.flatten().map(|point| point.x).collect();
    places.sort_by(f64::total_cmp);
    places.dedup();
    places
}

/// What the curves say at a place of the x axis.
fn values_at(chart: &CurveChart, at: f64) -> String {
    let values = chart.curves.iter().filter_map(|curve| {
        let mut points = curve.points.iter().flatten();
        let point = points.find(|point| point.x == at)?;
        Some(format!("{} {:.3}", curve.name, point.value))
    });
    let values: Vec<String> = values.collect();
    let across = &chart.across;
    format!(
        "{} {}: {}",
        across.label,
        across.read(at),
        values.join(", ")
    )
}

/// Height of the numbers and of the name under a plot, in points.
const BELOW: f32 = 44.0;

/// The axis of values on the left, and their second reading on the right.
fn y_axes<'a>(ui: &Ui, chart: &CurveChart, height: f32) -> Vec<AxisHints<'a>> {
    let height = height - BELOW;
    let ticks = chart.axis.ticks;
    let left = value_axis(ui, &chart.axis, height);
    let left = left.formatter(move |mark, _| with_minus(&ticks.text(mark.value)));
    let mut axes = vec![left];
    if let Some(second) = &chart.second {
        let (times, plus) = (second.times, second.plus);
        let right = AxisHints::new_y()
            .placement(HPlacement::Right)
            .label(axis_name(ui, &second.label, height))
            .label_spacing(Rangef::new(6.0, 8.0))
            .tick_label_font(small_font())
            .formatter(move |mark, _| with_minus(&ticks.text(times * mark.value + plus)));
        axes.push(right);
    }
    axes
}

/// The marks of the x axis that have room beside one another.
fn readable_marks(ui: &Ui, chart: &CurveChart) -> Vec<(f64, String)> {
    let across = &chart.across;
    let reach = (across.max - across.min).max(1e-12);
    let points = f64::from((ui.available_width() - 2.0 * AXIS_WIDTH).max(40.0)) / reach;
    let widest = across
        .marks
        .iter()
        .map(|(_, name)| name.chars().count())
        .max();
    let pitch = f64::from(PITCH.max(widest.unwrap_or(1) as f32 * 7.5));
    let mut kept: Vec<(f64, String)> = Vec::new();
    for (at, name) in &across.marks {
        let room = kept
            .last()
            .is_none_or(|(before, _)| (at - before) * points >= pitch);
        if room && (across.min..=across.max).contains(at) {
            kept.push((*at, name.clone()));
        }
    }
    kept
}

/// Places on an axis as whole numbers, to be looked up.
fn key_of(value: f64) -> i64 {
    (value * 1e6).round() as i64
}

fn paint_marked(
    palette: &Palette,
    transform: &PlotTransform,
    marked: Option<f64>,
    shapes: &mut Vec<Shape>,
) {
    let Some(marked) = marked else { return };
    let x = transform.position_from_point_x(marked);
    let frame = transform.frame();
    let ends = [pos2(x, frame.top()), pos2(x, frame.bottom())];
    let stroke = Stroke::new(1.0, palette.weak_text);
    shapes.extend(Shape::dashed_line(&ends, stroke, 3.0, 3.0));
}

fn paint_band(
    palette: &Palette,
    transform: &PlotTransform,
    curve: &Curve,
    shapes: &mut Vec<Shape>,
) {
    let fill = palette.series(curve.series).colour.gamma_multiply(0.2);
    let place = |x: f64, y: f64| transform.position_from_point(&PlotPoint::new(x, y));
    for band in curve.bands() {
        for pair in band.windows(2) {
            let &[(x0, low0, high0), (x1, low1, high1)] = pair else {
                continue;
            };
            let corners = vec![
                place(x0, low0),
                place(x0, high0),
                place(x1, high1),
                place(x1, low1),
            ];
            shapes.push(Shape::convex_polygon(corners, fill, Stroke::NONE));
        }
    }
}

fn paint_curve(
    palette: &Palette,
    transform: &PlotTransform,
    curve: &Curve,
    shapes: &mut Vec<Shape>,
) {
    let look = palette.series(curve.series);
    let stroke = Stroke::new(2.0, look.colour);
    for stretch in curve.stretches() {
        let points: Vec<Pos2> = stretch
            .iter()
            .map(|point| transform.position_from_point(&PlotPoint::new(point.x, point.value)))
            .collect();
        if look.dashes.is_empty() {
            shapes.push(Shape::line(points.clone(), stroke));
        } else {
            let (strokes, gaps) = parted(look.dashes);
            shapes.extend(Shape::dashed_line_with_offset(
                &points, stroke, &strokes, &gaps, 0.0,
            ));
        }
        for at in points {
            shapes.push(dot(at, 3.5, look.dot, look.colour));
        }
    }
}

/// Strokes and gaps apart.
pub(super) fn parted(dashes: &[f32]) -> (Vec<f32>, Vec<f32>) {
    let of = |first: usize| dashes.iter().skip(first).step_by(2).copied().collect();
    (of(0), of(1))
}

fn paint_points(
    palette: &Palette,
    transform: &PlotTransform,
    chart: &CurveChart,
    chosen: Option<usize>,
    shapes: &mut Vec<Shape>,
) {
    let frame = transform.frame();
    let place = |x: f64, y: f64| transform.position_from_point(&PlotPoint::new(x, y));
    for point in &chart.points {
        let at = place(point.x, point.value);
        if !frame.contains(at) {
            continue;
        }
        let look = palette.series(point.series);
        let colour = look.colour.gamma_multiply(0.45);
        shapes.push(dot(at, 2.2, look.dot, colour));
    }
    let found = chart.points.iter().find(|point| chosen == Some(point.item));
    if let Some(point) = found {
        let at = place(point.x, point.value);
        let stroke = Stroke::new(2.0, palette.text);
        shapes.push(Shape::circle_stroke(at, 7.0, stroke));
    }
}

/// The name of a reference line, over its right end.
fn name_reference_line(
    ui: &Ui,
    palette: &Palette,
    transform: &PlotTransform,
    line: &ReferenceLine,
    shapes: &mut Vec<Shape>,
) {
    let frame = transform.frame();
    let y = transform.position_from_point_y(line.value);
    let at = pos2(frame.left() + 4.0, y - 2.0);
    paint_text(ui, palette, at, Align2::LEFT_BOTTOM, &line.text, shapes);
}

/// The single point nearest to `pointer`, if one is near.
fn nearest(transform: &PlotTransform, chart: &CurveChart, pointer: Pos2) -> Option<usize> {
    let distance = |point: &ScatterPoint| {
        let at = transform.position_from_point(&PlotPoint::new(point.x, point.value));
        (at - pointer).length()
    };
    let points = chart
        .points
        .iter()
        .map(|point| (distance(point), point.item));
    points
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .filter(|&(distance, _)| distance <= NEAR)
        .map(|(_, item)| item)
}

/// A sample of a line for a legend.
pub(super) fn line_sample(from: Pos2, to: Pos2, (colour, dashes): (Color32, &[f32])) -> Vec<Shape> {
    let stroke = Stroke::new(2.0, colour);
    if dashes.is_empty() {
        return vec![Shape::line_segment([from, to], stroke)];
    }
    let (strokes, gaps) = parted(dashes);
    Shape::dashed_line_with_offset(&[from, to], stroke, &strokes, &gaps, 0.0)
}
