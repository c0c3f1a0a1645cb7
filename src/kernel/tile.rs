//! The part of a product that stays in registers: a few rows of the input by a panel of the
//! weights, two vectors of outputs wide.
//!
//! Each sum is taken along the inputs in their order, one multiply-add after the other, however
//! many rows a tile has.

use super::panel::Ahead;
use super::simd::{SimdKernel, SimdVector};

/// The most rows of a tile.
const MAX_ROWS: usize = 14;

/// What a tile reads and where it writes.
#[derive(Clone, Copy)]
pub(crate) struct TileArgs {
    /// The first row of the input.
    pub(crate) input: *const f32,
    /// From the start of a row of the input to that of the next.
    pub(crate) input_stride: usize,
    /// The panel, `[depth]` rows of two vectors.
    pub(crate) panel: *const f32,
    /// From the start of a row of the panel to that of the next.
    pub(crate) panel_stride: usize,
    /// Numbers in a row of the input.
    pub(crate) depth: usize,
    /// What is added to the sums of the first row.
    pub(crate) before: *const f32,
    /// From there to what is added to those of the next.
    pub(crate) before_stride: usize,
    /// The first row of the output.
    pub(crate) output: *mut f32,
    /// From the start of a row of the output to that of the next.
    pub(crate) output_stride: usize,
    /// Columns of the panel that are wanted: numbers to be added to and written in each row.
    pub(crate) columns: usize,
    /// Of each of which as many rows as a vector has numbers are brought nearer meanwhile.
    pub(crate) ahead: [Ahead; 2],
}

impl TileArgs {
    /// Computes a tile of `height` rows, at most [`SimdVector::ROWS`].
    ///
    /// # Safety
    /// There are `height` rows of input and a panel, both of `depth`, and `columns` numbers before
    /// each row, at most two vectors of them; and `height` rows of `columns` numbers to be
    /// written that no other thread reads or writes meanwhile.
    #[inline(always)]
    pub(crate) unsafe fn compute<V: SimdVector>(self, height: usize) {
        // SAFETY: a tile of `HEIGHT` rows touches those rows alone, which the caller promises are
        // there; a height without an arm here touches nothing.
        unsafe {
            match height {
                1 => V::outlined(Tile::<1>::new(self)),
                2 => V::outlined(Tile::<2>::new(self)),
                3 => V::outlined(Tile::<3>::new(self)),
                4 => V::outlined(Tile::<4>::new(self)),
                5 => V::outlined(Tile::<5>::new(self)),
                6 => V::outlined(Tile::<6>::new(self)),
                7 if V::ROWS > 6 => V::outlined(Tile::<7>::new(self)),
                8 if V::ROWS > 6 => V::outlined(Tile::<8>::new(self)),
                9 if V::ROWS > 6 => V::outlined(Tile::<9>::new(self)),
                10 if V::ROWS > 6 => V::outlined(Tile::<10>::new(self)),
                11 if V::ROWS > 6 => V::outlined(Tile::<11>::new(self)),
                12 if V::ROWS > 6 => V::outlined(Tile::<12>::new(self)),
                13 if V::ROWS > 6 => V::outlined(Tile::<13>::new(self)),
                MAX_ROWS if V::ROWS > 6 => V::outlined(Tile::<MAX_ROWS>::new(self)),
                _ => {}
            }
        }
    }
}

/// Two vectors of each of `HEIGHT` rows of the output.
struct Tile<const HEIGHT: usize>(TileArgs);

/// Does `$work` for each row of a tile, with `$row` a constant: sums whose place is not known when
/// this is compiled would be driven from their registers.
macro_rules! each_row {
    ($height:ident, $row:ident, $work:block) => {
        each_row!($height, $row, $work, 0 1 2 3 4 5 6 7 8 9 10 11 12 13)
    };
    ($height:ident, $row:ident, $work:block, $($number:literal)*) => {$(
        if $number < $height {
            let $row = $number;
            $work
        }
    )*};
}

impl<const HEIGHT: usize> Tile<HEIGHT> {
    /// # Safety
    /// As [`TileArgs::compute`], of `HEIGHT` rows, until the tile is computed.
    #[inline(always)]
    unsafe fn new(args: TileArgs) -> Self {
        Self(args)
    }

    /// Writes `sums` and what came before them.
    ///
    /// # Safety
    /// As [`new`](Self::new).
    #[expect(clippy::indexing_slicing, reason = "indices are known to the compiler")]
    #[inline(always)]
    unsafe fn write<V: SimdVector>(&self, sums: &[[V; 2]; HEIGHT]) {
        let args = &self.0;
        let left = args.columns.min(V::COUNT);
        let right = args.columns - left;
        // SAFETY: there are `columns` numbers before each row and room for as many in its output,
        // of which each vector reads and writes its own.
        unsafe {
            each_row!(HEIGHT, row, {
                let before = args.before.add(row * args.before_stride);
                let output = args.output.add(row * args.output_stride);
                add_to(sums[row][0], before, output, left);
                add_to(sums[row][1], before.add(left), output.add(left), right);
            });
        }
    }
}

/// Writes `count` numbers of `sums` and of `before`, added, to `output`.
///
/// # Safety
/// So many can be read at `before` and written at `output`, and no other thread reads or writes the
/// latter meanwhile; and they are no more than a vector has.
#[inline(always)]
unsafe fn add_to<V: SimdVector>(sums: V, before: *const f32, output: *mut f32, count: usize) {
    // SAFETY: a whole vector is read and written where `count` is one, else `count` numbers, which the
    // caller promises are there.
    unsafe {
        if count == V::COUNT {
            sums.plus(V::load(before)).store(output);
        } else {
            let before = V::load_part(before, count);
            sums.plus(before).store_part(output, count);
        }
    }
}

impl<const HEIGHT: usize> SimdKernel for Tile<HEIGHT> {
    #[expect(clippy::indexing_slicing, reason = "indices are known to the compiler")]
    #[inline(always)]
    fn run<V: SimdVector>(self) {
        let Self(args) = self;
        let mut sums = [[V::splat(0.0); 2]; HEIGHT];
        for at in 0..args.depth {
            for ahead in args.ahead {
                ahead.bring::<V>(at % V::COUNT, at / V::COUNT * V::COUNT);
            }
            // SAFETY: whoever made the tile promised that the panel has a row of two vectors and each
            // row of the input a number for each of `depth`; `row` is less than `HEIGHT`.
            unsafe {
                let panel = args.panel.add(at * args.panel_stride);
                let (left, right) = (V::load(panel), V::load(panel.add(V::COUNT)));
                each_row!(HEIGHT, row, {
                    let x = V::splat(*args.input.add(row * args.input_stride + at));
                    sums[row][0] = x.mul_add(left, sums[row][0]);
                    sums[row][1] = x.mul_add(right, sums[row][1]);
                });
            }
        }
        // SAFETY: whoever made the tile promised `columns` numbers before and behind each of its
        // `HEIGHT` rows, which nobody else writes meanwhile.
        unsafe { self.write(&sums) }
    }
}
