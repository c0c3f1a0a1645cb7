//! Cells in rows (layers) and columns (tokens), in one mesh.

use eframe::egui::{Mesh, Response, Shape, Stroke, StrokeKind, Ui};
use egui_plot::PlotPoint;

use crate::charts::geometry::every;
use crate::charts::{Axis, Heatmap};

use super::theme::Palette;
use super::token_plot::TokenPlot;
use super::token_window::TokenWindow;

/// What the pointer is on.
pub(crate) struct HeatmapHit {
    /// The column under the pointer.
    pub(crate) column: Option<usize>,
    /// The row under the pointer.
    pub(crate) row: Option<usize>,
    /// Whether it was clicked in this frame.
    pub(crate) clicked: bool,
    /// The plot, to hang a tooltip on.
    pub(crate) response: Response,
}

/// Draws `heatmap` in `height` points. `highlight` is a column.
pub(crate) fn paint_heatmap(
    ui: &mut Ui,
    id: &str,
    heatmap: &Heatmap,
    height: f32,
    highlight: Option<usize>,
    window: &mut TokenWindow,
) -> HeatmapHit {
    let palette = Palette::of(ui);
    let rows = heatmap.cells.len();
    let layer_axis = Axis::numbers("layer", -0.5, rows as f64 - 0.5);
    let room = f64::from((height - 80.0).max(40.0)) / rows as f64;
    let step = every(14.0, room);
    let frame = TokenPlot {
        id,
        height,
        label_strip: None,
        axis: &layer_axis,
        marks: Some((0..rows).step_by(step).map(|row| row as f64).collect()),
        show_grid: false,
        labels: &heatmap.labels,
        highlight,
    };
    let hit = frame.show(ui, window, |transform, _, shapes| {
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
        let last = heatmap.labels.len().saturating_sub(1);
        let outline = |rect, width| {
            let stroke = Stroke::new(width, palette.text);
            Shape::rect_stroke(rect, 0.0, stroke, StrokeKind::Inside)
        };
        let row = heatmap.chosen_row;
        shapes.push(outline(cell(row, 0).union(cell(row, last)), 2.0));
        if let Some(column) = highlight.filter(|&column| column <= last) {
            let top = rows.saturating_sub(1);
            shapes.push(outline(cell(0, column).union(cell(top, column)), 1.0));
        }
    });
    let row = hit.value.round();
    HeatmapHit {
        column: hit.slot,
        row: (row >= 0.0 && row < rows as f64).then_some(row as usize),
        clicked: hit.clicked,
        response: hit.response,
    }
}
