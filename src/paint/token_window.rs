//! Which tokens are in view: all of them, or a stretch that can be moved and zoomed.

/// A stretch of slots along the x axis. Slot `i` is centred at `i` and one unit wide.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct TokenWindow {
    /// The stretch in view; `None` shows every slot.
    stretch: Option<Stretch>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Stretch {
    start: f64,
    width: f64,
}

/// The narrowest stretch, in slots.
const NARROWEST: f64 = 4.0;
/// Few tokens do not spread over more than this many slots would.
const FEWEST: f64 = 8.0;
/// Room left and right of the outermost slots.
const MARGIN: f64 = 0.6;

impl TokenWindow {
    /// Shows every slot.
    pub(crate) fn fit(&mut self) {
        self.stretch = None;
    }

    /// Whether every slot is in view.
    pub(crate) fn is_fit(&self) -> bool {
        self.stretch.is_none()
    }

    /// The ends of the x axis for `count` slots.
    pub(crate) fn range(&self, count: usize) -> (f64, f64) {
        let (low, high) = full(count);
        match self.stretch {
            Some(stretch) if stretch.width < high - low => {
                let width = stretch.width;
                let start = stretch.start.clamp(low, high - width);
                (start, start + width)
            }
            _ => (low, high),
        }
    }

    /// Moves the stretch by `slots`; nothing moves while all are in view.
    pub(crate) fn pan(&mut self, slots: f64, count: usize) {
        if self.stretch.is_some() {
            let (start, end) = self.range(count);
            self.set(start + slots, end - start, count);
        }
    }

    /// Shows `1 / factor` as many slots, keeping the one at `at` in place.
    pub(crate) fn zoom(&mut self, factor: f64, at: f64, count: usize) {
        let (start, end) = self.range(count);
        let width = (end - start) / factor.max(1e-6);
        let (low, high) = full(count);
        if width >= high - low {
            self.fit();
        } else {
            let width = width.max(NARROWEST);
            let share = (at - start) / (end - start);
            self.set(at - share * width, width, count);
        }
    }

    /// Shows `slots` slots from the first on, or all of them if they fit.
    pub(crate) fn show_first(&mut self, slots: f64, count: usize) {
        let (low, high) = full(count);
        if slots >= high - low {
            self.fit();
        } else {
            self.set(low, slots, count);
        }
    }

    /// Moves the stretch no further than it takes to have `slot` in view.
    pub(crate) fn reveal(&mut self, slot: usize, count: usize) {
        let (start, end) = self.range(count);
        let (low, high) = (slot as f64 - MARGIN, slot as f64 + MARGIN);
        if low < start {
            self.pan(low - start, count);
        } else if high > end {
            self.pan(high - end, count);
        }
    }

    /// Where the stretch starts and how long it is, as shares of the whole.
    pub(crate) fn shares(&self, count: usize) -> (f64, f64) {
        let (low, high) = full(count);
        let (start, end) = self.range(count);
        ((start - low) / (high - low), (end - start) / (high - low))
    }

    fn set(&mut self, start: f64, width: f64, count: usize) {
        let (low, high) = full(count);
        let width = width.clamp(NARROWEST.min(high - low), high - low);
        self.stretch = Some(Stretch {
            start: start.clamp(low, high - width),
            width,
        });
    }
}

/// The range that shows every slot; a few slots stand in the middle.
fn full(count: usize) -> (f64, f64) {
    let last = count.max(1) as f64 - 1.0;
    let spare = ((FEWEST - count as f64) / 2.0).max(0.0);
    (-MARGIN - spare, last + MARGIN + spare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_in_view_until_someone_zooms() {
        let mut window = TokenWindow::default();
        assert_eq!(window.range(300), (-0.6, 299.6));
        window.pan(5.0, 300);
        assert!(window.is_fit());
        window.zoom(10.0, 150.0, 300);
        let (start, end) = window.range(300);
        assert!((end - start - 30.02).abs() < 1e-9, "{start} {end}");
        assert!(start < 150.0 && 150.0 < end);
        window.zoom(0.01, 150.0, 300);
        assert!(window.is_fit());
    }

    #[test]
    fn a_slot_is_brought_into_view_by_the_shortest_way() {
        let mut window = TokenWindow::default();
        window.reveal(250, 300);
        assert!(window.is_fit(), "it is in view");
        window.show_first(20.0, 300);
        window.reveal(5, 300);
        assert_eq!(window.range(300).0, -0.6, "it was in view");
        window.reveal(250, 300);
        assert!((window.range(300).1 - 250.6).abs() < 1e-9);
        window.reveal(3, 300);
        assert!((window.range(300).0 - 2.4).abs() < 1e-9);
    }

    #[test]
    fn the_stretch_never_leaves_the_text() {
        let mut window = TokenWindow::default();
        window.show_first(20.0, 300);
        window.pan(1e9, 300);
        assert_eq!(window.range(300).1, 299.6);
        // A shorter text was typed meanwhile.
        assert_eq!(window.range(10), (-0.6, 9.6));
        window.pan(-1e9, 300);
        assert!((window.range(300).0 + 0.6).abs() < 1e-9);
        window.zoom(1e9, 5.0, 300);
        assert!(window.range(300).1 - window.range(300).0 >= 3.9);
        assert_eq!(
            window.range(0).0.partial_cmp(&window.range(0).1),
            Some(std::cmp::Ordering::Less)
        );
    }
}
