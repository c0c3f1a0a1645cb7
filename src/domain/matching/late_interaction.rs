//! Late interaction: each token of one text finds its like in the other. `ColBERT`'s `MaxSim`
//! (arXiv 2004.12832), here of any encoder.

use super::parts::cosine;

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
    /// Of the hidden states `[token * width]` of two texts; `None` where one has no token.
    pub fn of(a: &[f32], b: &[f32], width: usize) -> Option<Self> {
        if width == 0 || a.is_empty() || b.is_empty() {
            return None;
        }
        let row = |h: &[f32]| -> Vec<f64> {
            let others = b.chunks(width);
            others.map(|g| cosine(h, g).unwrap_or(0.0)).collect()
        };
        let cosines: Vec<Vec<f64>> = a.chunks(width).map(row).collect();
        let columns = b.len() / width;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_token_finds_its_like() {
        let (a, b) = ([1.0, 0.0, 0.0, 2.0], [3.0, 0.0, 1.0, 1.0, 0.0, 0.0]);
        let found = LateInteraction::of(&a, &b, 2).unwrap();
        let half = 0.5_f64.sqrt();
        assert!((found.a_to_b - (1.0 + half)).abs() < 1e-12);
        // The third token of B has no direction.
        assert!((found.b_to_a - (1.0 + half)).abs() < 1e-12);
        let best = found.best_of_rows();
        assert_eq!(best[0], [1.0, 0.0, 0.0]);
        assert!((best.iter().flatten().sum::<f64>() - found.a_to_b).abs() < 1e-12);
        assert_eq!(LateInteraction::of(&a, &[], 2), None);
    }
}
