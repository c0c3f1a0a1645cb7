//! Rows with marks along one axis: boxes, bars, and dots with their intervals.

use crate::charts::palette::Rgb;
use crate::charts::{Row, RowChart, RowMark, RowShape, Rule};
use crate::domain::format::with_minus;

use super::drawing::{Anchor, Drawing, Place};
use super::frame::Frame;
use super::header::dashes;
use super::words::shortened;

/// Height of a mark of a row and of a row around its marks, in sizes of the small text.
const MARK: f64 = 1.4;
const AROUND: f64 = 0.45;
/// The least and the natural height of a row, as shares of these.
pub(super) const LEAST: f64 = 0.8;
/// The numbers under the rows and the name of the axis.
const FOOT: f64 = 2.9;
/// The names of rules over the rows.
const HEAD: f64 = 1.5;
/// How far a part is set in under its whole.
const INDENT: f64 = 1.1;

/// The height of the rows alone and of what is around them, in sizes of the small text.
pub(super) fn heights(chart: &RowChart) -> (f64, f64) {
    let rows: f64 = chart.rows.iter().map(row_height).sum();
    let head = if chart.rules.is_empty() { 0.3 } else { HEAD };
    (rows, head + FOOT)
}

/// Draws `chart` into `place`.
pub(super) fn draw_rows(
    drawing: &mut Drawing<'_>,
    frame: &Frame<'_>,
    chart: &RowChart,
    place: Place,
) {
    let size = frame.size;
    let (rows, around) = heights(chart);
    let widest = |drawing: &Drawing<'_>, of: &dyn Fn(&Row) -> (String, f64)| {
        let widths = chart.rows.iter().map(|row| {
            let (text, more) = of(row);
            drawing.width(&text) + more
        });
        widths.fold(0.0, f64::max) * size
    };
    let names = widest(drawing, &|row| {
        (row.name.clone(), INDENT * row.indent as f64)
    });
    let names = names.min(0.34 * place.width);
    let details = widest(drawing, &|row| (row.detail.clone(), 0.0));
    let details = details.min(0.24 * place.width);
    let plot = Place {
        left: place.left + names + 0.6 * size,
        top: place.top + (around - FOOT) * size,
        width: (place.width - names - details - 1.2 * size).max(size),
        height: place.height - around * size,
    };
    let unit = plot.height / rows.max(1e-9);
    draw_axis(drawing, frame, chart, plot, place);
    // Behind the marks and their values.
    for rule in &chart.rules {
        draw_rule(drawing, frame, chart, rule, plot);
    }
    let mut top = plot.top;
    drawing.open("rows");
    for row in &chart.rows {
        let height = row_height(row) * unit;
        let baseline = top + height / 2.0 + 0.36 * size;
        let inset = INDENT * row.indent as f64 * size;
        let name = shortened(drawing.ruler(), &row.name, (names - inset) / size + 0.01);
        let mut ink = frame.ink(Anchor::Start);
        if row.indent > 0 {
            ink.colour = frame.palette.weak_text;
        }
        drawing.text((place.left + inset, baseline), &name, ink);
        let mut ink = frame.ink(Anchor::End);
        ink.colour = frame.palette.weak_text;
        let detail = shortened(drawing.ruler(), &row.detail, details / size + 0.01);
        drawing.text((place.right(), baseline), &detail, ink);
        let mut middle = top + (AROUND / 2.0 + MARK / 2.0) * unit;
        for mark in &row.marks {
            draw_mark(drawing, frame, (chart, row, mark), plot, (middle, unit));
            middle += MARK * unit;
        }
        top += height;
    }
    drawing.close();
}

fn row_height(row: &Row) -> f64 {
    AROUND + MARK * row.marks.len().max(1) as f64
}

fn x_of(chart: &RowChart, plot: Place, value: f64) -> f64 {
    let reach = (chart.axis.max - chart.axis.min).max(1e-12);
    plot.left + (value - chart.axis.min) / reach * plot.width
}

/// Grid lines, their numbers, and the name of the axis.
fn draw_axis(
    drawing: &mut Drawing<'_>,
    frame: &Frame<'_>,
    chart: &RowChart,
    plot: Place,
    place: Place,
) {
    let size = frame.size;
    drawing.open("axis");
    drawing.fill(plot, frame.palette.paper);
    for mark in chart.axis.marks((plot.width / (5.0 * size)) as usize) {
        let x = x_of(chart, plot, mark);
        if !(plot.left - 0.5..=plot.right() + 0.5).contains(&x) {
            continue;
        }
        let zero = mark.abs() < 1e-12 && chart.axis.min < 0.0;
        let colour = if zero {
            frame.palette.weak_text
        } else {
            frame.palette.grid
        };
        let ends = ((x, plot.top), (x, plot.bottom()));
        drawing.line(ends.0, ends.1, (colour, frame.unit()), "");
        let at = (x, plot.bottom() + 1.15 * size);
        let text = with_minus(&chart.axis.ticks.text(mark));
        drawing.text(at, &text, frame.ink(Anchor::Middle));
    }
    let label = shortened(drawing.ruler(), &chart.axis.label, place.width / size);
    let half = drawing.width(&label) * size / 2.0;
    let middle = plot
        .middle()
        .0
        .min(place.right() - half)
        .max(place.left + half);
    let at = (middle, plot.bottom() + 2.4 * size);
    drawing.text(at, &label, frame.ink(Anchor::Middle));
    drawing.close();
}

fn draw_mark(
    drawing: &mut Drawing<'_>,
    frame: &Frame<'_>,
    (chart, row, mark): (&RowChart, &Row, &RowMark),
    plot: Place,
    (middle, unit): (f64, f64),
) {
    let look = frame.palette.series(mark.series);
    let line = (look.colour, 1.5 * frame.unit());
    let x = |value: f64| x_of(chart, plot, value);
    let name = format!("{}: {}, {}", row.name, mark.text, row.detail);
    match mark.shape {
        RowShape::Box {
            low,
            lower,
            median,
            upper,
            high,
        } => {
            let half = 0.36 * MARK * unit;
            for (from, to) in [(low, lower), (upper, high)] {
                drawing.line((x(from), middle), (x(to), middle), line, "");
            }
            for end in [low, high] {
                let (from, to) = (middle - 0.55 * half, middle + 0.55 * half);
                drawing.line((x(end), from), (x(end), to), line, "");
            }
            let body = Place {
                left: x(lower),
                top: middle - half,
                width: x(upper) - x(lower),
                height: 2.0 * half,
            };
            drawing.outlined(body, Some(look.fill), line, &name);
            let thick = (look.colour, 3.0 * frame.unit());
            let (from, to) = (middle - half, middle + half);
            drawing.line((x(median), from), (x(median), to), thick, "");
        }
        RowShape::Bar(value, interval) => {
            let body = Place {
                left: x(value.min(0.0)),
                top: middle - 0.38 * MARK * unit,
                width: x(value.max(0.0)) - x(value.min(0.0)),
                height: 0.76 * MARK * unit,
            };
            let thin = (look.colour, frame.unit());
            drawing.outlined(body, Some(look.fill), thin, &name);
            draw_interval(
                drawing,
                interval.map(|(low, high)| (x(low), x(high))),
                line,
                (middle, unit),
            );
            let end = interval.map_or(value, |(_, high)| high.max(value));
            draw_value(drawing, frame, mark, plot, (x(end.max(0.0)), middle));
        }
        RowShape::Dot(value, interval) => {
            draw_interval(
                drawing,
                interval.map(|(low, high)| (x(low), x(high))),
                line,
                (middle, unit),
            );
            drawing.dot((x(value), middle), 0.34 * frame.size, look, &name);
            if interval.is_none() {
                let end = (x(value) + 0.4 * frame.size, middle);
                draw_value(drawing, frame, mark, plot, end);
            }
        }
    }
}

fn draw_interval(
    drawing: &mut Drawing<'_>,
    ends: Option<(f64, f64)>,
    line: (Rgb, f64),
    (middle, unit): (f64, f64),
) {
    let Some((low, high)) = ends else { return };
    drawing.line((low, middle), (high, middle), line, "");
    let half = 0.22 * unit;
    for end in [low, high] {
        drawing.line((end, middle - half), (end, middle + half), line, "");
    }
}

/// The value behind its mark, or before it where the plot ends.
fn draw_value(
    drawing: &mut Drawing<'_>,
    frame: &Frame<'_>,
    mark: &RowMark,
    plot: Place,
    (x, middle): (f64, f64),
) {
    let size = frame.size;
    let width = drawing.width(&mark.text) * size;
    let (at, anchor) = if x + width + 0.6 * size <= plot.right() {
        (x + 0.35 * size, Anchor::Start)
    } else {
        (x - 0.9 * size, Anchor::End)
    };
    let left = match anchor {
        Anchor::End => at - width,
        Anchor::Start | Anchor::Middle => at,
    };
    let behind = Place {
        left,
        top: middle - 0.45 * size,
        width,
        height: 0.9 * size,
    };
    // Legible where a line runs through it.
    drawing.fill(behind, frame.palette.paper);
    drawing.text((at, middle + 0.36 * size), &mark.text, frame.ink(anchor));
}

/// A dashed line over all rows, named above them.
fn draw_rule(
    drawing: &mut Drawing<'_>,
    frame: &Frame<'_>,
    chart: &RowChart,
    rule: &Rule,
    plot: Place,
) {
    let size = frame.size;
    let x = x_of(chart, plot, rule.value);
    drawing.open("rule");
    let look = (frame.palette.threshold, 1.5 * frame.unit());
    let from = (x, plot.top - 0.2 * size);
    drawing.line(from, (x, plot.bottom()), look, &dashes(size));
    let half = drawing.width(&rule.text) * size / 2.0;
    let middle = x.min(plot.right() - half).max(plot.left + half);
    let at = (middle, plot.top - 0.5 * size);
    drawing.text(at, &rule.text, frame.ink(Anchor::Middle));
    drawing.close();
}
