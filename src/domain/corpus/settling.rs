//! Where words settle, over many texts: does a token become HIGH where a masked-language-model head
//! makes up its mind about it?
//!
//! Each text has a rank correlation of its own at every layer; here are their means, with the interval
//! of a bootstrap that resamples whole texts.

use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use super::estimate::Estimate;
use super::mean_tally::{MeanTally, poisson_draw, whole};

/// The random numbers of a text's bootstrap are others than those of its removal test.
const BOOTSTRAP: u64 = 3;

/// What was found over many texts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SettlingFindings {
    /// Texts that were looked at.
    pub texts: u64,
    /// Spearman's ρ of a token's strength at the layer with the layer at which it settles, `[layer]`.
    pub layers: Vec<SettlingAtLayer>,
    /// The seed of everything that was drawn.
    pub seed: u64,
    /// How many resamplings the intervals rest on.
    pub replicates: usize,
}

/// The correlation at one layer, in the mean over the texts.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SettlingAtLayer {
    /// Texts in which it is defined.
    pub texts: u64,
    /// Its mean: above 0, strong tokens settle later than weak ones.
    pub rho: Option<Estimate>,
}

/// Sums over the texts that were added.
pub struct SettlingTally {
    texts: u64,
    layers: Vec<MeanTally>,
    seed: u64,
    /// How often each replicate draws the text that is being added.
    times: Vec<u8>,
}

impl SettlingTally {
    /// Nothing counted yet, of a model with `layers` blocks.
    pub fn new(layers: usize, seed: u64, replicates: usize) -> Self {
        Self {
            texts: 0,
            layers: (0..=layers).map(|_| MeanTally::new(replicates)).collect(),
            seed,
            times: vec![0; replicates],
        }
    }

    /// Counts the correlations of a text, `[layer]`; `draw` is its number, from which its random
    /// numbers come.
    pub fn add(&mut self, correlations: &[Option<f64>], draw: u64) {
        self.texts += 1;
        let mut random = ChaCha8Rng::seed_from_u64(draw);
        random.set_stream(BOOTSTRAP);
        for times in &mut self.times {
            *times = poisson_draw(&mut random);
        }
        for (layer, rho) in self.layers.iter_mut().zip(correlations) {
            if let Some(rho) = rho {
                layer.add(whole(*rho), &self.times);
            }
        }
    }

    /// What the texts say so far.
    pub fn findings(&self) -> SettlingFindings {
        let at = |layer: &MeanTally| SettlingAtLayer {
            texts: layer.count,
            rho: layer.estimate(),
        };
        SettlingFindings {
            texts: self.texts,
            layers: self.layers.iter().map(at).collect(),
            seed: self.seed,
            replicates: self.times.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_is_over_the_texts_that_have_a_correlation() {
        let mut tally = SettlingTally::new(1, 7, 200);
        for text in 0..12 {
            let rho = if text % 2 == 0 { 0.5 } else { -0.25 };
            tally.add(&[None, Some(rho)], text);
        }
        let found = tally.findings();
        assert_eq!((found.texts, found.layers[0].texts), (12, 0));
        assert_eq!(found.layers[0].rho, None);
        let rho = found.layers[1].rho.unwrap();
        assert_eq!(rho.value, 0.125);
        let interval = rho.interval.unwrap();
        assert!(
            interval.low < 0.125 && 0.125 < interval.high,
            "{interval:?}"
        );
    }
}
