//! What each token of a text adds to the text's embedding.

use crate::domain::accumulate::sum;

/// An embedding as a sum: what the tokens add, what is there without them, and what the sum misses.
#[derive(Debug, Clone, PartialEq)]
pub struct TokenParts {
    /// Width of an embedding.
    width: usize,
    /// What each token adds, `[token * width]`.
    parts: Vec<f64>,
    /// What the embedding has without its tokens: a bias behind the pooling, or the embedding of a
    /// text of blanks; zero where the tokens are all there is.
    reference: Vec<f64>,
    /// The embedding itself, of whatever length.
    embedding: Vec<f64>,
}

impl TokenParts {
    /// The parts `[token * width]` of `embedding`, with `reference` as what is there without them;
    /// `None` where the lengths do not fit together or there is no token.
    pub fn new(parts: Vec<f64>, reference: Vec<f64>, embedding: Vec<f64>) -> Option<Self> {
        let width = embedding.len();
        let fits = width > 0
            && !parts.is_empty()
            && reference.len() == width
            && parts.len().is_multiple_of(width);
        fits.then_some(Self {
            width,
            parts,
            reference,
            embedding,
        })
    }

    /// Parts that add up to the embedding; `None` without a token.
    pub fn that_add_up(parts: Vec<f64>, reference: Vec<f64>) -> Option<Self> {
        let width = reference.len();
        let mut embedding = reference.clone();
        if width == 0 {
            return None;
        }
        for part in parts.chunks(width) {
            for (sum, part) in embedding.iter_mut().zip(part) {
                *sum += part;
            }
        }
        Self::new(parts, reference, embedding)
    }

    /// How many tokens there are.
    pub fn tokens(&self) -> usize {
        self.parts.len() / self.width
    }

    /// What each token adds, in order.
    pub fn iter(&self) -> impl Iterator<Item = &[f64]> {
        self.parts.chunks(self.width)
    }

    /// What the embedding has without its tokens.
    pub fn reference(&self) -> &[f64] {
        &self.reference
    }

    /// The embedding itself.
    pub fn embedding(&self) -> &[f64] {
        &self.embedding
    }

    /// The L2 norm of the embedding.
    pub fn norm(&self) -> f64 {
        dot(&self.embedding, &self.embedding).sqrt()
    }
}

/// The sum of the products of two vectors.
pub(super) fn dot<T: Copy + Into<f64>>(a: &[T], b: &[T]) -> f64 {
    sum(a, b, |a, b| a * b)
}

/// The cosine of two vectors; `None` where one is zero or not finite.
pub fn cosine<T: Copy + Into<f64>>(a: &[T], b: &[T]) -> Option<f64> {
    let norms = (dot(a, a) * dot(b, b)).sqrt();
    let cosine = dot(a, b) / norms;
    (norms > 0.0 && cosine.is_finite()).then_some(cosine)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_add_up_to_the_embedding() {
        let parts = TokenParts::that_add_up(vec![1.0, 2.0, 3.0, 4.0], vec![0.5, 0.0]).unwrap();
        assert_eq!(parts.embedding(), [4.5, 6.0]);
        assert_eq!(parts.tokens(), 2);
        assert_eq!(parts.iter().nth(1), Some([3.0, 4.0].as_slice()));
    }

    #[test]
    fn what_does_not_fit_together_is_no_embedding() {
        assert_eq!(TokenParts::that_add_up(Vec::new(), vec![0.0]), None);
        assert_eq!(TokenParts::that_add_up(vec![1.0], Vec::new()), None);
        assert_eq!(
            TokenParts::new(vec![1.0; 3], vec![0.0; 2], vec![0.0; 2]),
            None
        );
        assert_eq!(
            TokenParts::new(vec![1.0; 4], vec![0.0; 3], vec![0.0; 2]),
            None
        );
    }

    #[test]
    fn the_cosine_needs_two_directions() {
        assert_eq!(cosine(&[1.0_f32, 0.0], &[2.0, 0.0]), Some(1.0));
        assert_eq!(cosine(&[1.0_f32, 0.0], &[0.0, 0.0]), None);
        assert_eq!(cosine(&[f64::NAN], &[1.0]), None);
    }
}
