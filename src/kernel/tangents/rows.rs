//! Tangents times numbers of their point, row by row: the derivative of what is done to each number
//! by itself.

use super::super::error::ShapeMismatch;
use super::super::pieces;
use super::layout::TangentLayout;

/// Rows of a table that a thread takes at a time.
const ROWS_AT_A_TIME: usize = 16;

/// Multiplies each number of the tangents `rows`, `width` a row, by that of its point in `factors`.
///
/// # Errors
/// A table is not as long as the others ask for.
pub fn scale_tangents(
    rows: &mut [f32],
    factors: &[f32],
    width: usize,
    layout: TangentLayout,
) -> Result<(), ShapeMismatch> {
    let points = layout.points(rows.len(), width)?;
    if factors.len() != points * layout.tokens * width {
        return Err(ShapeMismatch);
    }
    let size = width * ROWS_AT_A_TIME;
    pieces::in_parallel(rows.chunks_mut(size).enumerate(), |(index, rows)| {
        let first = index * ROWS_AT_A_TIME;
        for (row, number) in rows.chunks_exact_mut(width).zip(first..) {
            let start = layout.point_row(number) * width;
            let factors = row_of(factors, start, width);
            for (x, &factor) in row.iter_mut().zip(factors) {
                *x *= factor;
            }
        }
    });
    Ok(())
}

/// The derivative of a product of two halves: for each row of the tangents `rows`, twice `width`
/// numbers, the first half times that of its point in `firsts` plus the second half times that in
/// `seconds`.
///
/// # Errors
/// A table is not as long as the others ask for.
pub fn gated_tangents(
    rows: &[f32],
    firsts: &[f32],
    seconds: &[f32],
    width: usize,
    layout: TangentLayout,
) -> Result<Vec<f32>, ShapeMismatch> {
    let points = layout.points(rows.len() / 2, width)?;
    let count = points * layout.tokens * width;
    if !rows.len().is_multiple_of(2) || firsts.len() != count || seconds.len() != count {
        return Err(ShapeMismatch);
    }
    let mut output = vec![0.0; rows.len() / 2];
    let size = width * ROWS_AT_A_TIME;
    let pieces = output.chunks_mut(size).zip(rows.chunks(2 * size));
    pieces::in_parallel(pieces.enumerate(), |(index, (output, rows))| {
        let first = index * ROWS_AT_A_TIME;
        let rows = rows.chunks_exact(2 * width).zip(first..);
        for (output, (row, number)) in output.chunks_exact_mut(width).zip(rows) {
            let start = layout.point_row(number) * width;
            let firsts = row_of(firsts, start, width).iter();
            let factors = firsts.zip(row_of(seconds, start, width));
            let (input, gate) = row.split_at(width);
            let halves = input.iter().zip(gate);
            for ((output, (a, b)), (first, second)) in output.iter_mut().zip(halves).zip(factors) {
                *output = a * first + b * second;
            }
        }
    });
    Ok(output)
}

/// The row of `table` that begins at number `start`.
fn row_of(table: &[f32], start: usize, width: usize) -> &[f32] {
    table.get(start..start + width).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAYOUT: TangentLayout = TangentLayout {
        tokens: 1,
        tangents: 2,
    };

    #[test]
    fn rows_are_multiplied_by_those_of_their_point() {
        let mut rows = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0];
        scale_tangents(&mut rows, &[1.0, 2.0, 10.0, 20.0], 2, LAYOUT).unwrap();
        assert_eq!(rows, [1.0, 4.0, 3.0, 8.0, 50.0, 120.0, 70.0, 160.0]);
        let refused = scale_tangents(&mut rows, &[1.0, 2.0], 2, LAYOUT);
        assert_eq!(refused, Err(ShapeMismatch));
    }

    #[test]
    fn a_product_changes_by_both_of_its_halves() {
        let rows = [1.0, 2.0, 3.0, 4.0];
        let found = gated_tangents(&rows, &[10.0], &[100.0], 1, LAYOUT);
        assert_eq!(found, Ok(vec![210.0, 430.0]));
        let refused = gated_tangents(&rows, &[10.0], &[], 1, LAYOUT);
        assert_eq!(refused, Err(ShapeMismatch));
    }
}
