//! One embedding against many.

use glassbox_kernel::{Linear, MatrixView};

use super::ModelError;
use super::trace::failed;

/// The product of `query` with each row of `rows`, `[row][numbers of the query]`: their cosines where
/// all have length 1. Both cores work, and each row is read once.
///
/// # Errors
/// `rows` is no table of rows as long as `query`.
pub fn products_with_rows(query: &[f32], rows: &[f32]) -> Result<Vec<f32>, ModelError> {
    let count = rows.len().checked_div(query.len()).unwrap_or(0);
    let mut products = vec![0.0; count];
    let map = Linear {
        weight: rows.into(),
        bias: None,
        outputs: count,
    };
    let query = MatrixView::contiguous(query, query.len());
    glassbox_kernel::linear(query, &[map], None, &mut products, count)
        .map_err(|mismatch| failed(candle_core::Error::wrap(mismatch)))?;
    Ok(products)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_has_its_product() {
        let rows = [1.0, 0.0, 0.0, 1.0, 0.5, 0.25];
        let found = products_with_rows(&[2.0, 4.0], &rows).unwrap();
        assert_eq!(found, [2.0, 4.0, 2.0]);
        assert!(products_with_rows(&[1.0, 0.0, 0.0, 0.0], &rows).is_err());
    }
}
