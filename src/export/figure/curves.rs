//! Curves with bands, a second reading of their axis, and single points behind them.

use crate::charts::{Curve, CurveChart};
use crate::domain::format::with_minus;

use super::drawing::{Anchor, Drawing};
use super::rect::Rect;
use super::words::shortened;

/// Draws `chart` into `place`; the numbers of its x axis stand below.
pub(super) fn draw_curves(drawing: &mut Drawing<'_>, chart: &CurveChart, place: Rect) {
    let plot = Rect {
        width: place.width - second_width(drawing, chart, place),
        ..place
    };
    drawing.plot(&chart.axis, plot);
    draw_second(drawing, chart, plot, place);
    draw_across(drawing, chart, plot);
    let x = |value: f64| plot.left + chart.across.share(value) * plot.width;
    let y = |value: f64| plot.height_of(&chart.axis, value);
    drawing.open("bands");
    for curve in &chart.curves {
        draw_band(drawing, curve, (&x, &y));
    }
    drawing.close();
    drawing.open("points");
    for point in &chart.points {
        let (x, y) = (x(point.x), y(point.value));
        let inside = plot.left <= x && x <= plot.right() && plot.top <= y && y <= plot.bottom();
        if inside {
            let mut look = drawing.palette.series(point.series);
            look.colour = look.fill;
            drawing.dot((x, y), 0.17 * drawing.size, look, "");
        }
    }
    drawing.close();
    for line in &chart.reference_lines {
        let y = y(line.value);
        drawing.open_reference_line((plot.left, y), (plot.right(), y));
        drawing.close();
    }
    drawing.open("curves");
    for curve in &chart.curves {
        draw_curve(drawing, curve, (&x, &y));
    }
    drawing.close();
    drawing.open("axis");
    for line in &chart.reference_lines {
        let size = drawing.size;
        let (left, base) = (plot.left + 0.4 * size, y(line.value) - 0.35 * size);
        let behind = Rect {
            left: left - 0.15 * size,
            top: base - 0.85 * size,
            width: (drawing.width(&line.text) + 0.3) * size,
            height: 1.1 * size,
        };
        drawing.fill(behind, drawing.palette.background);
        drawing.text((left, base), &line.text, drawing.ink(Anchor::Start));
    }
    drawing.close();
}

/// Room for the second reading right of the plot.
fn second_width(drawing: &Drawing<'_>, chart: &CurveChart, place: Rect) -> f64 {
    if chart.second.is_none() {
        return 0.0;
    }
    let texts = second_marks(drawing.size, chart, place).into_iter();
    let widest = drawing.ruler().widest(texts.map(|(_, text)| text));
    (widest + 2.3) * drawing.size
}

/// Where the second reading has its numbers, on the first axis, and how they read.
fn second_marks(size: f64, chart: &CurveChart, place: Rect) -> Vec<(f64, String)> {
    let Some(second) = &chart.second else {
        return Vec::new();
    };
    let most = (place.height / (2.2 * size)) as usize;
    let marks = chart.axis.marks(most).into_iter();
    marks
        .map(|mark| {
            let value = second.times * mark + second.plus;
            (mark, with_minus(&chart.axis.ticks.text(value)))
        })
        .collect()
}

fn draw_second(drawing: &mut Drawing<'_>, chart: &CurveChart, plot: Rect, place: Rect) {
    let Some(second) = &chart.second else { return };
    let size = drawing.size;
    drawing.open("second");
    for (mark, text) in second_marks(drawing.size, chart, place) {
        let y = plot.height_of(&chart.axis, mark);
        if plot.top - 0.5 <= y && y <= plot.bottom() + 0.5 {
            let at = (plot.right() + 0.4 * size, y + 0.36 * size);
            drawing.text(at, &text, drawing.ink(Anchor::Start));
        }
    }
    let mut ink = drawing.ink(Anchor::Middle);
    ink.turned = -90.0;
    let at = (place.right() - 0.1 * size, plot.middle().1);
    let label = shortened(drawing.ruler(), &second.label, plot.height / size);
    drawing.text(at, &label, ink);
    drawing.close();
}

/// The numbers of the x axis, its name, and the place that is looked at.
fn draw_across(drawing: &mut Drawing<'_>, chart: &CurveChart, plot: Rect) {
    let size = drawing.size;
    let across = &chart.across;
    let x = |value: f64| plot.left + across.share(value) * plot.width;
    drawing.open("axis");
    let mut free_from = f64::NEG_INFINITY;
    for (mark, name) in &across.marks {
        let x = x(*mark);
        let half = drawing.width(name) * size / 2.0;
        let inside = plot.left - 0.5 <= x && x <= plot.right() + 0.5;
        if !inside || x - half < free_from {
            continue;
        }
        free_from = x + half + 0.6 * size;
        let (from, to) = ((x, plot.top), (x, plot.bottom()));
        drawing.line(from, to, (drawing.palette.grid, drawing.unit()), "");
        let at = (x, plot.bottom() + 1.15 * size);
        drawing.text(at, name, drawing.ink(Anchor::Middle));
    }
    let label = shortened(drawing.ruler(), &across.label, plot.width / size);
    let at = (plot.middle().0, plot.bottom() + 2.4 * size);
    drawing.text(at, &label, drawing.ink(Anchor::Middle));
    if let Some(marked) = chart.marked {
        let (from, to) = ((x(marked), plot.top), (x(marked), plot.bottom()));
        drawing.line(from, to, (drawing.palette.weak_text, drawing.unit()), "3 3");
    }
    drawing.close();
}

type Scales<'a> = (&'a dyn Fn(f64) -> f64, &'a dyn Fn(f64) -> f64);

fn draw_band(drawing: &mut Drawing<'_>, curve: &Curve, (x, y): Scales<'_>) {
    for band in curve.bands() {
        let upper = band.iter().map(|&(at, _, high)| (x(at), y(high)));
        let lower = band.iter().rev().map(|&(at, low, _)| (x(at), y(low)));
        let corners: Vec<(f64, f64)> = upper.chain(lower).collect();
        if corners.len() >= 4 {
            drawing.area(&corners, drawing.palette.series(curve.series).colour, 0.2);
        }
    }
}

fn draw_curve(drawing: &mut Drawing<'_>, curve: &Curve, (x, y): Scales<'_>) {
    let look = drawing.palette.series(curve.series);
    let dashes = drawing.series_dashes(look);
    for stretch in curve.stretches() {
        let points: Vec<(f64, f64)> = stretch
            .iter()
            .map(|point| (x(point.x), y(point.value)))
            .collect();
        let line = (look.colour, 2.0 * drawing.unit());
        drawing.dashed_path(&points, line, &dashes, &curve.name);
        for (point, at) in stretch.iter().zip(points) {
            let name = format!("{}: {:.4}", curve.name, point.value);
            drawing.dot(at, 0.28 * drawing.size, look, &with_minus(&name));
        }
    }
}
