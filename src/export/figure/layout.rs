//! Where everything stands: header, charts in rows, footer; as high as needed or as high as asked.

use super::contents::Figure;
use super::drawing::{Drawing, number};
use super::fonts::Ruler;
use super::header_and_footer::Block;
use super::panels::draw_panel;
use super::plan::{Columns, MARGIN, Plan, plans};
use super::style::{FigureError, FigureStyle};

/// The figure as an SVG document.
///
/// # Errors
/// A style out of range, or a height that the content does not fit.
pub fn svg_from_figure(figure: &Figure, style: &FigureStyle) -> Result<String, FigureError> {
    Ok(drawn(figure, style)?.svg)
}

/// What of the figure has no room in this style, one sentence each.
///
/// # Errors
/// A style out of range, or a height that the content does not fit.
pub fn remarks_of_figure(figure: &Figure, style: &FigureStyle) -> Result<Vec<String>, FigureError> {
    let Drawn {
        mut remarks,
        values_left_out,
        ..
    } = drawn(figure, style)?;
    if values_left_out {
        remarks.push(
            "The values above the bars have no room: make the figure wider or its text smaller."
                .to_owned(),
        );
    }
    Ok(remarks)
}

/// A figure as it is drawn.
pub(super) struct Drawn {
    pub(super) svg: String,
    /// Its height at scale 1.
    pub(super) height: f64,
    /// What stands in its footer of what has no room.
    remarks: Vec<String>,
    values_left_out: bool,
}

pub(super) fn drawn(figure: &Figure, style: &FigureStyle) -> Result<Drawn, FigureError> {
    style.check()?;
    let parts = style.parts;
    let ruler = Ruler::new(&style.font)?;
    let size = style.text_size;
    let width = f64::from(style.width) - 2.0 * MARGIN * size;
    let above = Block::above(&ruler, figure, parts, width, size);
    let columns = Columns::new(&ruler, figure, style);
    let fixed = 2.0 * MARGIN * size + above.height;
    // A height that follows the content is rounded up to whole pixels.
    let most = style.height.unwrap_or(style.highest - 1);
    let mut notes: Vec<String> = Vec::new();
    let mut below = Block::below(&ruler, figure, parts, &notes, width, size);
    let room = f64::from(most) - fixed - below.height;
    let (mut planned, mut needed) = plans(&ruler, figure, &columns, room, style.height.is_some());
    for note in planned.iter().flat_map(Plan::notes) {
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
    if !notes.is_empty() {
        // The notes take room of their own.
        below = Block::below(&ruler, figure, parts, &notes, width, size);
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
    drawing.values = parts.values;
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
    Ok(Drawn {
        svg: drawing.document(extent, &size, &figure.title, &recipe),
        height,
        remarks: notes,
        values_left_out: drawing.values_left_out,
    })
}

/// Width and height as an SVG gives them: in millimetres for print, else in pixels.
fn size_attributes(style: &FigureStyle, (width, height): (f64, f64)) -> [String; 2] {
    let lengths = [width, height];
    match style.width_mm {
        Some(_) => lengths.map(|length| format!("{}mm", number(style.millimetres(length)))),
        None => lengths.map(number),
    }
}
