//! Where things stand in a chart, decided once for the window and for files: what share of a slot
//! a bar takes, which lines are named and in what order they are drawn, what a mark of a row is
//! made of.
//!
//! Lengths have no unit here: the caller gives its own (points, or sizes of its text) and gets the
//! same back. Two renderers remain, since a window scrolls and is pointed at and a page does
//! not.

mod hatch;
mod lines;
mod rows;

use super::BarChart;
pub(crate) use hatch::hatch;
pub(crate) use lines::{Crowding, DRAW_ORDER, LineName, NameColumn, line_names};
pub(crate) use rows::{RowPart, RowPitch, row_parts};

/// Share of a slot that its bars take together.
const SHARE: f64 = 0.78;
/// Share of its room that a bar fills.
const FILLED: f64 = 0.94;
/// Opacity of a bar that is no more than rounding error.
pub(crate) const PALE: f32 = 0.3;

/// A bar's place in its slot.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct BarSpan {
    /// Its middle, counted from the middle of the slot.
    pub(crate) offset: f64,
    /// Its width.
    pub(crate) width: f64,
}

/// The room of one of `count` bars side by side in a slot `slot_width` wide.
pub(crate) fn bar_room(slot_width: f64, count: usize) -> f64 {
    SHARE * slot_width / count.max(1) as f64
}

/// The place of bar number `place` of `count` side by side in a slot `slot_width` wide.
pub(crate) fn bar_span(slot_width: f64, place: usize, count: usize) -> BarSpan {
    let room = bar_room(slot_width, count);
    BarSpan {
        offset: (place as f64 + 0.5) * room - SHARE * slot_width / 2.0,
        width: room * FILLED,
    }
}

/// How many bars of `chart` stand side by side in a slot.
pub(crate) fn side_by_side(chart: &BarChart) -> usize {
    if chart.stacked { 1 } else { chart.series.len() }
}

/// Where the bar of `series` in `slot` begins and ends: where bars begin and at its value, or on those
/// before it that lie on the same side of zero.
pub(crate) fn bar_ends(chart: &BarChart, series: usize, slot: usize, value: f64) -> (f64, f64) {
    if !chart.stacked {
        return (chart.axis.base(), value);
    }
    let below = chart.series.iter().take(series);
    let below = below.filter_map(|series| series.bars.get(slot)?.as_ref());
    let same_side = below
        .map(|bar| bar.value)
        .filter(|below| (*below < 0.0) == (value < 0.0));
    let from: f64 = same_side.sum();
    (from, from + value)
}

/// The place of a range's bracket in a slot `slot_width` wide: right of the bars.
pub(crate) fn range_span(slot_width: f64) -> BarSpan {
    BarSpan {
        offset: 0.44 * slot_width,
        width: 0.09 * slot_width,
    }
}

/// A stroke from one point to another, x rightwards and y upwards.
pub(crate) type Stroke = ((f64, f64), (f64, f64));

/// Two strokes about the lower left corner of a plot, of a size that its painter chooses: the sign
/// that the axis does not begin at 0.
pub(crate) const AXIS_BREAK: [Stroke; 2] =
    [((-0.6, 0.25), (0.6, 0.75)), ((-0.6, 0.75), (0.6, 1.25))];

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
    fn bars_stand_about_the_middle_of_their_slot() {
        assert!(bar_span(10.0, 0, 1).offset.abs() < 1e-12);
        let [left, right] = [0, 1].map(|place| bar_span(10.0, place, 2));
        assert!((left.offset + right.offset).abs() < 1e-12);
        assert!(right.offset - left.offset > left.width, "they do not touch");
        assert!(right.offset + right.width / 2.0 < 5.0, "they stay inside");
    }

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
