//! Which layer to look at when nobody said.
//!
//! Layer 0 is the output of the embeddings (after their `LayerNorm`), layer `l` the output of the
//! l-th block: `hidden_states[l]` of Hugging Face transformers. The paper looks at Layer 8 of 12.

/// The paper's depth on a model with `layers` blocks: `round(8 layers / 12)`, at least 1
/// (8 of 12, 4 of 6).
pub fn paper_layer(layers: usize) -> usize {
    // Rounds half up: (8 L / 12) + 1/2 = (4 L + 3) / 6.
    ((4 * layers + 3) / 6).max(1).min(layers)
}

/// The layer shown beside `layer`: the next one up, or the one below at the top.
pub fn second_layer(layer: usize, layers: usize) -> usize {
    if layer < layers {
        layer + 1
    } else {
        layers.saturating_sub(1)
    }
}

/// The layer of a model with `layers` blocks as deep as `layer` of one with `of`: 8 of 12 is 4 of
/// 6. The embeddings stay the embeddings and the top stays the top; in between, no block becomes
/// the embeddings.
pub fn same_depth(layer: usize, of: usize, layers: usize) -> usize {
    if layer == 0 || of == 0 {
        return 0;
    }
    // Rounds half up.
    ((2 * layer * layers + of) / (2 * of)).clamp(layers.min(1), layers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_papers_depth_is_two_thirds_of_the_way_up() {
        let depths: Vec<usize> = [1, 2, 3, 4, 6, 12, 22, 24]
            .into_iter()
            .map(paper_layer)
            .collect();
        assert_eq!(depths, [1, 1, 2, 3, 4, 8, 15, 16]);
    }

    #[test]
    fn the_second_layer_is_the_next_one_up_or_the_one_below_the_top() {
        assert_eq!(second_layer(8, 12), 9);
        assert_eq!(second_layer(0, 12), 1);
        assert_eq!(second_layer(12, 12), 11);
        assert_eq!(second_layer(1, 1), 0);
    }

    #[test]
    fn depth_is_kept_from_one_model_to_another() {
        let kept = [
            (8, 12, 6),
            (4, 6, 12),
            (0, 12, 6),
            (12, 12, 6),
            (1, 24, 4),
            (9, 12, 12),
        ];
        let kept = kept.map(|(layer, of, layers)| same_depth(layer, of, layers));
        assert_eq!(kept, [4, 8, 0, 6, 1, 9]);
        assert_eq!(same_depth(5, 0, 6), 0);
    }
}
