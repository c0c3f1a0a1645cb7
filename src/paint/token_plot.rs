//! The frame that every chart over tokens shares: one x axis of slots, moved and zoomed by the
//! same gestures, with token labels under it.

use std::ops::{Range, RangeInclusive};

use eframe::egui::{
    Color32, CursorIcon, PointerButton, Pos2, Rangef, Rect, Response, Sense, Shape, StrokeKind,
    TextStyle, Ui, Vec2, vec2,
};
use egui_plot::{
    AxisHints, GridMark, Plot, PlotBounds, PlotGeometry, PlotItem, PlotItemBase, PlotPoint,
    PlotTransform,
};

use crate::charts::{Axis, TokenLabel};
use crate::domain::format::with_minus;

use super::keyboard::{self, ACROSS};
use super::marked::Marked;
use super::theme::{AXIS_WIDTH, Palette, small_font};
use super::token_labels::{LabelLayout, paint_labels};
use super::token_window::TokenWindow;
use super::words::explain_control;

/// Height of the line under a selected slot, in points.
const SELECTED_FOOT: f32 = 3.0;

/// What the pointer is on.
pub(crate) struct TokenHit {
    /// The slot under the pointer, or that of the keyboard.
    pub(crate) slot: Option<usize>,
    /// The value on the y axis under the pointer.
    pub(crate) value: f64,
    /// Whether it was clicked in this frame, or Enter was pressed on it.
    pub(crate) clicked: bool,
    /// The slots that the pointer is dragged over, from where it was pressed.
    pub(crate) dragged: Option<Range<usize>>,
    /// The plot, to hang a tooltip on.
    pub(crate) response: Response,
    /// Where values stand in it.
    pub(crate) transform: PlotTransform,
    /// The value of its first line across, if it has one.
    pub(crate) line: Option<f64>,
}

/// A chart over tokens, before its marks.
pub(super) struct TokenPlot<'a> {
    pub(super) id: &'a str,
    /// What a screen reader calls it.
    pub(super) name: &'a str,
    /// Height of the plot and its labels, in points.
    pub(super) height: f32,
    /// Height of the labels alone; `None` takes what they need.
    pub(super) label_strip: Option<f32>,
    pub(super) axis: &'a Axis,
    /// Where grid lines and their numbers go; `None` leaves it to the plot.
    pub(super) marks: Option<Vec<f64>>,
    pub(super) show_grid: bool,
    pub(super) labels: &'a [TokenLabel],
    /// Whether the wheel alone moves it.
    pub(super) wheel_pans: bool,
    /// The slots to set off from the others.
    pub(super) marked: &'a Marked,
}

impl TokenPlot<'_> {
    /// Draws the frame with `marks` in it, and moves `window` as the pointer asks.
    pub(super) fn show(
        self,
        ui: &mut Ui,
        window: &mut TokenWindow,
        marks: impl Fn(&PlotTransform, &Ui, &mut Vec<Shape>),
        value: impl Fn(usize) -> String,
    ) -> TokenHit {
        let count = self.labels.len();
        let cursor = ui.scope_id().with((self.id, "cursor"));
        let mut set_off = self.marked.clone();
        if set_off.selected.is_empty() {
            set_off.hovered = set_off.hovered.or(keyboard::cursor(ui, cursor));
        }
        let at = set_off.selected.first().copied().or(set_off.hovered);
        let palette = Palette::of(ui);
        let (start, end) = window.range(count);
        let points_per_slot = (ui.available_width() - AXIS_WIDTH) / (end - start) as f32;
        let layout = LabelLayout::new(ui, self.labels, (start, end), points_per_slot);
        let ticks = self.axis.ticks;
        // The marks come first where both have no room.
        let strip = self.label_strip.unwrap_or(layout.height);
        let strip = strip.min((0.5 * self.height).max(60.0));
        let height = (self.height - strip).max(60.0);
        let axis = value_axis(ui, self.axis, height).min_thickness(AXIS_WIDTH + layout.left);
        let axis = axis.formatter(move |mark, _| with_minus(&ticks.text(mark.value)));
        let item = Marks::new(self.id, |transform, ui, shapes| {
            for slot in set_off.all().filter(|&slot| slot < count) {
                let fill = palette.highlight;
                shapes.push(Shape::rect_filled(band(transform, slot), 0.0, fill));
            }
            marks(transform, ui, shapes);
            for &slot in self.marked.selected.iter().filter(|&&slot| slot < count) {
                let band = band(transform, slot);
                let foot = band.with_min_y(band.bottom() - SELECTED_FOOT);
                shapes.push(Shape::rect_filled(foot, 0.0, palette.text));
            }
        });
        let marked = self
            .marks
            .unwrap_or_else(|| self.axis.marks(most_marks(height)));
        let plot = still_plot(self.id, height, palette)
            .y_grid_spacer(move |_| grid_marks(&marked))
            .show_axes([false, true])
            .show_grid([false, self.show_grid])
            .custom_y_axes(vec![axis]);
        let (low, high) = (self.axis.min, self.axis.max.max(self.axis.min + 1e-9));
        let shown = plot.show(ui, |plot| {
            plot.set_plot_bounds(PlotBounds::from_min_max([start, low], [end, high]));
            plot.add(item);
            plot.pointer_coordinate()
        });
        paint_labels(ui, &shown.transform, self.labels, &set_off, &layout, strip);
        let response = shown.response;
        explain_axis(ui, self.id, &response, &self.axis.label);
        if response.has_focus() {
            let ring = ui.visuals().selection.stroke;
            ui.painter()
                .rect_stroke(response.rect, 0.0, ring, StrokeKind::Inside);
        }
        let slots = (count, f64::from(points_per_slot));
        move_window(&response, ui, window, slots, self.wheel_pans);
        scroll_bar(ui, self.id, window, count);
        let moved = keyboard::step(ui, &response, (cursor, at), count, ACROSS);
        let pressed = keyboard::is_pressed(ui, &response);
        keyboard::describe(&response, self.name, moved.or(at).map(value));
        let pointer = shown.inner.filter(|_| response.hovered());
        let under_pointer = pointer
            .map(|pointer| pointer.x.round())
            .filter(|&slot| slot >= 0.0 && slot < count as f64)
            .map(|slot| slot as usize);
        let at_cursor = || keyboard::cursor(ui, cursor).filter(|&slot| slot < count);
        let slot = moved.or(under_pointer).or_else(at_cursor);
        TokenHit {
            slot,
            value: pointer.map_or(f64::NAN, |pointer| pointer.y),
            clicked: slot.is_some() && (response.clicked() || pressed),
            dragged: dragged_slots(&response, ui, &shown.transform, count),
            response,
            transform: shown.transform,
            line: None,
        }
    }
}

/// Says what the axis left of a plot is of, and what its words mean, where it is pointed at.
pub(super) fn explain_axis(ui: &Ui, id: &str, plot: &Response, label: &str) {
    let mut place = plot.rect;
    place.max.x = place.min.x;
    place.min.x -= AXIS_WIDTH;
    let id = ui.scope_id().with((id, "axis"));
    let axis = ui.interact(place, id, Sense::HOVER);
    explain_control(axis.on_hover_text(label), label);
}

/// The slots from where the pointer was pressed to where it was dragged.
fn dragged_slots(
    response: &Response,
    ui: &Ui,
    transform: &PlotTransform,
    count: usize,
) -> Option<Range<usize>> {
    if !response.dragged_by(PointerButton::Primary) || is_panning(ui) {
        return None;
    }
    let (from, to) = (
        ui.input(|input| input.pointer.press_origin())?,
        response.interact_pointer_pos()?,
    );
    let last = count.checked_sub(1)? as f64;
    let slot = |at: Pos2| transform.value_from_position(at).x.round().clamp(0.0, last) as usize;
    let (from, to) = (slot(from), slot(to));
    Some(from.min(to)..from.max(to) + 1)
}

/// Whether dragging moves the chart: with the middle button, or with Shift.
fn is_panning(ui: &Ui) -> bool {
    ui.input(|input| input.modifiers.shift || input.pointer.middle_down())
}

/// The whole height of a slot.
fn band(transform: &PlotTransform, slot: usize) -> Rect {
    let (low, high) = (transform.bounds().min()[1], transform.bounds().max()[1]);
    transform.rect_from_values(
        &PlotPoint::new(slot as f64 - 0.5, low),
        &PlotPoint::new(slot as f64 + 0.5, high),
    )
}

/// Dragging with Shift or the middle button and the sideways wheel move, wheel with Ctrl and pinching
/// zoom. The wheel alone moves where `wheel_pans`: what surrounds the chart does not scroll.
fn move_window(
    response: &Response,
    ui: &Ui,
    window: &mut TokenWindow,
    (count, points_per_slot): (usize, f64),
    wheel_pans: bool,
) {
    if response.dragged() && is_panning(ui) && !window.is_fit() {
        ui.set_cursor_icon(CursorIcon::Grabbing);
        window.pan(-f64::from(response.drag_delta().x) / points_per_slot, count);
    }
    let Some(pointer) = response.hover_pos().filter(|_| response.hovered()) else {
        return;
    };
    let (zoom, scrolled) = ui.input(|input| (input.zoom_delta(), input.smooth_scroll_delta()));
    let sideways = if wheel_pans {
        scrolled.x + scrolled.y
    } else {
        scrolled.x
    };
    let (start, end) = window.range(count);
    let plot = response.rect;
    let at = start + f64::from((pointer.x - plot.left()) / plot.width()) * (end - start);
    if (zoom - 1.0).abs() > f32::EPSILON {
        window.zoom(f64::from(zoom), at, count);
    }
    if sideways != 0.0 {
        window.pan(-f64::from(sideways) / points_per_slot, count);
    }
}

/// A bar under the chart that says which stretch is in view, and moves it.
fn scroll_bar(ui: &mut Ui, id: &str, window: &mut TokenWindow, count: usize) {
    use eframe::egui::{Role, WidgetInfo};
    if window.is_fit() {
        return;
    }
    let size = vec2(ui.available_width(), 10.0);
    let (place, _) = ui.allocate_exact_size(size, Sense::hover());
    let mut track = place;
    track.min.x += AXIS_WIDTH;
    let (start, share) = window.shares(count);
    let mut thumb = track;
    thumb.min.x = track.left() + start as f32 * track.width();
    thumb.max.x = thumb.left() + (share as f32 * track.width()).max(16.0);
    let response = ui.interact(
        track,
        ui.scope_id().with((id, "scroll")),
        Sense::click_and_drag(),
    );
    response.widget_info(|| WidgetInfo::labeled(Role::ScrollBar, true, "Tokens in view"));
    let (low, high) = TokenWindow::default().range(count);
    let slots_per_point = (high - low) / f64::from(track.width());
    if response.dragged() {
        window.pan(f64::from(response.drag_delta().x) * slots_per_point, count);
    } else if response.clicked()
        && let Some(pointer) = response.interact_pointer_pos()
    {
        window.pan(
            f64::from(pointer.x - thumb.center().x) * slots_per_point,
            count,
        );
    }
    let visuals = ui.style().interact(&response);
    let painter = ui.painter();
    painter.rect_filled(track, 4.0, ui.visuals().extreme_bg_color);
    painter.rect_filled(
        thumb.shrink2(vec2(0.0, 1.0)),
        4.0,
        visuals.fg_stroke.color.gamma_multiply(0.5),
    );
}

/// A plot without a will of its own: what is in view and what hovering says is up to its caller.
pub(super) fn still_plot<'a>(id: &str, height: f32, palette: &Palette) -> Plot<'a> {
    Plot::new(id)
        .height(height)
        .grid_color(palette.grid)
        .grid_fade(0.0)
        .set_margin_fraction(Vec2::ZERO)
        .show_x(false)
        .show_y(false)
        .show_crosshair(false)
        .label_formatter(|_| None)
        .allow_drag(false)
        .allow_zoom(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_axis_zoom_drag(false)
        .allow_double_click_reset(false)
}

/// The axis of values left of a plot `height` points high; its caller says how they read.
pub(super) fn value_axis<'a>(ui: &Ui, axis: &Axis, height: f32) -> AxisHints<'a> {
    AxisHints::new_y()
        .label(axis_name(ui, &axis.label, height))
        .min_thickness(AXIS_WIDTH)
        .label_spacing(Rangef::new(6.0, 8.0))
        .tick_label_font(small_font())
}

/// The name of an axis, unless it is longer than the axis.
pub(super) fn axis_name(ui: &Ui, name: &str, height: f32) -> String {
    let font = TextStyle::Body.resolve(ui.style());
    let galley = ui
        .painter()
        .layout_no_wrap(name.to_owned(), font, Color32::TRANSPARENT);
    let fits = galley.size().x <= height;
    if fits { name.to_owned() } else { String::new() }
}

/// How many numbers an axis of this height has room for.
pub(super) fn most_marks(height: f32) -> usize {
    (height / 36.0) as usize
}

/// Grid lines that are all of one strength; the plot leaves out numbers that `step_size` says are
/// too close.
pub(super) fn grid_marks(values: &[f64]) -> Vec<GridMark> {
    let step_size = match values {
        [first, second, ..] => (second - first).abs(),
        _ => 1.0,
    };
    let mark = |&value: &f64| GridMark { value, step_size };
    values.iter().map(mark).collect()
}

type PaintMarks<'a> = Box<dyn Fn(&PlotTransform, &Ui, &mut Vec<Shape>) + 'a>;

/// Marks that are painted by a closure once the plot knows its place.
pub(super) struct Marks<'a> {
    base: PlotItemBase,
    paint: PaintMarks<'a>,
}

impl<'a> Marks<'a> {
    /// The marks of the plot called `id`.
    pub(super) fn new(id: &str, paint: impl Fn(&PlotTransform, &Ui, &mut Vec<Shape>) + 'a) -> Self {
        Self {
            base: PlotItemBase::new(id.to_owned()),
            paint: Box::new(paint),
        }
    }
}

impl PlotItem for Marks<'_> {
    fn shapes(&self, ui: &Ui, transform: &PlotTransform, shapes: &mut Vec<Shape>) {
        (self.paint)(transform, ui, shapes);
    }

    fn initialize(&mut self, _x_range: RangeInclusive<f64>) {}

    fn color(&self) -> Color32 {
        Color32::TRANSPARENT
    }

    fn allow_hover(&self) -> bool {
        false
    }

    fn geometry(&self) -> PlotGeometry<'_> {
        PlotGeometry::None
    }

    fn bounds(&self) -> PlotBounds {
        // The plot is told its bounds; its marks have no say in them.
        PlotBounds::NOTHING
    }

    fn base(&self) -> &PlotItemBase {
        &self.base
    }

    fn base_mut(&mut self) -> &mut PlotItemBase {
        &mut self.base
    }
}
