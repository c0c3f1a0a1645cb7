//! Signed cells in rows and columns that have names of their own, with the sums of the rows as bars
//! at the right and those of the columns as bars below.

use std::sync::Arc;

use eframe::egui::{
    Align2, Color32, ColorImage, Mesh, Rect, Response, Role, Sense, Shape, Stroke, StrokeKind,
    TextureHandle, TextureOptions, Ui, WidgetInfo, pos2, vec2,
};
use eframe::epaint::TextShape;

use crate::charts::geometry::every;
use crate::charts::{GridChart, MarkRole, TokenLabel};

use super::kept::kept;
use super::marks::fitted;
use super::theme::{Palette, label_font, small_font};

/// Letters beside each other may change the width of a name by less than this.
const KERNING: f32 = 8.0;
/// The longest name, the length of the bars, and the space between cells and bars.
const LONGEST: f32 = 120.0;
const BARS: f32 = 54.0;
const BETWEEN: f32 = 6.0;
/// The size of a cell where there is room, and the least.
const CELL: f32 = 26.0;
const WIDEST: f32 = 56.0;
const LEAST: f32 = 1.0;
/// The room for what stands in the corner.
const CORNER: f32 = 56.0;
/// A cell this wide has room for its value.
const ROOM_FOR_VALUE: f32 = 34.0;
/// The least that a pixel of the texture takes, in pixels of the screen.
const PIXEL: f32 = 1.0;
/// The space that a name needs.
const NAME: f32 = 15.0;

/// What the pointer is on.
#[derive(Debug, Clone)]
pub(crate) struct GridHit {
    /// The row under the pointer.
    pub(crate) row: Option<usize>,
    /// The column under the pointer.
    pub(crate) column: Option<usize>,
    /// The grid, to hang a tooltip on.
    pub(crate) response: Response,
}

/// Draws `grid` as wide as there is room and at most `height` points high. `name` tells it from the
/// other grids of `ui`; `pointed` is the row and the column to set off.
pub(crate) fn paint_grid(
    ui: &mut Ui,
    name: &str,
    grid: &Arc<GridChart>,
    height: f32,
    pointed: (Option<usize>, Option<usize>),
) -> GridHit {
    let palette = Palette::of(ui);
    let id = ui.scope_id().with(("grid", name));
    let widths = ui.pixels_per_point();
    let widest = kept(ui, id, grid, widths, || widest_names(ui, grid));
    let places = Places::new(ui, grid, *widest, height);
    let (place, response) = ui.allocate_exact_size(places.size, Sense::CLICK);
    let cells = places.cells.translate(place.min.to_vec2());
    let frame = Frame {
        grid,
        palette,
        cells,
    };
    if ui.is_rect_visible(place) {
        let pooled = frame.pooled(ui);
        let depends = (ui.visuals().dark_mode, pooled);
        let texture = kept(ui, id, grid, depends, || frame.texture(ui, pooled));
        frame.paint_cells(ui, &texture, pooled);
        frame.paint_names(ui);
        frame.paint_sums(ui);
    }
    let (mut row, mut column) = (None, None);
    if let Some(pointer) = response.hover_pos() {
        let size = frame.cell_size();
        row = index((pointer.y - cells.top()) / size.y, grid.rows.len());
        column = index((pointer.x - cells.left()) / size.x, grid.columns.len());
    }
    frame.paint_pointed(ui, (row.or(pointed.0), column.or(pointed.1)));
    let said = format!(
        "{}: {} rows, {} columns",
        grid.title,
        grid.rows.len(),
        grid.columns.len()
    );
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &said));
    GridHit {
        row,
        column,
        response,
    }
}

/// The widths of the widest names of rows and of columns, which are often the same.
fn widest_names(ui: &Ui, grid: &GridChart) -> [f32; 2] {
    let of_rows = widest(ui, &grid.rows);
    if grid.rows == grid.columns {
        return [of_rows; 2];
    }
    [of_rows, widest(ui, &grid.columns)]
}

/// The width of the widest name. Laying out hundreds of names takes a good part of a frame, so of those
/// in plain letters only such are laid out that may be the widest, by the widths of their letters.
fn widest(ui: &Ui, labels: &[TokenLabel]) -> f32 {
    let font = label_font();
    let letters: Vec<f32> = ui.fonts_mut(|fonts| {
        let widths = (0_u8..128).map(|letter| fonts.glyph_width(&font, char::from(letter)));
        widths.collect()
    });
    let in_letters = |label: &TokenLabel| -> Option<f32> {
        let bytes = label.text.bytes();
        bytes.map(|byte| letters.get(usize::from(byte))).sum()
    };
    let most = labels.iter().filter_map(in_letters).fold(0.0, f32::max);
    let may_be =
        |label: &&TokenLabel| in_letters(label).is_none_or(|width| width >= most - KERNING);
    let widths = labels.iter().filter(may_be).map(|label| {
        let text = fitted(ui, &label.text, font.clone(), LONGEST);
        text.size().x
    });
    widths.fold(24.0, f32::max)
}

fn index(at: f32, count: usize) -> Option<usize> {
    let at = at.floor();
    (at >= 0.0 && at < count as f32).then_some(at as usize)
}

/// How large everything is.
struct Places {
    size: eframe::egui::Vec2,
    /// The cells, from the top left corner of everything.
    cells: Rect,
}

impl Places {
    /// `widest` are the widths of the names of rows and of columns.
    fn new(ui: &Ui, grid: &GridChart, widest: [f32; 2], height: f32) -> Self {
        let [of_rows, of_columns] = widest;
        let (rows, columns) = (grid.rows.len().max(1), grid.columns.len().max(1));
        // The corner says which text is which.
        let corner = format!("{} ↓  {} →", grid.row_name, grid.column_name);
        let corner = fitted(ui, &corner, small_font(), 2.0 * LONGEST).size().x + 12.0;
        let left = (of_rows + 8.0).max(corner).max(CORNER);
        let top = of_columns + 8.0;
        let around = BARS + BETWEEN;
        let room = vec2(ui.available_width() - left - around, height - top - around);
        let cell = vec2(
            (room.x / columns as f32).clamp(LEAST, WIDEST),
            (room.y / rows as f32).clamp(LEAST, CELL),
        );
        let cells = Rect::from_min_size(
            pos2(left, top),
            vec2(cell.x * columns as f32, cell.y * rows as f32),
        );
        Self {
            size: cells.max.to_vec2() + vec2(around, around),
            cells,
        }
    }
}

/// The one that is further from 0; a number rather than none.
fn stronger(one: f64, other: f64) -> f64 {
    if one.is_nan() || other.abs() > one.abs() {
        other
    } else {
        one
    }
}

struct Frame<'a> {
    grid: &'a GridChart,
    palette: &'a Palette,
    cells: Rect,
}

impl Frame<'_> {
    fn cell_size(&self) -> eframe::egui::Vec2 {
        vec2(
            self.cells.width() / self.grid.columns.len().max(1) as f32,
            self.cells.height() / self.grid.rows.len().max(1) as f32,
        )
    }

    fn cell(&self, row: usize, column: usize) -> Rect {
        let size = self.cell_size();
        let offset = vec2(size.x * column as f32, size.y * row as f32);
        Rect::from_min_size(self.cells.min + offset, size)
    }

    /// How many rows and columns a pixel of the texture stands for: 1 where each has one on the
    /// screen.
    fn pooled(&self, ui: &Ui) -> [usize; 2] {
        let size = self.cell_size() * ui.pixels_per_point();
        [size.y, size.x].map(|side| (PIXEL / side).ceil().max(1.0) as usize)
    }

    /// The cells, as many rows and columns in a pixel as `pooled` says: what is less than a pixel
    /// is not seen, and the strongest of a few cells stands for them.
    fn texture(&self, ui: &Ui, [rows, columns]: [usize; 2]) -> TextureHandle {
        let grid = self.grid;
        let size = [
            grid.columns.len().div_ceil(columns).max(1),
            grid.rows.len().div_ceil(rows).max(1),
        ];
        let ramp = self.palette.ramp(grid.centred);
        let mut pixels = Vec::with_capacity(size[0] * size[1]);
        let mut strongest = vec![f64::NAN; size[0]];
        let mut cells = Vec::with_capacity(grid.columns.len());
        for first in (0..grid.rows.len()).step_by(rows) {
            strongest.fill(f64::NAN);
            for row in first..(first + rows).min(grid.rows.len()) {
                cells.clear();
                cells.extend(grid.cells.row(row));
                for (most, cells) in strongest.iter_mut().zip(cells.chunks(columns)) {
                    *most = cells.iter().copied().fold(*most, stronger);
                }
            }
            pixels.extend(strongest.iter().map(|&cell| {
                if cell.is_finite() {
                    ramp.at(grid.share(cell))
                } else {
                    self.palette.no_value
                }
            }));
        }
        pixels.resize(size[0] * size[1], self.palette.no_value);
        let image = ColorImage::new(size, pixels);
        ui.ctx()
            .load_texture("cells", image, TextureOptions::NEAREST)
    }

    fn paint_cells(&self, ui: &Ui, texture: &TextureHandle, [rows, columns]: [usize; 2]) {
        let [wide, high] = texture.size();
        // The last pixel may stand for fewer rows or columns than the others.
        let used = vec2(
            self.grid.columns.len() as f32 / (wide * columns) as f32,
            self.grid.rows.len() as f32 / (high * rows) as f32,
        );
        let part = Rect::from_min_size(pos2(0.0, 0.0), used);
        ui.painter()
            .image(texture.id(), self.cells, part, Color32::WHITE);
        let size = self.cell_size();
        if size.x < ROOM_FOR_VALUE || size.y < NAME {
            return;
        }
        for row in 0..self.grid.rows.len() {
            for (column, value) in self.grid.cells.row(row).enumerate() {
                if !value.is_finite() {
                    continue;
                }
                let ink = self.ink(value);
                let text = self.grid.cell_text.of(value);
                let at = self.cell(row, column).center();
                ui.painter()
                    .text(at, Align2::CENTER_CENTER, text, small_font(), ink);
            }
        }
    }

    /// The colour of what is written on a cell.
    fn ink(&self, value: f64) -> Color32 {
        let share = self.grid.share(value);
        self.palette.scale(share, self.grid.centred).1
    }

    fn paint_names(&self, ui: &Ui) {
        let size = self.cell_size();
        let colour = |label: &TokenLabel| {
            if label.special {
                self.palette.weak_text
            } else {
                self.palette.text
            }
        };
        let step = every(f64::from(NAME), f64::from(size.y));
        for (row, label) in self.grid.rows.iter().enumerate().step_by(step) {
            let text = fitted(ui, &label.text, label_font(), LONGEST);
            let end = pos2(self.cells.left() - 5.0, self.cell(row, 0).center().y);
            let at = end - vec2(text.size().x, text.size().y / 2.0);
            ui.painter().add(
                TextShape::new(at, text, colour(label)).with_override_text_color(colour(label)),
            );
        }
        let step = every(f64::from(NAME), f64::from(size.x));
        for (column, label) in self.grid.columns.iter().enumerate().step_by(step) {
            let text = fitted(ui, &label.text, label_font(), LONGEST);
            let half = text.size().y / 2.0;
            let x = self.cell(0, column).center().x - half;
            let at = pos2(x, self.cells.top() - 5.0);
            let turned = TextShape::new(at, text, colour(label))
                .with_override_text_color(colour(label))
                .with_angle(-std::f32::consts::FRAC_PI_2);
            ui.painter().add(turned);
        }
        // The name of a low first row reaches above it.
        let above = 4.0 + ((NAME - size.y) / 2.0).max(0.0);
        let corner = self.cells.min - vec2(10.0, above);
        let text = format!("{} ↓  {} →", self.grid.row_name, self.grid.column_name);
        ui.painter().text(
            corner,
            Align2::RIGHT_BOTTOM,
            text,
            small_font(),
            self.palette.weak_text,
        );
    }

    /// The sums as bars from 0, all to one scale.
    fn paint_sums(&self, ui: &Ui) {
        let grid = self.grid;
        let every_sum = || grid.row_sums.iter().chain(&grid.column_sums).copied();
        let low = every_sum().fold(0.0, f64::min);
        let high = every_sum().fold(0.0, f64::max);
        let range = (high - low).max(f64::MIN_POSITIVE);
        let along = |value: f64| ((value - low) / range) as f32 * BARS;
        let right = self.cells.right() + BETWEEN;
        let below = self.cells.bottom() + BETWEEN;
        let mut mesh = Mesh::default();
        let colour = |sum: f64| {
            let role = if sum < 0.0 {
                MarkRole::Takes
            } else {
                MarkRole::Adds
            };
            self.palette.mark(role).narrow_fill
        };
        for (row, &sum) in grid.row_sums.iter().enumerate() {
            let cell = self.cell(row, 0);
            let inset = 0.12 * cell.height();
            let bar = Rect::from_min_max(
                pos2(right + along(sum.min(0.0)), cell.top() + inset),
                pos2(right + along(sum.max(0.0)), cell.bottom() - inset),
            );
            mesh.add_colored_rect(bar, colour(sum));
        }
        for (column, &sum) in grid.column_sums.iter().enumerate() {
            let cell = self.cell(0, column);
            let inset = 0.12 * cell.width();
            let bar = Rect::from_min_max(
                pos2(cell.left() + inset, below + along(sum.min(0.0))),
                pos2(cell.right() - inset, below + along(sum.max(0.0))),
            );
            mesh.add_colored_rect(bar, colour(sum));
        }
        ui.painter().add(Shape::mesh(mesh));
        let stroke = Stroke::new(1.0, self.palette.weak_text);
        if !grid.row_sums.is_empty() {
            ui.painter()
                .vline(right + along(0.0), self.cells.y_range(), stroke);
        }
        ui.painter()
            .hline(self.cells.x_range(), below + along(0.0), stroke);
    }

    fn paint_pointed(&self, ui: &Ui, (row, column): (Option<usize>, Option<usize>)) {
        let stroke = Stroke::new(1.0, self.palette.text);
        let (rows, columns) = (self.grid.rows.len(), self.grid.columns.len());
        let outline = |rect: Rect| {
            ui.painter()
                .rect_stroke(rect, 0.0, stroke, StrokeKind::Outside);
        };
        if let Some(row) = row.filter(|&row| row < rows) {
            outline(self.cell(row, 0).union(self.cell(row, columns.max(1) - 1)));
        }
        if let Some(column) = column.filter(|&column| column < columns) {
            outline(
                self.cell(0, column)
                    .union(self.cell(rows.max(1) - 1, column)),
            );
        }
    }
}
