//! Many small matrices in rows and columns, each a tile.

use crate::charts::{Tile, TileChart};

use super::drawing::{Anchor, Drawing};
use super::rect::Rect;

/// The room for the numbers of rows and columns, and between tiles, in sizes of the small text.
const NUMBERS: f64 = 4.6;
const BETWEEN: f64 = 0.35;
/// The natural, the least and the largest side of a tile.
const SIDE: f64 = 6.0;
const LEAST: f64 = 1.6;
const LARGEST: f64 = 7.0;
/// How many colours there are: cells of nearly one value are drawn as one.
const COLOURS: f64 = 48.0;

/// The height of the numbers over the columns.
pub(super) fn header_height(size: f64) -> f64 {
    2.7 * size
}

/// The least and the natural height in a plot of `width`, in sizes of the small text.
pub(super) fn heights(chart: &TileChart, width: f64) -> (f64, f64) {
    let rows = chart.tiles.len().max(1) as f64;
    let side = width / chart.columns().max(1) as f64;
    (LEAST * rows, side.clamp(LEAST, SIDE) * rows)
}

/// Draws `chart`, `strip` high numbers over its columns.
pub(super) fn draw_tiles(drawing: &mut Drawing<'_>, chart: &TileChart, place: Rect, strip: f64) {
    let size = drawing.size;
    let rows = chart.tiles.len().max(1) as f64;
    let columns = chart.columns().max(1) as f64;
    let room = place.width - NUMBERS * size;
    let length = (room / columns).min((place.height - strip) / rows);
    let length = length.min(LARGEST * size);
    let (left, top) = (place.left + NUMBERS * size, place.top + strip);
    drawing.open("axis");
    let weak = drawing.weak_ink(Anchor::Start);
    drawing.text(
        (place.left, top - 1.5 * size),
        &format!("{} ↓", chart.row_name),
        weak,
    );
    drawing.text(
        (left, top - 1.5 * size),
        &format!("{} →", chart.column_name),
        weak,
    );
    for column in 0..chart.columns() {
        let x = left + (column as f64 + 0.5) * length;
        let ink = drawing.ink(Anchor::Middle);
        drawing.text((x, top - 0.3 * size), &(column + 1).to_string(), ink);
    }
    for row in 0..chart.tiles.len() {
        let y = top + (row as f64 + 0.5) * length + 0.36 * size;
        let ink = drawing.ink(Anchor::End);
        drawing.text((left - 0.5 * size, y), &(row + 1).to_string(), ink);
    }
    drawing.close();
    for (row, tiles) in chart.tiles.iter().enumerate() {
        for (column, tile) in tiles.iter().enumerate() {
            let outer = Rect {
                left: left + column as f64 * length,
                top: top + row as f64 * length,
                width: length - BETWEEN * size,
                height: length - BETWEEN * size,
            };
            draw_tile(drawing, chart, tile, outer);
            if chart.chosen == Some((row, column)) {
                let stroke = (drawing.palette.text, 1.5 * drawing.unit());
                drawing.outlined(outer, None, stroke, "");
            }
        }
    }
}

fn draw_tile(drawing: &mut Drawing<'_>, chart: &TileChart, tile: &Tile, place: Rect) {
    let colour = |step: u32| f64::from(step) / COLOURS;
    let empty = drawing.palette.scale(0.0, false);
    let name = tile.facts.join("; ");
    drawing.open_crisp("tile");
    drawing.fill_named(place, empty, &name);
    let length = tile.side.max(1);
    let cell = (place.width / length as f64, place.height / length as f64);
    for (row, cells) in tile.cells.chunks_exact(length).enumerate() {
        let step = |value: f32| (chart.share(value).clamp(0.0, 1.0) * COLOURS).round() as u32;
        let mut start = 0;
        for run in cells.chunk_by(|&a, &b| step(a) == step(b)) {
            let of_run = run.first().map_or(0, |&value| step(value));
            if of_run > 0 {
                let at = Rect {
                    left: place.left + start as f64 * cell.0,
                    top: place.top + row as f64 * cell.1,
                    width: run.len() as f64 * cell.0,
                    height: cell.1,
                };
                let fill = drawing.palette.scale(colour(of_run), false);
                drawing.fill(at, fill);
            }
            start += run.len();
        }
    }
    drawing.close();
}
