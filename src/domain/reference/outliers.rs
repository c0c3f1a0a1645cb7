//! Which dimensions of a layer stand out in token after token.

use crate::domain::trace::TracedText;

use super::statistics::ReferenceStatistics;

/// What makes a dimension an outlier, for people.
pub const OUTLIER_RULE: &str = "a dimension that lies more than 6 standard deviations of all \
                                numbers of its layer from their mean, in at least half of the \
                                reference tokens";

const DEVIATIONS: f64 = 6.0;

/// So many tokens are looked at before dimensions that cannot be outliers are let go of.
const TOKENS_BEFORE: usize = 512;

/// A dimension that is far from the mean in half of the tokens has at least half of the square of
/// [`DEVIATIONS`] as its mean squared distance, in variances of the layer. One with less than a
/// third of that in the first tokens is let go of.
const LEAST_SQUARE: f64 = DEVIATIONS * DEVIATIONS / 2.0;

/// The numbers of the dimensions that may be outliers. What is far from the mean is known once all
/// texts are read, so they are kept until then: those of a few dimensions.
#[derive(Debug, Clone, Default)]
pub struct OutlierTally {
    layers: Vec<LayerNumbers>,
    /// Whether the dimensions are chosen and none is let go of.
    keeps_all: bool,
}

/// The numbers of one layer.
#[derive(Debug, Clone, Default)]
struct LayerNumbers {
    tokens: usize,
    /// The dimensions whose numbers are kept, with one number a token.
    kept: Vec<(u32, Vec<f32>)>,
}

/// The mean and the variance of all numbers of a layer.
struct Spread {
    mean: f64,
    variance: f64,
}

impl OutlierTally {
    /// Counts a text whose hidden states were kept.
    pub fn add(&mut self, text: &TracedText) {
        let states = &text.trace.hidden_states;
        self.layers.resize_with(states.len(), LayerNumbers::default);
        for (layer, states) in self.layers.iter_mut().zip(states) {
            for state in states.chunks_exact(text.trace.hidden_size.max(1)) {
                layer.add(state, self.keeps_all);
            }
        }
    }

    /// Writes the outlier dimensions into `reference`, which has the means and the standard
    /// deviations of the same texts. Where a dimension may be an outlier that was none in the first
    /// tokens, the texts must be read again: by the tally that is returned.
    #[must_use]
    pub fn finish(self, reference: &mut ReferenceStatistics) -> Option<Self> {
        let mut again = Self {
            keeps_all: true,
            ..Self::default()
        };
        let mut complete = true;
        for (layer, numbers) in reference.layers.iter_mut().zip(self.layers) {
            let spread = Spread::of(&layer.means, &layer.deviations);
            let possible = spread.possible_outliers(&layer.means, &layer.deviations);
            let is_kept = |dimension: &u32| numbers.kept.iter().any(|(kept, _)| kept == dimension);
            complete &= possible.iter().all(is_kept);
            layer.outliers = numbers.outliers(&spread);
            let kept = possible
                .into_iter()
                .map(|dimension| (dimension, Vec::new()));
            again.layers.push(LayerNumbers {
                tokens: 0,
                kept: kept.collect(),
            });
        }
        (!complete).then_some(again)
    }
}

impl LayerNumbers {
    fn add(&mut self, state: &[f32], keeps_all: bool) {
        if self.tokens == 0 && !keeps_all {
            self.kept = (0..).zip(state).map(|(at, _)| (at, Vec::new())).collect();
        }
        self.tokens += 1;
        for (dimension, numbers) in &mut self.kept {
            numbers.extend(state.get(*dimension as usize));
        }
        if self.tokens == TOKENS_BEFORE && !keeps_all {
            self.let_go();
        }
    }

    /// Lets go of the dimensions that were near the mean so far.
    fn let_go(&mut self) {
        let all = self.kept.iter().flat_map(|(_, numbers)| numbers);
        let spread = Spread::of_numbers(all.copied().map(f64::from));
        self.kept.retain(|(_, numbers)| {
            let squares = numbers
                .iter()
                .map(|&x| (f64::from(x) - spread.mean).powi(2));
            let square = squares.sum::<f64>() / numbers.len().max(1) as f64;
            3.0 * square >= LEAST_SQUARE * spread.variance
        });
    }

    fn outliers(&self, spread: &Spread) -> Vec<u32> {
        let far = DEVIATIONS * spread.variance.sqrt();
        let is_outlier = |numbers: &Vec<f32>| {
            let far = numbers
                .iter()
                .filter(|&&x| (f64::from(x) - spread.mean).abs() > far);
            2 * far.count() >= self.tokens.max(1)
        };
        let outliers = self.kept.iter().filter(|(_, numbers)| is_outlier(numbers));
        outliers.map(|(dimension, _)| *dimension).collect()
    }
}

impl Spread {
    /// Of numbers whose dimensions have these means and standard deviations.
    fn of(means: &[f32], deviations: &[f32]) -> Self {
        let count = means.len().max(1) as f64;
        let mean = means.iter().copied().map(f64::from).sum::<f64>() / count;
        let squares = means
            .iter()
            .zip(deviations)
            .map(|(&of_dimension, &deviation)| {
                f64::from(deviation).powi(2) + (f64::from(of_dimension) - mean).powi(2)
            });
        Self {
            mean,
            variance: squares.sum::<f64>() / count,
        }
    }

    /// The dimensions that may be far from the mean in half of the tokens.
    fn possible_outliers(&self, means: &[f32], deviations: &[f32]) -> Vec<u32> {
        let squares = means.iter().zip(deviations).map(|(&mean, &deviation)| {
            f64::from(deviation).powi(2) + (f64::from(mean) - self.mean).powi(2)
        });
        let dimensions = (0..).zip(squares);
        let possible = dimensions.filter(|(_, square)| *square >= LEAST_SQUARE * self.variance);
        possible.map(|(dimension, _)| dimension).collect()
    }

    fn of_numbers(numbers: impl Iterator<Item = f64> + Clone) -> Self {
        let count = numbers.clone().count().max(1) as f64;
        let mean = numbers.clone().sum::<f64>() / count;
        let squares = numbers.map(|x| (x - mean).powi(2));
        Self {
            mean,
            variance: squares.sum::<f64>() / count,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::reference::ReferenceTally;
    use crate::domain::trace::Trace;

    const WIDTH: usize = 200;

    /// Dimension 3 stands out throughout, dimension 5 from token `from` on.
    fn text(token: usize, from: usize) -> TracedText {
        let number = |dimension: usize| match dimension {
            3 => 50.0,
            5 if token >= from => -25.0,
            _ => ((dimension * 31 + token * 17) % 13) as f32 / 13.0 + 9.5,
        };
        TracedText {
            text: String::new(),
            tokens: Vec::new(),
            truncated_tokens: 0,
            second_start: None,
            unknown: 0,
            trace: Trace {
                strengths: vec![vec![1.0]],
                hidden_states: vec![Arc::new((0..WIDTH).map(number).collect())],
                hidden_size: WIDTH,
                parts: Vec::new(),
                attention: Vec::new(),
            },
        }
    }

    fn read(from: usize, tally: &mut OutlierTally) -> ReferenceStatistics {
        let mut statistics = ReferenceTally::default();
        for token in 0..4 * TOKENS_BEFORE {
            let text = text(token, from);
            statistics.add(&text);
            tally.add(&text);
        }
        statistics.finish("", "", "")
    }

    #[test]
    fn one_reading_finds_what_stands_out_from_the_beginning() {
        for (from, outliers) in [(usize::MAX, vec![3]), (7, vec![3, 5])] {
            let mut tally = OutlierTally::default();
            let mut statistics = read(from, &mut tally);
            assert!(tally.finish(&mut statistics).is_none());
            assert_eq!(statistics.layers[0].outliers, outliers);
        }
    }

    #[test]
    fn what_stands_out_later_asks_for_a_second_reading() {
        let from = TOKENS_BEFORE + 1;
        let mut tally = OutlierTally::default();
        let mut statistics = read(from, &mut tally);
        let mut again = tally.finish(&mut statistics).unwrap();
        assert_eq!(statistics.layers[0].outliers, [3]);
        let _ = read(from, &mut again);
        assert!(again.finish(&mut statistics).is_none());
        assert_eq!(statistics.layers[0].outliers, [3, 5]);
    }

    #[test]
    fn dimensions_near_the_mean_are_let_go_of() {
        let mut tally = OutlierTally::default();
        let kept = |tally: &OutlierTally| -> Vec<(u32, usize)> {
            let kept = tally.layers[0].kept.iter();
            kept.map(|(at, numbers)| (*at, numbers.len())).collect()
        };
        for token in 1..TOKENS_BEFORE {
            tally.add(&text(token, usize::MAX));
        }
        assert_eq!(kept(&tally).len(), WIDTH);
        for token in 0..9 {
            tally.add(&text(token, usize::MAX));
        }
        assert_eq!(kept(&tally), [(3, TOKENS_BEFORE + 8)]);
    }
}
