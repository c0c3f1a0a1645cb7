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
}
