//! Bars in slots, with value labels where there is room and reference lines across.

use eframe::egui::{Align2, Pos2, Rect, Shape, Stroke, StrokeKind, Ui, pos2, vec2};
use egui_plot::{PlotPoint, PlotTransform};

use crate::charts::geometry::{AXIS_BREAK, BarSpan, PALE, SlotLayout, bar_ends, hatch};
use crate::charts::{Bar, BarChart, BarLook, MarkRole};
use crate::domain::format::with_minus;

use super::marked::Marked;
use super::marks::{paint_reference_line, paint_text};
use super::theme::{MarkStyle, Palette, small_font};
use super::token_plot::{TokenHit, TokenPlot};
use super::token_window::TokenWindow;

/// Narrower bars than this have no outline: it would cover the fill.
const NARROW: f32 = 4.0;
/// A bar with so much room, in points, has room for a bracket beside it.
const ROOM_FOR_RANGE: f64 = 6.0;
/// Shorter ends of a bracket than this, in points, are left out: the line between them remains.
const SHORTEST_END: f64 = 1.5;
/// The strokes of a hatched bar are so far apart along its edges, in points.
const HATCH: f64 = 8.0;
/// A bar with so much room has room for its value.
const ROOM_FOR_VALUE: f64 = 36.0;
/// Bars of slots narrower than this have no gaps between them.
const TOUCHING: f64 = 4.0;
/// The same of values between brackets.
const ROOM_FOR_VALUE_BETWEEN: f64 = 28.0;
/// A lower plot than this has no room for values above its bars.
const LOWEST_WITH_VALUES: f32 = 130.0;

/// The size of the sign that an axis does not begin at 0, in points.
const BREAK_SIZE: f32 = 10.0;

/// What a chart is called and how high it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BarsPlace<'a> {
    /// A name that no other chart of the view has.
    pub(crate) id: &'a str,
    /// Height of the plot and its labels, in points.
    pub(crate) height: f32,
    /// Height of the labels alone; `None` takes what they need. Charts side by side agree on it, or
    /// equal values would not be equally high.
    pub(crate) label_strip: Option<f32>,
    /// Whether the wheel alone moves it: nothing around it scrolls.
    pub(crate) wheel_pans: bool,
    /// Whether the legend over the chart names its line.
    pub(crate) legend_names_line: bool,
}

impl<'a> BarsPlace<'a> {
    /// A chart that stands alone.
    pub(crate) fn alone(id: &'a str, height: f32) -> Self {
        Self {
            id,
            height,
            label_strip: None,
            wheel_pans: false,
            legend_names_line: false,
        }
    }
}

/// Draws `chart`; `marked` are slots.
pub(crate) fn paint_bars(
    ui: &mut Ui,
    place: BarsPlace<'_>,
    chart: &BarChart,
    marked: impl Into<Marked>,
    window: &mut TokenWindow,
) -> TokenHit {
    let palette = Palette::of(ui);
    let name = format!("{}, {} bars", chart.title, chart.labels.len());
    let frame = TokenPlot {
        id: place.id,
        name: &name,
        height: place.height,
        label_strip: place.label_strip,
        axis: &chart.axis,
        marks: None,
        show_grid: true,
        wheel_pans: place.wheel_pans,
        labels: &chart.labels,
        marked: &marked.into(),
    };
    let marks = |transform: &PlotTransform, ui: &Ui, shapes: &mut Vec<Shape>| {
        if chart.axis.min < 0.0 {
            shapes.push(zero_line(transform, palette));
        }
        let bounds = transform.bounds();
        let first = (bounds.min()[0] - 0.5).ceil().max(0.0) as usize;
        let count = (bounds.width() + 2.0).ceil() as usize;
        let base = chart.axis.base();
        let mut values = Vec::new();
        let layout = SlotLayout::of(chart);
        // Gaps below a pixel would come out wider in one place than in another.
        let touching = transform.dpos_dvalue_x() < TOUCHING && layout.count == 1;
        for (place, series) in chart.series.iter().enumerate() {
            let span = if touching {
                BarSpan {
                    offset: 0.0,
                    width: 1.0,
                }
            } else {
                layout.bar(1.0, place)
            };
            for (slot, bar) in series.bars.iter().enumerate().skip(first).take(count) {
                let Some(bar) = bar else {
                    let at = (slot as f64 + span.offset, base);
                    paint_nothing(ui, palette, transform, at, shapes);
                    continue;
                };
                let ends = bar_ends(chart, place, slot, bar.value);
                let rect = bar_rect(transform, slot, span, ends);
                paint_bar(palette, palette.mark(bar.role), bar, rect, shapes);
                values.push((rect, bar));
            }
        }
        paint_ranges(palette, transform, chart, (first, count), shapes);
        for line in &chart.reference_lines {
            paint_reference_line(palette, transform, line, shapes);
        }
        let slot_width = transform.dpos_dvalue_x();
        let wide_enough = slot_width / layout.count as f64 >= ROOM_FOR_VALUE
            && layout.text_room(slot_width) >= ROOM_FOR_VALUE_BETWEEN;
        let high_enough = transform.frame().height() >= LOWEST_WITH_VALUES;
        let mut taken = Vec::new();
        if wide_enough && high_enough && !chart.stacked {
            for (rect, bar) in values {
                taken.push(paint_value(ui, palette, rect, bar, shapes));
            }
        }
        if base > 0.0 {
            paint_break(palette, transform, shapes);
        }
        let unnamed = chart.reference_lines.iter();
        for line in unnamed.filter(|_| !place.legend_names_line) {
            let name = (&*with_minus(&line.text), &*taken);
            let place = name_reference_line(ui, palette, transform, name, shapes);
            taken.extend(place);
        }
    };
    let hit = frame.show(ui, window, marks, |slot| value_of(chart, slot));
    if hit.response.double_clicked() && !is_on_bar(chart, &hit) {
        window.fit();
    }
    let line = chart.reference_lines.first().map(|line| line.value);
    TokenHit { line, ..hit }
}

/// Whether the pointer is on a bar, not above it.
fn is_on_bar(chart: &BarChart, hit: &TokenHit) -> bool {
    let Some(slot) = hit.slot else { return false };
    let bars = chart.series.iter();
    let mut bars = bars.filter_map(|series| series.bars.get(slot)?.as_ref());
    bars.any(|bar| (bar.value.min(0.0)..=bar.value.max(0.0)).contains(&hit.value))
}

fn paint_bar(palette: &Palette, style: MarkStyle, bar: &Bar, rect: Rect, shapes: &mut Vec<Shape>) {
    let opacity = if bar.look == BarLook::Pale { PALE } else { 1.0 };
    if rect.width() < NARROW {
        // Without an outline a pale fill still has to be seen.
        let fill = style.narrow_fill.gamma_multiply(opacity);
        shapes.push(Shape::rect_filled(rect, 0.0, fill));
        return;
    }
    let fill = style.fill.gamma_multiply(opacity);
    shapes.push(Shape::rect_filled(rect, 0.0, fill));
    if bar.look == BarLook::Hatched {
        shapes.extend(hatching(palette, rect));
    }
    let outline = Stroke::new(
        style.stroke.width,
        style.stroke.color.gamma_multiply(opacity),
    );
    shapes.push(Shape::rect_stroke(rect, 0.0, outline, StrokeKind::Inside));
}

/// The strokes over a bar that compares what was paired by a guess.
pub(super) fn hatching(palette: &Palette, rect: Rect) -> impl Iterator<Item = Shape> {
    let stroke = Stroke::new(1.5, palette.plate);
    let (width, height) = (f64::from(rect.width()), f64::from(rect.height()));
    let at = move |(x, y): (f64, f64)| rect.min + vec2(x as f32, y as f32);
    let strokes = hatch(width, height, HATCH).into_iter();
    strokes.map(move |[from, to]| Shape::line_segment([at(from), at(to)], stroke))
}

/// What the bars of a slot say.
fn value_of(chart: &BarChart, slot: usize) -> String {
    let label = chart.labels.get(slot).map_or("", |label| &label.text);
    let bars = chart.series.iter().map(|series| {
        let bar = series.bars.get(slot).and_then(Option::as_ref);
        let value = bar.map_or("none", |bar| &bar.text);
        let role = match bar.map(|bar| bar.role) {
            Some(MarkRole::High) => ", HIGH",
            Some(MarkRole::Low) => ", LOW",
            _ => "",
        };
        format!("{} {value}{role}", series.name)
    });
    format!("{label}: {}", bars.collect::<Vec<_>>().join("; "))
}

/// Whether slots of `chart` that are `slot_width` points wide have room for brackets beside their
/// bars.
pub(crate) fn has_room_for_ranges(chart: &BarChart, slot_width: f64) -> bool {
    slot_width >= ROOM_FOR_RANGE * SlotLayout::of(chart).count as f64
}

/// The brackets of what would be usual, right of their bars.
fn paint_ranges(
    palette: &Palette,
    transform: &PlotTransform,
    chart: &BarChart,
    (first, count): (usize, usize),
    shapes: &mut Vec<Shape>,
) {
    let slot_width = transform.dpos_dvalue_x();
    if !has_room_for_ranges(chart, slot_width) {
        return;
    }
    let layout = SlotLayout::of(chart);
    let stroke = Stroke::new(1.0, palette.text);
    let at = |x: f64, y: f64| transform.position_from_point(&PlotPoint::new(x, y));
    for (place, series) in chart.series.iter().enumerate() {
        let span = layout.range(1.0, place);
        let has_ends = span.width * slot_width >= SHORTEST_END;
        for (slot, range) in series.ranges.iter().enumerate().skip(first).take(count) {
            let &Some((low, high)) = range else { continue };
            let (x, half) = (slot as f64 + span.offset, span.width / 2.0);
            shapes.push(Shape::line_segment([at(x, low), at(x, high)], stroke));
            for y in [low, high].into_iter().filter(|_| has_ends) {
                let ends = [at(x - half, y), at(x + half, y)];
                shapes.push(Shape::line_segment(ends, stroke));
            }
        }
    }
}

/// From one end of a bar to the other, whichever is higher.
fn bar_rect(transform: &PlotTransform, slot: usize, span: BarSpan, (from, to): (f64, f64)) -> Rect {
    let (centre, half) = (slot as f64 + span.offset, span.width / 2.0);
    transform.rect_from_values(
        &PlotPoint::new(centre - half, from),
        &PlotPoint::new(centre + half, to),
    )
}

/// The sign that an axis does not begin at 0: two strokes across its lower end.
fn paint_break(palette: &Palette, transform: &PlotTransform, shapes: &mut Vec<Shape>) {
    let corner = transform.frame().left_bottom();
    for &((left, low), (right, high)) in &AXIS_BREAK {
        let at = |x: f64, y: f64| corner + vec2(x as f32, -y as f32) * BREAK_SIZE;
        let ends = [at(left, low), at(right, high)];
        shapes.push(Shape::line_segment(ends, Stroke::new(1.5, palette.text)));
    }
}

fn zero_line(transform: &PlotTransform, palette: &Palette) -> Shape {
    let y = transform.position_from_point_y(0.0);
    let frame = transform.frame();
    let ends = [pos2(frame.left(), y), pos2(frame.right(), y)];
    Shape::line_segment(ends, Stroke::new(1.0, palette.weak_text))
}

/// The value at the end of its bar, legible where a reference line runs through it.
fn paint_value(ui: &Ui, palette: &Palette, rect: Rect, bar: &Bar, shapes: &mut Vec<Shape>) -> Rect {
    let (at, anchor) = if bar.value < 0.0 {
        (rect.center_bottom() + vec2(0.0, 2.0), Align2::CENTER_TOP)
    } else {
        (rect.center_top() - vec2(0.0, 2.0), Align2::CENTER_BOTTOM)
    };
    paint_text(ui, palette, at, anchor, &with_minus(&bar.text), shapes)
}

/// A dash where bars begin, where a quantity is undefined.
fn paint_nothing(
    ui: &Ui,
    palette: &Palette,
    transform: &PlotTransform,
    (centre, base): (f64, f64),
    shapes: &mut Vec<Shape>,
) {
    if transform.dpos_dvalue_x() < 14.0 {
        return;
    }
    let at = transform.position_from_point(&PlotPoint::new(centre, base)) - vec2(0.0, 1.0);
    let colour = palette.weak_text;
    shapes.push(ui.fonts_mut(|fonts| {
        Shape::text(fonts, at, Align2::CENTER_BOTTOM, "–", small_font(), colour)
    }));
}

/// The name of a reference line in a corner above the bars, or between both, where it covers no value
/// that stands in `taken`; none where there is no such place, for the legend has the line too.
fn name_reference_line(
    ui: &Ui,
    palette: &Palette,
    transform: &PlotTransform,
    (name, taken): (&str, &[Rect]),
    shapes: &mut Vec<Shape>,
) -> Option<Rect> {
    let frame = transform.frame().shrink2(vec2(4.0, 1.0));
    let font = small_font();
    let size = ui
        .painter()
        .layout_no_wrap(name.to_owned(), font, palette.text)
        .size();
    let places = [
        (frame.right_top(), Align2::RIGHT_TOP),
        (frame.left_top(), Align2::LEFT_TOP),
        (frame.center_top(), Align2::CENTER_TOP),
    ];
    let is_free = |(at, anchor): &(Pos2, Align2)| {
        let place = anchor.anchor_size(*at, size).expand(1.0);
        !taken.iter().any(|taken| taken.intersects(place))
    };
    let (at, anchor) = places.into_iter().find(is_free)?;
    Some(paint_text(ui, palette, at, anchor, name, shapes))
}
