//! The small tables that a head's tangents are multiplied with, side by side.

use super::super::panel::panel_width;
use super::super::scratch::Scratch;
use super::super::simd::SimdVector;

/// Where a token's parts lie in its row of states.
pub(super) const QUERY: usize = 0;
const KEY: usize = 1;
const VALUE: usize = 2;

/// The keys and values of the point with those of a tangent below them.
pub(super) struct Tables {
    /// Panels, `[panel][2 * number][key]`.
    pub(super) keys: Scratch,
    /// Panels, `[panel][2 * key][number]`.
    pub(super) values: Scratch,
    pub(super) wide_length: usize,
    pub(super) wide_size: usize,
    /// Columns of a panel.
    wide: usize,
}

impl Tables {
    /// For texts of `tokens` tokens and heads of `size` numbers, all zero.
    pub(super) fn new<V: SimdVector>(tokens: usize, size: usize) -> Self {
        let wide = panel_width::<V>();
        let wide_length = tokens.next_multiple_of(wide);
        let wide_size = size.next_multiple_of(wide);
        let mut tables = Self {
            keys: Scratch::with_len(2 * size * wide_length),
            values: Scratch::with_len(2 * tokens * wide_size),
            wide_length,
            wide_size,
            wide,
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
        let wide = self.wide;
        for token in 0..tokens {
            let column = (token / wide * 2 + half) * size * wide + token % wide;
            let column = self.keys.get_mut(column..).unwrap_or_default();
            let column = column.iter_mut().step_by(wide);
            for (to, &from) in column.zip(part_of(token, KEY)) {
                *to = from;
            }
            for (panel, from) in part_of(token, VALUE).chunks(wide).enumerate() {
                let row = ((panel * 2 + half) * tokens + token) * wide;
                copy(self.values.get_mut(row..).unwrap_or_default(), from);
            }
        }
    }
}

/// Copies as many numbers as both have.
#[inline(always)]
pub(super) fn copy(to: &mut [f32], from: &[f32]) {
    for (to, &from) in to.iter_mut().zip(from) {
        *to = from;
    }
}
