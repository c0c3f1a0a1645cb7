//! Which dimensions of a layer stand out in token after token.

use super::statistics::ReferenceStatistics;
use crate::domain::trace::TracedText;

/// What makes a dimension an outlier, for people.
pub const OUTLIER_RULE: &str = "a dimension that lies more than 6 standard deviations of all \
                                numbers of its layer from their mean, in at least half of the \
                                reference tokens";

const DEVIATIONS: f64 = 6.0;

/// Counts, over all texts, how often each dimension is far from the mean of all numbers of its
/// layer.
#[derive(Debug, Clone)]
pub struct OutlierTally {
    layers: Vec<LayerCounts>,
    tokens: u64,
}

#[derive(Debug, Clone)]
struct LayerCounts {
    /// The mean of all numbers of the layer.
    mean: f64,
    /// How far from it is far.
    far: f64,
    /// In how many tokens each dimension is.
    counts: Vec<u64>,
}

impl OutlierTally {
    /// For the layers of `reference`, which has their means and standard deviations.
    pub fn new(reference: &ReferenceStatistics) -> Self {
        let layer = |means: &[f32], deviations: &[f32]| {
            let count = means.len().max(1) as f64;
            let mean = means.iter().copied().map(f64::from).sum::<f64>() / count;
            let dimensions = means.iter().zip(deviations);
            let squares = dimensions.map(|(&of_dimension, &deviation)| {
                f64::from(deviation).powi(2) + (f64::from(of_dimension) - mean).powi(2)
            });
            LayerCounts {
                mean,
                far: DEVIATIONS * (squares.sum::<f64>() / count).sqrt(),
                counts: vec![0; means.len()],
            }
        };
        let layers = reference.layers.iter();
        Self {
            layers: layers
                .map(|one| layer(&one.means, &one.deviations))
                .collect(),
            tokens: 0,
        }
    }

    /// Counts a text whose hidden states were kept.
    pub fn add(&mut self, text: &TracedText) {
        self.tokens += text.tokens.len() as u64;
        let layers = self.layers.iter_mut().zip(&text.trace.hidden_states);
        for (layer, states) in layers {
            let (mean, far) = (layer.mean, layer.far);
            for state in states.chunks_exact(layer.counts.len().max(1)) {
                for (count, &x) in layer.counts.iter_mut().zip(state) {
                    *count += u64::from((f64::from(x) - mean).abs() > far);
                }
            }
        }
    }

    /// Writes the outlier dimensions into `reference`.
    pub fn finish(self, reference: &mut ReferenceStatistics) {
        for (layer, counted) in reference.layers.iter_mut().zip(self.layers) {
            let dimensions = (0..).zip(counted.counts);
            let often = dimensions.filter(|(_, count)| 2 * count >= self.tokens.max(1));
            layer.outliers = often.map(|(dimension, _)| dimension).collect();
        }
    }
}
