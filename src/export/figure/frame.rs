//! What every writer of a chart needs to know: colours, the size of text, where plots begin and end.

use crate::charts::Axis;
use crate::charts::palette::Palette;
use crate::domain::format::with_minus;

use super::columns::Columns;
use super::drawing::{Anchor, Drawing, Ink, number};
use super::rect::Rect;

/// What drawing a chart needs to know.
pub(super) struct Frame<'a> {
    pub(super) palette: &'a Palette,
    /// Size of the small text.
    pub(super) size: f64,
    pub(super) columns: &'a Columns,
}

impl Frame<'_> {
    /// The width of a line that is 1 wide beside text of the usual size.
    pub(super) fn unit(&self) -> f64 {
        (self.size / 12.0).max(0.75)
    }

    /// Small text in the colour of text.
    pub(super) fn ink(&self, anchor: Anchor) -> Ink {
        Ink {
            size: self.size,
            colour: self.palette.text,
            anchor,
            turned: 0.0,
        }
    }

    /// Background, grid lines and numbers of a plot.
    pub(super) fn plot(&self, drawing: &mut Drawing<'_>, axis: &Axis, place: Rect) {
        let size = self.size;
        drawing.open("axis");
        drawing.fill(place, self.palette.paper);
        for mark in axis.marks((place.height / (2.2 * size)) as usize) {
            let text = axis.ticks.text(mark);
            let y = place.height_of(axis, mark);
            let inside = place.top - 0.5 <= y && y <= place.bottom() + 0.5;
            if text.is_empty() || !inside {
                continue;
            }
            let (from, to) = ((place.left, y), (place.right(), y));
            drawing.line(from, to, (self.palette.grid, self.unit()), "");
            let at = (place.left - 0.4 * size, y + 0.36 * size);
            drawing.text(at, &with_minus(&text), self.ink(Anchor::End));
        }
        drawing.close();
    }
}

/// The dashes of reference lines.
pub(super) fn dashes(size: f64) -> String {
    format!("{} {}", number(0.6 * size), number(0.3 * size))
}
