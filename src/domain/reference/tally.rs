//! The statistics of reference texts, counted text by text.

use std::collections::BTreeMap;

use crate::domain::trace::TracedText;

use super::bins::Bin;
use super::layer::LayerReference;
use super::statistics::{ReferenceStatistics, ReferenceTexts};
use super::strengths::StrengthStatistics;

/// Counts texts whose hidden states were kept. What is held is a strength for each token and layer.
#[derive(Debug, Clone, Default)]
pub struct ReferenceTally {
    texts: u64,
    tokens: u64,
    layers: Vec<LayerTally>,
}

#[derive(Debug, Clone, Default)]
struct LayerTally {
    means: Vec<f64>,
    /// Sums of squared distances from the mean (Welford's method).
    squares: Vec<f64>,
    tokens: f64,
    by_id: BTreeMap<u32, Vec<f32>>,
    by_bin: BTreeMap<Bin, Vec<f32>>,
}

impl ReferenceTally {
    /// Counts a text.
    pub fn add(&mut self, text: &TracedText) {
        self.texts += 1;
        self.tokens += text.tokens.len() as u64;
        let bins = Bin::of(&text.text, &text.tokens);
        let trace = &text.trace;
        self.layers
            .resize_with(trace.strengths.len(), LayerTally::default);
        let read = trace.strengths.iter().zip(&trace.hidden_states);
        for (layer, (strengths, states)) in self.layers.iter_mut().zip(read) {
            for state in states.chunks_exact(trace.hidden_size.max(1)) {
                layer.add_state(state);
            }
            for ((token, bins), &strength) in text.tokens.iter().zip(&bins).zip(strengths) {
                let strength = strength as f32;
                layer.by_id.entry(token.id).or_default().push(strength);
                for &bin in bins {
                    layer.by_bin.entry(bin).or_default().push(strength);
                }
            }
        }
    }

    /// What was counted, without outlier dimensions.
    pub fn finish(self, name: &str, sha256: &str, model_sha256: &str) -> ReferenceStatistics {
        ReferenceStatistics {
            texts: ReferenceTexts {
                name: name.to_owned(),
                sha256: sha256.to_owned(),
                texts: self.texts,
                tokens: self.tokens,
            },
            model_sha256: model_sha256.to_owned(),
            layers: self.layers.into_iter().map(LayerTally::finish).collect(),
        }
    }
}

impl LayerTally {
    fn add_state(&mut self, state: &[f32]) {
        self.tokens += 1.0;
        self.means.resize(state.len(), 0.0);
        self.squares.resize(state.len(), 0.0);
        let dimensions = self.means.iter_mut().zip(&mut self.squares).zip(state);
        for ((mean, square), &x) in dimensions {
            let before = f64::from(x) - *mean;
            *mean += before / self.tokens;
            *square += before * (f64::from(x) - *mean);
        }
    }

    fn finish(self) -> LayerReference {
        fn statistics<K: Ord>(seen: BTreeMap<K, Vec<f32>>) -> BTreeMap<K, StrengthStatistics> {
            let seen = seen.into_iter();
            seen.filter_map(|(key, strengths)| Some((key, StrengthStatistics::of(&strengths)?)))
                .collect()
        }
        let tokens = self.tokens;
        let deviation = |square: &f64| (square / tokens.max(1.0)).sqrt() as f32;
        LayerReference {
            deviations: self.squares.iter().map(deviation).collect(),
            means: self.means.into_iter().map(|mean| mean as f32).collect(),
            outliers: Vec::new(),
            by_id: statistics(self.by_id),
            by_bin: statistics(self.by_bin),
        }
    }
}
