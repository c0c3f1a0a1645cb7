//! What the writers of all kinds of charts draw alike: text in the usual ink, plots with their grid,
//! reference lines.

use crate::charts::Axis;
use crate::charts::palette::SeriesLook;
use crate::domain::format::with_minus;

use super::drawing::{Anchor, Drawing, Ink, number};
use super::rect::Rect;

impl Drawing<'_> {
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

    /// Small text that steps back.
    pub(super) fn weak_ink(&self, anchor: Anchor) -> Ink {
        Ink {
            colour: self.palette.weak_text,
            ..self.ink(anchor)
        }
    }

    /// The dashes of reference lines.
    pub(super) fn reference_dashes(&self) -> String {
        format!("{} {}", number(0.6 * self.size), number(0.3 * self.size))
    }

    /// The dashes of a series; empty for a whole line.
    pub(super) fn series_dashes(&self, look: SeriesLook) -> String {
        let lengths = look.dashes.iter();
        let lengths = lengths.map(|&length| number(f64::from(length) * self.unit()));
        lengths.collect::<Vec<String>>().join(" ")
    }

    /// A reference line from end to end; its group is left open for its name.
    pub(super) fn open_reference_line(&mut self, from: (f64, f64), to: (f64, f64)) {
        self.open("rule");
        let look = (self.palette.threshold, 1.5 * self.unit());
        self.line(from, to, look, &self.reference_dashes());
    }

    /// Background, grid lines and numbers of a plot.
    pub(super) fn plot(&mut self, axis: &Axis, place: Rect) {
        let size = self.size;
        self.open("axis");
        self.fill(place, self.palette.background);
        for mark in axis.marks((place.height / (2.2 * size)) as usize) {
            let text = axis.ticks.text(mark);
            let y = place.height_of(axis, mark);
            let inside = place.top - 0.5 <= y && y <= place.bottom() + 0.5;
            if text.is_empty() || !inside {
                continue;
            }
            let (from, to) = ((place.left, y), (place.right(), y));
            self.line(from, to, (self.palette.grid, self.unit()), "");
            let at = (place.left - 0.4 * size, y + 0.36 * size);
            self.text(at, &with_minus(&text), self.ink(Anchor::End));
        }
        self.close();
    }
}
