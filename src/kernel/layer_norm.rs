//! `LayerNorm`, of rows or of the sums of two tables' rows.

use super::error::ShapeMismatch;
use super::math::sum;
use super::pieces;
use super::simd::{SimdKernel, SimdLevel, SimdVector, dispatch};

/// Rows of a table that a thread takes at a time.
const ROWS_AT_A_TIME: usize = 4;

/// Adds `residual`, if there is one, to `rows` and normalises each row: its numbers less their
/// mean, by their standard deviation, times `gamma`, plus `beta`. `eps` is added to the variance.
///
/// # Errors
/// A table is not as long as the others ask for.
pub fn layer_norm(
    rows: &mut [f32],
    residual: Option<&[f32]>,
    gamma: &[f32],
    beta: &[f32],
    eps: f32,
) -> Result<(), ShapeMismatch> {
    let width = gamma.len();
    let fits = residual.is_none_or(|residual| residual.len() == rows.len());
    if width == 0 || !rows.len().is_multiple_of(width) || beta.len() != width || !fits {
        return Err(ShapeMismatch);
    }
    let level = SimdLevel::current();
    let size = width * ROWS_AT_A_TIME;
    pieces::in_parallel(rows.chunks_mut(size).enumerate(), |(index, rows)| {
        let kernel = NormaliseRows {
            rows,
            residual: residual.and_then(|residual| residual.chunks(size).nth(index)),
            gamma,
            beta,
            eps,
        };
        dispatch(level, kernel);
    });
    Ok(())
}

/// Some rows, what is added to them and how they are normalised.
struct NormaliseRows<'a> {
    rows: &'a mut [f32],
    residual: Option<&'a [f32]>,
    gamma: &'a [f32],
    beta: &'a [f32],
    eps: f32,
}

impl SimdKernel for NormaliseRows<'_> {
    #[inline(always)]
    fn run<V: SimdVector>(self) {
        if let Some(residual) = self.residual {
            for (x, &other) in self.rows.iter_mut().zip(residual) {
                *x += other;
            }
        }
        for row in self.rows.chunks_exact_mut(self.gamma.len()) {
            normalise::<V>(row, self.gamma, self.beta, self.eps);
        }
    }
}

/// `gamma * (x - mean) / sqrt(variance + eps) + beta` of one row.
#[inline(always)]
fn normalise<V: SimdVector>(row: &mut [f32], gamma: &[f32], beta: &[f32], eps: f32) {
    let count = row.len() as f32;
    let mean = sum(row, |x| x) / count;
    let variance = sum(row, |x| (x - mean) * (x - mean)) / count;
    let scale = 1.0 / (variance + eps).sqrt();
    for ((x, &gamma), &beta) in row.iter_mut().zip(gamma).zip(beta) {
        *x = V::mul_add_scalar((*x - mean) * scale, gamma, beta);
    }
}

#[cfg(test)]
mod tests {
    use super::super::with_simd_level;
    use super::*;

    /// What each level makes of `numbers`.
    fn on_every_level(numbers: &[f32], work: impl Fn(&mut [f32])) -> Vec<Vec<f32>> {
        let levels = SimdLevel::available().into_iter();
        let results = levels.map(|level| {
            let mut numbers = numbers.to_vec();
            with_simd_level(level, || work(&mut numbers));
            numbers
        });
        results.collect()
    }

    #[test]
    fn rows_are_normalised_as_in_float64_and_each_by_itself() {
        let width = 83;
        let rows = 11;
        let number = |i: usize, seed: f32| ((i as f32 * 0.7 + seed).sin() * 3.0) + 1.0;
        let table: Vec<f32> = (0..rows * width).map(|i| number(i, 0.0)).collect();
        let others: Vec<f32> = (0..rows * width).map(|i| number(i, 5.0)).collect();
        let gamma: Vec<f32> = (0..width).map(|i| number(i, 7.0)).collect();
        let beta: Vec<f32> = (0..width).map(|i| number(i, 9.0)).collect();
        let all = on_every_level(&table, |rows| {
            layer_norm(rows, Some(&others), &gamma, &beta, 1e-5).unwrap();
        });
        for found in &all {
            for row in 0..rows {
                let at = |i: usize| {
                    f64::from(table[row * width + i]) + f64::from(others[row * width + i])
                };
                let count = width as f64;
                let mean = (0..width).map(at).sum::<f64>() / count;
                let variance = (0..width).map(|i| (at(i) - mean).powi(2)).sum::<f64>() / count;
                for i in 0..width {
                    let expected = (at(i) - mean) / (variance + 1e-5).sqrt() * f64::from(gamma[i])
                        + f64::from(beta[i]);
                    let error = (f64::from(found[row * width + i]) - expected).abs();
                    assert!(error < 5e-6, "{error}");
                }
            }
        }
        let last = (rows - 1) * width;
        let alone = on_every_level(&table[last..], |rows| {
            layer_norm(rows, Some(&others[last..]), &gamma, &beta, 1e-5).unwrap();
        });
        for (all, alone) in all.iter().zip(&alone) {
            assert_eq!(all[last..], alone[..]);
        }
    }

    #[test]
    fn tables_that_do_not_fit_are_refused() {
        let mut rows = [0.0; 6];
        for (others, gamma, beta) in [(6, 4, 4), (5, 3, 3), (6, 3, 2), (6, 0, 0)] {
            let (others, gamma, beta) = (vec![0.0; others], vec![0.0; gamma], vec![0.0; beta]);
            let result = layer_norm(&mut rows, Some(&others), &gamma, &beta, 1e-5);
            assert_eq!(result, Err(ShapeMismatch));
        }
    }
}
