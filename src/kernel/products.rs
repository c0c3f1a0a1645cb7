//! A few rows times a small table, both of which lie in the cache: what attention is made of.

use super::matrix::MatrixView;
use super::panel::{Ahead, MAX_PANEL, panel_width};
use super::simd::SimdVector;
use super::tile::TileArgs;

/// `rows`, at most [`SimdVector::ROWS`], times a table in `panels`, `[panel][depth][panel_width]`:
/// into the same number of rows of `output`, `stride` apart and as wide as all panels. Tables that
/// do not fit are left as they are.
#[inline(always)]
pub(crate) fn products<V: SimdVector>(
    rows: MatrixView<'_>,
    panels: &[f32],
    output: &mut [f32],
    stride: usize,
) {
    const ZEROS: [f32; MAX_PANEL] = [0.0; MAX_PANEL];
    let wide = panel_width::<V>();
    let size = rows.width * wide;
    let count = panels.len().checked_div(size).unwrap_or(0);
    let end = rows.rows.saturating_sub(1) * stride + count * wide;
    if !rows.is_whole() || output.len() < end {
        return;
    }
    for (index, panel) in panels.chunks_exact(size.max(1)).enumerate() {
        // SAFETY: the rows are whole and as long as the panel is deep; the output has as many rows
        // of all panels' columns, as was checked above; before them are zeros for each column.
        unsafe {
            let args = TileArgs {
                input: rows.numbers.as_ptr(),
                input_stride: rows.stride,
                panel: panel.as_ptr(),
                panel_stride: wide,
                depth: rows.width,
                before: ZEROS.as_ptr(),
                before_stride: 0,
                output: output.as_mut_ptr().add(index * wide),
                output_stride: stride,
                columns: wide,
                ahead: [Ahead::nothing(panel); 2],
            };
            args.compute::<V>(rows.rows);
        }
    }
}
