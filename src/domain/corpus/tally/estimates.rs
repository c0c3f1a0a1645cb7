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
            effect.argmax_share = self.argmax_share(layer);
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
        let baselines = Baseline::ALL.iter().enumerate();
        baselines
            .map(|(place, &baseline)| BaselineFindings {
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
    fn argmax_share(&self, layer: usize) -> Option<f64> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::threshold::ThresholdRule;

    fn measures(auc: f64, rho: f64) -> Measures {
        Measures {
            auc,
            auc_within: f64::NAN,
            high_rates: Vec::new(),
            rho: [rho; 6],
            partial: [f64::NAN; 6],
        }
    }

    /// A replicate of two layers.
    fn replicate(auc: [f64; 2], rho: f64) -> Replicate {
        Replicate {
            layers: auc.map(|auc| measures(auc, rho)).to_vec(),
        }
    }

    fn effect(auc: f64) -> EffectAtLayer {
        EffectAtLayer {
            content: 1,
            function: 1,
            auc: Some(Estimate::without_interval(auc)),
            cliffs_delta: None,
            auc_within_sentence: Some(Estimate::without_interval(0.5)),
            high_share: None,
            argmax_share: None,
        }
    }

    fn refined(whole: bool) -> [EffectAtLayer; 2] {
        let replicates: Vec<Replicate> = (0..=1000)
            .map(|at| replicate([0.5 + f64::from(at) / 4000.0, 0.3], f64::from(at) / 1000.0))
            .collect();
        let estimates = Estimates {
            resampling: &Resampling::new(&[], 1, &ThresholdRule::default(), (0, 0)),
            sample: replicate([0.6, 0.3], 0.5),
            replicates: &replicates,
            whole,
        };
        let mut effects = [effect(0.65), effect(0.35)];
        estimates.refine_effects(&mut effects);
        let rho = estimates
            .of_sample(0, |at| at.rho.first().copied())
            .unwrap();
        let interval = rho.interval.unwrap();
        assert_eq!(
            (rho.value, interval.low, interval.high),
            (0.5, 0.025, 0.975)
        );
        assert_eq!(
            estimates.of_sample(0, |at| at.partial.first().copied()),
            None
        );
        effects
    }

    fn near(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-12, "{found}, not {expected}");
    }

    #[test]
    fn the_interval_of_a_sample_lies_around_the_estimate_of_the_corpus() {
        let [effect, _] = refined(false);
        let auc = effect.auc.unwrap();
        near(auc.value, 0.65);
        // The replicates' 0.50625 to 0.74375 around the sample's 0.6, moved by 0.05.
        near(auc.interval.unwrap().low, 0.556_25);
        near(auc.interval.unwrap().high, 0.793_75);
        let delta = effect.cliffs_delta.unwrap();
        near(delta.value, 0.3);
        near(delta.interval.unwrap().low, 0.1125);
    }

    #[test]
    fn a_sample_that_is_the_corpus_gives_the_estimate_itself() {
        let auc = refined(true)[0].auc.unwrap();
        near(auc.value, 0.6);
        near(auc.interval.unwrap().low, 0.506_25);
    }

    #[test]
    fn what_the_sample_does_not_have_stays_without_an_interval() {
        let within = refined(false)[0].auc_within_sentence.unwrap();
        assert_eq!(within, Estimate::without_interval(0.5));
    }

    #[test]
    fn the_argmax_layer_lies_farthest_from_no_difference() {
        // Layer 1 is 0.2 below in all replicates, layer 0 above by more than that in a fifth.
        let [first, second] = refined(false).map(|effect| effect.argmax_share.unwrap());
        near(first + second, 1.0);
        assert!((0.19..0.21).contains(&first), "{first}");
    }
}
