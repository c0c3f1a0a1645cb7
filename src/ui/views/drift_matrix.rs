//! Every two instructions as a cell of a matrix: one stop of the Tab key, with arrows inside.

use eframe::egui::{
    Align, Button, EventFilter, Grid, Id, Key, Label, Layout, Modifiers, Response, RichText, Role,
    ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo,
};

use crate::analysis::{Drift, DriftPair, instruction_letter};
use crate::charts::Matrix;
use crate::paint::scale_legend;
use crate::paint::theme::Palette;
use crate::ui::widgets::shortened;

/// The size of a cell, and the width of the names before a row, in points.
const CELL: [f32; 2] = [72.0, 28.0];
const NAMES: f32 = 190.0;
const BETWEEN: f32 = 3.0;

/// How wide the matrix is.
pub(super) fn width(ui: &Ui, drift: &Drift) -> f32 {
    let cells = drift.instructions.len() as f32 * (CELL[0] + BETWEEN);
    (NAMES + BETWEEN + cells).min(ui.available_width())
}

/// The letter of an instruction and as much of it as has room.
pub(super) fn name(drift: &Drift, place: usize) -> String {
    let instruction = drift.instructions.get(place);
    let prompt = instruction.map_or("", |one| one.prompt.trim());
    let prompt = if prompt.is_empty() {
        "(no instruction)".to_owned()
    } else {
        shortened(prompt, 60)
    };
    format!("{}  {prompt}", instruction_letter(place))
}

/// What was done with the matrix; pairs are places in the drift's list.
#[derive(Default)]
pub(super) struct MatrixHit {
    /// The pair that was opened.
    pub(super) opened: Option<usize>,
    /// The cells and their pairs, to hang menus on.
    pub(super) cells: Vec<(Response, usize)>,
}

/// Draws the matrix with the legend of its colours.
pub(super) fn show(
    ui: &mut Ui,
    drift: &Drift,
    matrix: &Matrix,
    details: impl Fn(&mut Ui, &Drift, &DriftPair),
) -> MatrixHit {
    ui.strong(&matrix.title);
    ui.horizontal_wrapped(|ui| scale_legend(ui, &matrix.axis, false));
    let count = drift.instructions.len();
    let mut hit = MatrixHit::default();
    ScrollArea::horizontal()
        .id_salt("matrix scroll")
        .show(ui, |ui| {
            let stop = tab_stop(ui, drift, matrix);
            let cursor = go(ui, &stop, count);
            Grid::new("drift matrix")
                .spacing([BETWEEN, BETWEEN])
                .show(ui, |ui| {
                    ui.add_sized([NAMES, CELL[1]], Label::new(""));
                    for place in 0..count {
                        ui.add_sized(CELL, Label::new(instruction_letter(place)));
                    }
                    ui.end_row();
                    for row in 0..count {
                        let from_the_left = Layout::left_to_right(Align::Center);
                        let room = [NAMES, CELL[1]].into();
                        ui.allocate_ui_with_layout(room, from_the_left, |ui| {
                            ui.set_min_size(room);
                            ui.add(Label::new(name(drift, row)).truncate());
                        });
                        for column in 0..count {
                            let at = cursor == Some((row, column));
                            let cell = cell(ui, matrix, (row, column), at);
                            let place = pair_of(drift, (row, column));
                            let pair = place.and_then(|place| drift.pairs.get(place));
                            if let (Some(cell), Some(place), Some(pair)) = (cell, place, pair) {
                                let entered = at && stop.has_focus() && is_entered(ui);
                                let cell = cell.on_hover_ui(|ui| details(ui, drift, pair));
                                if cell.clicked() || entered {
                                    hit.opened = Some(place);
                                }
                                hit.cells.push((cell, place));
                            }
                        }
                        ui.end_row();
                    }
                });
        });
    hit
}

/// The place of the pair of a cell.
fn pair_of(drift: &Drift, (row, column): (usize, usize)) -> Option<usize> {
    let both = (row.min(column), row.max(column));
    drift.pairs.iter().position(|pair| (pair.a, pair.b) == both)
}

fn value(matrix: &Matrix, (row, column): (usize, usize)) -> Option<f64> {
    matrix.cells.get(row)?.get(column).copied().flatten()
}

/// One cell; `None` where it holds no pair that has this measure.
fn cell(ui: &mut Ui, matrix: &Matrix, place: (usize, usize), at: bool) -> Option<Response> {
    let Some(value) = value(matrix, place) else {
        let text = if place.0 == place.1 { "0" } else { "–" };
        ui.add_sized(CELL, Label::new(text));
        return None;
    };
    let palette = Palette::of(ui);
    let share = value / matrix.axis.max.max(f64::MIN_POSITIVE);
    let (fill, ink) = palette.scale(share, false);
    let text = RichText::new(format!("{value:.3}")).color(ink);
    // The matrix is one stop of the Tab key: its cells are none.
    let button = Button::new(text).fill(fill).min_size(CELL.into());
    let response = ui.add(button.sense(Sense::CLICK));
    if at {
        let stroke = Stroke::new(2.0, palette.text);
        let inside = StrokeKind::Inside;
        ui.painter().rect_stroke(response.rect, 2.0, stroke, inside);
    }
    Some(response)
}

/// The whole matrix takes the keyboard, as one.
fn tab_stop(ui: &Ui, drift: &Drift, matrix: &Matrix) -> Response {
    let count = drift.instructions.len();
    let rows = (count + 1) as f32 * (CELL[1] + BETWEEN);
    let mut place = ui.available_rect_before_wrap();
    place.set_height(rows);
    place.set_width(NAMES + BETWEEN + count as f32 * (CELL[0] + BETWEEN));
    let stop = ui.interact(place, cursor_id(ui), Sense::focusable_noninteractive());
    let at = ui.data(|data| data.get_temp::<(usize, usize)>(stop.id));
    let said = at.map_or_else(String::new, |at| {
        let [row, column] = [at.0, at.1].map(instruction_letter);
        let value = value(matrix, at);
        let value = value.map_or_else(|| "none".to_owned(), |value| format!("{value:.3}"));
        format!("{row} and {column}: {value}")
    });
    let name = format!("{}, {count} instructions", matrix.title);
    stop.widget_info(|| WidgetInfo {
        current_text_value: Some(said.clone()),
        ..WidgetInfo::labeled(Role::Figure, true, &name)
    });
    stop
}

fn cursor_id(ui: &Ui) -> Id {
    ui.scope_id().with("matrix cursor")
}

/// Where the keyboard is; arrows move it.
fn go(ui: &Ui, stop: &Response, count: usize) -> Option<(usize, usize)> {
    if !stop.has_focus() || count == 0 {
        ui.data_mut(|data| data.remove_temp::<(usize, usize)>(stop.id));
        return None;
    }
    let arrows = EventFilter {
        horizontal_arrows: true,
        vertical_arrows: true,
        ..EventFilter::default()
    };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(stop.id, arrows));
    let at = ui.data(|data| data.get_temp(stop.id));
    let (mut row, mut column) = at.unwrap_or((0, 1.min(count - 1)));
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let last = count - 1;
    let moved = |at: usize, back: Key, on: Key| {
        let at = if pressed(back) {
            at.saturating_sub(1)
        } else {
            at
        };
        (at + usize::from(pressed(on))).min(last)
    };
    row = moved(row, Key::ArrowUp, Key::ArrowDown);
    column = moved(column, Key::ArrowLeft, Key::ArrowRight);
    ui.data_mut(|data| data.insert_temp(stop.id, (row, column)));
    Some((row, column))
}

fn is_entered(ui: &Ui) -> bool {
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    pressed(Key::Enter) || pressed(Key::Space)
}
