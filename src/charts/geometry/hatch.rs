//! The strokes of a hatched rectangle.

/// The strokes that hatch a rectangle of `width` by `height` from its left top corner on: from left
/// below to right above, `pitch` apart along its edges, each cut at the edges.
pub(crate) fn hatch(width: f64, height: f64, pitch: f64) -> Vec<[(f64, f64); 2]> {
    /// More strokes than a bar of a window or a figure has room for.
    const MOST: f64 = 2000.0;
    let whole = width + height;
    if !(width > 0.0 && height > 0.0 && pitch > 0.0 && whole / pitch < MOST) {
        return Vec::new();
    }
    let strokes = (1..).map(|place| f64::from(place) * pitch);
    // On each stroke x + y is the same.
    let stroke = |sum: f64| {
        let left = (sum - height).max(0.0);
        let top = (sum - width).max(0.0);
        [(left, sum - left), (sum - top, top)]
    };
    strokes.take_while(|&sum| sum < whole).map(stroke).collect()
}

#[cfg(test)]
mod tests {
    use super::hatch;

    #[test]
    fn strokes_run_from_edge_to_edge() {
        let strokes = hatch(4.0, 10.0, 5.0);
        assert_eq!(
            strokes,
            [[(0.0, 5.0), (4.0, 1.0)], [(0.0, 10.0), (4.0, 6.0)]]
        );
        for [from, to] in hatch(7.0, 3.0, 0.8) {
            for (x, y) in [from, to] {
                assert!((-1e-9..=7.0 + 1e-9).contains(&x), "{x}");
                assert!((-1e-9..=3.0 + 1e-9).contains(&y), "{y}");
            }
            assert!((from.0 + from.1 - to.0 - to.1).abs() < 1e-9);
        }
    }

    #[test]
    fn what_has_no_size_has_no_strokes() {
        assert!(hatch(0.0, 5.0, 1.0).is_empty());
        assert!(hatch(5.0, f64::NAN, 1.0).is_empty());
        assert!(hatch(1e9, 1.0, 1.0).is_empty());
    }
}
