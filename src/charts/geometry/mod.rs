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
/// The same where brackets stand between them.
const SHARE_WITH_RANGES: f64 = 0.88;
/// Share of its room that a bar fills.
const FILLED: f64 = 0.94;
/// The same where a bracket follows it.
const FILLED_BEFORE_RANGE: f64 = 0.7;
/// Share of a slot that a bracket is wide.
const RANGE: f64 = 0.09;
/// Opacity of a bar that is no more than rounding error.
pub(crate) const PALE: f32 = 0.3;

/// The place of a bar or a bracket in its slot.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct BarSpan {
    /// Its middle, counted from the middle of the slot.
    pub(crate) offset: f64,
    /// Its width.
    pub(crate) width: f64,
}

/// How the bars of a chart stand in a slot, and the brackets of what would be usual beside them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SlotLayout {
    /// How many bars stand side by side.
    pub(crate) count: usize,
    has_ranges: bool,
}

impl SlotLayout {
    /// That of `chart`.
    pub(crate) fn of(chart: &BarChart) -> Self {
        Self {
            count: if chart.stacked {
                1
            } else {
                chart.series.len().max(1)
            },
            has_ranges: chart.has_ranges(),
        }
    }

    /// Whether a bracket follows each of several bars; beside a lone one there is room without that.
    fn has_ranges_between(self) -> bool {
        self.has_ranges && self.count > 1
    }

    /// The room of one bar in a slot `slot_width` wide, and where in the slot it begins.
    fn room(self, slot_width: f64, series: usize) -> (f64, f64) {
        let share = if self.has_ranges_between() {
            SHARE_WITH_RANGES
        } else {
            SHARE
        };
        let room = share * slot_width / self.count as f64;
        let place = (series % self.count) as f64;
        (room, place * room - share * slot_width / 2.0)
    }

    /// The place of the bar of a series in a slot `slot_width` wide.
    pub(crate) fn bar(self, slot_width: f64, series: usize) -> BarSpan {
        let (room, start) = self.room(slot_width, series);
        let width = room * FILLED;
        if !self.has_ranges_between() {
            let offset = start + room / 2.0;
            return BarSpan { offset, width };
        }
        let width = room * FILLED_BEFORE_RANGE;
        let offset = start + width / 2.0;
        BarSpan { offset, width }
    }

    /// The place of the bracket beside that bar: right of it.
    pub(crate) fn range(self, slot_width: f64, series: usize) -> BarSpan {
        let (room, start) = self.room(slot_width, series);
        let offset = if self.has_ranges_between() {
            start + room * (1.0 + FILLED_BEFORE_RANGE) / 2.0
        } else {
            0.44 * slot_width
        };
        let width = (RANGE * slot_width).min(0.24 * room);
        BarSpan { offset, width }
    }

    /// How wide a text above a bar may be without touching another text or a bracket.
    pub(crate) fn text_room(self, slot_width: f64) -> f64 {
        if self.has_ranges {
            let (bar, range) = (self.bar(slot_width, 0), self.range(slot_width, 0));
            return 2.0 * (range.offset - range.width / 2.0 - bar.offset);
        }
        match self.count {
            1 => slot_width,
            _ => self.room(slot_width, 0).0,
        }
    }
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
        let layout = |count, has_ranges| SlotLayout { count, has_ranges };
        for has_ranges in [false, true] {
            assert!(layout(1, has_ranges).bar(10.0, 0).offset.abs() < 1e-12);
        }
        let [left, right] = [0, 1].map(|place| layout(2, false).bar(10.0, place));
        assert!((left.offset + right.offset).abs() < 1e-12);
        assert!(right.offset - left.offset > left.width, "they do not touch");
        assert!(right.offset + right.width / 2.0 < 5.0, "they stay inside");
    }

    #[test]
    fn a_bracket_follows_its_bar_and_touches_no_other() {
        for count in 1..4 {
            let layout = SlotLayout {
                count,
                has_ranges: true,
            };
            let mut end = -5.0;
            for place in 0..count {
                for span in [layout.bar(10.0, place), layout.range(10.0, place)] {
                    assert!(span.offset - span.width / 2.0 > end, "{count} {place}");
                    end = span.offset + span.width / 2.0;
                }
            }
            assert!(end < 5.0, "they stay inside");
        }
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
