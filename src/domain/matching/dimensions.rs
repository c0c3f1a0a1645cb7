//! A cosine by dimension: which of them carry it.

use super::parts::TokenParts;

/// What one dimension adds to a cosine.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DimensionShare {
    /// Which dimension, from 0.
    pub dimension: usize,
    /// Its part of the cosine, of 1.
    pub share: f64,
}

/// The dimensions that add most, and how much of the cosine the three largest carry.
#[derive(Debug, Clone, PartialEq)]
pub struct DimensionShares {
    /// The largest by size, the largest first.
    pub largest: Vec<DimensionShare>,
    /// What the three largest carry together, of 1.
    pub top_three: f64,
}

impl DimensionShares {
    /// How many are listed.
    const LISTED: usize = 10;

    /// The dimensions of the cosine of two embeddings; `None` where it is next to nothing.
    pub fn of(a: &TokenParts, b: &TokenParts) -> Option<Self> {
        let products = a.embedding().iter().zip(b.embedding());
        let products: Vec<f64> = products.map(|(a, b)| a * b).collect();
        let whole: f64 = products.iter().sum();
        // Not a number where one of the texts has no length.
        let cosine = whole / (a.norm() * b.norm());
        if cosine.is_nan() || cosine.abs() <= 1e-9 {
            return None;
        }
        let mut largest: Vec<DimensionShare> = products
            .iter()
            .enumerate()
            .map(|(dimension, product)| DimensionShare {
                dimension,
                share: product / whole,
            })
            .collect();
        largest.sort_by(|one, other| other.share.abs().total_cmp(&one.share.abs()));
        largest.truncate(Self::LISTED);
        let top_three = largest.iter().take(3).map(|one| one.share).sum();
        Some(Self { largest, top_three })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_come_first_whatever_their_sign() {
        let text = |numbers: [f64; 4]| TokenParts::that_add_up(numbers.to_vec(), vec![0.0; 4]);
        let (a, b) = (text([1.0, 2.0, -3.0, 0.0]), text([1.0, 3.0, 1.0, 9.0]));
        let shares = DimensionShares::of(&a.unwrap(), &b.unwrap()).unwrap();
        let found: Vec<_> = shares.largest.iter().map(|one| one.dimension).collect();
        assert_eq!(found, [1, 2, 0, 3]);
        // 6 - 3 + 1 of 4.
        assert!((shares.top_three - 1.0).abs() < 1e-15);
        assert!((shares.largest[1].share + 0.75).abs() < 1e-15);
    }

    #[test]
    fn a_cosine_of_nothing_has_no_shares() {
        let text = |numbers: [f64; 2]| TokenParts::that_add_up(numbers.to_vec(), vec![0.0; 2]);
        let (a, b) = (text([1.0, 0.0]).unwrap(), text([0.0, 1.0]).unwrap());
        assert_eq!(DimensionShares::of(&a, &b), None);
        let nothing = text([0.0, 0.0]).unwrap();
        assert_eq!(DimensionShares::of(&a, &nothing), None);
    }
}
