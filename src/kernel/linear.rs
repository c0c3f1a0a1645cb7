//! `y = x W^T + b` with `W` as it lies in the file, `[output][input]`, or packed.
//!
//! A block of `W` is turned into a panel, `[input][output]`, which stays in the first cache while
//! tiles of [`SimdVector::ROWS`] rows of `x` go through it; meanwhile the next block is prefetched.
//! Blocks of several panels that take the same inputs follow each other: those of a few hundred rows
//! then come from the second cache.
//! Of packed weights the blocks are panels already, which are read where they lie: that takes a third
//! off the time of 32 rows, and a tenth of 12 or of 128.
//!
//! A number of the result is the bias, plus the sum of the first [`DEPTH`] products, plus that of
//! the next and so on, each taken in the order of the inputs with fused multiply-adds. So it hangs
//! neither on the other rows nor on the width of the vectors.

use super::activation::apply;
use super::activation_kind::Activation;
use super::error::ShapeMismatch;
use super::matrix::MatrixView;
use super::packed::PackedWeights;
use super::panel::{Ahead, MAX_PANEL, pack, panel_width, panel_width_of, widen};
use super::pieces;
use super::scratch::Scratch;
use super::shared_output::SharedOutput;
use super::simd::{SimdKernel, SimdLevel, SimdVector, dispatch};
use super::stored::StoredNumbers;
use super::thread_pool::threads;
use super::tile::TileArgs;

/// Rows of `x` that are gone through before the next: what a block needs of them stays in the second
/// cache for [`PANELS_AT_A_TIME`] panels. With more rows it comes from the third for each panel, and
/// 512 rows take a twelfth longer.
const ROWS_AT_A_TIME: usize = 256;

/// The most panels, of the widest vectors, that a thread takes at a time.
const PANELS_AT_A_TIME: usize = 6;

/// So few rows, about a tile, stay in the first cache anyhow: a thread takes a panel at a time, and its
/// weights one behind the other.
const FEW_ROWS: usize = 16;

/// Inputs whose products are summed on their own before they are added to those before: so much of
/// a panel stays in the first cache, and short sums lose little. The same at every level.
const DEPTH: usize = 256;

/// The weights of a map.
#[derive(Clone, Copy)]
pub enum Weights<'a> {
    /// As they are stored, `[output][input]`.
    Stored(StoredNumbers<'a>),
    /// Turned once.
    Packed(&'a PackedWeights),
}

impl Weights<'_> {
    fn len(self) -> usize {
        match self {
            Self::Stored(weight) => weight.len(),
            Self::Packed(weight) => weight.len(),
        }
    }

    /// Whether products at `level` can take them for a map of `inputs` numbers.
    fn can_be_taken(self, level: SimdLevel, inputs: usize) -> bool {
        match self {
            Self::Stored(_) => true,
            Self::Packed(weight) => {
                let wide = panel_width_of(level);
                weight.inputs() == inputs && weight.width().is_multiple_of(wide)
            }
        }
    }
}

impl<'a> From<StoredNumbers<'a>> for Weights<'a> {
    fn from(weight: StoredNumbers<'a>) -> Self {
        Self::Stored(weight)
    }
}

impl<'a> From<&'a [f32]> for Weights<'a> {
    fn from(weight: &'a [f32]) -> Self {
        Self::Stored(weight.into())
    }
}

impl<'a> From<&'a PackedWeights> for Weights<'a> {
    fn from(weight: &'a PackedWeights) -> Self {
        Self::Packed(weight)
    }
}

/// An affine map to a range of outputs.
#[derive(Clone, Copy)]
pub struct Linear<'a> {
    /// From each input to each output.
    pub weight: Weights<'a>,
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
    let level = SimdLevel::current();
    let fits = |map: &Linear<'_>| {
        let whole = map.outputs.checked_mul(input.width);
        whole == Some(map.weight.len())
            && map.weight.can_be_taken(level, input.width)
            && map.bias.is_none_or(|bias| bias.len() == map.outputs)
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
    let pieces = pieces(maps, input.rows);
    let product = &product;
    pieces::for_each_in_runs(&pieces, |piece| {
        dispatch(level, ProductPiece { product, piece });
    });
    Ok(())
}

/// What one thread does at a time: some rows of the weights of one map.
struct Piece<'a> {
    /// Those of the whole map.
    weight: Weights<'a>,
    /// The first output of the piece.
    first: usize,
    /// From that output on.
    bias: Option<&'a [f32]>,
    /// Column of the result that the first row makes.
    column: usize,
    rows: usize,
}

fn pieces<'a>(maps: &[Linear<'a>], rows: usize) -> Vec<Piece<'a>> {
    let mut pieces = Vec::new();
    let mut column = 0;
    for map in maps {
        let panels = map.outputs.div_ceil(MAX_PANEL);
        let count = pieces_of(panels, rows);
        let bounds = (0..=count).map(|index| MAX_PANEL * (panels * index / count));
        for (first, end) in bounds.clone().zip(bounds.skip(1)) {
            pieces.push(Piece {
                weight: map.weight,
                first,
                bias: map.bias.and_then(|bias| bias.get(first..)),
                column: column + first,
                rows: end.min(map.outputs) - first,
            });
        }
        column += map.outputs;
    }
    pieces
}

/// How many pieces so many panels of weights make for `rows` rows of the input, at least one: as many
/// for each thread, if there are so many panels.
fn pieces_of(panels: usize, rows: usize) -> usize {
    if rows <= FEW_ROWS {
        return panels.max(1);
    }
    let count = panels
        .div_ceil(PANELS_AT_A_TIME)
        .next_multiple_of(threads());
    count.clamp(1, panels.max(1))
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
        let wide = panel_width::<V>();
        let rows = product.input.rows.min(ROWS_AT_A_TIME);
        let mut panel = Scratch::with_len(DEPTH * wide);
        // Between blocks sums stay together: rows of the output may push each other out of the cache.
        let mut sums = Scratch::with_len(rows * piece.rows.next_multiple_of(wide));
        for first in (0..product.input.rows).step_by(ROWS_AT_A_TIME) {
            let rows = ROWS_AT_A_TIME.min(product.input.rows - first);
            for at in (0..product.input.width).step_by(DEPTH) {
                let outputs = (0..piece.rows).step_by(wide);
                for (output, sums) in outputs.zip(sums.chunks_exact_mut(rows * wide)) {
                    self.block::<V>((first, rows), output, at, (&mut panel, sums));
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
    /// on, as many as a panel has, of `rows` rows from `first` on; added to the sums of those before,
    /// or else to the bias. The last block's are written to the output.
    #[inline(always)]
    fn block<V: SimdVector>(
        &self,
        (first, rows): (usize, usize),
        output: usize,
        at: usize,
        (panel, sums): (&mut [f32], &mut [f32]),
    ) {
        let Self { product, piece } = self;
        let MatrixView {
            numbers,
            width,
            stride,
            ..
        } = product.input;
        let wide = panel_width::<V>();
        let is_last = at + DEPTH >= width;
        let columns = (piece.rows - output).min(wide);
        let depth = (width - at).min(DEPTH);
        let of_map = piece.first + output;
        // The next block is brought nearer while this one is packed and used.
        let (next_output, next_at) = if output + wide < piece.rows {
            (of_map + wide, at)
        } else if is_last {
            (of_map + wide, 0)
        } else {
            (piece.first, at + DEPTH)
        };
        let (block, block_stride, next) = match piece.weight {
            Weights::Stored(weight) => {
                let next = Ahead::of(weight, next_output * width + next_at, width);
                let block = weight.from(of_map * width + at);
                pack::<V>(block, width, columns, depth, panel, next);
                let next = [next.below(V::COUNT), Ahead::nothing(panel)];
                (panel.as_ptr(), wide, next)
            }
            Weights::Packed(weight) => {
                let stride = weight.width();
                let block = weight.from(of_map, at);
                let next = Ahead::lines(weight.from(next_output, next_at).start().0);
                let next = [next, next.below(depth)];
                if let StoredNumbers::F32(block) = block {
                    (block.as_ptr(), stride, next)
                } else {
                    widen::<V>(block, stride, depth, panel);
                    (panel.as_ptr(), wide, next)
                }
            }
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
            // The only tile brings all of it, the first two half of it each.
            let nothing = Ahead::nothing(panel);
            let ahead = match tile {
                _ if tiles == 1 => next,
                0 => [next[0], nothing],
                1 => [next[1], nothing],
                _ => [nothing; 2],
            };
            // SAFETY: `linear` checked that the input has rows `row .. row + height` of `width`
            // numbers, and that the output has a row for each and the columns of the piece, which
            // are this thread's alone; the block was packed, here or before, with `depth` rows of
            // two vectors; there are sums of so many columns for each row, and before the first
            // block a bias, or zeros, for each column.
            unsafe {
                let sums = sums.as_mut_ptr().add((row - first) * wide);
                let result = row * product.stride + piece.column + output;
                let (result, result_stride) = if is_last {
                    (product.output.pointer_to(result), product.stride)
                } else {
                    (sums, wide)
                };
                let (before, before_stride) = if at == 0 {
                    (bias, 0)
                } else {
                    (sums.cast_const(), wide)
                };
                let args = TileArgs {
                    input: numbers.as_ptr().add(row * stride + at),
                    input_stride: stride,
                    panel: block,
                    panel_stride: block_stride,
                    depth,
                    before,
                    before_stride,
                    output: result,
                    output_stride: result_stride,
                    columns,
                    ahead,
                };
                args.compute::<V>(height);
            }
            row += height;
        }
    }
}
