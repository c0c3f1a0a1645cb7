//! `y = x W^T + b` with `W` as it lies in the file, `[output][input]`.
//!
//! A block of `W` is turned into a panel, `[input][output]`, which stays in the first cache while
//! tiles of [`SimdVector::ROWS`] rows of `x` go through it; meanwhile the next block is prefetched.
//! That is no dearer than to keep all of `W` so, and takes no memory: with few rows a pass waits for
//! `W` to arrive, and with many each block is used long.
//!
//! A number of the result is the bias, plus the sum of the first [`DEPTH`] products, plus that of
//! the next and so on, each taken in the order of the inputs with fused multiply-adds. So it hangs
//! neither on the other rows nor on the width of the vectors.

use super::activation::apply;
use super::activation_kind::Activation;
use super::error::ShapeMismatch;
use super::matrix::MatrixView;
use super::panel::{MAX_PANEL, pack, panel_width};
use super::scratch::Scratch;
use super::shared_output::SharedOutput;
use super::simd::{SimdKernel, SimdLevel, SimdVector, dispatch};
use super::thread_pool;
use super::tile::{Ahead, TileArgs};

/// Rows of `x` that are gone through before the next rows of `W`: what of them a block needs stays
/// in the second cache.
const ROWS_AT_A_TIME: usize = 512;

/// Rows of `W` that a thread takes at a time, as many as make a panel of the widest vectors.
const PIECE: usize = MAX_PANEL;

/// Inputs whose products are summed on their own before they are added to those before: so much of
/// a panel stays in the first cache, and short sums lose little. The same at every level.
const DEPTH: usize = 256;

/// An affine map to a range of outputs.
#[derive(Debug, Clone, Copy)]
pub struct Linear<'a> {
    /// `[output][input]`
    pub weight: &'a [f32],
    /// One per output.
    pub bias: Option<&'a [f32]>,
    /// How many outputs.
    pub outputs: usize,
}

/// Maps each row of `input` by all of `maps`, their outputs side by side, and takes `activation`
/// of the result: into `output`, whose rows are `stride` numbers apart.
///
/// # Errors
/// A table is not as long as the others ask for.
pub fn linear(
    input: MatrixView<'_>,
    maps: &[Linear<'_>],
    activation: Option<Activation>,
    output: &mut [f32],
    stride: usize,
) -> Result<(), ShapeMismatch> {
    let mut all = maps.iter().map(|map| map.outputs);
    let outputs = all.try_fold(0, usize::checked_add).ok_or(ShapeMismatch)?;
    let result = MatrixView {
        numbers: output,
        rows: input.rows,
        width: outputs,
        stride,
    };
    let fits = |map: &Linear<'_>| {
        let whole = map.outputs.checked_mul(input.width);
        whole == Some(map.weight.len()) && map.bias.is_none_or(|bias| bias.len() == map.outputs)
    };
    let fit = input.is_whole() && result.is_whole() && maps.iter().all(fits);
    if !fit || input.width == 0 {
        return Err(ShapeMismatch);
    }
    if input.rows == 0 || outputs == 0 {
        return Ok(());
    }
    let copy = input.spread_out();
    let spread = copy.as_ref().map(|(numbers, stride)| MatrixView {
        numbers,
        stride: *stride,
        ..input
    });
    let product = Product {
        input: spread.unwrap_or(input),
        output: SharedOutput::new(output),
        stride,
        activation,
    };
    let pieces = pieces(maps);
    let level = SimdLevel::current();
    let product = &product;
    thread_pool::for_each_in_runs(&pieces, |piece| {
        dispatch(level, ProductPiece { product, piece });
    });
    Ok(())
}

/// What one thread does at a time: some rows of the weights of one map.
struct Piece<'a> {
    /// `[output][input]` from the first row of the piece on to the end of its map.
    weight: &'a [f32],
    bias: Option<&'a [f32]>,
    /// Column of the result that the first row makes.
    column: usize,
    rows: usize,
}

fn pieces<'a>(maps: &[Linear<'a>]) -> Vec<Piece<'a>> {
    let mut pieces = Vec::new();
    let mut column = 0;
    for map in maps {
        let width = map.weight.len().checked_div(map.outputs).unwrap_or(0);
        for first in (0..map.outputs).step_by(PIECE) {
            pieces.push(Piece {
                weight: map.weight.get(first * width..).unwrap_or_default(),
                bias: map.bias.and_then(|bias| bias.get(first..)),
                column: column + first,
                rows: PIECE.min(map.outputs - first),
            });
        }
        column += map.outputs;
    }
    pieces
}

/// Tables that [`linear`] found to fit each other.
struct Product<'a> {
    input: MatrixView<'a>,
    output: SharedOutput<'a>,
    stride: usize,
    activation: Option<Activation>,
}

struct ProductPiece<'a> {
    product: &'a Product<'a>,
    piece: &'a Piece<'a>,
}

impl SimdKernel for ProductPiece<'_> {
    #[inline(always)]
    fn run<V: SimdVector>(self) {
        let Self { product, piece } = self;
        let mut panel = Scratch::with_len(DEPTH * panel_width::<V>());
        for first in (0..product.input.rows).step_by(ROWS_AT_A_TIME) {
            let rows = ROWS_AT_A_TIME.min(product.input.rows - first);
            for output in (0..piece.rows).step_by(panel_width::<V>()) {
                for at in (0..product.input.width).step_by(DEPTH) {
                    self.block::<V>(first, rows, output, at, &mut panel);
                }
            }
            if let Some(activation) = product.activation {
                for row in first..first + rows {
                    let start = row * product.stride + piece.column;
                    // SAFETY: `linear` checked that the output has this row and all columns; those
                    // of the piece are this thread's alone, and nothing else points to them now.
                    let own = unsafe { product.output.slice(start, piece.rows) };
                    apply::<V>(activation, own);
                }
            }
        }
    }
}

impl ProductPiece<'_> {
    /// The products of the inputs from `at` on, as many as a block has, for the outputs from `output`
    /// on, as many as a panel has, of `rows` rows from `first` on; added to what is there of those
    /// before, or else to the bias.
    #[inline(always)]
    fn block<V: SimdVector>(
        &self,
        first: usize,
        rows: usize,
        output: usize,
        at: usize,
        panel: &mut [f32],
    ) {
        let Self { product, piece } = self;
        let MatrixView {
            numbers,
            width,
            stride,
            ..
        } = product.input;
        let columns = (piece.rows - output).min(panel_width::<V>());
        let depth = (width - at).min(DEPTH);
        let block = piece.weight.get(output * width + at..).unwrap_or_default();
        // The next block, half of which is brought nearer while this one is packed, and half while it
        // is used.
        let next = if at + DEPTH < width {
            output * width + at + DEPTH
        } else {
            (output + panel_width::<V>()) * width
        };
        let next = piece.weight.as_ptr().wrapping_add(next);
        pack::<V>(block, width, columns, depth, panel, next);
        let next = Ahead {
            first: next.wrapping_add(V::COUNT * width),
            stride: width,
        };
        let zeros = [0.0; MAX_PANEL];
        let bias = piece
            .bias
            .and_then(|bias| bias.get(output..output + columns));
        let bias = bias.unwrap_or(&zeros).as_ptr();
        // Tiles of about the same height.
        let tiles = rows.div_ceil(V::ROWS);
        let (height, higher) = (rows / tiles, rows % tiles);
        let mut row = first;
        for tile in 0..tiles {
            let height = height + usize::from(tile < higher);
            let ahead = match tile {
                0 => next,
                _ => Ahead::nothing(panel.as_ptr()),
            };
            // SAFETY: `linear` checked that the input has rows `row .. row + height` of `width`
            // numbers, and that the output has a row for each and the columns of the piece, which
            // are this thread's alone; the panel was packed, and before the first block there is
            // a bias, or zeros, for each column.
            unsafe {
                let result = row * product.stride + piece.column + output;
                let result = product.output.pointer_to(result);
                let args = TileArgs {
                    input: numbers.as_ptr().add(row * stride + at),
                    input_stride: stride,
                    panel: panel.as_ptr(),
                    depth,
                    before: if at == 0 { bias } else { result },
                    before_stride: if at == 0 { 0 } else { product.stride },
                    output: result,
                    output_stride: product.stride,
                    columns,
                    ahead,
                };
                args.compute::<V>(height);
            }
            row += height;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{on_one_thread, with_simd_level};
    use super::*;

    /// Numbers between -1 and 1 that look like no pattern.
    fn numbers(count: usize, seed: u32) -> Vec<f32> {
        let mut state = seed;
        let next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / (1 << 23) as f32 - 1.0
        };
        std::iter::repeat_with(next).take(count).collect()
    }

    struct Case {
        input: Vec<f32>,
        width: usize,
        weights: Vec<Vec<f32>>,
        biases: Vec<Vec<f32>>,
    }

    impl Case {
        fn new(rows: usize, width: usize, outputs: &[usize]) -> Self {
            let table =
                |(index, &outputs): (usize, &usize)| numbers(outputs * width, 7 + index as u32);
            let bias = |(index, &outputs): (usize, &usize)| numbers(outputs, 70 + index as u32);
            Self {
                input: numbers(rows * width, 1),
                width,
                weights: outputs.iter().enumerate().map(table).collect(),
                biases: outputs.iter().enumerate().map(bias).collect(),
            }
        }

        fn outputs(&self) -> usize {
            self.biases.iter().map(Vec::len).sum()
        }

        /// What the kernel makes of the rows from `first` up to `end`.
        fn mapped(&self, first: usize, end: usize) -> Vec<f32> {
            let maps: Vec<Linear<'_>> = self
                .weights
                .iter()
                .zip(&self.biases)
                .map(|(weight, bias)| Linear {
                    weight,
                    bias: Some(bias),
                    outputs: bias.len(),
                })
                .collect();
            let input = MatrixView::contiguous(
                &self.input[first * self.width..end * self.width],
                self.width,
            );
            let mut output = vec![f32::NAN; input.rows * self.outputs()];
            linear(input, &maps, None, &mut output, self.outputs()).unwrap();
            output
        }

        fn expected(&self, row: usize) -> Vec<f64> {
            let x = &self.input[row * self.width..(row + 1) * self.width];
            let of = |(weights, biases): (&Vec<f32>, &Vec<f32>)| -> Vec<f64> {
                let rows = weights.chunks(self.width).zip(biases);
                rows.map(|(weights, &bias)| {
                    let products = weights
                        .iter()
                        .zip(x)
                        .map(|(&w, &x)| f64::from(w) * f64::from(x));
                    products.sum::<f64>() + f64::from(bias)
                })
                .collect()
            };
            self.weights.iter().zip(&self.biases).flat_map(of).collect()
        }
    }

    #[test]
    fn products_are_those_of_float64_on_every_level() {
        for (rows, width, outputs) in [
            (1, 1, vec![1]),
            (1, 5, vec![3]),
            (2, 16, vec![4]),
            (7, 33, vec![9, 2, 5]),
            (13, 384, vec![70]),
            (12, 768, vec![64, 64, 68]),
            (5, 1024, vec![10]),
            (131, 100, vec![67]),
            (3, 3072, vec![7]),
        ] {
            let case = Case::new(rows, width, &outputs);
            for level in SimdLevel::available() {
                let found = with_simd_level(level, || case.mapped(0, rows));
                for (row, found) in found.chunks(case.outputs()).enumerate() {
                    for (&found, expected) in found.iter().zip(case.expected(row)) {
                        let error = (f64::from(found) - expected).abs();
                        let name = level.name();
                        assert!(error < 3e-5, "{name} {rows} x {width}: {found} {expected}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_row_is_the_same_in_any_company_and_on_any_number_of_threads() {
        for (width, outputs) in [
            (50, vec![11, 70]),
            (768, vec![130]),
            (1024, vec![9]),
            (3072, vec![6]),
        ] {
            let rows = 150;
            let case = Case::new(rows, width, &outputs);
            for level in SimdLevel::available() {
                with_simd_level(level, || {
                    let all = case.mapped(0, rows);
                    assert_eq!(on_one_thread(|| case.mapped(0, rows)), all);
                    for (first, end) in
                        [(0, 1), (3, 5), (4, 7), (2, 6), (9, 14), (20, 27), (10, 149)]
                    {
                        let alone = case.mapped(first, end);
                        let same = &all[first * case.outputs()..end * case.outputs()];
                        assert_eq!(alone, same, "{} {first}..{end} of {width}", level.name());
                    }
                });
            }
        }
    }

    #[test]
    fn tables_that_do_not_fit_are_refused() {
        let weight = numbers(6, 1);
        let bias = numbers(2, 1);
        let map_of = |weight, bias, outputs| {
            [Linear {
                weight,
                bias,
                outputs,
            }]
        };
        let x = numbers(6, 1);
        let good = MatrixView::contiguous(&x, 3);
        let mut output = vec![0.0; 4];
        let whole = map_of(&weight, Some(&bias[..]), 2);
        assert_eq!(linear(good, &whole, None, &mut output, 2), Ok(()));
        assert_eq!(
            linear(good, &whole, None, &mut output[..3], 2),
            Err(ShapeMismatch)
        );
        assert_eq!(
            linear(good, &whole, None, &mut output, 1),
            Err(ShapeMismatch)
        );
        for wrong in [
            map_of(&weight[..5], Some(&bias[..]), 2),
            map_of(&weight, Some(&bias[..1]), 2),
            map_of(&weight, None, usize::MAX),
        ] {
            assert_eq!(
                linear(good, &wrong, None, &mut output, 2),
                Err(ShapeMismatch)
            );
        }
        for wrong in [
            MatrixView { rows: 3, ..good },
            MatrixView { stride: 2, ..good },
            MatrixView {
                rows: usize::MAX,
                ..good
            },
            MatrixView::contiguous(&x, 0),
        ] {
            assert_eq!(
                linear(wrong, &whole, None, &mut output, 2),
                Err(ShapeMismatch)
            );
        }
    }
}
