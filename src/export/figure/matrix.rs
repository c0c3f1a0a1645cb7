//! Cells between every two of a few things, with their names at the left and at the top; numbers
//! take the place of names at the top where those have no room.

use crate::charts::Matrix;
use crate::charts::palette::ink_on;

use super::drawing::{Anchor, Drawing};
use super::fonts::Ruler;
use super::rect::Rect;
use super::words::{lines, shortened};

/// The widest a cell gets and the longest a name, in sizes of the small text.
const WIDEST: f64 = 12.0;
const LONGEST: f64 = 15.0;

/// The height of the names over the columns.
pub(super) fn header_height(ruler: &Ruler, matrix: &Matrix, width: f64, size: f64) -> f64 {
    let columns = Columns::new(ruler, matrix, width, size);
    let heads = matrix.names.iter().enumerate();
    let lines = heads.map(|(at, name)| columns.head(ruler, at, name, size).len());
    (1.25 * lines.max().unwrap_or(1) as f64 + 0.4) * size
}

/// Draws `matrix`, `strip` high names over its columns.
pub(super) fn draw_matrix(drawing: &mut Drawing<'_>, matrix: &Matrix, place: Rect, strip: f64) {
    let size = drawing.size;
    let columns = Columns::new(drawing.ruler(), matrix, place.width, size);
    let count = matrix.names.len().max(1) as f64;
    let left = place.left + columns.names;
    let top = place.top + strip;
    let height = (place.height - strip) / count;
    let cell = |row: usize, column: usize| Rect {
        left: left + column as f64 * columns.cell,
        top: top + row as f64 * height,
        width: columns.cell,
        height,
    };
    // Numbers need room too.
    let widest = drawing.width(&matrix.names.len().to_string()) + 0.4;
    let every = (widest * size / columns.cell).ceil().max(1.0) as usize;
    for (at, name) in matrix.names.iter().enumerate() {
        let (_, middle) = cell(at, 0).middle();
        let text = columns.name(drawing.ruler(), at, name, size);
        let end = (left - 0.5 * size, middle + 0.36 * size);
        drawing.text(end, &text, drawing.ink(Anchor::End));
        if !columns.named && at % every != 0 {
            continue;
        }
        let (centre, _) = cell(0, at).middle();
        let head = columns.head(drawing.ruler(), at, name, size);
        for (up, line) in head.iter().rev().enumerate() {
            let over = (centre, top - (0.5 + 1.25 * up as f64) * size);
            drawing.text(over, line, drawing.ink(Anchor::Middle));
        }
    }
    draw_cells(drawing, matrix, &cell);
}

fn draw_cells(drawing: &mut Drawing<'_>, matrix: &Matrix, cell: &dyn Fn(usize, usize) -> Rect) {
    let (size, palette) = (drawing.size, drawing.palette);
    drawing.open("cells");
    for (row, values) in matrix.cells.iter().enumerate() {
        for (column, value) in values.iter().enumerate() {
            let place = cell(row, column);
            let (x, middle) = place.middle();
            let at = (x, middle + 0.36 * size);
            let mut ink = drawing.ink(Anchor::Middle);
            let text = if let Some(value) = value {
                let fill = palette.scale(value / matrix.axis.max, false);
                ink.colour = ink_on(fill);
                let name = |at: usize| matrix.names.get(at).map_or("", String::as_str);
                let name = format!("{} | {}: {value:.4}", name(row), name(column));
                drawing.outlined(place, Some(fill), (palette.surround, 1.0), &name);
                format!("{value:.2}")
            } else {
                ink.colour = palette.weak_text;
                if row == column { "0" } else { "–" }.to_owned()
            };
            if drawing.width(&text) * size + 0.4 * size <= place.width {
                drawing.text(at, &text, ink);
            }
        }
    }
    drawing.close();
}

struct Columns {
    /// Width of the names at the left.
    names: f64,
    /// Width of a cell.
    cell: f64,
    /// Whether columns are named; else they are numbered.
    named: bool,
}

impl Columns {
    fn new(ruler: &Ruler, matrix: &Matrix, width: f64, size: f64) -> Self {
        let count = matrix.names.len().max(1) as f64;
        let columns = |named: bool, widest: f64| {
            let names = ((widest.min(LONGEST) + 1.0) * size).min(0.38 * width);
            let cell = ((width - names) / count).min(WIDEST * size);
            Self { names, cell, named }
        };
        let widest = |text: &dyn Fn(usize, &str) -> f64| {
            let names = matrix.names.iter().enumerate();
            names.map(|(at, name)| text(at, name)).fold(0.0, f64::max)
        };
        let widest_word = widest(&|_, name| ruler.widest(name.split_whitespace()));
        let named = columns(true, widest(&|_, name| ruler.width(name)));
        if named.cell >= (widest_word + 0.4) * size {
            return named;
        }
        columns(false, widest(&|at, name| ruler.width(&numbered(at, name))))
    }

    /// What stands left of a row.
    fn name(&self, ruler: &Ruler, at: usize, name: &str, size: f64) -> String {
        let room = (self.names / size - 0.6).max(1.0);
        if self.named {
            shortened(ruler, name, room)
        } else {
            shortened(ruler, &numbered(at, name), room)
        }
    }

    /// What stands over a column.
    fn head(&self, ruler: &Ruler, at: usize, name: &str, size: f64) -> Vec<String> {
        if self.named {
            lines(ruler, name, self.cell / size - 0.4, 3)
        } else {
            vec![(at + 1).to_string()]
        }
    }
}

fn numbered(at: usize, name: &str) -> String {
    format!("{}  {name}", at + 1)
}
