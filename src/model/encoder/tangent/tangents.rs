//! Tangents of the hidden states of one text, at one or more points.

use glassbox_kernel::TangentLayout;

/// Tangents of hidden states, `[point][tangent][token][width]`.
pub(in super::super::super) struct Tangents {
    /// Row by row.
    pub(in super::super::super) numbers: Vec<f32>,
    /// Numbers in a row.
    pub(in super::super::super) width: usize,
    /// Which rows belong to which point.
    pub(in super::super::super) layout: TangentLayout,
    /// The one token at which each tangent of every point is not zero, `[tangent]`, where that is
    /// so.
    pub(in super::super::super) only_tokens: Option<Vec<usize>>,
}

impl Tangents {
    /// Tangents of the same shape in which any row may be anything.
    pub(in super::super) fn of_same_shape(&self, numbers: Vec<f32>) -> Self {
        Self {
            numbers,
            only_tokens: None,
            ..*self
        }
    }

    /// The same tangents once more.
    pub(in super::super) fn copy(&self) -> Self {
        self.of_same_shape(self.numbers.clone())
    }

    /// Adds `other`, tangents of the same shape, number by number.
    pub(in super::super) fn add(&mut self, other: &Self) {
        for (x, other) in self.numbers.iter_mut().zip(&other.numbers) {
            *x += other;
        }
        self.only_tokens = None;
    }

    /// What `map`, a linear map of rows to rows, makes of every row. Of rows that are known to be
    /// zero none is mapped.
    pub(in super::super) fn mapped<E>(
        &self,
        map: impl Fn(&[f32]) -> Result<Vec<f32>, E>,
    ) -> Result<Vec<f32>, E> {
        let Some(tokens) = &self.only_tokens else {
            return map(&self.numbers);
        };
        let own: Vec<&[f32]> = self.rows_that_are_not_zero(tokens).collect();
        let mapped = map(&own.concat())?;
        let width = mapped.len().checked_div(own.len()).unwrap_or(0);
        let rows = self.numbers.len().checked_div(self.width).unwrap_or(0);
        let mut all = vec![0.0; rows * width];
        let tangents = all.chunks_exact_mut((self.layout.tokens * width).max(1));
        let tokens = tokens.iter().cycle();
        for ((tangent, &token), row) in tangents.zip(tokens).zip(mapped.chunks_exact(width.max(1)))
        {
            if let Some(to) = tangent.get_mut(token * width..(token + 1) * width) {
                to.copy_from_slice(row);
            }
        }
        Ok(all)
    }

    /// Of each tangent of each point, its row that is not zero.
    fn rows_that_are_not_zero<'t>(
        &'t self,
        tokens: &'t [usize],
    ) -> impl Iterator<Item = &'t [f32]> {
        let tangents = self
            .numbers
            .chunks_exact((self.layout.tokens * self.width).max(1));
        let tangents = tangents.zip(tokens.iter().cycle());
        tangents.filter_map(|(tangent, &token)| {
            tangent.get(token * self.width..(token + 1) * self.width)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_zeros_are_left_out_of_a_map_and_come_back() {
        let mut tangents = Tangents {
            numbers: vec![0.0; 2 * 3 * 2],
            width: 2,
            layout: TangentLayout {
                tokens: 3,
                tangents: 1,
            },
            only_tokens: Some(vec![1]),
        };
        tangents.numbers[2..4].copy_from_slice(&[1.0, 2.0]);
        tangents.numbers[8..10].copy_from_slice(&[3.0, 4.0]);
        let sum = |rows: &[f32]| -> Result<Vec<f32>, ()> {
            Ok(rows.chunks(2).map(|row| row.iter().sum()).collect())
        };
        let mapped = |rows: &[f32]| {
            assert_eq!(rows, [1.0, 2.0, 3.0, 4.0]);
            sum(rows)
        };
        let few = tangents.mapped(mapped).unwrap();
        assert_eq!(few, [0.0, 3.0, 0.0, 0.0, 7.0, 0.0]);
        tangents.only_tokens = None;
        assert_eq!(tangents.mapped(sum).unwrap(), few);
    }
}
