//! Rows with marks along one axis: boxes, bars, and dots with their intervals.

use crate::charts::geometry::{RowPart, RowPitch, keep_inside, row_parts};
use crate::charts::{ReferenceLine, Row, RowChart, RowMark};
use crate::domain::format::with_minus;

use super::drawing::{Anchor, Drawing};
use super::rect::Rect;
use super::words::shortened;

/// The natural heights of rows, in sizes of the small text.
const PITCH: RowPitch = RowPitch {
    mark: 1.4,
    around: 0.45,
};
/// The least and the natural height of a row, as shares of these.
pub(super) const LEAST: f64 = 0.8;
/// The numbers under the rows and the name of the axis.
const FOOT: f64 = 2.9;
/// The names of reference lines over the rows.
const HEAD: f64 = 1.5;
/// Half the height of the end of an interval.
const CAP: f64 = 0.22;
/// How far a part is set in under its whole.
const INDENT: f64 = 1.1;

/// The height of the rows alone and of what is around them, in sizes of the small text.
pub(super) fn heights(chart: &RowChart) -> (f64, f64) {
    let head = if chart.reference_lines.is_empty() {
        0.3
    } else {
        HEAD
    };
    (PITCH.whole(chart), head + FOOT)
}

/// Draws `chart` into `place`.
pub(super) fn draw_rows(drawing: &mut Drawing<'_>, chart: &RowChart, place: Rect) {
    let size = drawing.size;
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
    let plot = Rect {
        left: place.left + names + 0.6 * size,
        top: place.top + (around - FOOT) * size,
        width: (place.width - names - details - 1.2 * size).max(size),
        height: place.height - around * size,
    };
    let unit = plot.height / rows.max(1e-9);
    draw_axis(drawing, chart, plot, place);
    // Behind the marks and their values.
    for line in &chart.reference_lines {
        draw_reference_line(drawing, chart, line, plot);
    }
    let x = |value: f64| plot.left + chart.axis.share(value) * plot.width;
    let pitch = PITCH.scaled(unit);
    drawing.open("rows");
    for slot in pitch.slots(chart, plot.top) {
        let row = slot.row;
        let baseline = slot.top + slot.height / 2.0 + 0.36 * size;
        let inset = INDENT * row.indent as f64 * size;
        let name = shortened(drawing.ruler(), &row.name, (names - inset) / size + 0.01);
        let ink = match row.indent {
            0 => drawing.ink(Anchor::Start),
            _ => drawing.weak_ink(Anchor::Start),
        };
        drawing.text((place.left + inset, baseline), &name, ink);
        let ink = drawing.weak_ink(Anchor::End);
        let detail = shortened(drawing.ruler(), &row.detail, details / size + 0.01);
        drawing.text((place.right(), baseline), &detail, ink);
        for (mark, middle) in row.marks.iter().zip(slot.middles()) {
            for part in row_parts(mark.shape, pitch.mark, CAP * unit, x) {
                draw_part(drawing, (row, mark, part), plot, middle);
            }
        }
    }
    drawing.close();
}

/// Grid lines, their numbers, and the name of the axis.
fn draw_axis(drawing: &mut Drawing<'_>, chart: &RowChart, plot: Rect, place: Rect) {
    let size = drawing.size;
    drawing.open("axis");
    drawing.fill(plot, drawing.palette.background);
    for mark in chart.axis.marks((plot.width / (5.0 * size)) as usize) {
        let x = plot.left + chart.axis.share(mark) * plot.width;
        if !(plot.left - 0.5..=plot.right() + 0.5).contains(&x) {
            continue;
        }
        let colour = if chart.axis.is_zero_line(mark) {
            drawing.palette.weak_text
        } else {
            drawing.palette.grid
        };
        let ends = ((x, plot.top), (x, plot.bottom()));
        drawing.line(ends.0, ends.1, (colour, drawing.unit()), "");
        let at = (x, plot.bottom() + 1.15 * size);
        let text = with_minus(&chart.axis.ticks.text(mark));
        drawing.text(at, &text, drawing.ink(Anchor::Middle));
    }
    let label = shortened(drawing.ruler(), &chart.axis.label, place.width / size);
    let half = drawing.width(&label) * size / 2.0;
    let middle = keep_inside(plot.middle().0, half, (place.left, place.right()));
    let at = (middle, plot.bottom() + 2.4 * size);
    drawing.text(at, &label, drawing.ink(Anchor::Middle));
    drawing.close();
}

fn draw_part(
    drawing: &mut Drawing<'_>,
    (row, mark, part): (&Row, &RowMark, RowPart),
    plot: Rect,
    middle: f64,
) {
    let look = drawing.palette.series(mark.series);
    let stroke = |thick: f64| (look.colour, thick * drawing.unit());
    let name = || format!("{}: {}, {}", row.name, mark.text, row.detail);
    match part {
        RowPart::Level { from, to, thick } => {
            drawing.line((from, middle), (to, middle), stroke(thick), "");
        }
        RowPart::Upright { at, half, thick } => {
            let ends = ((at, middle - half), (at, middle + half));
            drawing.line(ends.0, ends.1, stroke(thick), "");
        }
        RowPart::Body {
            from,
            to,
            half,
            thick,
        } => {
            let body = Rect {
                left: from,
                top: middle - half,
                width: to - from,
                height: 2.0 * half,
            };
            drawing.outlined(body, Some(look.fill), stroke(thick), &name());
        }
        RowPart::Dot { at } => drawing.dot((at, middle), 0.34 * drawing.size, look, &name()),
        RowPart::Value { end, is_dot } => {
            let gap = if is_dot { 0.4 * drawing.size } else { 0.0 };
            draw_value(drawing, mark, plot, (end + gap, middle));
        }
    }
}

/// The value behind its mark, or before it where the plot ends.
fn draw_value(drawing: &mut Drawing<'_>, mark: &RowMark, plot: Rect, (x, middle): (f64, f64)) {
    let size = drawing.size;
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
    let behind = Rect {
        left,
        top: middle - 0.45 * size,
        width,
        height: 0.9 * size,
    };
    // Legible where a line runs through it.
    drawing.fill(behind, drawing.palette.background);
    drawing.text((at, middle + 0.36 * size), &mark.text, drawing.ink(anchor));
}

/// A dashed line over all rows, named above them.
fn draw_reference_line(
    drawing: &mut Drawing<'_>,
    chart: &RowChart,
    line: &ReferenceLine,
    plot: Rect,
) {
    let size = drawing.size;
    let x = plot.left + chart.axis.share(line.value) * plot.width;
    drawing.open_reference_line((x, plot.top - 0.2 * size), (x, plot.bottom()));
    let half = drawing.width(&line.text) * size / 2.0;
    let middle = keep_inside(x, half, (plot.left, plot.right()));
    let at = (middle, plot.top - 0.5 * size);
    drawing.text(at, &line.text, drawing.ink(Anchor::Middle));
    drawing.close();
}
