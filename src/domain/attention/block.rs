//! Everything the attention of one block left of one text.

use std::sync::Arc;

use super::choice::{AttentionKind, HeadChoice};
use super::head_facts::HeadFacts;
use super::matrix::AttentionMatrix;

/// The attention of one block in one text.
#[derive(Debug, Clone, PartialEq)]
pub struct BlockAttention {
    /// How many heads.
    pub heads: usize,
    /// How many tokens.
    pub tokens: usize,
    /// `[head][query][key]`
    pub weights: Arc<Vec<f32>>,
    /// `|f_h(x)|` of each head and token, `[head][token]`: the norm of the token's value behind the
    /// head's part of the output map.
    pub value_norms: Vec<f32>,
    /// How many tokens to each side a token attends to; `None` for all.
    pub window: Option<usize>,
    /// Value zeroing, `[query][key]`, rows that sum to 1; `None` where it was not asked for.
    pub zeroing: Option<Arc<Vec<f32>>>,
}

impl BlockAttention {
    /// The numbers of `kind`, of one head or of all; `None` where there is no such head, or where
    /// they were not asked for.
    pub fn matrix(&self, kind: AttentionKind, head: HeadChoice) -> Option<AttentionMatrix> {
        let cells = match (kind, head) {
            (AttentionKind::ValueZeroing, _) => self.zeroing.as_ref()?.to_vec(),
            (_, HeadChoice::One(head)) => self.of_head(kind, head)?.collect(),
            (_, HeadChoice::Mean) => {
                let share = 1.0 / self.heads.max(1) as f32;
                self.over_heads(kind, |sum, cell| sum + share * cell)
            }
            (_, HeadChoice::Max) => self.over_heads(kind, f32::max),
        };
        Some(AttentionMatrix::new(cells, self.tokens))
    }

    /// What a head does; `special` says which tokens are.
    pub fn facts(&self, head: usize, special: &[bool]) -> Option<HeadFacts> {
        let weights = self.of_head(AttentionKind::Weights, head)?.collect();
        let matrix = AttentionMatrix::new(weights, self.tokens);
        Some(HeadFacts::new(&matrix, special))
    }

    /// Whether `query` cannot see `key` in this block.
    pub fn is_out_of_sight(&self, query: usize, key: usize) -> bool {
        self.window
            .is_some_and(|window| query.abs_diff(key) > window)
    }

    /// What each token receives by value zeroing, the mean over queries.
    pub fn received_by_zeroing(&self) -> Option<Vec<f64>> {
        let zeroing = self.matrix(AttentionKind::ValueZeroing, HeadChoice::default())?;
        Some(zeroing.received(&|_| true))
    }

    /// The cells of a head, `[query][key]`.
    fn of_head(&self, kind: AttentionKind, head: usize) -> Option<impl Iterator<Item = f32>> {
        if head >= self.heads {
            return None;
        }
        let (tokens, cells) = (self.tokens, self.tokens * self.tokens);
        let weights = self.weights.get(head * cells..(head + 1) * cells)?;
        let norms = self.value_norms.get(head * tokens..(head + 1) * tokens)?;
        let factors = norms.iter().cycle().map(move |&norm| match kind {
            AttentionKind::Norms => norm,
            AttentionKind::Weights | AttentionKind::ValueZeroing => 1.0,
        });
        Some(weights.iter().zip(factors).map(|(weight, by)| weight * by))
    }

    fn over_heads(&self, kind: AttentionKind, join: impl Fn(f32, f32) -> f32) -> Vec<f32> {
        let mut all = vec![0.0; self.tokens * self.tokens];
        for cells in (0..self.heads).filter_map(|head| self.of_head(kind, head)) {
            for (joined, cell) in all.iter_mut().zip(cells) {
                *joined = join(*joined, cell);
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block() -> BlockAttention {
        BlockAttention {
            heads: 2,
            tokens: 2,
            weights: Arc::new(vec![0.75, 0.25, 0.5, 0.5, 0.25, 0.75, 1.0, 0.0]),
            value_norms: vec![2.0, 4.0, 1.0, 8.0],
            window: Some(1),
            zeroing: None,
        }
    }

    fn cells(kind: AttentionKind, head: HeadChoice) -> Vec<f32> {
        let matrix = block().matrix(kind, head).unwrap();
        matrix.rows().flatten().copied().collect()
    }

    #[test]
    fn heads_become_one_cell_by_cell() {
        use AttentionKind::{Norms, Weights};
        assert_eq!(cells(Weights, HeadChoice::One(1)), [0.25, 0.75, 1.0, 0.0]);
        assert_eq!(cells(Weights, HeadChoice::Mean), [0.5, 0.5, 0.75, 0.25]);
        assert_eq!(cells(Weights, HeadChoice::Max), [0.75, 0.75, 1.0, 0.5]);
        assert_eq!(cells(Norms, HeadChoice::One(0)), [1.5, 1.0, 1.0, 2.0]);
        assert_eq!(cells(Norms, HeadChoice::Max), [1.5, 6.0, 1.0, 2.0]);
    }

    #[test]
    fn what_was_not_asked_for_is_not_there() {
        let of = |kind, head| block().matrix(kind, head);
        assert_eq!(of(AttentionKind::Weights, HeadChoice::One(2)), None);
        assert_eq!(of(AttentionKind::ValueZeroing, HeadChoice::Mean), None);
    }

    #[test]
    fn a_window_hides_far_keys() {
        let block = block();
        assert!(!block.is_out_of_sight(0, 1));
        assert!(block.is_out_of_sight(0, 2) && block.is_out_of_sight(3, 1));
    }
}
