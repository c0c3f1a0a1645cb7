//! A few rows times a small table, both of which lie in the cache: what attention is made of.

use super::simd::SimdVector;

/// `rows` times `table`, whose rows are `width` numbers wide, a multiple of [`MAX_LANES`](super::simd::MAX_LANES); one row
/// of `products` for each. Tables that do not fit are left as they are.
#[inline(always)]
pub(crate) fn products<V: SimdVector, const HEIGHT: usize>(
    rows: [&[f32]; HEIGHT],
    table: &[f32],
    width: usize,
    products: &mut [f32],
) {
    let depth = rows.iter().map(|row| row.len()).min().unwrap_or(0);
    if table.len() < depth * width || products.len() < HEIGHT * width {
        return;
    }
    let rows = rows.map(<[f32]>::as_ptr);
    let (table, products) = (table.as_ptr(), products.as_mut_ptr());
    let mut column = 0;
    // SAFETY: each row has `depth` numbers or more; the table has `depth` rows of `width`, and the
    // products a row of `width` for each of `rows`, as was checked above; the columns of a tile are
    // within `width`, by the condition of its loop.
    unsafe {
        while column + 4 * V::COUNT <= width {
            let (table, products) = (table.add(column), products.add(column));
            product_tile::<V, HEIGHT, 4>(rows, depth, table, products, width);
            column += 4 * V::COUNT;
        }
        while column + 2 * V::COUNT <= width {
            let (table, products) = (table.add(column), products.add(column));
            product_tile::<V, HEIGHT, 2>(rows, depth, table, products, width);
            column += 2 * V::COUNT;
        }
        while column + V::COUNT <= width {
            let (table, products) = (table.add(column), products.add(column));
            product_tile::<V, HEIGHT, 1>(rows, depth, table, products, width);
            column += V::COUNT;
        }
    }
}

/// `rows` times `WIDTH` vectors of each row of `table`.
///
/// # Safety
/// There are `depth` numbers in each row; `WIDTH` vectors in each of as many rows of the table, and
/// in `HEIGHT` rows of the products, both `stride` apart, the latter for nobody else to touch.
#[expect(
    clippy::indexing_slicing,
    clippy::needless_range_loop,
    reason = "written so, the sums stay in registers; indices are known to the compiler"
)]
#[inline(always)]
unsafe fn product_tile<V: SimdVector, const HEIGHT: usize, const WIDTH: usize>(
    rows: [*const f32; HEIGHT],
    depth: usize,
    table: *const f32,
    products: *mut f32,
    stride: usize,
) {
    let mut sums = [[V::splat(0.0); WIDTH]; HEIGHT];
    // SAFETY: `at`, `row` and `index` stay below what the caller promises.
    unsafe {
        for at in 0..depth {
            let mut vectors = [V::splat(0.0); WIDTH];
            for index in 0..WIDTH {
                vectors[index] = V::load(table.add(at * stride + index * V::COUNT));
            }
            for row in 0..HEIGHT {
                let factor = V::splat(*rows[row].add(at));
                for index in 0..WIDTH {
                    sums[row][index] = factor.mul_add(vectors[index], sums[row][index]);
                }
            }
        }
        for row in 0..HEIGHT {
            for index in 0..WIDTH {
                sums[row][index].store(products.add(row * stride + index * V::COUNT));
            }
        }
    }
}
