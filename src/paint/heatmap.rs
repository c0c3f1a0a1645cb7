//! Cells in rows (layers) and columns (tokens), in one mesh.

use eframe::egui::text::{LayoutJob, TextWrapping};
use eframe::egui::{
    Color32, CursorIcon, FontId, Mesh, Rangef, Rect, Response, Role, Sense, Shape, Stroke,
    StrokeKind, Ui, WidgetInfo,
};
use egui_plot::{PlotPoint, PlotTransform};

use crate::charts::geometry::every;
use crate::charts::{Axis, Heatmap};

use super::keyboard::{self, UPWARDS};
use super::marked::Marked;
use super::theme::{AXIS_WIDTH, Palette};
use super::token_plot::TokenPlot;
use super::token_window::TokenWindow;

/// What the pointer is on.
pub(crate) struct HeatmapHit {
    /// The column under the pointer.
    pub(crate) column: Option<usize>,
    /// The row under the pointer.
    pub(crate) row: Option<usize>,
    /// Whether a cell was clicked in this frame.
    pub(crate) clicked: bool,
    /// The row whose number on the axis was clicked in this frame.
    pub(crate) clicked_row: Option<usize>,
    /// The plot, to hang a tooltip on.
    pub(crate) response: Response,
}

/// Draws `heatmap` in `height` points; `marked` are columns.
pub(crate) fn paint_heatmap(
    ui: &mut Ui,
    id: &str,
    heatmap: &Heatmap,
    height: f32,
    marked: impl Into<Marked>,
    window: &mut TokenWindow,
) -> HeatmapHit {
    let palette = Palette::of(ui);
    let marked = marked.into();
    let rows = heatmap.cells.len();
    let layer_axis = Axis::numbers("layer", -0.5, rows as f64 - 0.5);
    let room = f64::from((height - 80.0).max(40.0)) / rows as f64;
    let step = every(14.0, room);
    let name = format!(
        "{}, {rows} layers, {} columns",
        heatmap.title,
        heatmap.labels.len()
    );
    let cursor = ui.scope_id().with((id, "row"));
    let kept_row = keyboard::cursor(ui, cursor);
    let at_row = kept_row.unwrap_or(heatmap.chosen_row);
    let frame = TokenPlot {
        id,
        name: &name,
        height,
        label_strip: None,
        axis: &layer_axis,
        marks: Some((0..rows).step_by(step).map(|row| row as f64).collect()),
        show_grid: false,
        wheel_pans: false,
        labels: &heatmap.labels,
        marked: &marked,
    };
    let marks = |transform: &PlotTransform, ui: &Ui, shapes: &mut Vec<Shape>| {
        let bounds = transform.bounds();
        let first = (bounds.min()[0] - 0.5).floor().max(0.0) as usize;
        let count = (bounds.width() + 3.0).ceil() as usize;
        let mut mesh = Mesh::default();
        let cell = |row: usize, column: usize| {
            let (x, y) = (column as f64, row as f64);
            transform.rect_from_values(
                &PlotPoint::new(x - 0.5, y - 0.5),
                &PlotPoint::new(x + 0.5, y + 0.5),
            )
        };
        for (row, values) in heatmap.cells.iter().enumerate() {
            for (column, &value) in values.iter().enumerate().skip(first).take(count) {
                let colour = match value {
                    Some(value) => palette.scale(heatmap.share(value), heatmap.centred).0,
                    None => palette.no_value,
                };
                mesh.add_colored_rect(cell(row, column), colour);
            }
        }
        shapes.push(Shape::mesh(mesh));
        for row in 0..rows.min(heatmap.texts.len()) {
            for column in (first..heatmap.labels.len()).take(count) {
                let value = heatmap.cells.get(row).and_then(|cells| cells.get(column));
                let value = value.copied().flatten();
                let (Some(text), Some(value)) = (heatmap.text(row, column), value) else {
                    continue;
                };
                let (_, ink) = palette.scale(heatmap.share(value), heatmap.centred);
                shapes.extend(word_in(ui, cell(row, column), text, ink));
            }
        }
        let last = heatmap.labels.len().saturating_sub(1);
        let outline = |rect, width| {
            let stroke = Stroke::new(width, palette.text);
            Shape::rect_stroke(rect, 0.0, stroke, StrokeKind::Inside)
        };
        let row = heatmap.chosen_row;
        shapes.push(outline(cell(row, 0).union(cell(row, last)), 2.0));
        let top = rows.saturating_sub(1);
        for column in marked.all().filter(|&column| column <= last) {
            let width = if marked.selected.contains(&column) {
                2.0
            } else {
                1.0
            };
            shapes.push(outline(cell(0, column).union(cell(top, column)), width));
            if let Some(row) = kept_row {
                shapes.push(outline(cell(row, column), 2.0));
            }
        }
    };
    let value = |column: usize| {
        let label = heatmap.labels.get(column).map_or("", |label| &label.text);
        let cell = heatmap.cells.get(at_row).and_then(|row| row.get(column));
        let cell = cell.copied().flatten();
        let cell = cell.map_or_else(|| "none".to_owned(), |value| format!("{value:.3}"));
        format!("{label}, layer {at_row}: {cell}")
    };
    let hit = frame.show(ui, window, marks, value);
    let from = (cursor, Some(at_row));
    let gone_to = keyboard::step(ui, &hit.response, from, rows, UPWARDS);
    let row = hit.value.round();
    let clicked_row = row_numbers(ui, id, hit.response.rect, rows);
    let pointed = (row >= 0.0 && row < rows as f64).then_some(row as usize);
    let by_keyboard = hit.response.has_focus().then_some(at_row);
    HeatmapHit {
        column: hit.slot,
        row: gone_to.or(pointed).or(by_keyboard),
        clicked: hit.clicked,
        clicked_row,
        response: hit.response,
    }
}

/// `text` in the middle of a cell, in the colour `ink`, cut at its width; `None` where there is no room
/// for it.
fn word_in(ui: &Ui, cell: Rect, text: &str, ink: Color32) -> Option<Shape> {
    const SIZE: f32 = 12.0;
    const LEAST_WIDTH: f32 = 16.0;
    if cell.height() < SIZE || cell.width() < LEAST_WIDTH {
        return None;
    }
    let font = FontId::proportional(SIZE.min(cell.height() - 1.0));
    let mut job = LayoutJob::simple_singleline(text.to_owned(), font, ink);
    job.wrap = TextWrapping::truncate_at_width(cell.width() - 4.0);
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let place = cell.center() - galley.size() / 2.0;
    Some(Shape::galley(place, galley, ink))
}

/// The numbers left of the rows, each of which can be clicked; returns the one that was. The keys
/// that step through the layers do the same, so they are no stops of the Tab key.
fn row_numbers(ui: &Ui, id: &str, cells: Rect, rows: usize) -> Option<usize> {
    let across = Rangef::new(cells.left() - AXIS_WIDTH, cells.left());
    let height = cells.height() / rows.max(1) as f32;
    (0..rows).find(|&row| {
        let bottom = cells.bottom() - row as f32 * height;
        let place = Rect::from_x_y_ranges(across, Rangef::new(bottom - height, bottom));
        let response = ui.interact(place, ui.scope_id().with((id, "row", row)), Sense::CLICK);
        let name = format!("Choose Layer {row}");
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
        let response = response.on_hover_cursor(CursorIcon::PointingHand);
        if response.hovered() {
            let line = Stroke::new(1.0, Palette::of(ui).text);
            ui.painter()
                .rect_stroke(place.shrink(0.5), 2.0, line, StrokeKind::Inside);
        }
        response.on_hover_text(name).clicked()
    })
}
