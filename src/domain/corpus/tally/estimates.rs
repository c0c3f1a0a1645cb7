//! Estimates with their intervals, put into the findings.

use super::resampling::{Measures, Replicate, Resampling};
use crate::domain::corpus::{
    Baseline, BaselineFindings, ClassFindings, CorrelationAtLayer, EffectAtLayer, Estimate,
};
use crate::domain::statistics::{Interval, percentile_interval};

const CHANCE: [f64; 2] = [0.0, 1.0];
const CORRELATION: [f64; 2] = [-1.0, 1.0];

/// What the sample gives as it is, and resampled.
pub(super) struct Estimates<'a> {
    pub(super) resampling: &'a Resampling,
    pub(super) sample: Replicate,
    pub(super) replicates: &'a [Replicate],
    /// Whether the sample is the corpus: then its estimates are the corpus's own, exactly.
    pub(super) whole: bool,
}

impl Estimates<'_> {
    /// Gives the effects their intervals.
    pub(super) fn refine_effects(&self, effects: &mut [EffectAtLayer]) {
        for (layer, effect) in effects.iter_mut().enumerate() {
            effect.auc = self.of_corpus(layer, effect.auc, |at| Some(at.auc));
            effect.auc_within_sentence =
                self.of_corpus(layer, effect.auc_within_sentence, |at| Some(at.auc_within));
            effect.cliffs_delta = effect.auc.map(|auc| Estimate {
                value: 2.0 * auc.value - 1.0,
                interval: auc.interval.map(|auc| Interval {
                    low: 2.0 * auc.low - 1.0,
                    high: 2.0 * auc.high - 1.0,
                }),
            });
            effect.foremost = self.foremost(layer);
        }
    }

    /// Gives the shares of HIGH their intervals.
    pub(super) fn refine_classes(&self, classes: &mut [ClassFindings]) {
        for class in classes {
            let Ok(place) = self.resampling.kinds().binary_search(&class.kind) else {
                continue;
            };
            for (layer, at) in class.layers.iter_mut().enumerate() {
                at.high_rate = self.of_corpus(layer, at.high_rate, |measures| {
                    measures.high_rates.get(place).copied()
                });
            }
        }
    }

    /// The correlations of the sample.
    pub(super) fn baselines(&self) -> Vec<BaselineFindings> {
        let baselines = Baseline::EVERY.into_iter().enumerate();
        baselines
            .map(|(place, baseline)| BaselineFindings {
                baseline,
                layers: (0..self.sample.layers.len())
                    .map(|layer| self.correlation(layer, place))
                    .collect(),
            })
            .filter(|findings| findings.layers.iter().any(|at| at.tokens > 0))
            .collect()
    }

    fn correlation(&self, layer: usize, baseline: usize) -> CorrelationAtLayer {
        let [tokens, partial_tokens] = self.resampling.tokens_with(layer, baseline);
        CorrelationAtLayer {
            tokens,
            rho: self.of_sample(layer, |at| at.rho.get(baseline).copied()),
            partial_tokens,
            partial: self.of_sample(layer, |at| at.partial.get(baseline).copied()),
        }
    }

    /// An estimate from all texts, with the interval of the sample around it.
    fn of_corpus(
        &self,
        layer: usize,
        corpus: Option<Estimate>,
        which: impl Fn(&Measures) -> Option<f64>,
    ) -> Option<Estimate> {
        let corpus = corpus?;
        let Some(sample) = which(self.sample.layers.get(layer)?).filter(|at| at.is_finite()) else {
            return Some(corpus);
        };
        let value = if self.whole { sample } else { corpus.value };
        let interval = self.interval(layer, which).map(|interval| Interval {
            low: (interval.low + value - sample).clamp(CHANCE[0], CHANCE[1]),
            high: (interval.high + value - sample).clamp(CHANCE[0], CHANCE[1]),
        });
        Some(Estimate { value, interval })
    }

    /// An estimate that only the sample gives.
    fn of_sample(
        &self,
        layer: usize,
        which: impl Fn(&Measures) -> Option<f64>,
    ) -> Option<Estimate> {
        let value = which(self.sample.layers.get(layer)?).filter(|at| at.is_finite())?;
        Some(Estimate {
            value: value.clamp(CORRELATION[0], CORRELATION[1]),
            interval: self.interval(layer, which),
        })
    }

    fn interval(&self, layer: usize, which: impl Fn(&Measures) -> Option<f64>) -> Option<Interval> {
        let replicates = self.replicates.iter();
        let values: Vec<f64> = replicates
            .map(|replicate| {
                let at = replicate.layers.get(layer);
                at.and_then(&which).unwrap_or(f64::NAN)
            })
            .collect();
        percentile_interval(&values)
    }

    /// In which share of the replicates content and function words differ most at this layer.
    fn foremost(&self, layer: usize) -> Option<f64> {
        let defined = self.replicates.iter().filter_map(|replicate| {
            let layers = replicate.layers.iter().map(|at| (at.auc - 0.5).abs());
            let layers = layers.enumerate().filter(|(_, by)| by.is_finite());
            layers.max_by(|(_, a), (_, b)| a.total_cmp(b))
        });
        let most: Vec<usize> = defined.map(|(layer, _)| layer).collect();
        let here = most.iter().filter(|&&most| most == layer).count();
        (!most.is_empty()).then(|| here as f64 / most.len() as f64)
    }
}
