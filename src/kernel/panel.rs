//! A block of rows turned into columns: what a tile multiplies with.

use super::simd::SimdVector;

/// Turns the first `depth` numbers of `rows` rows, `stride` apart, into `depth` rows of two vectors
/// each, as many columns of which as there are rows; the others become zeros. Tables that do not fit
/// are left as they are.
#[inline(always)]
pub(crate) fn pack<V: SimdVector>(
    table: &[f32],
    stride: usize,
    rows: usize,
    depth: usize,
    panel: &mut [f32],
) {
    let wide = 2 * V::COUNT;
    let last = rows.saturating_sub(1) * stride + depth;
    if rows > wide || table.len() < last || panel.len() < depth * wide {
        return;
    }
    let whole_rows = rows / V::COUNT * V::COUNT;
    let whole_depth = depth / V::COUNT * V::COUNT;
    for row in (0..whole_rows).step_by(V::COUNT) {
        for at in (0..whole_depth).step_by(V::COUNT) {
            // SAFETY: the table has `rows` rows of `depth` numbers and the panel `depth` rows of
            // `wide`, as was checked above; the `COUNT` of each from `row` and `at` on are whole.
            unsafe {
                let from = table.as_ptr().add(row * stride + at);
                let to = panel.as_mut_ptr().add(at * wide + row);
                V::transpose(from, stride, to, wide);
            }
        }
    }
    if whole_rows == wide && whole_depth == depth {
        return;
    }
    for (at, to) in panel.chunks_exact_mut(wide).enumerate().take(depth) {
        let done = if at < whole_depth { whole_rows } else { 0 };
        for (row, to) in to.iter_mut().enumerate().skip(done) {
            let number = table.get(row * stride + at).filter(|_| row < rows);
            *to = number.copied().unwrap_or(0.0);
        }
    }
}
