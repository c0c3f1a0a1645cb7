//! A similarity as a sum over pairs of tokens.

use std::ops::Range;

use super::parts::{TokenParts, dot};

/// A similarity, what each pair of tokens adds to it, and what no pair does:
/// `similarity = Σ cells + reference_part + residual`.
#[derive(Debug, Clone, PartialEq)]
pub struct MatchMatrix {
    /// What each pair adds, `[token of a][token of b]`.
    pub cells: Vec<Vec<f64>>,
    /// The cosine of the embeddings, or the sum of what the cells are of.
    pub similarity: f64,
    /// What the embeddings share without their tokens.
    pub reference_part: f64,
    /// What the parts of the tokens miss of the embeddings.
    pub residual: f64,
    /// The sum of the cells: a window asks for it often, and there may be a quarter of a million.
    total: f64,
}

/// A cell of a matrix.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StrongPair {
    /// The row.
    pub a: usize,
    /// The column.
    pub b: usize,
    /// What it adds to the similarity.
    pub value: f64,
}

impl MatchMatrix {
    /// The cosine of two embeddings, pair by pair: with parts p of A and q of B over references ρ,
    /// `cos = (Σ p·q + e_A·ρ_B + ρ_A·e_B − ρ_A·ρ_B) / (|e_A| |e_B|)`, up to what the parts miss.
    /// `None` where an embedding has no direction.
    pub fn of_cosine(a: &TokenParts, b: &TokenParts) -> Option<Self> {
        let norms = a.norm() * b.norm();
        let similarity = dot(a.embedding(), b.embedding()) / norms;
        if !(norms > 0.0 && similarity.is_finite()) {
            return None;
        }
        let cell = |p: &[f64], q: &[f64]| dot(p, q) / norms;
        let cells = a.iter().map(|p| b.iter().map(|q| cell(p, q)).collect());
        let cells: Vec<Vec<f64>> = cells.collect();
        let (rho_a, rho_b) = (a.reference(), b.reference());
        let reference_part =
            (dot(a.embedding(), rho_b) + dot(rho_a, b.embedding()) - dot(rho_a, rho_b)) / norms;
        let total: f64 = cells.iter().flatten().sum();
        Some(Self {
            cells,
            similarity,
            reference_part,
            residual: similarity - total - reference_part,
            total,
        })
    }

    /// Cells that are all there is: the similarity is their sum.
    pub fn of_cells(cells: Vec<Vec<f64>>) -> Self {
        let total = cells.iter().flatten().sum();
        Self {
            cells,
            similarity: total,
            reference_part: 0.0,
            residual: 0.0,
            total,
        }
    }

    /// What all pairs together add.
    pub fn total(&self) -> f64 {
        self.total
    }

    /// What each token of A adds, with all of B.
    pub fn row_sums(&self) -> Vec<f64> {
        self.cells.iter().map(|row| row.iter().sum()).collect()
    }

    /// What each token of B adds, with all of A.
    pub fn column_sums(&self) -> Vec<f64> {
        let mut sums = vec![0.0; self.cells.first().map_or(0, Vec::len)];
        // Row by row, as they lie in memory.
        for row in &self.cells {
            let cells = sums.iter_mut().zip(row);
            cells.for_each(|(sum, cell)| *sum += cell);
        }
        sums
    }

    /// `part` of what all pairs add; `None` where that is next to nothing.
    pub fn share(&self, part: f64) -> Option<f64> {
        let total = self.total();
        (total.abs() > 1e-9 && part.is_finite()).then(|| part / total)
    }

    /// What the pairs add of which `is_wanted` says so of the row or of the column.
    pub fn sum_with(
        &self,
        is_wanted_row: &dyn Fn(usize) -> bool,
        is_wanted_column: &dyn Fn(usize) -> bool,
    ) -> f64 {
        let columns = 0..self.cells.first().map_or(0, Vec::len);
        let wanted: Vec<usize> = columns.filter(|&b| is_wanted_column(b)).collect();
        let rows = self.cells.iter().enumerate();
        rows.map(|(a, row)| {
            if is_wanted_row(a) {
                row.iter().sum::<f64>()
            } else {
                wanted.iter().filter_map(|&b| row.get(b)).sum()
            }
        })
        .sum()
    }

    /// The pairs that add most, at most `most` of them, the strongest first; of equal ones, that
    /// which stands first.
    pub fn strongest(&self, most: usize) -> Vec<StrongPair> {
        let rows = self.cells.iter().enumerate();
        let mut pairs: Vec<StrongPair> = rows
            .flat_map(|(a, row)| {
                let cells = row.iter().enumerate();
                cells.map(move |(b, &value)| StrongPair { a, b, value })
            })
            .filter(|pair| pair.value.is_finite())
            .collect();
        pairs.sort_by(|one, other| other.value.total_cmp(&one.value));
        pairs.truncate(most);
        pairs
    }

    /// The same with rows and columns added up over ranges of tokens, for example words.
    #[must_use]
    pub fn merged(&self, rows: &[Range<usize>], columns: &[Range<usize>]) -> Self {
        let cell = |row: &Range<usize>, column: &Range<usize>| -> f64 {
            let rows = self.cells.get(row.clone()).unwrap_or_default();
            let cells = rows.iter().filter_map(|row| row.get(column.clone()));
            cells.flatten().sum()
        };
        let merged = |row: &Range<usize>| columns.iter().map(|column| cell(row, column)).collect();
        Self {
            cells: rows.iter().map(merged).collect(),
            ..*self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(parts: &[f64], reference: [f64; 2]) -> TokenParts {
        TokenParts::that_add_up(parts.to_vec(), reference.to_vec()).unwrap()
    }

    /// Of (3, 0) and (3, 4): the cosine is 0.6.
    fn matrix() -> MatchMatrix {
        let a = parts(&[1.0, 2.0, 2.0, -2.0], [0.0; 2]);
        MatchMatrix::of_cosine(&a, &parts(&[3.0, 0.0, 0.0, 4.0], [0.0; 2])).unwrap()
    }

    #[test]
    fn the_cells_add_up_to_the_cosine() {
        let matrix = matrix();
        assert!((matrix.similarity - 0.6).abs() < 1e-15);
        assert_eq!(
            matrix.cells,
            [[3.0 / 15.0, 8.0 / 15.0], [6.0 / 15.0, -8.0 / 15.0]]
        );
        assert!((matrix.total() - matrix.similarity).abs() < 1e-15);
        assert_eq!(matrix.reference_part, 0.0);
        let (rows, columns) = (matrix.row_sums(), matrix.column_sums());
        assert!((rows[0] - 11.0 / 15.0).abs() < 1e-15 && (columns[1]).abs() < 1e-15);
        assert!((matrix.share(rows[0]).unwrap() - 11.0 / 9.0).abs() < 1e-12);
    }

    #[test]
    fn references_carry_what_the_tokens_do_not() {
        let (a, b) = (
            parts(&[2.0, 0.0], [1.0, 0.0]),
            parts(&[0.0, 4.0], [3.0, 0.0]),
        );
        let matrix = MatchMatrix::of_cosine(&a, &b).unwrap();
        assert_eq!(matrix.cells, [[0.0]]);
        assert!((matrix.similarity - 0.6).abs() < 1e-15);
        assert!((matrix.reference_part - 0.6).abs() < 1e-15);
        assert!(matrix.residual.abs() < 1e-15);
        assert_eq!(matrix.share(1.0), None, "nothing is shared by the tokens");
        let missed = TokenParts::new(vec![1.0, 0.0], vec![0.0; 2], vec![2.0, 0.0]).unwrap();
        let matrix = MatchMatrix::of_cosine(&missed, &missed).unwrap();
        assert!((matrix.residual - 0.75).abs() < 1e-15);
    }

    #[test]
    fn identical_texts_match_wholly_and_evenly() {
        let a = parts(&[1.0, 2.0, 2.0, -2.0], [0.0; 2]);
        let matrix = MatchMatrix::of_cosine(&a, &a).unwrap();
        assert!((matrix.similarity - 1.0).abs() < 1e-15);
        assert_eq!(matrix.cells[0][1], matrix.cells[1][0]);
    }

    #[test]
    fn without_a_direction_there_is_no_cosine() {
        let (zero, one) = (
            parts(&[1.0, 0.0, -1.0, 0.0], [0.0; 2]),
            parts(&[1.0, 0.0], [0.0; 2]),
        );
        assert_eq!(MatchMatrix::of_cosine(&zero, &one), None);
        assert_eq!(
            MatchMatrix::of_cosine(&one, &parts(&[f64::NAN, 0.0], [0.0; 2])),
            None
        );
    }

    #[test]
    fn the_strongest_pairs_come_first_and_words_add_up() {
        let matrix = matrix();
        let strongest = matrix.strongest(2);
        assert_eq!((strongest[0].a, strongest[0].b), (0, 1));
        assert_eq!((strongest[1].a, strongest[1].b), (1, 0));
        assert_eq!(matrix.strongest(9).len(), 4);
        let both = std::slice::from_ref(&(0..2));
        let merged = matrix.merged(both, &[0..1, 1..2]);
        assert!((merged.cells[0][0] - 0.6).abs() < 1e-15 && merged.cells[0][1].abs() < 1e-15);
        let special = matrix.sum_with(&|a| a == 1, &|b| b == 0);
        assert!(
            (special - 1.0 / 15.0).abs() < 1e-15,
            "all but one cell: {special}"
        );
    }
}
