//! Where things stand in a chart, decided once for the window and for files: what share of a slot
//! a bar takes, which lines are named and in what order they are drawn, what a mark of a row is
//! made of.
//!
//! Lengths have no unit here: the caller gives its own (points, or sizes of its text) and gets the
//! same back. Two renderers remain, since a window scrolls and is pointed at and a page does
//! not.

mod bars;
mod lines;
mod rows;

#[cfg(feature = "window")]
pub(crate) use bars::BarSpan;
pub(crate) use bars::{bar_room, bar_span, range_span};
pub(crate) use lines::{Crowding, DRAW_ORDER, LineName, NameColumn, line_names};
pub(crate) use rows::{RowPart, RowPitch, row_parts};

/// The steps that a scale of colours is drawn in: where each begins and ends, and the share of the
/// scale whose colour it has, all from 0 to 1.
pub(crate) fn scale_steps() -> impl ExactSizeIterator<Item = (f64, f64, f64)> {
    const STEPS: u16 = 48;
    let share = |step: f64| step / f64::from(STEPS);
    (0..STEPS)
        .map(f64::from)
        .map(move |step| (share(step), share(step + 1.0), share(step + 0.5)))
}

/// Every how many slots of `room` each a name that needs `needed` can stand.
pub(crate) fn every(needed: f64, room: f64) -> usize {
    (needed / room).ceil().max(1.0) as usize
}

/// The middle of something `half` to either side that is wanted at `middle`, moved so that it does
/// not leave `from..to`; what is wider begins at `from`.
pub(crate) fn keep_inside(middle: f64, half: f64, (from, to): (f64, f64)) -> f64 {
    middle.min(to - half).max(from + half)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_has_no_gaps() {
        let steps: Vec<_> = scale_steps().collect();
        assert_eq!(steps.first().map(|step| step.0), Some(0.0));
        assert_eq!(steps.last().map(|step| step.1), Some(1.0));
        assert!(steps.windows(2).all(|pair| pair[0].1 == pair[1].0));
    }

    #[test]
    fn names_are_thinned_and_kept_inside() {
        assert_eq!(every(10.0, 4.0), 3);
        assert_eq!(every(1.0, 4.0), 1);
        assert_eq!(keep_inside(9.0, 2.0, (0.0, 10.0)), 8.0);
        assert_eq!(keep_inside(1.0, 2.0, (0.0, 10.0)), 2.0);
        assert_eq!(keep_inside(5.0, 9.0, (0.0, 10.0)), 9.0);
    }
}
