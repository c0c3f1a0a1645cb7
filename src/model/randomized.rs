//! The same architecture without its training: a sanity check for any picture of a model (Adebayo
//! et al. 2018, arXiv 1810.03292). What a randomized model shows too, training did not make.

use std::fmt;

use rand::SeedableRng as _;
use rand::seq::SliceRandom as _;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution as _, Normal};
use sha2::{Digest, Sha256};

/// BERT's own deviation of fresh weights (`initializer_range`).
const FRESH_DEVIATION: f32 = 0.02;

/// How a randomized model differs from the trained one. The same seed always gives the same model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RandomizedModel {
    /// Where its weights come from.
    pub how: Randomization,
    /// Which of the many models so made.
    pub seed: u32,
}

/// Where the weights of a randomized model come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::VariantArray, strum::IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum Randomization {
    /// Fresh, as before training: matrices from a normal distribution (deviation 0.02), biases 0,
    /// `LayerNorm` gains 1. In a post-LayerNorm encoder all strengths are then equal.
    Random,
    /// The trained numbers, shuffled within each tensor: sizes and outliers stay, meaning goes.
    Shuffled,
}

impl Randomization {
    /// Both, in the order a menu shows them.
    pub const ALL: &[Self] = <Self as strum::VariantArray>::VARIANTS;

    /// The word before the `:` in a randomized model's name.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// What it is, in a few plain words.
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Random => "the same architecture with fresh random weights, never trained",
            Self::Shuffled => "the same weights, shuffled within each tensor",
        }
    }
}

impl RandomizedModel {
    /// Reads `random:MODEL`, `shuffled:MODEL`, or either with `-SEED` before the colon. Returns
    /// how the model is randomized, and its name.
    pub(super) fn parse(name: &str) -> Option<(Self, &str)> {
        let (word, model) = name.split_once(':')?;
        let (word, seed) = match word.split_once('-') {
            Some((word, seed)) => (word, seed.parse().ok()?),
            None => (word, 0),
        };
        let how = Randomization::ALL
            .iter()
            .copied()
            .find(|how| how.name() == word)?;
        Some((Self { how, seed }, model))
    }

    /// What takes the place of the trained `numbers` of the tensor `name` with `rank` axes.
    pub(super) fn replace(self, name: &str, rank: usize, numbers: &mut [f32]) {
        let mut random = self.generator(name);
        match self.how {
            Randomization::Shuffled => numbers.shuffle(&mut random),
            Randomization::Random if rank < 2 => {
                let gain = name.ends_with("weight") || name.ends_with("gamma");
                numbers.fill(if gain { 1.0 } else { 0.0 });
            }
            Randomization::Random => {
                let Ok(normal) = Normal::new(0.0, FRESH_DEVIATION) else {
                    return;
                };
                numbers.fill_with(|| normal.sample(&mut random));
            }
        }
    }

    /// A generator of its own for each tensor, so that the order of reading plays no part.
    fn generator(self, name: &str) -> ChaCha8Rng {
        let digest = Sha256::digest(format!("{self}{name}"));
        ChaCha8Rng::from_seed(digest.into())
    }
}

impl fmt::Display for RandomizedModel {
    /// `random:`, or `random-7:` for another seed than 0.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.seed {
            0 => write!(formatter, "{}:", self.how.name()),
            seed => write!(formatter, "{}-{seed}:", self.how.name()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn randomized(how: Randomization, seed: u32) -> RandomizedModel {
        RandomizedModel { how, seed }
    }

    #[test]
    fn names_are_read_as_written() {
        for (name, how, seed) in [
            ("random:minilm", Randomization::Random, 0),
            ("shuffled-12:a/b@main", Randomization::Shuffled, 12),
        ] {
            let (found, model) = RandomizedModel::parse(name).unwrap();
            assert_eq!(found, randomized(how, seed));
            assert_eq!(format!("{found}{model}"), name);
        }
        for other in [
            "minilm",
            "random",
            "random-x:minilm",
            "c:\\models",
            "fresh:minilm",
        ] {
            assert_eq!(RandomizedModel::parse(other), None, "{other}");
        }
    }

    #[test]
    fn a_fresh_model_starts_as_training_does() {
        let fresh = randomized(Randomization::Random, 0);
        let mut gain = vec![3.0; 4];
        fresh.replace("LayerNorm.weight", 1, &mut gain);
        assert_eq!(gain, [1.0; 4]);
        fresh.replace("dense.bias", 1, &mut gain);
        assert_eq!(gain, [0.0; 4]);
        let mut matrix = vec![0.0; 20_000];
        fresh.replace("dense.weight", 2, &mut matrix);
        let mean = matrix.iter().sum::<f32>() / 20_000.0;
        let variance = matrix.iter().map(|x| (x - mean).powi(2)).sum::<f32>() / 20_000.0;
        assert!(mean.abs() < 1e-3, "{mean}");
        assert!((variance.sqrt() - 0.02).abs() < 1e-3, "{variance}");
    }

    #[test]
    fn a_shuffled_model_keeps_the_numbers_and_a_seed_keeps_the_model() {
        let numbers: Vec<f32> = (0..100_u8).map(f32::from).collect();
        let shuffled = |how: RandomizedModel, name: &str| {
            let mut numbers = numbers.clone();
            how.replace(name, 2, &mut numbers);
            numbers
        };
        let once = shuffled(randomized(Randomization::Shuffled, 0), "a");
        assert_ne!(once, numbers);
        assert_eq!(once, shuffled(randomized(Randomization::Shuffled, 0), "a"));
        assert_ne!(once, shuffled(randomized(Randomization::Shuffled, 1), "a"));
        assert_ne!(once, shuffled(randomized(Randomization::Shuffled, 0), "b"));
        let mut sorted = once;
        sorted.sort_by(f32::total_cmp);
        assert_eq!(sorted, numbers);
    }
}
