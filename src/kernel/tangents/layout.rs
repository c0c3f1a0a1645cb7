//! Which rows of a table of tangents belong to which point.

use super::super::error::ShapeMismatch;

/// A table of tangents: for each point, for each of its tangents, a row per token. The table of
/// what belongs to the points has, for each of them, a row per token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TangentLayout {
    /// Tokens at each point.
    pub tokens: usize,
    /// Tangents of each point.
    pub tangents: usize,
}

impl TangentLayout {
    /// How many points there are where `rows` numbers make tangents of `width` numbers a row.
    ///
    /// # Errors
    /// They make no whole number of points.
    pub fn points(self, numbers: usize, width: usize) -> Result<usize, ShapeMismatch> {
        let of_point = self.tokens.checked_mul(self.tangents);
        let of_point = of_point.and_then(|rows| rows.checked_mul(width));
        match of_point {
            Some(size) if size > 0 && numbers.is_multiple_of(size) => Ok(numbers / size),
            _ => Err(ShapeMismatch),
        }
    }

    /// The point's row that belongs to row `row` of the tangents.
    pub(crate) fn point_row(self, row: usize) -> usize {
        let of_point = self.tokens * self.tangents;
        row / of_point * self.tokens + row % self.tokens
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_finds_its_own_at_the_point() {
        let layout = TangentLayout {
            tokens: 2,
            tangents: 3,
        };
        let rows: Vec<usize> = (0..12).map(|row| layout.point_row(row)).collect();
        assert_eq!(rows, [0, 1, 0, 1, 0, 1, 2, 3, 2, 3, 2, 3]);
        assert_eq!(layout.points(60, 5), Ok(2));
        assert_eq!(layout.points(61, 5), Err(ShapeMismatch));
        assert_eq!(layout.points(60, 0), Err(ShapeMismatch));
    }
}
