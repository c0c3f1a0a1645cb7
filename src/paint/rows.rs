//! Rows with marks along one axis. Each row is a thing to click, with a name and a value that a
//! screen reader says; arrows go through them.

use eframe::egui::{
    Align2, Galley, Pos2, Rangef, Rect, Response, Role, Sense, Shape, Stroke, StrokeKind, Ui,
    WidgetInfo, pos2, vec2,
};

use crate::charts::geometry::{RowPart, RowPitch, keep_inside, row_parts};
use crate::charts::{Axis, ReferenceLine, Row, RowChart, RowMark};
use crate::domain::format::with_minus;

use super::keyboard::{self, DOWNWARDS};
use super::marks::{dot, fitted};
use super::theme::{Palette, label_font, small_font};

/// The heights of rows where there is room for all of them, in points.
const PITCH: RowPitch = RowPitch {
    mark: 17.0,
    around: 7.0,
};
/// Half the height of the end of an interval.
const CAP: f64 = 3.5;
/// How far a part is set in under its whole.
const INDENT: f32 = 14.0;
/// Height of the numbers under the rows and of the axis' name.
const FOOT: f32 = 38.0;
/// Height of the names of reference lines over the rows.
const HEAD: f32 = 18.0;
/// Space between names, plot and details.
const BETWEEN: f32 = 8.0;

/// What a person did with the rows.
#[derive(Debug, Clone, Default)]
pub(crate) struct RowHit {
    /// The row under the pointer.
    pub(crate) hovered: Option<usize>,
    /// The row that was clicked in this frame.
    pub(crate) clicked: Option<usize>,
    /// The rows, to hang menus on.
    pub(crate) responses: Vec<Response>,
}

/// Rows are squeezed to this share of their height before they have to be scrolled.
const LEAST: f32 = 0.72;

/// Draws `chart` as wide as there is room; `chosen` is a row to set off, and `advice` says what a
/// click does.
pub(crate) fn paint_rows(
    ui: &mut Ui,
    chart: &RowChart,
    chosen: Option<usize>,
    advice: &str,
) -> RowHit {
    let palette = Palette::of(ui);
    let head = if chart.reference_lines.is_empty() {
        0.0
    } else {
        HEAD
    };
    let rows = PITCH.whole(chart) as f32;
    // All of them without scrolling, where a little squeezing does it.
    let room = (ui.clip_rect().height() - head - FOOT - 2.0).max(1.0);
    let unit = (room / rows.max(1.0)).clamp(LEAST, 1.0);
    let size = vec2(ui.available_width(), rows * unit + head + FOOT);
    let focusable = Sense::focusable_noninteractive();
    let (place, whole_chart) = ui.allocate_exact_size(size, focusable);
    let cursor = ui.scope_id().with((&chart.title, "cursor"));
    let here = keyboard::cursor(ui, cursor).or(chosen);
    let count = chart.rows.len();
    keyboard::step(ui, &whole_chart, (cursor, here), count, DOWNWARDS);
    let at = keyboard::cursor(ui, cursor);
    let value = at.or(chosen).and_then(|row| chart.rows.get(row));
    let name = format!("{}, {} rows", chart.title, chart.rows.len());
    keyboard::describe(&whole_chart, &name, value.map(spoken));
    let columns = Columns::new(ui, chart, place);
    let plot = Rect::from_min_max(
        pos2(columns.plot.min, place.top() + head),
        pos2(columns.plot.max, place.bottom() - FOOT),
    );
    let scale = Scale {
        plot,
        axis: &chart.axis,
    };
    paint_axis(ui, palette, chart, &scale, place);
    // Behind the marks and their values.
    for line in &chart.reference_lines {
        paint_reference_line(ui, palette, line, &scale, place.top());
    }
    let mut hit = RowHit {
        hovered: at,
        clicked: at.filter(|_| keyboard::is_pressed(ui, &whole_chart)),
        responses: Vec::with_capacity(count),
    };
    let pitch = PITCH.scaled(f64::from(unit));
    for (index, slot) in pitch.slots(chart, f64::from(plot.top())).enumerate() {
        let row = slot.row;
        let (top, bottom) = (slot.top as f32, (slot.top + slot.height) as f32);
        let whole = Rect::from_x_y_ranges(place.x_range(), Rangef::new(top, bottom));
        let response = row_response(ui, chart, index, whole);
        if response.hovered() {
            hit.hovered = Some(index);
        }
        if response.clicked() {
            hit.clicked = Some(index);
        }
        if chosen == Some(index) || response.hovered() || at == Some(index) {
            ui.painter().rect_filled(whole, 3.0, palette.highlight);
        }
        paint_names(ui, palette, row, whole, &columns);
        for (mark, middle) in row.marks.iter().zip(slot.middles()) {
            let parts = row_parts(mark.shape, pitch.mark, CAP, |value| scale.x(value));
            for part in parts {
                paint_part(ui, palette, mark, part, &scale, middle as f32);
            }
        }
        hit.responses.push(response.clone());
        tooltip(response, row, advice);
    }
    hit
}

/// Where names, plot and details stand.
struct Columns {
    names: Rangef,
    plot: Rangef,
    details: Rangef,
}

impl Columns {
    fn new(ui: &Ui, chart: &RowChart, place: Rect) -> Self {
        let widest = |of: &dyn Fn(&Row) -> f32| chart.rows.iter().map(of).fold(0.0, f32::max);
        let names = widest(&|row| width(ui, &row.name, true) + INDENT * row.indent as f32);
        let details = widest(&|row| width(ui, &row.detail, false));
        // The plot keeps at least half of the room.
        let names = names.min(place.width() * 0.3);
        let details = details.min(place.width() * 0.2);
        let left = place.left() + names + BETWEEN;
        let right = place.right() - details - BETWEEN;
        Self {
            names: Rangef::new(place.left(), left - BETWEEN),
            plot: Rangef::new(left, right),
            details: Rangef::new(right + BETWEEN, place.right()),
        }
    }
}

/// From values to points.
struct Scale<'a> {
    plot: Rect,
    axis: &'a Axis,
}

impl Scale<'_> {
    fn x(&self, value: f64) -> f64 {
        let share = self.axis.share(value).clamp(-0.05, 1.05);
        f64::from(self.plot.left()) + share * f64::from(self.plot.width())
    }
}

fn width(ui: &Ui, text: &str, name: bool) -> f32 {
    let font = if name { label_font() } else { small_font() };
    let colour = Palette::of(ui).text;
    let galley = ui.painter().layout_no_wrap(text.to_owned(), font, colour);
    galley.size().x
}

/// Grid lines, their numbers, and the name of the axis.
fn paint_axis(ui: &Ui, palette: &Palette, chart: &RowChart, scale: &Scale<'_>, place: Rect) {
    let plot = scale.plot;
    let painter = ui.painter();
    painter.rect_filled(plot, 0.0, ui.visuals().extreme_bg_color);
    let most = (plot.width() / 64.0) as usize;
    for mark in chart.axis.marks(most) {
        let x = scale.x(mark) as f32;
        if !plot.x_range().contains(x) {
            continue;
        }
        let colour = if chart.axis.is_zero_line(mark) {
            palette.weak_text
        } else {
            palette.grid
        };
        painter.vline(x, plot.y_range(), Stroke::new(1.0, colour));
        painter.text(
            pos2(x, plot.bottom() + 3.0),
            Align2::CENTER_TOP,
            with_minus(&chart.axis.ticks.text(mark)),
            small_font(),
            palette.text,
        );
    }
    let galley = fitted(ui, &chart.axis.label, small_font(), place.width());
    let x = left_inside(plot.center().x, &galley, place.x_range());
    painter.galley(pos2(x, plot.bottom() + 19.0), galley, palette.text);
}

fn row_response(ui: &mut Ui, chart: &RowChart, index: usize, whole: Rect) -> Response {
    let id = ui.scope_id().with((&chart.title, index));
    // The chart is one stop of the Tab key: its rows are none.
    let response = ui.interact(whole, id, Sense::CLICK);
    let said = chart.rows.get(index).map_or_else(String::new, spoken);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, said.clone()));
    response
}

/// A row in words.
fn spoken(row: &Row) -> String {
    let marks: Vec<&str> = row.marks.iter().map(|mark| mark.text.as_str()).collect();
    format!("{}: {}, {}", row.name, marks.join(", "), row.detail)
}

fn tooltip(response: Response, row: &Row, advice: &str) {
    response.on_hover_ui_at_pointer(|ui| {
        ui.strong(&row.name);
        for mark in &row.marks {
            ui.label(&mark.text);
        }
        ui.label(&row.detail);
        if !advice.is_empty() {
            ui.label(advice);
        }
    });
}

fn paint_names(ui: &Ui, palette: &Palette, row: &Row, whole: Rect, columns: &Columns) {
    let middle = whole.center().y;
    let left = columns.names.min + INDENT * row.indent as f32;
    let room = (columns.names.max - left).max(10.0);
    let name = fitted(ui, &row.name, label_font(), room);
    let colour = if row.indent > 0 {
        palette.weak_text
    } else {
        palette.text
    };
    let at = pos2(left, middle - name.size().y / 2.0);
    ui.painter()
        .galley_with_override_text_color(at, name, colour);
    let detail = fitted(
        ui,
        &row.detail,
        small_font(),
        columns.details.span().max(10.0),
    );
    let at = pos2(
        columns.details.max - detail.size().x,
        middle - detail.size().y / 2.0,
    );
    let weak = palette.weak_text;
    ui.painter()
        .galley_with_override_text_color(at, detail, weak);
}

fn paint_part(
    ui: &Ui,
    palette: &Palette,
    mark: &RowMark,
    part: RowPart,
    scale: &Scale<'_>,
    middle: f32,
) {
    let look = palette.series(mark.series);
    let painter = ui.painter();
    let span = |from: f64, to: f64| Rangef::new(from as f32, to as f32);
    let about_middle = |half: f64| Rangef::new(middle - half as f32, middle + half as f32);
    let stroke = |thick: f64| Stroke::new(thick as f32, look.colour);
    match part {
        RowPart::Level { from, to, thick } => {
            painter.hline(span(from, to), middle, stroke(thick));
        }
        RowPart::Upright { at, half, thick } => {
            painter.vline(at as f32, about_middle(half), stroke(thick));
        }
        RowPart::Body {
            from,
            to,
            half,
            thick,
        } => {
            let body = Rect::from_x_y_ranges(span(from, to), about_middle(half));
            painter.rect(body, 0.0, look.fill, stroke(thick), StrokeKind::Inside);
        }
        RowPart::Dot { at } => {
            painter.add(dot(pos2(at as f32, middle), 4.5, look.dot, look.colour));
        }
        RowPart::Value { end, is_dot } => {
            let gap = if is_dot { 5.0 } else { 0.0 };
            paint_value(ui, palette, mark, scale, pos2(end as f32 + gap, middle));
        }
    }
}

/// The value behind its mark, or before it where the plot ends. What it has in brackets is left to the
/// tooltip where the plot is narrow.
fn paint_value(ui: &Ui, palette: &Palette, mark: &RowMark, scale: &Scale<'_>, end: Pos2) {
    let laid_out = |text: &str| {
        let text = text.to_owned();
        ui.painter()
            .layout_no_wrap(text, small_font(), palette.text)
    };
    let mut galley = laid_out(&mark.text);
    if galley.size().x > scale.plot.width() * 0.3
        && let Some((value, _)) = mark.text.split_once(" (")
    {
        galley = laid_out(value);
    }
    let room = scale.plot.right() - end.x;
    let x = if galley.size().x + 6.0 <= room {
        end.x + 4.0
    } else {
        end.x - galley.size().x - 14.0
    };
    let at = pos2(x, end.y - galley.size().y / 2.0);
    let behind = Rect::from_min_size(at, galley.size()).expand2(vec2(2.0, 0.0));
    ui.painter().rect_filled(behind, 2.0, palette.plate);
    ui.painter().galley(at, galley, palette.text);
}

/// A dashed line over all rows, named above them.
fn paint_reference_line(
    ui: &Ui,
    palette: &Palette,
    line: &ReferenceLine,
    scale: &Scale<'_>,
    top: f32,
) {
    let x = scale.x(line.value) as f32;
    let plot = scale.plot;
    let ends = [pos2(x, plot.top() - 3.0), pos2(x, plot.bottom())];
    let stroke = Stroke::new(1.5, palette.threshold);
    ui.painter()
        .extend(Shape::dashed_line(&ends, stroke, 7.0, 4.0));
    let galley = fitted(ui, &line.text, small_font(), plot.width());
    let left = left_inside(x, &galley, plot.x_range());
    ui.painter().galley(pos2(left, top), galley, palette.text);
}

/// The left edge of `text` about `middle`, as far as it stays inside `room`.
fn left_inside(middle: f32, text: &Galley, room: Rangef) -> f32 {
    let half = f64::from(text.size().x / 2.0);
    let room = (f64::from(room.min), f64::from(room.max));
    (keep_inside(f64::from(middle), half, room) - half) as f32
}
