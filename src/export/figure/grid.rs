//! Signed cells in rows and columns that have names of their own, with the sums of the rows as
//! bars at the right and those of the columns as bars below.

use crate::charts::geometry::every;
use crate::charts::palette::Rgb;
use crate::charts::{GridChart, MarkRole, TokenLabel};

use super::drawing::{Anchor, Drawing, Ink};
use super::fonts::Ruler;
use super::rect::Rect;
use super::words::shortened;

/// The longest name, the room for the bars, and between cells and bars, in sizes of the small text.
const LONGEST: f64 = 11.0;
const BARS: f64 = 6.0;
const GAP: f64 = 0.7;
/// The widest a cell gets.
const WIDEST: f64 = 5.0;
/// The natural and the least height of a row.
const ROW: f64 = 1.5;
const LEAST_ROW: f64 = 0.3;
/// However many rows there are, they are not higher than this together.
const TALLEST: f64 = 45.0;
/// Values stand in cells that have this much room around them.
const AROUND_VALUE: f64 = 0.5;

/// The height of the names over the columns, which stand upright.
pub(super) fn header_height(ruler: &Ruler, grid: &GridChart, size: f64) -> f64 {
    (widest(ruler, &grid.columns) + 1.9) * size
}

/// The least and the natural height of cells and sums, in sizes of the small text.
pub(super) fn heights(grid: &GridChart) -> (f64, f64) {
    let rows = grid.rows.len().max(1) as f64;
    let around = BARS + GAP;
    let least = (LEAST_ROW * rows).clamp(4.0, 0.6 * TALLEST);
    (least + around, (ROW * rows).min(TALLEST) + around)
}

/// Draws `grid`, `strip` high names over its columns.
pub(super) fn draw_grid(drawing: &mut Drawing<'_>, grid: &GridChart, place: Rect, strip: f64) {
    let size = drawing.size;
    // The corner names what the rows and the columns are of.
    let corner = [&grid.row_name, &grid.column_name].map(|name| drawing.width(name) + 2.2);
    let names = (widest(drawing.ruler(), &grid.rows) + 1.6).max(corner.iter().sum());
    let names = names * size;
    let bars = BARS * size;
    let room = place.width - names - bars - 2.0 * GAP * size;
    let columns = grid.columns.len().max(1) as f64;
    let cell = (room / columns).clamp(0.1, WIDEST * size);
    let rows = grid.rows.len().max(1) as f64;
    let height = (place.height - strip - bars - GAP * size) / rows;
    let cells = Rect {
        left: place.left + names,
        top: place.top + strip,
        width: cell * columns,
        height: height * rows,
    };
    draw_cells(drawing, grid, cells);
    draw_names(drawing, grid, cells, place);
    let sums_right = Rect {
        left: cells.right() + GAP * size,
        width: bars,
        ..cells
    };
    let sums_below = Rect {
        top: cells.bottom() + GAP * size,
        height: bars,
        ..cells
    };
    draw_sums(drawing, grid, sums_right, true);
    draw_sums(drawing, grid, sums_below, false);
}

fn draw_cells(drawing: &mut Drawing<'_>, grid: &GridChart, cells: Rect) {
    let size = drawing.size;
    let (width, height) = cell_size(grid, cells);
    let texts = |value: f64| grid.cell_text.of(value);
    let texts = grid.values().map(texts);
    let widest = texts.map(|text| drawing.width(&text)).fold(0.0, f64::max);
    let values = width >= (widest + AROUND_VALUE) * size && height >= 1.1 * size;
    drawing.open_crisp("cells");
    for row in 0..grid.rows.len() {
        for (column, value) in grid.cells.row(row).enumerate() {
            let at = Rect {
                left: cells.left + column as f64 * width,
                top: cells.top + row as f64 * height,
                width,
                height,
            };
            let fill = colour(drawing, grid, value);
            let name = grid.cell_text(row, column).unwrap_or_default();
            drawing.fill_named(at, fill, &name);
        }
    }
    drawing.close();
    if !values {
        return;
    }
    drawing.open("values");
    for row in 0..grid.rows.len() {
        for (column, value) in grid.cells.row(row).enumerate() {
            if !value.is_finite() {
                continue;
            }
            let fill = colour(drawing, grid, value);
            let mut ink = drawing.ink(Anchor::Middle);
            ink.size = 0.85 * size;
            ink.colour = crate::charts::palette::ink_on(fill);
            let x = cells.left + (column as f64 + 0.5) * width;
            let y = cells.top + (row as f64 + 0.5) * height + 0.31 * size;
            drawing.text((x, y), &grid.cell_text.of(value), ink);
        }
    }
    drawing.close();
}

fn draw_names(drawing: &mut Drawing<'_>, grid: &GridChart, cells: Rect, place: Rect) {
    let size = drawing.size;
    let (width, height) = cell_size(grid, cells);
    drawing.open("axis");
    for (row, label) in grid
        .rows
        .iter()
        .enumerate()
        .step_by(every(1.1 * size, height))
    {
        let y = cells.top + (row as f64 + 0.5) * height + 0.36 * size;
        let text = shortened(drawing.ruler(), &label.text, LONGEST);
        let at = (cells.left - 0.4 * size, y);
        drawing.text(at, &text, ink_of(drawing, label, Anchor::End, 0.0));
    }
    let columns = grid.columns.iter().enumerate();
    for (column, label) in columns.step_by(every(1.1 * size, width)) {
        let x = cells.left + (column as f64 + 0.5) * width + 0.36 * size;
        let text = shortened(drawing.ruler(), &label.text, LONGEST);
        let at = (x, cells.top - 0.4 * size);
        drawing.text(at, &text, ink_of(drawing, label, Anchor::Start, -90.0));
    }
    let (weak_start, weak_end) = (
        drawing.weak_ink(Anchor::Start),
        drawing.weak_ink(Anchor::End),
    );
    // Which text is which, in the corner; the names of small cells reach into it.
    let reach = |side: f64| ((1.1 * size - side) / 2.0).max(0.0);
    let base = cells.top - 0.4 * size - reach(height);
    let corner = (place.left, base);
    drawing.text(corner, &format!("{} ↓", grid.row_name), weak_start);
    let right = (cells.right() + GAP * size, cells.top - 0.4 * size);
    if !grid.row_sums.is_empty() {
        drawing.text(right, "sum of the row", weak_start);
    }
    let over = (cells.left - 0.4 * size - reach(width), base);
    drawing.text(over, &format!("{} →", grid.column_name), weak_end);
    let below = (cells.left - 0.4 * size, cells.bottom() + (GAP + 1.0) * size);
    drawing.text(below, &grid.sums_name, weak_end);
    drawing.close();
}

/// The colour of a cell.
fn colour(drawing: &Drawing<'_>, grid: &GridChart, value: f64) -> Rgb {
    let share = grid.share(value);
    match (value.is_finite(), grid.centred) {
        (false, _) => drawing.palette.no_value,
        (true, true) => drawing.palette.signed(share),
        (true, false) => drawing.palette.scale(share, false),
    }
}

/// The sums as bars from 0, all to one scale: at the right along the rows, else below the columns.
fn draw_sums(drawing: &mut Drawing<'_>, grid: &GridChart, place: Rect, right: bool) {
    let sums = if right {
        &grid.row_sums
    } else {
        &grid.column_sums
    };
    let every_sum = || grid.row_sums.iter().chain(&grid.column_sums).copied();
    let low = every_sum().fold(0.0, f64::min);
    let high = every_sum().fold(0.0, f64::max);
    let range = (high - low).max(f64::MIN_POSITIVE);
    if sums.is_empty() {
        return;
    }
    let length = if right { place.width } else { place.height };
    let along = |value: f64| (value - low) / range * length;
    let (width, height) = (
        place.width / sums.len().max(1) as f64,
        place.height / sums.len().max(1) as f64,
    );
    drawing.fill(place, drawing.palette.background);
    drawing.open("sums");
    for (at, &sum) in sums.iter().enumerate() {
        let (from, to) = (along(sum.min(0.0)), along(sum.max(0.0)));
        let bar = if right {
            Rect {
                left: place.left + from,
                top: place.top + (at as f64 + 0.12) * height,
                width: to - from,
                height: 0.76 * height,
            }
        } else {
            Rect {
                left: place.left + (at as f64 + 0.12) * width,
                top: place.top + from,
                width: 0.76 * width,
                height: to - from,
            }
        };
        let role = if sum < 0.0 {
            MarkRole::Takes
        } else {
            MarkRole::Adds
        };
        let mark = drawing.palette.mark(role);
        let labels = if right { &grid.rows } else { &grid.columns };
        let label = labels.get(at).map_or("", |label| &label.text);
        drawing.fill_named(bar, mark.narrow_fill, &format!("{label}: {sum:+.4}"));
    }
    drawing.close();
    let zero = along(0.0);
    let ends = if right {
        let x = place.left + zero;
        ((x, place.top), (x, place.bottom()))
    } else {
        let y = place.top + zero;
        ((place.left, y), (place.right(), y))
    };
    drawing.line(
        ends.0,
        ends.1,
        (drawing.palette.weak_text, drawing.unit()),
        "",
    );
}

fn cell_size(grid: &GridChart, cells: Rect) -> (f64, f64) {
    let (rows, columns) = (grid.rows.len().max(1), grid.columns.len().max(1));
    (cells.width / columns as f64, cells.height / rows as f64)
}

fn ink_of(drawing: &Drawing<'_>, label: &TokenLabel, anchor: Anchor, turned: f64) -> Ink {
    let mut ink = drawing.ink(anchor);
    ink.turned = turned;
    if label.special {
        ink.colour = drawing.palette.weak_text;
    }
    ink
}

fn widest(ruler: &Ruler, labels: &[TokenLabel]) -> f64 {
    let widths = labels.iter().map(|label| ruler.width(&label.text));
    widths.fold(3.0, f64::max).min(LONGEST)
}
