//! The derivative of `LayerNorm`.

use super::super::error::ShapeMismatch;
use super::super::math::sum;
use super::super::pieces;
use super::super::simd::{MAX_LANES, SimdKernel, SimdLevel, SimdVector, dispatch};
use super::layout::TangentLayout;

/// Rows of a table that a thread takes at a time.
const ROWS_AT_A_TIME: usize = 16;

/// What [`layer_norm_tangents`] needs of the rows that were normalised.
#[derive(Debug, Clone, PartialEq)]
pub struct NormPoint {
    /// Each row less its mean, over its standard deviation.
    normalised: Vec<f32>,
    /// One over the standard deviation of each row.
    scales: Vec<f32>,
}

impl NormPoint {
    /// Of the rows of `rows` plus `residual`, if there is one, `width` numbers each; `eps` is added
    /// to the variance.
    ///
    /// # Errors
    /// A table is not as long as the others ask for.
    pub fn new(
        rows: &[f32],
        residual: Option<&[f32]>,
        width: usize,
        eps: f32,
    ) -> Result<Self, ShapeMismatch> {
        let fits = residual.is_none_or(|residual| residual.len() == rows.len());
        if width == 0 || !rows.len().is_multiple_of(width) || !fits {
            return Err(ShapeMismatch);
        }
        let mut point = Self {
            normalised: rows.to_vec(),
            scales: Vec::with_capacity(rows.len() / width),
        };
        if let Some(residual) = residual {
            add(&mut point.normalised, residual);
        }
        for row in point.normalised.chunks_exact_mut(width) {
            let count = width as f32;
            let mean = sum(row, |x| x) / count;
            let variance = sum(row, |x| (x - mean) * (x - mean)) / count;
            let scale = 1.0 / (variance + eps).sqrt();
            for x in row {
                *x = (*x - mean) * scale;
            }
            point.scales.push(scale);
        }
        Ok(point)
    }
}

/// Adds `residual`, if there is one, to the tangents `rows`, and replaces each row by what it does
/// to the normalised row at its `point`: with `x` for that row before `gamma` and `beta`,
/// `gamma * (t - mean(t) - x * mean(x * t)) / deviation`.
///
/// # Errors
/// A table is not as long as the others ask for.
pub fn layer_norm_tangents(
    rows: &mut [f32],
    residual: Option<&[f32]>,
    gamma: &[f32],
    point: &NormPoint,
    layout: TangentLayout,
) -> Result<(), ShapeMismatch> {
    let width = gamma.len();
    let points = layout.points(rows.len(), width)?;
    let fits = residual.is_none_or(|residual| residual.len() == rows.len());
    let point_rows = points * layout.tokens;
    if !fits || point.scales.len() != point_rows || point.normalised.len() != point_rows * width {
        return Err(ShapeMismatch);
    }
    let level = SimdLevel::current();
    let size = width * ROWS_AT_A_TIME;
    pieces::in_parallel(rows.chunks_mut(size).enumerate(), |(index, rows)| {
        let kernel = NormRows {
            rows,
            residual: residual.and_then(|residual| residual.chunks(size).nth(index)),
            first: index * ROWS_AT_A_TIME,
            gamma,
            point,
            layout,
        };
        dispatch(level, kernel);
    });
    Ok(())
}

/// Some rows of tangents, from row `first` of the table on.
struct NormRows<'a> {
    rows: &'a mut [f32],
    residual: Option<&'a [f32]>,
    first: usize,
    gamma: &'a [f32],
    point: &'a NormPoint,
    layout: TangentLayout,
}

impl SimdKernel for NormRows<'_> {
    #[inline(always)]
    fn run<V: SimdVector>(self) {
        let width = self.gamma.len();
        if let Some(residual) = self.residual {
            add(self.rows, residual);
        }
        for (row, number) in self.rows.chunks_exact_mut(width).zip(self.first..) {
            let at = self.layout.point_row(number);
            let normalised = self.point.normalised.get(at * width..(at + 1) * width);
            let scale = self.point.scales.get(at).copied();
            let (Some(normalised), Some(scale)) = (normalised, scale) else {
                continue;
            };
            let count = width as f32;
            let mean = sum(row, |x| x) / count;
            let along = dot::<V>(row, normalised) / count;
            for ((t, &x), &gamma) in row.iter_mut().zip(normalised).zip(self.gamma) {
                *t = V::mul_add_scalar(-along, x, *t - mean) * (scale * gamma);
            }
        }
    }
}

/// The sum of the products, in [`MAX_LANES`] interleaved sums.
#[inline(always)]
pub(super) fn dot<V: SimdVector>(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0; MAX_LANES];
    let (wholes_a, rest_a) = a.as_chunks::<MAX_LANES>();
    let (wholes_b, rest_b) = b.as_chunks::<MAX_LANES>();
    for (a, b) in wholes_a.iter().zip(wholes_b) {
        for ((sum, &a), &b) in sums.iter_mut().zip(a).zip(b) {
            *sum = V::mul_add_scalar(a, b, *sum);
        }
    }
    for ((sum, &a), &b) in sums.iter_mut().zip(rest_a).zip(rest_b) {
        *sum = V::mul_add_scalar(a, b, *sum);
    }
    sum(&sums, |x| x)
}

/// Adds `numbers` to `rows`, one by one.
#[inline(always)]
fn add(rows: &mut [f32], numbers: &[f32]) {
    for (x, &number) in rows.iter_mut().zip(numbers) {
        *x += number;
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::{layer_norm, with_simd_level};
    use super::*;

    #[test]
    fn tangents_are_those_of_finite_differences_at_every_level() {
        let (tokens, tangents, width) = (3, 2, 50);
        let layout = TangentLayout { tokens, tangents };
        let number = |i: usize, seed: f32| (i as f32 * 0.7 + seed).sin();
        let base: Vec<f32> = (0..2 * tokens * width).map(|i| number(i, 0.0)).collect();
        let gamma: Vec<f32> = (0..width).map(|i| number(i, 3.0)).collect();
        let count = 2 * tokens * tangents * width;
        let rows: Vec<f32> = (0..count).map(|i| number(i, 1.0)).collect();
        let point = NormPoint::new(&base, None, width, 1e-5).unwrap();
        let step = 1.0 / 256.0;
        for level in SimdLevel::available() {
            let mut found = rows.clone();
            let half: Vec<f32> = rows.iter().map(|x| x * 0.5).collect();
            let mut halves = half.clone();
            with_simd_level(level, || {
                layer_norm_tangents(&mut found, None, &gamma, &point, layout).unwrap();
                let residual = Some(&half[..]);
                layer_norm_tangents(&mut halves, residual, &gamma, &point, layout).unwrap();
            });
            for (found, halves) in found.iter().zip(&halves) {
                assert!((found - halves).abs() < 1e-5);
            }
            for (row, found) in found.chunks(width).enumerate() {
                let at = layout.point_row(row) * width;
                let moved = |step: f32| {
                    let own = base[at..at + width].iter();
                    let tangent = &rows[row * width..(row + 1) * width];
                    let mut moved: Vec<f32> = own.zip(tangent).map(|(x, t)| x + step * t).collect();
                    layer_norm(&mut moved, None, &gamma, &vec![0.0; width], 1e-5).unwrap();
                    moved
                };
                for ((found, above), below) in found.iter().zip(moved(step)).zip(moved(-step)) {
                    let expected = (above - below) / (2.0 * step);
                    assert!((found - expected).abs() < 2e-3, "{found} {expected}");
                }
            }
        }
    }

    #[test]
    fn tables_that_do_not_fit_are_refused() {
        let layout = TangentLayout {
            tokens: 2,
            tangents: 2,
        };
        let point = NormPoint::new(&[1.0; 6], None, 3, 1e-5).unwrap();
        for (rows, gamma) in [(11, 3), (24, 3), (12, 4), (12, 0)] {
            let (mut rows, gamma) = (vec![0.0; rows], vec![1.0; gamma]);
            let result = layer_norm_tangents(&mut rows, None, &gamma, &point, layout);
            assert_eq!(result, Err(ShapeMismatch));
        }
        assert_eq!(NormPoint::new(&[1.0; 5], None, 3, 1e-5), Err(ShapeMismatch));
    }
}
