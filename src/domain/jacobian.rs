//! What each token of a text gives to its sentence embedding when the layers in between are not
//! linear: integrated Jacobians (Moeller et al. 2023 and 2024, arXiv 2310.05703 and 2402.02883).
//!
//! Between a *reference*, the same text with padding in place of its words, and the text itself
//! lies a straight path of hidden states at some layer. Along it the derivative of the embedding is
//! integrated, token by token. The embedding is the reference's plus the sum over the tokens, but
//! for what the integration in a number of steps leaves over.

use serde::{Deserialize, Serialize};

use super::quadrature::Steps;

/// The integral along the path of one text, all tokens together.
#[derive(Debug, Clone, PartialEq)]
pub struct PathIntegral {
    /// At how many points it was taken, and how they were laid.
    pub steps: Steps,
    /// The integral: nearly [`embedding`](Self::embedding) less [`reference`](Self::reference).
    pub integral: Vec<f64>,
    /// The embedding of the text, not brought to length 1.
    pub embedding: Vec<f64>,
    /// That of the reference.
    pub reference: Vec<f64>,
}

impl PathIntegral {
    /// The largest residual of an output over the largest difference of one, without signs; 0 where
    /// nothing is left over.
    pub fn residual_share(&self) -> f64 {
        let ends = self.embedding.iter().zip(&self.reference);
        let differences: Vec<f64> = ends.map(|(end, start)| end - start).collect();
        let largest = differences
            .iter()
            .fold(0.0, |most: f64, x| most.max(x.abs()));
        let left = differences.iter().zip(&self.integral);
        let left = left.fold(0.0, |most: f64, (x, sum)| most.max((x - sum).abs()));
        if left == 0.0 { 0.0 } else { left / largest }
    }
}

/// The integral along the path of one text, token by token.
#[derive(Debug, Clone, PartialEq)]
pub struct JacobianTokens {
    /// The layer whose hidden states the path goes through.
    pub layer: usize,
    /// What each token gives, `[token][width of the embedding]`.
    pub tokens: Vec<Vec<f64>>,
    /// Their sum, and the two ends of the path.
    pub path: PathIntegral,
}

/// What a cosine is made of: `score = sum + reference_part + residual`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Completeness {
    /// The cosine of the two embeddings.
    pub score: f64,
    /// What pairs of tokens sum to.
    pub sum: f64,
    /// What the references have part in.
    pub reference_part: f64,
    /// What the integration left over.
    pub residual: f64,
}

impl Completeness {
    /// Of the texts whose paths are `a` and `b`; `None` where an embedding is zero, which has no
    /// cosine.
    pub fn of(a: &PathIntegral, b: &PathIntegral) -> Option<Self> {
        let length = |x: &[f64]| dot(x, x).sqrt();
        let lengths = length(&a.embedding) * length(&b.embedding);
        let cosine = |x: &[f64], y: &[f64]| dot(x, y) / lengths;
        let score = cosine(&a.embedding, &b.embedding);
        let sum = cosine(&a.integral, &b.integral);
        let reference_part = cosine(&a.embedding, &b.reference)
            + cosine(&a.reference, &b.embedding)
            - cosine(&a.reference, &b.reference);
        score.is_finite().then_some(Self {
            score,
            sum,
            reference_part,
            residual: score - sum - reference_part,
        })
    }

    /// The residual over the score, without signs; infinite where the score is 0 and something is
    /// left over.
    pub fn residual_share(&self) -> f64 {
        if self.residual == 0.0 {
            return 0.0;
        }
        (self.residual / self.score).abs()
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(integral: [f64; 2], embedding: [f64; 2], reference: [f64; 2]) -> PathIntegral {
        PathIntegral {
            steps: Steps::from(1),
            integral: integral.into(),
            embedding: embedding.into(),
            reference: reference.into(),
        }
    }

    #[test]
    fn an_exact_integral_leaves_nothing_over() {
        let a = path([2.0, 3.0], [3.0, 4.0], [1.0, 1.0]);
        let b = path([1.0, -2.0], [1.0, 0.5], [0.0, 2.5]);
        let found = Completeness::of(&a, &b).unwrap();
        assert!(found.residual.abs() < 1e-12, "{found:?}");
        assert!(found.residual_share() < 1e-12);
        let all = found.sum + found.reference_part + found.residual;
        assert!((all - found.score).abs() < 1e-12);
    }

    #[test]
    fn what_is_left_over_is_said_as_a_share() {
        let a = path([1.0, 0.0], [1.0, 0.0], [0.0, 0.0]);
        let b = path([0.9, 0.0], [1.0, 0.0], [0.0, 0.0]);
        let found = Completeness::of(&a, &b).unwrap();
        assert!((found.residual_share() - 0.1).abs() < 1e-12);
        let nothing = path([0.0, 0.0], [0.0, 0.0], [0.0, 0.0]);
        assert_eq!(Completeness::of(&a, &nothing), None);
    }

    #[test]
    fn a_paths_residual_is_of_the_largest_difference() {
        let a = path([2.0, -3.0], [3.0, -4.0], [1.0, 1.0]);
        // 2 and -5 are to be reached: 2 is left of the second.
        assert!((a.residual_share() - 0.4).abs() < 1e-15);
        assert_eq!(
            path([2.0, 3.0], [3.0, 4.0], [1.0, 1.0]).residual_share(),
            0.0
        );
        assert_eq!(path([0.0; 2], [1.0; 2], [1.0; 2]).residual_share(), 0.0);
    }
}
