//! A pooling mode applied to the vectors of a text.

use super::mode::PoolingMode;

/// A pooling mode once it is known which tokens count how much.
pub(super) enum TokenMix {
    /// A factor for each token.
    Weights(Vec<f64>),
    /// The token that won each dimension.
    Winners(Vec<usize>),
}

impl TokenMix {
    /// That of `mode` for `vectors`, of which the first `skipped` do not count.
    pub(super) fn new(mode: PoolingMode, vectors: &[Vec<f64>], skipped: usize) -> Self {
        match mode.weights(vectors.len(), skipped) {
            Some(weights) => Self::Weights(weights),
            None => Self::Winners(winners(vectors, skipped)),
        }
    }

    /// One vector of those of all tokens.
    pub(super) fn pooled(&self, vectors: &[Vec<f64>]) -> Vec<f64> {
        match self {
            Self::Weights(weights) => {
                let mut sum = vec![0.0; vectors.first().map_or(0, Vec::len)];
                for (vector, &weight) in vectors.iter().zip(weights) {
                    if weight == 0.0 {
                        continue;
                    }
                    for (sum, x) in sum.iter_mut().zip(vector) {
                        *sum += weight * x;
                    }
                }
                sum
            }
            Self::Winners(winners) => {
                let of = |(dimension, &winner): (usize, &usize)| {
                    let winner = vectors.get(winner)?;
                    winner.get(dimension).copied()
                };
                let won = winners.iter().enumerate();
                won.map(|won| of(won).unwrap_or(0.0)).collect()
            }
        }
    }

    /// What each of `vectors` gives to the pooled one.
    pub(super) fn parts(&self, vectors: &[Vec<f64>]) -> Vec<Vec<f64>> {
        let of_token = |(token, vector): (usize, &Vec<f64>)| {
            let numbers = vector.iter().enumerate();
            let given = numbers.map(|(dimension, &x)| match self {
                Self::Weights(weights) => weights.get(token).map_or(0.0, |weight| weight * x),
                Self::Winners(winners) if winners.get(dimension) == Some(&token) => x,
                Self::Winners(_) => 0.0,
            });
            given.collect()
        };
        vectors.iter().enumerate().map(of_token).collect()
    }
}

/// In each dimension the token with the largest number, the first of them on a tie.
fn winners(vectors: &[Vec<f64>], skipped: usize) -> Vec<usize> {
    let mut counted = vectors.iter().enumerate().skip(skipped);
    let Some((first, vector)) = counted.next() else {
        return vec![usize::MAX; vectors.first().map_or(0, Vec::len)];
    };
    let mut best: Vec<(usize, f64)> = vector.iter().map(|&x| (first, x)).collect();
    for (token, vector) in counted {
        for (best, &x) in best.iter_mut().zip(vector) {
            if x > best.1 {
                *best = (token, x);
            }
        }
    }
    best.into_iter().map(|(token, _)| token).collect()
}
