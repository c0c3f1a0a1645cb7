//! Rows with marks along one axis. Each row is a thing to click, with a name and a value that a
//! screen reader says.

use eframe::egui::{
    Align2, Pos2, Rangef, Rect, Response, Role, Sense, Shape, Stroke, StrokeKind, Ui, WidgetInfo,
    pos2, vec2,
};

use crate::charts::{Row, RowChart, RowMark, RowShape, Rule};
use crate::domain::format::with_minus;

use super::dots::dot;
use super::theme::{Palette, label_font, small_font};

/// Height of a mark of a row, and of a row around its marks.
const MARK: f32 = 17.0;
const AROUND: f32 = 7.0;
/// How far a part is set in under its whole.
const INDENT: f32 = 14.0;
/// Height of the numbers under the rows and of the axis' name.
const FOOT: f32 = 38.0;
/// Height of the names of rules over the rows.
const HEAD: f32 = 18.0;
/// Space between names, plot and details.
const BETWEEN: f32 = 8.0;

/// What a person did with the rows.
#[derive(Debug, Clone, Default)]
pub struct RowHit {
    /// The row under the pointer.
    pub hovered: Option<usize>,
    /// The row that was clicked in this frame.
    pub clicked: Option<usize>,
}

/// Rows are squeezed to this share of their height before they have to be scrolled.
const LEAST: f32 = 0.72;

/// Draws `chart` as wide as there is room; `chosen` is a row to set off, and `advice` says what a
/// click does.
pub fn paint_rows(ui: &mut Ui, chart: &RowChart, chosen: Option<usize>, advice: &str) -> RowHit {
    let palette = Palette::of(ui);
    let head = if chart.rules.is_empty() { 0.0 } else { HEAD };
    let rows: f32 = chart.rows.iter().map(row_height).sum();
    // All of them without scrolling, where a little squeezing does it.
    let room = (ui.clip_rect().height() - head - FOOT - 2.0).max(1.0);
    let unit = (room / rows.max(1.0)).clamp(LEAST, 1.0);
    let size = vec2(ui.available_width(), rows * unit + head + FOOT);
    let (place, _) = ui.allocate_exact_size(size, Sense::hover());
    let columns = Columns::of(ui, chart, place);
    let plot = Rect::from_min_max(
        pos2(columns.plot.min, place.top() + head),
        pos2(columns.plot.max, place.bottom() - FOOT),
    );
    let scale = Scale {
        plot,
        min: chart.axis.min,
        reach: (chart.axis.max - chart.axis.min).max(1e-12),
        mark: MARK * unit,
    };
    paint_axis(ui, palette, chart, &scale, place);
    // Behind the marks and their values.
    for rule in &chart.rules {
        paint_rule(ui, palette, rule, &scale, place.top());
    }
    let mut hit = RowHit::default();
    let mut top = plot.top();
    for (index, row) in chart.rows.iter().enumerate() {
        let height = row_height(row) * unit;
        let whole = Rect::from_x_y_ranges(place.x_range(), Rangef::new(top, top + height));
        let response = row_response(ui, chart, index, whole);
        if response.hovered() {
            hit.hovered = Some(index);
        }
        if response.clicked() {
            hit.clicked = Some(index);
        }
        if chosen == Some(index) || response.hovered() || response.has_focus() {
            ui.painter().rect_filled(whole, 3.0, palette.highlight);
        }
        paint_names(ui, palette, row, whole, &columns);
        let mut middle = top + (AROUND + MARK) * unit / 2.0;
        for mark in &row.marks {
            paint_mark(ui, palette, mark, &scale, middle);
            middle += MARK * unit;
        }
        tooltip(response, row, advice);
        top += height;
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
    fn of(ui: &Ui, chart: &RowChart, place: Rect) -> Self {
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
struct Scale {
    plot: Rect,
    min: f64,
    reach: f64,
    /// Height of a mark.
    mark: f32,
}

impl Scale {
    fn x(&self, value: f64) -> f32 {
        let share = ((value - self.min) / self.reach).clamp(-0.05, 1.05);
        self.plot.left() + share as f32 * self.plot.width()
    }
}

fn row_height(row: &Row) -> f32 {
    AROUND + MARK * row.marks.len().max(1) as f32
}

fn width(ui: &Ui, text: &str, name: bool) -> f32 {
    let font = if name { label_font() } else { small_font() };
    let colour = Palette::of(ui).text;
    let galley = ui.painter().layout_no_wrap(text.to_owned(), font, colour);
    galley.size().x
}

/// Grid lines, their numbers, and the name of the axis.
fn paint_axis(ui: &Ui, palette: &Palette, chart: &RowChart, scale: &Scale, place: Rect) {
    let plot = scale.plot;
    let painter = ui.painter();
    painter.rect_filled(plot, 0.0, ui.visuals().extreme_bg_color);
    let most = (plot.width() / 64.0) as usize;
    for mark in chart.axis.marks(most) {
        let x = scale.x(mark);
        if !plot.x_range().contains(x) {
            continue;
        }
        let zero = mark.abs() < 1e-12 && chart.axis.min < 0.0;
        let colour = if zero {
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
    let galley = super::fitted(ui, &chart.axis.label, small_font(), place.width());
    let x = (plot.center().x - galley.size().x / 2.0)
        .min(place.right() - galley.size().x)
        .max(place.left());
    painter.galley(pos2(x, plot.bottom() + 19.0), galley, palette.text);
}

fn row_response(ui: &mut Ui, chart: &RowChart, index: usize, whole: Rect) -> Response {
    let id = ui.scope_id().with((&chart.title, index));
    let response = ui.interact(whole, id, Sense::click());
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
    let name = super::fitted(ui, &row.name, label_font(), room);
    let colour = if row.indent > 0 {
        palette.weak_text
    } else {
        palette.text
    };
    let at = pos2(left, middle - name.size().y / 2.0);
    ui.painter()
        .galley_with_override_text_color(at, name, colour);
    let detail = super::fitted(
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

fn paint_mark(ui: &Ui, palette: &Palette, mark: &RowMark, scale: &Scale, middle: f32) {
    let look = palette.series(mark.series);
    let painter = ui.painter();
    let stroke = Stroke::new(1.5, look.colour);
    match mark.shape {
        RowShape::Box {
            low,
            lower,
            median,
            upper,
            high,
        } => {
            let half = scale.mark * 0.36;
            let whisker = |from: f64, to: f64| {
                painter.hline(Rangef::new(scale.x(from), scale.x(to)), middle, stroke);
            };
            whisker(low, lower);
            whisker(upper, high);
            for end in [low, high] {
                let ends = Rangef::new(middle - half * 0.55, middle + half * 0.55);
                painter.vline(scale.x(end), ends, stroke);
            }
            let body = Rect::from_min_max(
                pos2(scale.x(lower), middle - half),
                pos2(scale.x(upper), middle + half),
            );
            painter.rect(body, 0.0, look.fill, stroke, StrokeKind::Inside);
            let ends = Rangef::new(middle - half, middle + half);
            painter.vline(scale.x(median), ends, Stroke::new(3.0, look.colour));
        }
        RowShape::Bar(value, interval) => {
            let body = Rect::from_min_max(
                pos2(scale.x(value.min(0.0)), middle - scale.mark * 0.38),
                pos2(scale.x(value.max(0.0)), middle + scale.mark * 0.38),
            );
            painter.rect(
                body,
                0.0,
                look.fill,
                Stroke::new(1.0, look.colour),
                StrokeKind::Inside,
            );
            paint_interval(ui, interval, scale, (middle, stroke));
            let end = interval.map_or(value, |(_, high)| high.max(value));
            paint_value(
                ui,
                palette,
                mark,
                scale,
                pos2(scale.x(end.max(0.0)), middle),
            );
        }
        RowShape::Dot(value, interval) => {
            paint_interval(ui, interval, scale, (middle, stroke));
            let at = pos2(scale.x(value), middle);
            painter.add(dot(at, 4.5, look.dot, look.colour));
            if interval.is_none() {
                paint_value(ui, palette, mark, scale, at + vec2(5.0, 0.0));
            }
        }
    }
}

fn paint_interval(
    ui: &Ui,
    interval: Option<(f64, f64)>,
    scale: &Scale,
    (middle, stroke): (f32, Stroke),
) {
    let Some((low, high)) = interval else { return };
    let painter = ui.painter();
    painter.hline(Rangef::new(scale.x(low), scale.x(high)), middle, stroke);
    for end in [low, high] {
        let ends = Rangef::new(middle - 3.5, middle + 3.5);
        painter.vline(scale.x(end), ends, stroke);
    }
}

/// The value behind its mark, or before it where the plot ends.
fn paint_value(ui: &Ui, palette: &Palette, mark: &RowMark, scale: &Scale, end: Pos2) {
    let galley = ui
        .painter()
        .layout_no_wrap(mark.text.clone(), small_font(), palette.text);
    let room = scale.plot.right() - end.x;
    let x = if galley.size().x + 6.0 <= room {
        end.x + 4.0
    } else {
        end.x - galley.size().x - 14.0
    };
    let at = pos2(x, end.y - galley.size().y / 2.0);
    let behind = Rect::from_min_size(at, galley.size()).expand2(vec2(2.0, 0.0));
    ui.painter()
        .rect_filled(behind, 2.0, palette.label_background);
    ui.painter().galley(at, galley, palette.text);
}

/// A dashed line over all rows, named above them.
fn paint_rule(ui: &Ui, palette: &Palette, rule: &Rule, scale: &Scale, top: f32) {
    let x = scale.x(rule.value);
    let plot = scale.plot;
    let ends = [pos2(x, plot.top() - 3.0), pos2(x, plot.bottom())];
    let stroke = Stroke::new(1.5, palette.threshold);
    ui.painter()
        .extend(Shape::dashed_line(&ends, stroke, 7.0, 4.0));
    let galley = super::fitted(ui, &rule.text, small_font(), plot.width());
    let left = (x - galley.size().x / 2.0)
        .min(plot.right() - galley.size().x)
        .max(plot.left());
    ui.painter().galley(pos2(left, top), galley, palette.text);
}
