//! Where everything stands: header, charts in rows, footer; as high as needed or as high as asked.

use super::contents::Figure;
use super::drawing::{Drawing, number};
use super::fonts::Ruler;
use super::header_and_footer::Block;
use super::panels::draw_panel;
use super::plan::{Columns, MARGIN, plans};
use super::style::{FigureError, FigureStyle};

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
    let columns = Columns::new(&ruler, figure, style);
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
    let mut drawing = Drawing::new(&ruler, style.theme.palette(), size);
    let left = MARGIN * size;
    above.draw(&mut drawing, (left, left));
    let mut y = left + above.height;
    for plan in &planned {
        draw_panel(&mut drawing, &columns, plan, y);
        y += plan.height();
    }
    let content = y + below.height + MARGIN * size;
    let height = style.height.map_or(content.ceil(), f64::from);
    let foot_top = height - below.height - MARGIN * size;
    below.draw(&mut drawing, (left, foot_top));
    let extent = (f64::from(style.width), height);
    let size = size_attributes(style, extent);
    let recipe = figure.recipe.json(style);
    let document = drawing.document(extent, &size, &figure.title, &recipe);
    Ok((document, height))
}

/// Width and height as an SVG gives them: in millimetres for print, else in pixels.
fn size_attributes(style: &FigureStyle, (width, height): (f64, f64)) -> [String; 2] {
    let lengths = [width, height];
    match style.width_mm {
        Some(_) => lengths.map(|length| format!("{}mm", number(style.millimetres(length)))),
        None => lengths.map(number),
    }
}
