//! A matrix as it lies in memory: rows of numbers, perhaps with room between them.

use super::scratch::Scratch;

/// Rows of the same distance, a multiple of this many numbers, push each other out of the first
/// cache.
const ALIASED: usize = 1024;

/// How many numbers between them keep such rows apart.
const PADDING: usize = 16;

/// Rows of numbers, `stride` apart.
#[derive(Debug, Clone, Copy)]
pub struct MatrixView<'a> {
    /// Row by row, `stride` apart.
    pub numbers: &'a [f32],
    /// How many rows.
    pub rows: usize,
    /// Numbers in a row.
    pub width: usize,
    /// From the start of a row to that of the next.
    pub stride: usize,
}

impl<'a> MatrixView<'a> {
    /// Rows of `width` numbers without anything between them.
    pub fn contiguous(numbers: &'a [f32], width: usize) -> Self {
        Self {
            numbers,
            rows: numbers.len().checked_div(width).unwrap_or(0),
            width,
            stride: width,
        }
    }

    /// The stride at which rows of `width` numbers are best kept.
    pub fn best_stride(width: usize) -> usize {
        if width.is_multiple_of(ALIASED) {
            width + PADDING
        } else {
            width
        }
    }

    /// Whether all rows are there.
    pub(crate) fn is_whole(&self) -> bool {
        let last = self.rows.saturating_sub(1).checked_mul(self.stride);
        let end = last.and_then(|last| last.checked_add(self.width));
        self.rows == 0
            || self.width <= self.stride && end.is_some_and(|end| end <= self.numbers.len())
    }

    /// A copy of rows that push each other out of the cache, farther apart, and its stride; `None`
    /// if they do not.
    pub(crate) fn spread_out(&self) -> Option<(Scratch, usize)> {
        if self.rows < 2 || !self.stride.is_multiple_of(ALIASED) {
            return None;
        }
        let stride = self.width + PADDING;
        let mut copy = Scratch::with_len(self.rows * stride);
        let rows = self.numbers.chunks(self.stride);
        for (own, row) in copy.chunks_mut(stride).zip(rows) {
            for (to, from) in own.iter_mut().zip(row.iter().take(self.width)) {
                *to = *from;
            }
        }
        Some((copy, stride))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_push_each_other_out_of_the_cache_are_kept_apart() {
        assert_eq!(MatrixView::best_stride(384), 384);
        assert_eq!(MatrixView::best_stride(ALIASED), ALIASED + PADDING);
        assert_eq!(MatrixView::best_stride(3 * ALIASED), 3 * ALIASED + PADDING);
        let numbers: Vec<f32> = (0..2 * ALIASED).map(|number| number as f32).collect();
        let view = |rows, width, stride| MatrixView {
            numbers: &numbers,
            rows,
            width,
            stride,
        };
        let (copy, stride) = view(2, 5, ALIASED).spread_out().unwrap();
        assert_eq!(stride, 5 + PADDING);
        assert_eq!(copy[..5], numbers[..5]);
        assert_eq!(copy[stride..stride + 5], numbers[ALIASED..ALIASED + 5]);
        assert!(view(1, 5, ALIASED).spread_out().is_none());
        assert!(view(2, 5, 384).spread_out().is_none());
    }
}
