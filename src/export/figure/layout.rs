//! Where everything stands: header, charts in rows, footer; as high as needed or as high as asked.

use crate::domain::format::with_minus;

use super::drawing::Drawing;
use super::fonts::Ruler;
use super::frame::Frame;
use super::header::Block;
use super::plan::plans;
use super::{Figure, FigureError, FigureStyle, Panel};

/// Space around everything, in sizes of the small text.
const MARGIN: f64 = 1.0;

/// The figure as an SVG document.
///
/// # Errors
/// A style out of range, or a height that the content does not fit.
pub fn svg_from_figure(figure: &Figure, style: &FigureStyle) -> Result<String, FigureError> {
    Ok(drawn(figure, style)?.0)
}

/// The document and its height at scale 1.
pub(super) fn drawn(figure: &Figure, style: &FigureStyle) -> Result<(String, f64), FigureError> {
    style.check()?;
    let ruler = Ruler::default();
    let size = style.text_size;
    let width = f64::from(style.width) - 2.0 * MARGIN * size;
    let above = Block::above(&ruler, figure, width, size);
    let columns = Columns::of(&ruler, figure, style);
    let fixed = 2.0 * MARGIN * size + above.height;
    // A height that follows the content is rounded up to whole pixels.
    let most = style.height.unwrap_or(style.highest - 1);
    let mut notes: Vec<String> = Vec::new();
    let mut below = Block::below(&ruler, figure, &notes, width, size);
    let room = f64::from(most) - fixed - below.height;
    let (mut planned, mut needed) = plans(&ruler, figure, &columns, room, style.height.is_some());
    for note in planned
        .iter()
        .filter_map(|plan| plan.tokens.as_ref()?.note())
    {
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
    if !notes.is_empty() {
        // The notes take room of their own.
        below = Block::below(&ruler, figure, &notes, width, size);
        let room = f64::from(most) - fixed - below.height;
        (planned, needed) = plans(&ruler, figure, &columns, room, style.height.is_some());
    }
    let needed = (needed + fixed + below.height).ceil() as u32;
    if needed > most && style.height.is_some() {
        return Err(FigureError::TooLow {
            given: most,
            needed,
        });
    }
    let mut drawing = Drawing::new(&ruler);
    let palette = style.theme.palette();
    let left = MARGIN * size;
    above.draw(&mut drawing, palette, (left, left), size);
    let mut y = left + above.height;
    for plan in &planned {
        let frame = Frame {
            palette,
            size,
            columns: &columns,
        };
        frame.draw(&mut drawing, plan, y);
        y += plan.height();
    }
    let content = y + below.height + MARGIN * size;
    let height = style.height.map_or(content.ceil(), f64::from);
    let foot_top = height - below.height - MARGIN * size;
    below.draw(&mut drawing, palette, (left, foot_top), size);
    let extent = (f64::from(style.width), height);
    let background = palette.surround;
    let document = drawing.document(
        extent,
        background,
        &figure.title,
        &figure.recipe.json(style),
    );
    Ok((document, height))
}

/// Where plots begin and end, the same for all charts of a figure, so that they line up.
pub(super) struct Columns {
    /// The left edge of everything.
    pub(super) outer_left: f64,
    /// The left edge of plots.
    pub(super) left: f64,
    /// The right edge of plots.
    pub(super) right: f64,
    pub(super) size: f64,
}

impl Columns {
    fn of(ruler: &Ruler, figure: &Figure, style: &FigureStyle) -> Self {
        let size = style.text_size;
        let ticks = |panel: &Panel| -> f64 {
            let widths = match panel {
                Panel::Heatmap(heatmap) => vec![ruler.width(&heatmap.cells.len().to_string())],
                other => other.axis().map_or_else(Vec::new, |axis| {
                    let marks = axis.marks(12).into_iter();
                    marks
                        .map(|mark| ruler.width(&with_minus(&axis.ticks.text(mark))))
                        .collect()
                }),
            };
            widths.into_iter().fold(0.0, f64::max)
        };
        let widest = figure.panels.iter().map(ticks).fold(0.0, f64::max);
        let named = figure
            .panels
            .iter()
            .any(|panel| !panel.axis_name().is_empty());
        let title = if named { 1.7 } else { 0.0 };
        let has_rules = figure.panels.iter().any(|panel| match panel {
            Panel::Bars(chart) => !chart.rules.is_empty(),
            _ => false,
        });
        let outer_left = MARGIN * size;
        Self {
            outer_left,
            left: outer_left + (title + widest + 0.7) * size,
            right: f64::from(style.width) - (MARGIN + if has_rules { 1.1 } else { 0.2 }) * size,
            size,
        }
    }

    pub(super) fn width(&self) -> f64 {
        self.right - self.left
    }
}
