//! Many small matrices in rows and columns, each a tile, drawn as one picture that is made once.

use std::sync::Arc;

use eframe::egui::{
    Align2, Color32, ColorImage, Pos2, Rect, Response, Role, Sense, Stroke, StrokeKind,
    TextureHandle, TextureOptions, Ui, WidgetInfo, pos2, vec2,
};

use crate::charts::{Tile, TileChart};

use super::kept::kept;
use super::theme::{Palette, Ramp, small_font};

/// Room for the numbers of rows and columns.
const NUMBERS: f32 = 26.0;
/// The space between tiles.
const BETWEEN: f32 = 4.0;
/// The largest side of a tile, and the least.
const LARGEST: f32 = 92.0;
const LEAST: f32 = 10.0;

/// What the pointer is on.
pub(crate) struct TileHit {
    /// The row and the column of the tile under the pointer.
    pub(crate) tile: Option<(usize, usize)>,
    /// The chart, to hang a tooltip on.
    pub(crate) response: Response,
}

/// The picture of all cells.
struct Atlas {
    texture: TextureHandle,
    /// Pixels along the side of a tile.
    side: usize,
}

/// Draws `chart` as wide as there is room.
pub(crate) fn paint_tiles(ui: &mut Ui, chart: &Arc<TileChart>) -> TileHit {
    let palette = Palette::of(ui);
    let (rows, columns) = (chart.tiles.len().max(1), chart.columns().max(1));
    let step = (ui.available_width() - NUMBERS) / columns as f32;
    let step = step.clamp(LEAST, LARGEST);
    let size = vec2(
        NUMBERS + step * columns as f32,
        NUMBERS + step * rows as f32,
    );
    let (place, response) = ui.allocate_exact_size(size, Sense::click());
    let tiles = Rect::from_min_max(place.min + vec2(NUMBERS, NUMBERS), place.max);
    let name = ui.scope_id().with("tiles");
    let dark = ui.visuals().dark_mode;
    let atlas = kept(ui, name, chart, dark, || atlas(ui, chart, palette));
    let at = |row: usize, column: usize| {
        let corner = tiles.min + vec2(step * column as f32, step * row as f32);
        Rect::from_min_size(corner, vec2(step - BETWEEN, step - BETWEEN))
    };
    for (row, of_row) in chart.tiles.iter().enumerate() {
        for (column, tile) in of_row.iter().enumerate() {
            let used = tile.side as f32 / atlas.side.max(1) as f32;
            let cell = vec2(1.0 / columns as f32, 1.0 / rows as f32);
            let start = pos2(cell.x * column as f32, cell.y * row as f32);
            let part = Rect::from_min_size(start, cell * used);
            let place = at(row, column);
            ui.painter()
                .image(atlas.texture.id(), place, part, Color32::WHITE);
            let stroke = if chart.chosen == Some((row, column)) {
                Stroke::new(2.0, palette.text)
            } else {
                Stroke::new(1.0, palette.grid)
            };
            ui.painter()
                .rect_stroke(place, 0.0, stroke, StrokeKind::Outside);
        }
    }
    paint_numbers(ui, chart, place.min, step, palette);
    let tile = response.hover_pos().and_then(|pointer| {
        let offset = (pointer - tiles.min) / step;
        let (row, column) = (offset.y.floor(), offset.x.floor());
        let inside = row >= 0.0 && column >= 0.0;
        let (row, column) = (row as usize, column as usize);
        let there = chart
            .tiles
            .get(row)
            .is_some_and(|of_row| column < of_row.len());
        (inside && there).then_some((row, column))
    });
    if let Some((row, column)) = tile {
        let stroke = Stroke::new(1.5, palette.weak_text);
        ui.painter()
            .rect_stroke(at(row, column), 0.0, stroke, StrokeKind::Outside);
    }
    let said = format!("{}: {rows} rows, {columns} columns", chart.title);
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &said));
    TileHit { tile, response }
}

fn paint_numbers(ui: &Ui, chart: &TileChart, corner: Pos2, side: f32, palette: &Palette) {
    let painter = ui.painter();
    let colour = palette.weak_text;
    let middle = (side - BETWEEN) / 2.0;
    for column in 0..chart.columns() {
        let x = corner.x + NUMBERS + side * column as f32 + middle;
        let at = pos2(x, corner.y + NUMBERS - 5.0);
        let text = (column + 1).to_string();
        painter.text(at, Align2::CENTER_BOTTOM, text, small_font(), colour);
    }
    for row in 0..chart.tiles.len() {
        let y = corner.y + NUMBERS + side * row as f32 + middle;
        let at = pos2(corner.x + NUMBERS - 7.0, y);
        let text = (row + 1).to_string();
        painter.text(at, Align2::RIGHT_CENTER, text, small_font(), colour);
    }
}

fn atlas(ui: &Ui, chart: &TileChart, palette: &Palette) -> Atlas {
    let sides = chart.tiles.iter().flatten().map(|tile| tile.side);
    let side = sides.max().unwrap_or(1).max(1);
    let (rows, columns) = (chart.tiles.len().max(1), chart.columns().max(1));
    let ramp = palette.ramp(false);
    let mut image = ColorImage::filled([columns * side, rows * side], ramp.at(0.0));
    for (row, of_row) in chart.tiles.iter().enumerate() {
        for (column, tile) in of_row.iter().enumerate() {
            let corner = (row * side, column * side);
            draw(&mut image, chart, tile, corner, &ramp);
        }
    }
    let texture = ui
        .ctx()
        .load_texture("tiles", image, TextureOptions::NEAREST);
    Atlas { texture, side }
}

/// Draws one tile with its upper left pixel at `(row, column)`.
fn draw(
    image: &mut ColorImage,
    chart: &TileChart,
    tile: &Tile,
    (row, column): (usize, usize),
    ramp: &Ramp,
) {
    let wide = image.width();
    for (line, cells) in tile.cells.chunks_exact(tile.side.max(1)).enumerate() {
        let start = (row + line) * wide + column;
        let pixels = image.pixels.iter_mut().skip(start);
        for (pixel, &cell) in pixels.zip(cells) {
            *pixel = ramp.at(chart.share(cell));
        }
    }
}
