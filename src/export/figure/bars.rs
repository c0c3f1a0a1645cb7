//! Bars in slots, with value labels where there is room and reference lines across.

use crate::charts::geometry::{AXIS_BREAK, PALE, SlotLayout, bar_ends, hatch};
use crate::charts::palette::{Mark, Rgb};
use crate::charts::{Bar, BarChart, BarLook};
use crate::domain::format::with_minus;

use super::drawing::{Anchor, Drawing};
use super::rect::Rect;
use super::token_axis::TokenAxis;

/// Narrower bars than this have no outline: it would cover the fill. In sizes of the small text.
const NARROW: f64 = 0.34;

/// The strokes of a hatched bar are so far apart. In sizes of the small text.
const HATCH: f64 = 0.7;

/// A bracket whose ends are shorter than this says nothing. In sizes of the small text.
const NARROWEST_RANGE: f64 = 0.12;

/// Draws `chart` into one plot per row.
pub(super) fn draw_bars(
    drawing: &mut Drawing<'_>,
    chart: &BarChart,
    tokens: &TokenAxis,
    plots: &[Rect],
) {
    let palette = drawing.palette;
    let room = has_values(drawing, chart, tokens, plots);
    let values = drawing.values && room;
    drawing.values_left_out |= drawing.values && !room;
    for (row, &plot) in plots.iter().enumerate() {
        drawing.plot(&chart.axis, plot);
        if chart.axis.min < 0.0 {
            let y = plot.height_of(&chart.axis, 0.0);
            let ends = ((plot.left, y), (plot.right(), y));
            drawing.line(ends.0, ends.1, (palette.weak_text, drawing.unit()), "");
        }
        let base = plot.height_of(&chart.axis, chart.axis.base());
        drawing.open("bars");
        let mut drawn: Vec<(Rect, &Bar)> = Vec::new();
        let layout = SlotLayout::of(chart);
        for (place, series) in chart.series.iter().enumerate() {
            let span = layout.bar(tokens.pitch, place);
            for slot in tokens.slots_of(row) {
                let centre = plot.left + tokens.x(slot) + span.offset;
                let Some(bar) = series.bars.get(slot).and_then(Option::as_ref) else {
                    draw_nothing(drawing, (centre, base), tokens);
                    continue;
                };
                let (from, to) = bar_ends(chart, place, slot, bar.value);
                let begin = plot.height_of(&chart.axis, from);
                let end = plot.height_of(&chart.axis, to);
                let rect = Rect {
                    left: centre - span.width / 2.0,
                    top: begin.min(end),
                    width: span.width,
                    height: (begin - end).abs(),
                };
                let name = name_of(chart, slot, &series.name, bar);
                let mark = with_look(palette.mark(bar.role), palette.background, bar.look);
                if rect.width < NARROW * drawing.size || rect.height < 2.0 {
                    drawing.fill_named(rect, mark.narrow_fill, &name);
                } else {
                    drawing.outlined(rect, Some(mark.fill), (mark.outline, drawing.unit()), &name);
                    if bar.look == BarLook::Hatched {
                        draw_hatching(drawing, rect);
                    }
                }
                drawn.push((rect, bar));
            }
        }
        drawing.close();
        draw_ranges(drawing, chart, tokens, (row, plot));
        draw_reference_lines(drawing, chart, plot);
        if values {
            drawing.open("values");
            for (rect, bar) in drawn {
                draw_value(drawing, rect, bar);
            }
            drawing.close();
        }
        if chart.axis.base() > 0.0 {
            draw_break(drawing, plot);
        }
        tokens.draw(drawing, row, (plot.left, plot.bottom()));
    }
}

/// `mark` as a bar of this look has it, drawn on `paper`.
fn with_look(mark: Mark, paper: Rgb, look: BarLook) -> Mark {
    if look != BarLook::Pale {
        return mark;
    }
    let pale = |colour: Rgb| {
        let pairs = colour.into_iter().zip(paper);
        let mut mixed = pairs.map(|(of, paper)| {
            let (of, paper) = (f32::from(of), f32::from(paper));
            (paper + PALE * (of - paper)).round() as u8
        });
        std::array::from_fn(|_| mixed.next().unwrap_or_default())
    };
    Mark {
        fill: pale(mark.fill),
        outline: pale(mark.outline),
        narrow_fill: pale(mark.narrow_fill),
        ..mark
    }
}

/// The strokes over a bar that compares what was paired by a guess.
fn draw_hatching(drawing: &mut Drawing<'_>, rect: Rect) {
    let pen = (drawing.palette.background, 1.5 * drawing.unit());
    for [from, to] in hatch(rect.width, rect.height, HATCH * drawing.size) {
        let at = |(x, y): (f64, f64)| (rect.left + x, rect.top + y);
        drawing.line(at(from), at(to), pen, "");
    }
}

/// What a reader must know of brackets that have no room, where small text has `size`.
pub(super) fn ranges_note(chart: &BarChart, tokens: &TokenAxis, size: f64) -> Option<String> {
    let drawn = !chart.has_ranges() || has_room_for_ranges(chart, tokens.pitch, size);
    let note = "The brackets have no room here; a wider figure has.";
    (!drawn).then(|| note.to_owned())
}

fn has_room_for_ranges(chart: &BarChart, pitch: f64, size: f64) -> bool {
    SlotLayout::of(chart).range(pitch, 0).width >= NARROWEST_RANGE * size
}

/// The brackets of what would be usual, right of their bars.
fn draw_ranges(
    drawing: &mut Drawing<'_>,
    chart: &BarChart,
    tokens: &TokenAxis,
    (row, plot): (usize, Rect),
) {
    let layout = SlotLayout::of(chart);
    if !chart.has_ranges() || !has_room_for_ranges(chart, tokens.pitch, drawing.size) {
        return;
    }
    drawing.open("ranges");
    let pen = (drawing.palette.text, drawing.unit());
    for (place, series) in chart.series.iter().enumerate() {
        let span = layout.range(tokens.pitch, place);
        for slot in tokens.slots_of(row) {
            let Some((low, high)) = series.ranges.get(slot).copied().flatten() else {
                continue;
            };
            let x = plot.left + tokens.x(slot) + span.offset;
            let [top, bottom] = [high, low].map(|value| plot.height_of(&chart.axis, value));
            drawing.line((x, top), (x, bottom), pen, "");
            for y in [top, bottom] {
                let half = span.width / 2.0;
                drawing.line((x - half, y), (x + half, y), pen, "");
            }
        }
    }
    drawing.close();
}

/// What a bar stands for, shown when it is pointed at.
fn name_of(chart: &BarChart, slot: usize, series: &str, bar: &Bar) -> String {
    let label = chart.labels.get(slot).map_or("", |label| &label.text);
    let role = match bar.role.in_words() {
        "" => String::new(),
        words => format!(", {words}"),
    };
    let label = label.replace('\n', " | ");
    format!("{label}, {series}: {}{role}", bar.text)
}

/// Whether every value has room above its bar.
fn has_values(drawing: &Drawing<'_>, chart: &BarChart, tokens: &TokenAxis, plots: &[Rect]) -> bool {
    let bars = || {
        chart
            .series
            .iter()
            .flat_map(|series| series.bars.iter().flatten())
    };
    if chart.stacked {
        return false;
    }
    let widest = drawing.ruler().widest(bars().map(|bar| &bar.text));
    let most = bars().map(|bar| bar.value).fold(0.0, f64::max);
    let Some(&plot) = plots.first() else {
        return false;
    };
    let room_above = plot.height_of(&chart.axis, most) - plot.top;
    let room_beside = SlotLayout::of(chart).text_room(tokens.pitch);
    room_above >= 1.2 * drawing.size && room_beside >= (widest + 0.45) * drawing.size
}

/// The value at the end of its bar, legible where a reference line runs through it.
fn draw_value(drawing: &mut Drawing<'_>, rect: Rect, bar: &Bar) {
    let size = drawing.size;
    let (x, _) = rect.middle();
    let baseline = if bar.value < 0.0 {
        rect.bottom() + 1.05 * size
    } else {
        rect.top - 0.3 * size
    };
    let width = drawing.width(&bar.text) * size;
    let behind = Rect {
        left: x - width / 2.0,
        top: baseline - 0.8 * size,
        width,
        height: 0.9 * size,
    };
    drawing.fill(behind, drawing.palette.background);
    drawing.text(
        (x, baseline),
        &with_minus(&bar.text),
        drawing.ink(Anchor::Middle),
    );
}

/// The sign that an axis does not begin at 0: two strokes across its lower end.
fn draw_break(drawing: &mut Drawing<'_>, plot: Rect) {
    drawing.open("axis-break");
    let size = 0.8 * drawing.size;
    let pen = (drawing.palette.text, 1.2 * drawing.unit());
    for (from, to) in AXIS_BREAK {
        let at = |(x, y): (f64, f64)| (plot.left + x * size, plot.bottom() - y * size);
        drawing.line(at(from), at(to), pen, "");
    }
    drawing.close();
}

/// A dash where bars begin, where a quantity is undefined.
fn draw_nothing(drawing: &mut Drawing<'_>, (x, base): (f64, f64), tokens: &TokenAxis) {
    if tokens.pitch < 1.2 * drawing.size {
        return;
    }
    let ink = drawing.weak_ink(Anchor::Middle);
    drawing.text((x, base - 0.2 * drawing.size), "–", ink);
}

/// Dashed lines over the whole width, with their sign at the right end; the legend names them.
fn draw_reference_lines(drawing: &mut Drawing<'_>, chart: &BarChart, plot: Rect) {
    for line in &chart.reference_lines {
        let y = plot.height_of(&chart.axis, line.value);
        let (from, to) = ((plot.left, y), (plot.right(), y));
        drawing.open_reference_line(from, to);
        let at = (plot.right() + 0.3 * drawing.size, y + 0.3 * drawing.size);
        drawing.text(at, "τ", drawing.ink(Anchor::Start));
        drawing.close();
    }
}
