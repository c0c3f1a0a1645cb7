//! Every head of every block, small: what is drawn as tiles and what decides which head is looked
//! at.

use super::block::BlockAttention;
use super::head_facts::HeadFacts;
use super::matrix::AttentionMatrix;
use super::received::AttentionReceived;
use super::{AttentionKind, HeadChoice};

/// The most cells along a side of a tile.
pub const TILE: usize = 24;

/// Every block of a pass.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AttentionOverview {
    /// One a block, the first leads to Layer 1.
    pub blocks: Vec<BlockOverview>,
}

/// Every head of a block.
#[derive(Debug, Clone, PartialEq)]
pub struct BlockOverview {
    /// One a head.
    pub heads: Vec<HeadOverview>,
    /// What each token receives.
    pub received: AttentionReceived,
    /// What each token receives by value zeroing, from all tokens; `None` where it was not
    /// computed.
    pub zeroing: Option<Vec<f64>>,
}

/// One head.
#[derive(Debug, Clone, PartialEq)]
pub struct HeadOverview {
    /// What it does.
    pub facts: HeadFacts,
    /// Its weights, at most [`TILE`] by [`TILE`]: in a longer text each cell is the largest of
    /// those it stands for, so that a thin line stays a line.
    pub tile: AttentionMatrix,
}

impl BlockOverview {
    /// Of a block; `special` says which tokens are.
    pub fn new(block: &BlockAttention, received: AttentionReceived, special: &[bool]) -> Self {
        let of_head = |head| {
            let weights = block.matrix(AttentionKind::Weights, HeadChoice::One(head))?;
            Some(HeadOverview {
                facts: HeadFacts::new(&weights, special),
                tile: tile(&weights),
            })
        };
        Self {
            heads: (0..block.heads).filter_map(of_head).collect(),
            received,
            zeroing: None,
        }
    }
}

/// `weights` in at most [`TILE`] rows and columns.
fn tile(weights: &AttentionMatrix) -> AttentionMatrix {
    let tokens = weights.size();
    let side = tokens.min(TILE);
    if side == tokens {
        return weights.clone();
    }
    let mut cells = vec![0.0_f32; side * side];
    for (query, row) in weights.rows().enumerate() {
        let start = query * side / tokens * side;
        for (key, &weight) in row.iter().enumerate() {
            if let Some(cell) = cells.get_mut(start + key * side / tokens) {
                *cell = cell.max(weight);
            }
        }
    }
    AttentionMatrix::new(cells, side)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_stays_a_line_in_a_small_tile() {
        let tokens = 5 * TILE + 3;
        let mut cells = vec![0.0; tokens * tokens];
        for token in 0..tokens {
            cells[token * tokens + token] = 0.9;
        }
        let small = tile(&AttentionMatrix::new(cells, tokens));
        assert_eq!(small.size(), TILE);
        for (query, row) in small.rows().enumerate() {
            assert_eq!(row[query], 0.9);
            let far = row
                .iter()
                .enumerate()
                .filter(|(key, _)| query.abs_diff(*key) > 1);
            assert!(far.into_iter().all(|(_, &cell)| cell == 0.0));
        }
    }

    #[test]
    fn a_short_text_is_whole() {
        let weights = AttentionMatrix::new(vec![0.5, 0.5, 0.25, 0.75], 2);
        assert_eq!(tile(&weights), weights);
    }
}
