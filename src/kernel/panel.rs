//! Rows turned into panels: what a tile multiplies with.

use super::scratch::Scratch;
use super::simd::{MAX_LANES, SimdKernel, SimdLevel, SimdVector, dispatch};
use super::stored::{StoredNumbers, floats_from_bf16, floats_from_f16};

/// Columns of a panel: two vectors.
pub(crate) const fn panel_width<V: SimdVector>() -> usize {
    2 * V::COUNT
}

/// The same of the vectors of `level`.
pub(crate) fn panel_width_of(level: SimdLevel) -> usize {
    struct Width<'a>(&'a mut usize);
    impl SimdKernel for Width<'_> {
        #[inline(always)]
        fn run<V: SimdVector>(self) {
            *self.0 = panel_width::<V>();
        }
    }
    let mut width = 0;
    dispatch(level, Width(&mut width));
    width
}

/// Columns of the widest panel.
pub(crate) const MAX_PANEL: usize = 2 * MAX_LANES;

/// Bytes of a line of the cache.
const LINE: usize = 64;

/// Rows that are needed next, and are brought nearer meanwhile. They need not be there.
#[derive(Clone, Copy)]
pub(crate) struct Ahead {
    start: *const u8,
    /// Bytes from the start of a row to that of the next.
    stride: usize,
    /// Bytes of a number.
    size: usize,
}

impl Ahead {
    /// The rows from number `first` of `table` on, `stride` numbers apart.
    pub(crate) fn of(table: StoredNumbers<'_>, first: usize, stride: usize) -> Self {
        let (start, size) = table.start();
        Self {
            start: start.wrapping_add(first.wrapping_mul(size)),
            stride: stride.wrapping_mul(size),
            size,
        }
    }

    /// The lines of the cache from `start` on, one after the other.
    pub(crate) fn lines(start: *const u8) -> Self {
        Self {
            start,
            stride: LINE,
            size: LINE,
        }
    }

    /// What is there already.
    pub(crate) fn nothing(here: &[f32]) -> Self {
        Self {
            start: here.as_ptr().cast(),
            stride: 0,
            size: 0,
        }
    }

    /// The rows from row `first` on.
    pub(crate) fn below(self, first: usize) -> Self {
        Self {
            start: self.start.wrapping_add(first.wrapping_mul(self.stride)),
            ..self
        }
    }

    /// Brings a number of a row nearer, and those around it.
    #[inline(always)]
    pub(crate) fn bring<V: SimdVector>(self, row: usize, at: usize) {
        let there = row
            .wrapping_mul(self.stride)
            .wrapping_add(at.wrapping_mul(self.size));
        V::prefetch(self.start.wrapping_add(there));
    }
}

/// Turns the first `depth` numbers of `rows` rows, `stride` apart, into the columns of a panel,
/// `[depth][panel_width]`. What is in columns beyond the last row is arbitrary, but numbers. Tables
/// that do not fit are left as they are. Meanwhile as many rows of `ahead` as a vector has numbers
/// are brought nearer.
#[inline(always)]
pub(crate) fn pack<V: SimdVector>(
    table: StoredNumbers<'_>,
    stride: usize,
    rows: usize,
    depth: usize,
    panel: &mut [f32],
    ahead: Ahead,
) {
    let wide = panel_width::<V>();
    let end = rows.saturating_sub(1) * stride + depth;
    if rows == 0 || rows > wide || table.len() < end || panel.len() < depth * wide {
        return;
    }
    for first in (0..rows).step_by(V::COUNT) {
        let ahead = (first == 0).then_some(ahead);
        let count = V::COUNT.min(rows - first);
        let panel = panel.get_mut(first..).unwrap_or_default();
        match table.from(first * stride) {
            StoredNumbers::F32(table) => {
                turn::<V>((table, stride), count, depth, (panel, wide), ahead);
            }
            halves => {
                let floats = widened::<V>(halves, stride, count, depth);
                turn::<V>((&floats, depth), count, depth, (panel, wide), ahead);
            }
        }
    }
}

/// Turns at most one vector's number of rows of a table, which are there, into columns of a panel
/// that begins with the first of them and is so `wide`.
#[inline(always)]
pub(crate) fn turn<V: SimdVector>(
    (table, stride): (&[f32], usize),
    rows: usize,
    depth: usize,
    (panel, wide): (&mut [f32], usize),
    ahead: Option<Ahead>,
) {
    let end = (rows - 1) * stride + depth;
    if table.len() < end || panel.len() < (depth - 1) * wide + V::COUNT || wide < V::COUNT {
        return;
    }
    let whole = depth / V::COUNT * V::COUNT;
    for at in (0..whole).step_by(V::COUNT) {
        if let Some(ahead) = ahead {
            for row in 0..V::COUNT {
                ahead.bring::<V>(row, at);
            }
        }
        // SAFETY: the table has `rows` rows of `depth` numbers and the panel as many rows, each with a
        // vector, as was checked above; the vectors from `at` on are whole.
        unsafe {
            let from = table.as_ptr().add(at);
            let to = panel.as_mut_ptr().add(at * wide);
            V::transpose(from, stride, rows, to, wide);
        }
    }
    for (at, to) in panel.chunks_mut(wide).enumerate().take(depth).skip(whole) {
        let column = table.get(at..).unwrap_or_default();
        let column = column.iter().step_by(stride.max(1)).take(rows);
        for (to, &number) in to.iter_mut().zip(column) {
            *to = number;
        }
    }
}

/// The first `depth` numbers of `rows` rows, `stride` apart, as floats without anything between
/// them.
#[inline(always)]
fn widened<V: SimdVector>(
    halves: StoredNumbers<'_>,
    stride: usize,
    rows: usize,
    depth: usize,
) -> Scratch {
    let mut floats = Scratch::with_len(rows * depth);
    let whole = depth / V::COUNT * V::COUNT;
    for (row, to) in floats.chunks_exact_mut(depth).enumerate() {
        let (bytes, is_f16) = match halves.from(row * stride) {
            StoredNumbers::F32(_) => return floats,
            StoredNumbers::F16(bytes) => (bytes, true),
            StoredNumbers::Bf16(bytes) => (bytes, false),
        };
        let Some(bytes) = bytes.get(..2 * depth) else {
            return floats;
        };
        for at in (0..whole).step_by(V::COUNT) {
            // SAFETY: the row has `depth` numbers of two bytes, and there is room for as many; the
            // vectors from `at` on are whole.
            unsafe {
                let from = bytes.as_ptr().add(2 * at);
                load_halves::<V>(from, is_f16).store(to.as_mut_ptr().add(at));
            }
        }
        if whole < depth {
            let rest = bytes.get(2 * whole..).unwrap_or_default();
            let rest = if is_f16 {
                floats_from_f16(rest)
            } else {
                floats_from_bf16(rest)
            };
            for (to, number) in to.iter_mut().skip(whole).zip(rest) {
                *to = number;
            }
        }
    }
    floats
}

/// Makes `depth` rows of two vectors of 16-bit numbers, `stride` numbers apart, a panel of floats.
/// Tables that do not fit are left as they are.
#[inline(always)]
pub(crate) fn widen<V: SimdVector>(
    halves: StoredNumbers<'_>,
    stride: usize,
    depth: usize,
    panel: &mut [f32],
) {
    let wide = panel_width::<V>();
    let (bytes, is_f16) = match halves {
        StoredNumbers::F32(_) => return,
        StoredNumbers::F16(bytes) => (bytes, true),
        StoredNumbers::Bf16(bytes) => (bytes, false),
    };
    let end = depth.saturating_sub(1) * stride + wide;
    if halves.len() < end || panel.len() < depth * wide {
        return;
    }
    for (row, to) in panel.chunks_exact_mut(wide).take(depth).enumerate() {
        for first in [0, V::COUNT] {
            // SAFETY: there are `depth` rows of two vectors of two bytes each, as was checked above,
            // and `to` has room for as many floats.
            unsafe {
                let from = bytes.as_ptr().add(2 * (row * stride + first));
                load_halves::<V>(from, is_f16).store(to.as_mut_ptr().add(first));
            }
        }
    }
}

/// As many 16-bit floats at `from` as a vector has numbers, made floats: IEEE's, or upper halves.
///
/// # Safety
/// Twice as many bytes can be read at `from`.
#[inline(always)]
unsafe fn load_halves<V: SimdVector>(from: *const u8, is_f16: bool) -> V {
    // SAFETY: either reads two bytes for each number of a vector, which the caller promises.
    unsafe {
        if is_f16 {
            V::load_f16(from)
        } else {
            V::load_bf16(from)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How a table becomes a panel.
    #[derive(Debug, Clone, Copy)]
    enum Way {
        Packed,
        Widened,
    }

    struct IntoPanel<'a> {
        way: Way,
        table: StoredNumbers<'a>,
        stride: usize,
        rows: usize,
        depth: usize,
        panel: &'a mut [f32],
    }

    impl SimdKernel for IntoPanel<'_> {
        fn run<V: SimdVector>(self) {
            let (table, stride, depth) = (self.table, self.stride, self.depth);
            let ahead = Ahead::nothing(&[]);
            match self.way {
                Way::Packed => pack::<V>(table, stride, self.rows, depth, self.panel, ahead),
                Way::Widened => widen::<V>(table, stride, depth, self.panel),
            }
        }
    }

    #[test]
    fn tables_that_do_not_fit_are_left_as_they_are() {
        const ROWS: usize = 5;
        const DEPTH: usize = 3;
        for level in SimdLevel::available() {
            let wide = panel_width_of(level);
            for (way, stride, needed) in [
                (Way::Packed, 4, 4 * (ROWS - 1) + DEPTH),
                (Way::Widened, wide + 1, (wide + 1) * (DEPTH - 1) + wide),
            ] {
                for (numbers, room, fits) in [
                    (needed, DEPTH * wide, true),
                    (needed + 9, DEPTH * wide + 9, true),
                    (needed - 1, DEPTH * wide, false),
                    (needed, DEPTH * wide - 1, false),
                ] {
                    let (floats, ones) = (vec![1.0; numbers], [0x00, 0x3c].repeat(numbers));
                    let tables = [StoredNumbers::F32(&floats), StoredNumbers::F16(&ones)];
                    for table in tables {
                        let mut panel = vec![7.0; room];
                        let into = IntoPanel {
                            way,
                            table,
                            stride,
                            rows: ROWS,
                            depth: DEPTH,
                            panel: &mut panel,
                        };
                        dispatch(level, into);
                        let widens = matches!(table, StoredNumbers::F16(_));
                        let done = fits && (widens || matches!(way, Way::Packed));
                        let rows = panel.chunks(wide).take(DEPTH);
                        let of_rows = rows.flat_map(|row| row.iter().take(ROWS));
                        let expected = if done { 1.0 } else { 7.0 };
                        let right = of_rows.clone().all(|&number| number == expected);
                        assert!(right, "{way:?} {numbers} {room} {level:?}: {panel:?}");
                        // What is behind the panel is nobody's.
                        let behind = panel.iter().skip(DEPTH * wide);
                        assert!(behind.clone().all(|&number| number == 7.0));
                    }
                }
            }
        }
    }
}
