//! Late interaction: each token of one text finds its like in the other. `ColBERT`'s `MaxSim`
//! (arXiv 2004.12832), here of any encoder.

use super::parts::dot;

/// The cosines of every two tokens, and the sums of the best of each.
#[derive(Debug, Clone, PartialEq)]
pub struct LateInteraction {
    /// `[token of a][token of b]`; 0 where a hidden state has no direction.
    pub cosines: Vec<Vec<f64>>,
    /// `Σ_i max_j cos(h_i, g_j)`.
    pub a_to_b: f64,
    /// `Σ_j max_i cos(h_i, g_j)`.
    pub b_to_a: f64,
}

impl LateInteraction {
    /// Of the vectors of the tokens of two texts; `None` where one has no token.
    pub fn of(a: &[Vec<f64>], b: &[Vec<f64>]) -> Option<Self> {
        if a.is_empty() || b.is_empty() {
            return None;
        }
        let (a, b): (Vec<_>, Vec<_>) = (units(a).collect(), units(b).collect());
        let row = |h: &Vec<f64>| b.iter().map(|g| dot(h, g)).collect();
        let cosines: Vec<Vec<f64>> = a.iter().map(row).collect();
        let columns = b.len();
        let best = |values: &mut dyn Iterator<Item = f64>| values.fold(f64::NEG_INFINITY, f64::max);
        let a_to_b = cosines
            .iter()
            .map(|row| best(&mut row.iter().copied()))
            .sum();
        let column = |at: usize| cosines.iter().filter_map(move |row| row.get(at).copied());
        let column = |at: usize| best(&mut column(at));
        let b_to_a = (0..columns).map(column).sum();
        Some(Self {
            cosines,
            a_to_b,
            b_to_a,
        })
    }

    /// The cosines that are the best of their rows, 0 elsewhere: they add up to `a_to_b`. Of equal
    /// ones, the first counts.
    pub fn best_of_rows(&self) -> Vec<Vec<f64>> {
        let best = |row: &Vec<f64>| {
            let cells = row.iter().enumerate();
            let best = cells.reduce(|best, cell| if cell.1 > best.1 { cell } else { best });
            let best = best.map(|(at, _)| at);
            let kept = row.iter().enumerate();
            kept.map(|(at, &cell)| if best == Some(at) { cell } else { 0.0 })
                .collect()
        };
        self.cosines.iter().map(best).collect()
    }
}

/// Each vector brought to length 1; one without a direction is zero.
fn units(vectors: &[Vec<f64>]) -> impl Iterator<Item = Vec<f64>> {
    vectors.iter().map(|vector| {
        let norm = dot(vector, vector).sqrt();
        let unit = |&number: &f64| {
            if norm > 0.0 && norm.is_finite() {
                number / norm
            } else {
                0.0
            }
        };
        vector.iter().map(unit).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_token_finds_its_like() {
        let a = [vec![1.0, 0.0], vec![0.0, 2.0]];
        let b = [vec![3.0, 0.0], vec![1.0, 1.0], vec![0.0, 0.0]];
        let found = LateInteraction::of(&a, &b).unwrap();
        let half = 0.5_f64.sqrt();
        assert!((found.a_to_b - (1.0 + half)).abs() < 1e-12);
        // The third token of B has no direction.
        assert!((found.b_to_a - (1.0 + half)).abs() < 1e-12);
        let best = found.best_of_rows();
        assert_eq!(best[0], [1.0, 0.0, 0.0]);
        assert!((best.iter().flatten().sum::<f64>() - found.a_to_b).abs() < 1e-12);
        assert_eq!(LateInteraction::of(&a, &[]), None);
    }
}
