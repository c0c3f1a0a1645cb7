//! Cells between every two of a few things, with their names at the top and at the left.

use crate::charts::Matrix;
use crate::charts::palette::ink_on;

use super::drawing::{Anchor, Drawing, Ink, Place};
use super::fonts::Ruler;
use super::layout::Frame;
use super::words::{lines, shortened};

/// The widest a cell gets and the longest a name, in sizes of the small text.
const WIDEST: f64 = 12.0;
const LONGEST: f64 = 15.0;

/// The height of the names over the columns.
pub(super) fn header_height(ruler: &Ruler, matrix: &Matrix, width: f64, size: f64) -> f64 {
    let columns = Columns::of(ruler, matrix, width, size);
    if columns.level {
        let most = matrix
            .names
            .iter()
            .map(|name| columns.broken(ruler, name, size).len());
        (1.25 * most.max().unwrap_or(1) as f64 + 0.4) * size
    } else {
        (columns.longest / std::f64::consts::SQRT_2 + 1.4) * size
    }
}

/// Draws `matrix`, `strip` high names over its columns.
pub(super) fn draw_matrix(
    drawing: &mut Drawing<'_>,
    frame: &Frame<'_>,
    matrix: &Matrix,
    place: Place,
    strip: f64,
) {
    let size = frame.size;
    let columns = Columns::of(drawing.ruler(), matrix, place.width, size);
    let count = matrix.names.len().max(1) as f64;
    let left = place.left + columns.names;
    let top = place.top + strip;
    let height = (place.height - strip) / count;
    let cell = |row: usize, column: usize| Place {
        left: left + column as f64 * columns.cell,
        top: top + row as f64 * height,
        width: columns.cell,
        height,
    };
    for (at, name) in matrix.names.iter().enumerate() {
        let (_, middle) = cell(at, 0).middle();
        let room = (columns.names / size - 0.6).max(1.0);
        let text = shortened(drawing.ruler(), name, room);
        let end = (left - 0.5 * size, middle + 0.36 * size);
        drawing.text(end, &text, frame.ink(Anchor::End));
        let (centre, _) = cell(0, at).middle();
        if columns.level {
            let broken = columns.broken(drawing.ruler(), name, size);
            for (up, line) in broken.iter().rev().enumerate() {
                let over = (centre, top - (0.5 + 1.25 * up as f64) * size);
                drawing.text(over, line, frame.ink(Anchor::Middle));
            }
        } else {
            let text = shortened(drawing.ruler(), name, columns.longest);
            let ink = Ink {
                turned: -45.0,
                ..frame.ink(Anchor::Start)
            };
            drawing.text((centre, top - 0.4 * size), &text, ink);
        }
    }
    draw_cells(drawing, frame, matrix, &cell);
}

fn draw_cells(
    drawing: &mut Drawing<'_>,
    frame: &Frame<'_>,
    matrix: &Matrix,
    cell: &dyn Fn(usize, usize) -> Place,
) {
    let (size, palette) = (frame.size, frame.palette);
    drawing.open("cells");
    for (row, values) in matrix.cells.iter().enumerate() {
        for (column, value) in values.iter().enumerate() {
            let place = cell(row, column);
            let (x, middle) = place.middle();
            let at = (x, middle + 0.36 * size);
            let mut ink = frame.ink(Anchor::Middle);
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
    /// Whether the names over the columns fit level.
    level: bool,
    /// The longest name over a column, in sizes of the small text.
    longest: f64,
}

impl Columns {
    /// A level name over its column.
    fn broken(&self, ruler: &Ruler, name: &str, size: f64) -> Vec<String> {
        lines(ruler, name, self.cell / size - 0.4, 3)
    }

    fn of(ruler: &Ruler, matrix: &Matrix, width: f64, size: f64) -> Self {
        let widest = matrix.names.iter().map(|name| ruler.width(name));
        let widest = widest.fold(0.0, f64::max).min(LONGEST);
        let count = matrix.names.len().max(1) as f64;
        let names = ((widest + 1.0) * size).min(0.38 * width);
        let rest = width - names;
        let cell = (rest / count).min(WIDEST * size);
        if cell >= (widest + 0.4) * size || cell >= 5.5 * size {
            return Self {
                names,
                cell,
                level: true,
                longest: widest,
            };
        }
        // Slanted names of the last columns lean beyond them.
        let longest = widest.min(10.0);
        let lean = longest / std::f64::consts::SQRT_2 * size;
        Self {
            names,
            cell: ((rest - lean).max(0.4 * rest) / count).min(WIDEST * size),
            level: false,
            longest,
        }
    }
}
