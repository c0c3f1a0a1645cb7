//! The part of a product that stays in registers: a few rows of the input by four of the weights.

use super::simd::{MAX_LANES, SimdKernel, SimdVector};

/// Rows of a tile at most.
pub(super) const MAX_ROWS: usize = 6;

/// Where a tile reads and writes: rows of numbers, each a step behind the one before.
#[derive(Clone, Copy)]
pub(super) struct TileArgs {
    pub(super) input: *const f32,
    pub(super) input_step: usize,
    pub(super) weights: [*const f32; 4],
    /// How many inputs.
    pub(super) width: usize,
    /// The first number that is to be asked for, and how many.
    pub(super) ahead: *const f32,
    pub(super) share: usize,
    /// Whether into the first cache, or the second.
    pub(super) near: bool,
    /// What the sums of each row are added to, and where these go.
    pub(super) bias: *const [f32; 4],
    pub(super) to: *mut f32,
    pub(super) to_step: usize,
}

impl TileArgs {
    /// Computes a tile of `height` rows.
    ///
    /// # Safety
    /// There are `height` rows of input and four of weights, of `width` numbers each, and a bias; and
    /// `height` rows of four numbers to be written that nobody else touches.
    #[inline(always)]
    pub(super) unsafe fn tile<V: SimdVector>(self, height: usize) {
        match height {
            1 => self.of_height::<V, 1>(),
            2 => self.of_height::<V, 2>(),
            3 => self.of_height::<V, 3>(),
            4 if V::ROWS > 3 => self.of_height::<V, 4>(),
            5 if V::ROWS > 3 => self.of_height::<V, 5>(),
            _ if V::ROWS > 3 => self.of_height::<V, 6>(),
            _ => {}
        }
    }

    #[inline(always)]
    fn of_height<V: SimdVector, const HEIGHT: usize>(self) {
        match self.share.div_ceil(self.width) {
            1 if self.near => V::outlined(Tile::<HEIGHT, 1, true>(self)),
            1 => V::outlined(Tile::<HEIGHT, 1, false>(self)),
            2 => V::outlined(Tile::<HEIGHT, 2, false>(self)),
            _ => V::outlined(Tile::<HEIGHT, 4, false>(self)),
        }
    }
}

/// Four numbers each of `HEIGHT` rows of the result; meanwhile `ASKED` times as many are asked
/// for as are used of a row.
/// Made by [`TileArgs::tile`] alone.
struct Tile<const HEIGHT: usize, const ASKED: usize, const NEAR: bool>(TileArgs);

/// Does `$work` for each row of a tile, with `$row` a constant: sums whose args is not known when
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

impl<const HEIGHT: usize, const ASKED: usize, const NEAR: bool> SimdKernel
    for Tile<HEIGHT, ASKED, NEAR>
{
    #[expect(clippy::indexing_slicing, reason = "indices are known to the compiler")]
    #[inline(always)]
    fn run<V: SimdVector>(self) {
        let Self(args) = self;
        let mut sums = [[V::splat(0.0); 4]; HEIGHT];
        let whole = args.width / V::COUNT * V::COUNT;
        let mut at = 0;
        // SAFETY: whoever calls `TileArgs::tile` promises that all of this is there.
        unsafe {
            while at < whole {
                let fours = args.weights.map(|weight| V::load(weight.add(at)));
                if ASKED * at < args.share && at.is_multiple_of(MAX_LANES) {
                    for vector in 0..ASKED {
                        let ahead = ASKED * at + vector * MAX_LANES;
                        V::prefetch::<NEAR>(args.ahead.wrapping_add(ahead));
                    }
                }
                each_row!(HEIGHT, row, {
                    let x = V::load(args.input.add(row * args.input_step + at));
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
                    let x = V::load_part(args.input.add(row * args.input_step + at), rest);
                    add_products(x, fours, &mut sums[row]);
                });
            }
            each_row!(HEIGHT, row, {
                V::add_sums(args.bias.cast(), sums[row], args.to.add(row * args.to_step));
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
