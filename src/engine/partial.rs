//! When a part of an answer is worth a frame of its own: a short pass is over before a frame could
//! show a part of it, a long one shows the layer that is looked at as soon as it is there.

use std::cell::Cell;
use std::time::{Duration, Instant};

/// A part is shown if the rest will take at least this long: less is gone by the time a frame with
/// the part is on screen.
pub(super) const MIN_TIME_LEFT: Duration = Duration::from_millis(8);

/// Once the layer that is looked at is there, the others follow together, not one by one: each
/// frame takes time from the pass.
const BETWEEN_PARTS: Duration = Duration::from_millis(100);

/// The parts of one pass.
pub(super) struct PartialResults {
    awaited: usize,
    worth: Duration,
    began: Instant,
    shown: Cell<Option<Instant>>,
}

impl PartialResults {
    /// A pass that begins now; `awaited` is the layer that is looked at.
    pub(super) fn begin(awaited: usize, worth: Duration) -> Self {
        Self {
            awaited,
            worth,
            began: Instant::now(),
            shown: Cell::new(None),
        }
    }

    /// Whether what there is, up to `layer` of `layers`, is to be shown now; if so, that is noted.
    pub(super) fn is_due(&self, layer: usize, layers: usize) -> bool {
        let now = Instant::now();
        let since_last = self.shown.get().map(|shown| now - shown);
        let rest = rest(now - self.began, layer, layers);
        let due = layer >= self.awaited
            && rest >= self.worth
            && since_last.is_none_or(|time| time >= BETWEEN_PARTS);
        if due {
            self.shown.set(Some(now));
        }
        due
    }
}

/// How long the layers above `layer` will take, estimated from those up to it, `elapsed` in all.
/// The embeddings are the quickest of them.
fn rest(elapsed: Duration, layer: usize, layers: usize) -> Duration {
    let done = layer.max(1) as f64;
    elapsed.mul_f64(layers.saturating_sub(layer) as f64 / done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_is_judged_by_the_layers_so_far() {
        let elapsed = Duration::from_millis(80);
        assert_eq!(rest(elapsed, 8, 12), Duration::from_millis(40));
        assert_eq!(rest(elapsed, 12, 12), Duration::ZERO);
        assert_eq!(rest(elapsed, 0, 12), Duration::from_millis(960));
    }

    #[test]
    fn nothing_is_due_before_the_awaited_layer_nor_soon_after_it() {
        let parts = PartialResults::begin(8, Duration::ZERO);
        assert!(!parts.is_due(7, 12));
        assert!(parts.is_due(8, 12));
        assert!(!parts.is_due(9, 12), "just shown");
    }

    #[test]
    fn a_pass_that_is_nearly_over_is_waited_for() {
        let parts = PartialResults::begin(0, Duration::from_hours(1));
        assert!(!parts.is_due(8, 12));
    }
}
