//! Where bars stand within their slot.

/// Share of a slot that its bars take together.
const SHARE: f64 = 0.78;
/// Share of its room that a bar fills.
const FILLED: f64 = 0.94;

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

/// The place of a range's bracket in a slot `slot_width` wide: right of the bars.
pub(crate) fn range_span(slot_width: f64) -> BarSpan {
    BarSpan {
        offset: 0.44 * slot_width,
        width: 0.09 * slot_width,
    }
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
}
