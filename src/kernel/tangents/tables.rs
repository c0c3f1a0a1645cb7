//! The small tables that a head's tangents are multiplied with, side by side.

use super::super::scratch::Scratch;
use super::super::simd::MAX_LANES;

/// Where a token's parts lie in its row of states.
pub(super) const QUERY: usize = 0;
const KEY: usize = 1;
const VALUE: usize = 2;

/// The keys and values of the point with those of a tangent below them.
pub(super) struct Tables {
    /// `[2 * number][key]`
    pub(super) keys: Scratch,
    /// `[2 * key][number]`
    pub(super) values: Scratch,
    pub(super) wide_length: usize,
    pub(super) wide_size: usize,
}

impl Tables {
    /// For texts of `tokens` tokens and heads of `size` numbers, all zero.
    pub(super) fn new(tokens: usize, size: usize) -> Self {
        let wide_length = tokens.next_multiple_of(MAX_LANES);
        let wide_size = size.next_multiple_of(MAX_LANES);
        let mut tables = Self {
            keys: Scratch::with_len(2 * size * wide_length),
            values: Scratch::with_len(2 * tokens * wide_size),
            wide_length,
            wide_size,
        };
        tables.keys.fill(0.0);
        tables.values.fill(0.0);
        tables
    }

    /// Fills the upper (0) or the lower (1) half, by `part_of` a token.
    #[inline(always)]
    pub(super) fn fill<'t>(
        &mut self,
        half: usize,
        tokens: usize,
        size: usize,
        part_of: impl Fn(usize, usize) -> &'t [f32],
    ) {
        let keys = self.keys.get_mut(half * size * self.wide_length..);
        let keys = keys.unwrap_or_default();
        for token in 0..tokens {
            let column = keys.get_mut(token..).unwrap_or_default();
            let column = column.iter_mut().step_by(self.wide_length);
            for (to, &from) in column.zip(part_of(token, KEY)) {
                *to = from;
            }
        }
        let values = self.values.get_mut(half * tokens * self.wide_size..);
        let values = values.unwrap_or_default();
        for (token, row) in values
            .chunks_exact_mut(self.wide_size)
            .take(tokens)
            .enumerate()
        {
            copy(row, part_of(token, VALUE));
        }
    }
}

/// The first rows of `table`.
#[inline(always)]
pub(super) fn rows_of<const HEIGHT: usize>(table: &[f32], width: usize) -> [&[f32]; HEIGHT] {
    let mut rows: [&[f32]; HEIGHT] = [&[]; HEIGHT];
    for (row, numbers) in rows.iter_mut().zip(table.chunks_exact(width)) {
        *row = numbers;
    }
    rows
}

/// Copies as many numbers as both have.
#[inline(always)]
pub(super) fn copy(to: &mut [f32], from: &[f32]) {
    for (to, &from) in to.iter_mut().zip(from) {
        *to = from;
    }
}
