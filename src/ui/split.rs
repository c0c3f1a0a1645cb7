//! A page of two parts over one another, whose boundary can be dragged. In a low window both are
//! there still: the page scrolls, or shows one of them where the upper one scrolls by itself.

use eframe::egui::{
    CursorIcon, EventFilter, Key, Modifiers, Rect, Role, ScrollArea, Sense, Stroke, Ui, UiBuilder,
    WidgetInfo, vec2,
};

use crate::paint::theme::Palette;

use super::action::Action;
use super::state::settings::TableChoice;
use super::views::ViewContext;

/// Least heights of the upper part, of one chart or of a page of several, and of the lower one, in
/// points: so high are bars that can be read, with their names, legend and sentence. Without room
/// for both parts the page scrolls.
const UPPER: f32 = 290.0;
const UPPER_SCROLLED: f32 = 330.0;
const LOWER: f32 = 150.0;
/// The height of the boundary.
const BOUNDARY: f32 = 10.0;
/// How much of a page that scrolls is left for the head of the lower part, so that it is seen to be
/// there.
const PEEP: f32 = 60.0;
/// The share of the lower part, in percent, where nobody chose another: under one chart, and under a
/// page of several.
const USUAL: u8 = 40;
const USUAL_SCROLLED: u8 = 30;
/// How far an arrow key moves the boundary, in percent.
const STEP: u8 = 5;

/// Which part a low window shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Upper,
    Lower,
}

/// Draws `upper`, which takes what room there is, over `lower`; `name` is that of the table, by
/// which the boundary is kept.
pub(in crate::ui) fn show(
    ui: &mut Ui,
    context: &mut ViewContext<'_>,
    name: &'static str,
    upper: impl FnOnce(&mut Ui, &mut ViewContext<'_>),
    lower: impl FnOnce(&mut Ui, &mut ViewContext<'_>),
) {
    parts(ui, context, (name, false), upper, lower);
}

/// The same with an `upper` part that may be higher than its room, and scrolls.
pub(in crate::ui) fn show_scrolled(
    ui: &mut Ui,
    context: &mut ViewContext<'_>,
    name: &'static str,
    upper: impl FnOnce(&mut Ui, &mut ViewContext<'_>),
    lower: impl FnOnce(&mut Ui, &mut ViewContext<'_>),
) {
    let upper = |ui: &mut Ui, context: &mut ViewContext<'_>| {
        ScrollArea::vertical()
            .auto_shrink(false)
            .show(ui, |ui| upper(ui, context));
    };
    parts(ui, context, (name, true), upper, lower);
}

/// The choice of a low window, which Find in the table makes too.
fn one_of_two(ui: &mut Ui, context: &ViewContext<'_>, name: &'static str) -> Shown {
    let id = ui.scope_id().with((name, "in a low window"));
    let before = ui.data(|data| data.get_temp(id));
    let mut table = before.unwrap_or(false) || context.state.focus_filter;
    ui.horizontal(|ui| {
        ui.selectable_value(&mut table, false, "Charts");
        ui.selectable_value(&mut table, true, "Table");
    });
    ui.data_mut(|data| data.insert_temp(id, table));
    if table { Shown::Lower } else { Shown::Upper }
}

fn parts(
    ui: &mut Ui,
    context: &mut ViewContext<'_>,
    (name, scrolls): (&'static str, bool),
    upper: impl FnOnce(&mut Ui, &mut ViewContext<'_>),
    lower: impl FnOnce(&mut Ui, &mut ViewContext<'_>),
) {
    let whole = ui.available_rect_before_wrap();
    let least = if scrolls { UPPER_SCROLLED } else { UPPER };
    let low = whole.height() < least + BOUNDARY + LOWER;
    if low && scrolls {
        match one_of_two(ui, context, name) {
            Shown::Upper => upper(ui, context),
            Shown::Lower => lower(ui, context),
        }
        return;
    }
    if low {
        ScrollArea::vertical()
            .id_salt("split")
            .auto_shrink(false)
            .show(ui, |ui| {
                let height = (whole.height() - PEEP).max(UPPER);
                let mut place = ui.available_rect_before_wrap();
                place.set_height(height);
                ui.scope_builder(UiBuilder::new().max_rect(place), |ui| {
                    upper(ui, context);
                });
                let mut place = ui.available_rect_before_wrap();
                place.set_height(LOWER.max(whole.height() - PEEP));
                ui.scope_builder(UiBuilder::new().max_rect(place), |ui| lower(ui, context));
            });
        return;
    }
    let choice = context.preferences.table(name);
    let usual = if scrolls { USUAL_SCROLLED } else { USUAL };
    let percent = choice.percent.unwrap_or(usual);
    let share = whole.height() * f32::from(percent) / 100.0;
    let height = share.clamp(LOWER, whole.height() - least - BOUNDARY);
    let middle = whole.bottom() - height;
    let parts = [
        Rect::from_x_y_ranges(whole.x_range(), whole.top()..=middle - BOUNDARY),
        Rect::from_x_y_ranges(whole.x_range(), middle - BOUNDARY..=middle),
        Rect::from_x_y_ranges(whole.x_range(), middle..=whole.bottom()),
    ];
    let [above, boundary_place, below] = parts;
    ui.scope_builder(UiBuilder::new().max_rect(above), |ui| {
        ui.shrink_clip_rect(above.expand2(vec2(8.0, 0.0)));
        upper(ui, context);
    });
    let moved = boundary(ui, boundary_place, whole, percent);
    ui.scope_builder(UiBuilder::new().max_rect(below), |ui| lower(ui, context));
    ui.advance_cursor_after_rect(whole);
    if let Some(percent) = moved.filter(|&moved| moved != percent) {
        let choice = TableChoice {
            percent: Some(percent),
            ..choice.clone()
        };
        context.send(Action::ShowTable(name, choice));
    }
}

/// The bar between both parts: dragged, or moved with arrows. Returns the share of the lower part
/// where that is to change.
fn boundary(ui: &Ui, place: Rect, whole: Rect, percent: u8) -> Option<u8> {
    let id = ui.scope_id().with("boundary");
    let response = ui.interact(place, id, Sense::drag());
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::Splitter, true, "Boundary of chart and table");
        info.value = Some(f64::from(percent));
        info
    });
    let held = response.dragged() || response.has_focus();
    if response.hovered() || held {
        ui.set_cursor_icon(CursorIcon::ResizeVertical);
    }
    let palette = Palette::of(ui);
    let colour = if response.hovered() || held {
        palette.text
    } else {
        palette.edge
    };
    let middle = place.center();
    let line = Stroke::new(1.0, palette.grid);
    ui.painter().hline(place.x_range(), middle.y, line);
    // What can be taken hold of.
    let grip = Rect::from_center_size(middle, vec2(36.0, 4.0));
    ui.painter().rect_filled(grip, 2.0, colour);
    if response.dragged()
        && let Some(pointer) = response.interact_pointer_pos()
    {
        let height = whole.bottom() - pointer.y - BOUNDARY / 2.0;
        let share = 100.0 * height / whole.height();
        return Some(share.round().clamp(0.0, 100.0) as u8);
    }
    if !response.has_focus() {
        return None;
    }
    let arrows = EventFilter {
        vertical_arrows: true,
        ..EventFilter::default()
    };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(id, arrows));
    ui.input_mut(|input| {
        if input.consume_key(Modifiers::NONE, Key::ArrowUp) {
            Some((percent + STEP).min(90))
        } else if input.consume_key(Modifiers::NONE, Key::ArrowDown) {
            Some(percent.saturating_sub(STEP).max(10))
        } else {
            None
        }
    })
}
