//! The part of a product that stays in registers: a few rows of the input by four of the weights.

use super::simd::{MAX_LANES, SimdKernel, SimdVector};

/// The most rows of a tile.
pub(crate) const MAX_ROWS: usize = 6;

/// What a tile reads and where it writes: rows of numbers, each a stride behind the one before.
#[derive(Clone, Copy)]
pub(crate) struct TileArgs {
    /// The first row of the input.
    pub(crate) input: *const f32,
    /// From the start of a row of the input to that of the next.
    pub(crate) input_stride: usize,
    /// The four rows of weights.
    pub(crate) weights: [*const f32; 4],
    /// Numbers in a row of the input and of the weights.
    pub(crate) width: usize,
    /// The first number to prefetch; it need not be there.
    pub(crate) prefetch: *const f32,
    /// How many numbers to prefetch.
    pub(crate) prefetch_count: usize,
    /// Whether into the first cache; else into the second.
    pub(crate) prefetch_near: bool,
    /// What is added to the four sums of each row.
    pub(crate) bias: *const [f32; 4],
    /// The first row of the output.
    pub(crate) output: *mut f32,
    /// From the start of a row of the output to that of the next.
    pub(crate) output_stride: usize,
}

impl TileArgs {
    /// Computes a tile of `height` rows, at most [`SimdVector::ROWS`].
    ///
    /// # Safety
    /// There are `height` rows of input and four of weights, of `width` numbers each, and a bias;
    /// and `height` rows of four numbers to be written that no other thread reads or writes
    /// meanwhile.
    #[inline(always)]
    pub(crate) unsafe fn compute<V: SimdVector>(self, height: usize) {
        // SAFETY: as the caller promises; what is higher than its vectors allow has no arm.
        unsafe {
            match height {
                1 => self.of_height::<V, 1>(),
                2 => self.of_height::<V, 2>(),
                3 => self.of_height::<V, 3>(),
                4 if V::ROWS > 3 => self.of_height::<V, 4>(),
                5 if V::ROWS > 3 => self.of_height::<V, 5>(),
                6 if V::ROWS > 3 => self.of_height::<V, 6>(),
                _ => {}
            }
        }
    }

    /// # Safety
    /// As [`compute`](Self::compute), of `HEIGHT` rows.
    #[inline(always)]
    unsafe fn of_height<V: SimdVector, const HEIGHT: usize>(self) {
        // SAFETY: as the caller promises.
        unsafe {
            match self.prefetch_count.div_ceil(self.width) {
                1 if self.prefetch_near => V::outlined(Tile::<HEIGHT, 1, true>::new(self)),
                1 => V::outlined(Tile::<HEIGHT, 1, false>::new(self)),
                2 => V::outlined(Tile::<HEIGHT, 2, false>::new(self)),
                _ => V::outlined(Tile::<HEIGHT, 4, false>::new(self)),
            }
        }
    }
}

/// Four numbers each of `HEIGHT` rows of the output. For each number of a row of weights that is
/// used, `PREFETCHED` are asked for.
struct Tile<const HEIGHT: usize, const PREFETCHED: usize, const NEAR: bool>(TileArgs);

impl<const HEIGHT: usize, const PREFETCHED: usize, const NEAR: bool>
    Tile<HEIGHT, PREFETCHED, NEAR>
{
    /// # Safety
    /// As [`TileArgs::compute`], of `HEIGHT` rows, until the tile is computed.
    #[inline(always)]
    unsafe fn new(args: TileArgs) -> Self {
        Self(args)
    }
}

/// Does `$work` for each row of a tile, with `$row` a constant: sums whose place is not known when
/// this is compiled would be driven from their registers.
macro_rules! each_row {
    ($height:ident, $row:ident, $work:block) => {
        each_row!($height, $row, $work, 0 1 2 3 4 5)
    };
    ($height:ident, $row:ident, $work:block, $($number:literal)*) => {$(
        if $number < $height {
            let $row = $number;
            $work
        }
    )*};
}

impl<const HEIGHT: usize, const PREFETCHED: usize, const NEAR: bool> SimdKernel
    for Tile<HEIGHT, PREFETCHED, NEAR>
{
    #[expect(clippy::indexing_slicing, reason = "indices are known to the compiler")]
    #[inline(always)]
    fn run<V: SimdVector>(self) {
        let Self(args) = self;
        let mut sums = [[V::splat(0.0); 4]; HEIGHT];
        let whole = args.width / V::COUNT * V::COUNT;
        let mut at = 0;
        // SAFETY: whoever made the tile promised its rows and its bias. Vectors are read whole up
        // to `whole`, the last that fits `width`, and in part up to `width`; `row` is less than
        // `HEIGHT`.
        unsafe {
            while at < whole {
                let fours = args.weights.map(|weight| V::load(weight.add(at)));
                if PREFETCHED * at < args.prefetch_count && at.is_multiple_of(MAX_LANES) {
                    for vector in 0..PREFETCHED {
                        let ahead = PREFETCHED * at + vector * MAX_LANES;
                        V::prefetch::<NEAR>(args.prefetch.wrapping_add(ahead));
                    }
                }
                each_row!(HEIGHT, row, {
                    let x = V::load(args.input.add(row * args.input_stride + at));
                    add_products(x, fours, &mut sums[row]);
                });
                at += V::COUNT;
            }
            if at < args.width {
                let rest = args.width - at;
                let fours = args
                    .weights
                    .map(|weight| V::load_part(weight.add(at), rest));
                each_row!(HEIGHT, row, {
                    let x = V::load_part(args.input.add(row * args.input_stride + at), rest);
                    add_products(x, fours, &mut sums[row]);
                });
            }
            each_row!(HEIGHT, row, {
                V::add_sums(
                    args.bias.cast(),
                    sums[row],
                    args.output.add(row * args.output_stride),
                );
            });
        }
    }
}

#[inline(always)]
fn add_products<V: SimdVector>(x: V, weights: [V; 4], sums: &mut [V; 4]) {
    let [a, b, c, d] = weights;
    sums[0] = x.mul_add(a, sums[0]);
    sums[1] = x.mul_add(b, sums[1]);
    sums[2] = x.mul_add(c, sums[2]);
    sums[3] = x.mul_add(d, sums[3]);
}
