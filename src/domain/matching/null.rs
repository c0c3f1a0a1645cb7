//! Compared with what? The cosines of random texts, which are seldom near 0.

use std::sync::Arc;

use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;

use super::parts::{TokenParts, cosine, dot};

/// Random texts as embeddings, and the mean cosine of every two of them.
#[derive(Debug, Clone, PartialEq)]
pub struct NullTexts {
    embeddings: Vec<Arc<[f32]>>,
    anisotropy: Option<f64>,
}

/// One text of two replaced by each of the random ones.
#[derive(Debug, Clone, PartialEq)]
pub struct NullCosines {
    /// The cosines, in the order of the random texts.
    pub cosines: Vec<f64>,
    /// What each token of the text that stays adds, `[token][random text]`; empty where the parts
    /// do not say.
    pub sums: Vec<Vec<f64>>,
}

impl NullTexts {
    /// Random texts with these embeddings.
    pub fn new(embeddings: Vec<Arc<[f32]>>) -> Self {
        let mut cosines = (0.0, 0_usize);
        for (place, one) in embeddings.iter().enumerate() {
            for other in embeddings.iter().skip(place + 1) {
                if let Some(cosine) = cosine(one, other) {
                    cosines = (cosines.0 + cosine, cosines.1 + 1);
                }
            }
        }
        let (sum, pairs) = cosines;
        Self {
            embeddings,
            anisotropy: (pairs > 0).then(|| sum / pairs as f64),
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.embeddings.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.embeddings.is_empty()
    }

    /// The mean cosine of every two of them: how far apart 0 and *unrelated* are in this model.
    /// `None` without a pair.
    pub fn anisotropy(&self) -> Option<f64> {
        self.anisotropy
    }

    /// The text of `stays` with each random text in the other's place. What the tokens add is told
    /// where `parts_add_up`, which they do not once they were carried through layers.
    pub fn replacing(&self, stays: &TokenParts, parts_add_up: bool) -> NullCosines {
        let norm = stays.norm();
        let mut null = NullCosines {
            cosines: Vec::with_capacity(self.len()),
            sums: Vec::new(),
        };
        let parts: Vec<&[f64]> = stays.iter().filter(|_| parts_add_up).collect();
        null.sums.resize(parts.len(), Vec::new());
        for random in &self.embeddings {
            let random: Vec<f64> = random.iter().map(|&number| number.into()).collect();
            let Some(cosine) = cosine(stays.embedding(), &random) else {
                continue;
            };
            null.cosines.push(cosine);
            let norms = norm * dot(&random, &random).sqrt();
            let of_tokens: Vec<f64> = random
                .iter()
                .zip(stays.reference())
                .map(|(number, reference)| number - reference)
                .collect();
            for (sums, part) in null.sums.iter_mut().zip(&parts) {
                sums.push(dot(part, &of_tokens) / norms);
            }
        }
        null
    }
}

impl NullCosines {
    /// The mean cosine; `None` without one.
    pub fn mean(&self) -> Option<f64> {
        let sum: f64 = self.cosines.iter().sum();
        (!self.cosines.is_empty()).then(|| sum / self.cosines.len() as f64)
    }
}

/// The part of `values` that is less than `value`, of 1; of equal ones a half counts. `None`
/// without values.
pub fn percentile(values: &[f64], value: f64) -> Option<f64> {
    let less = values.iter().filter(|&&other| other < value).count() as f64;
    let equal = values.iter().filter(|&&other| other == value).count() as f64;
    (!values.is_empty()).then(|| (less + equal / 2.0) / values.len() as f64)
}

/// Which `count` of `all` things are drawn, each at most once; the seed alone decides.
pub fn drawn(all: usize, count: usize, seed: u64) -> Vec<usize> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    rand::seq::index::sample(&mut random, all, count.min(all)).into_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(embeddings: &[[f32; 2]]) -> NullTexts {
        let embeddings = embeddings.iter();
        NullTexts::new(embeddings.map(|one| Arc::from(one.as_slice())).collect())
    }

    #[test]
    fn every_two_random_texts_count_once() {
        let null = texts(&[[1.0, 0.0], [0.0, 2.0], [1.0, 1.0]]);
        let expected = 2.0 * 0.5_f64.sqrt() / 3.0;
        assert!((null.anisotropy().unwrap() - expected).abs() < 1e-12);
        assert_eq!(texts(&[[1.0, 0.0]]).anisotropy(), None);
    }

    #[test]
    fn the_sums_of_the_tokens_add_up_to_the_cosine() {
        let stays = TokenParts::that_add_up(vec![1.0, 2.0, 0.5, -1.0], vec![0.0; 2]).unwrap();
        let null = texts(&[[3.0, 1.0], [0.0, 0.0], [-1.0, 4.0]]).replacing(&stays, true);
        assert_eq!(null.cosines.len(), 2, "one has no direction");
        for (place, cosine) in null.cosines.iter().enumerate() {
            let sum: f64 = null.sums.iter().map(|sums| sums[place]).sum();
            assert!((sum - cosine).abs() < 1e-12);
        }
        assert!(
            texts(&[[3.0, 1.0]])
                .replacing(&stays, false)
                .sums
                .is_empty()
        );
    }

    #[test]
    fn tokens_add_to_what_differs_from_the_reference() {
        let parts = vec![1.0, 2.0, 0.5, -1.0];
        // The embedding is (2, 0.75).
        let stays = TokenParts::that_add_up(parts, vec![0.5, -0.25]).unwrap();
        let null = texts(&[[3.0, 1.0]]).replacing(&stays, true);
        let norms = 4.5625_f64.sqrt() * 10.0_f64.sqrt();
        assert!((null.cosines[0] - 6.75 / norms).abs() < 1e-12);
        // (1, 2) and (0.5, -1) times (2.5, 1.25).
        assert!((null.sums[0][0] - 5.0 / norms).abs() < 1e-12);
        assert!(null.sums[1][0].abs() < 1e-12);
        assert_eq!(null.mean(), Some(null.cosines[0]));
        assert_eq!(texts(&[]).replacing(&stays, true).mean(), None);
    }

    #[test]
    fn ties_count_half() {
        assert_eq!(percentile(&[1.0, 2.0, 2.0, 3.0], 2.0), Some(0.5));
        assert_eq!(percentile(&[1.0], 5.0), Some(1.0));
        assert_eq!(percentile(&[], 5.0), None);
    }

    #[test]
    fn each_thing_is_drawn_at_most_once() {
        let mut once = drawn(50, 30, 7);
        assert_eq!(once, drawn(50, 30, 7));
        assert_ne!(once, drawn(50, 30, 8));
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), 30);
        assert_eq!(drawn(3, 9, 1).len(), 3);
    }
}
