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

#[cfg(test)]
mod tests {
    use super::super::panel::panel_width_of;
    use super::super::simd::{SimdKernel, SimdLevel, dispatch};
    use super::*;

    struct Products<'a> {
        rows: MatrixView<'a>,
        panels: &'a [f32],
        output: &'a mut [f32],
        stride: usize,
    }

    impl SimdKernel for Products<'_> {
        fn run<V: SimdVector>(self) {
            products::<V>(self.rows, self.panels, self.output, self.stride);
        }
    }

    #[test]
    fn tables_that_do_not_fit_are_left_as_they_are() {
        const WIDTH: usize = 3;
        for level in SimdLevel::available() {
            let wide = panel_width_of(level);
            // Two rows and two panels.
            let (stride, panels) = (2 * wide + 1, vec![2.0; 2 * WIDTH * wide]);
            let needed = stride + 2 * wide;
            for (numbers, room, fits) in [
                (2 * WIDTH, needed, true),
                (2 * WIDTH - 1, needed, false),
                (2 * WIDTH, needed - 1, false),
            ] {
                let (input, mut output) = (vec![1.0; numbers], vec![7.0; room]);
                let rows = MatrixView {
                    numbers: &input,
                    rows: 2,
                    width: WIDTH,
                    stride: WIDTH,
                };
                let work = Products {
                    rows,
                    panels: &panels,
                    output: &mut output,
                    stride,
                };
                dispatch(level, work);
                for (at, &number) in output.iter().enumerate() {
                    let expected = if fits && at != 2 * wide { 6.0 } else { 7.0 };
                    assert_eq!(number, expected, "{at} of {room}, {numbers}, {level:?}");
                }
            }
        }
    }
}
