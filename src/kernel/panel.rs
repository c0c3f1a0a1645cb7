//! Rows turned into panels: what a tile multiplies with.

use super::simd::{MAX_LANES, SimdVector};

/// Columns of a panel: two vectors.
pub(crate) const fn panel_width<V: SimdVector>() -> usize {
    2 * V::COUNT
}

/// Columns of the widest panel.
pub(crate) const MAX_PANEL: usize = 2 * MAX_LANES;

/// Turns the first `depth` numbers of `rows` rows, `stride` apart, into the columns of a panel,
/// `[depth][panel_width]`. What is in columns beyond the last row is arbitrary, but numbers. Tables
/// that do not fit are left as they are. Meanwhile half as many rows from `ahead` on, which need not
/// be there, are brought nearer.
#[inline(always)]
pub(crate) fn pack<V: SimdVector>(
    table: &[f32],
    stride: usize,
    rows: usize,
    depth: usize,
    panel: &mut [f32],
    ahead: *const f32,
) {
    let wide = panel_width::<V>();
    let end = rows.saturating_sub(1) * stride + depth;
    if rows == 0 || rows > wide || table.len() < end || panel.len() < depth * wide {
        return;
    }
    let whole = depth / V::COUNT * V::COUNT;
    for first in (0..rows).step_by(V::COUNT) {
        for at in (0..whole).step_by(V::COUNT) {
            if first == 0 {
                for row in 0..V::COUNT {
                    V::prefetch(ahead.wrapping_add(row * stride + at));
                }
            }
            // SAFETY: the table has `rows` rows of `depth` numbers and the panel `depth` rows of
            // `wide`, as was checked above; the vectors from `at` on are whole, and of the rows from
            // `first` on no more are read than there are.
            unsafe {
                let from = table.as_ptr().add(first * stride + at);
                let to = panel.as_mut_ptr().add(at * wide + first);
                V::transpose(from, stride, rows - first, to, wide);
            }
        }
    }
    for (at, to) in panel
        .chunks_exact_mut(wide)
        .enumerate()
        .take(depth)
        .skip(whole)
    {
        let column = table
            .get(at..)
            .unwrap_or_default()
            .iter()
            .step_by(stride.max(1));
        for (to, &number) in to.iter_mut().zip(column.take(rows)) {
            *to = number;
        }
    }
}
