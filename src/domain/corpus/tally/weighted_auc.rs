//! The AUC of content against function tokens, over and over, with the texts weighted by how often
//! each is drawn.

use super::kinds::WithinSentences;

/// The content and function tokens of the sample at one layer, sorted by strength.
pub(super) struct WeightedAuc {
    sorted: Vec<Observation>,
    /// The pairs within each text.
    within: Vec<WithinSentences>,
}

struct Observation {
    strength: f64,
    text: u32,
    is_content: bool,
}

impl WeightedAuc {
    /// Sorts the strengths of the content and the function tokens of each text.
    pub(super) fn new(texts: &[[Vec<f64>; 2]]) -> Self {
        let mut sorted: Vec<Observation> = Vec::new();
        for ([content, function], text) in texts.iter().zip(0..) {
            for (strengths, is_content) in [(content, true), (function, false)] {
                sorted.extend(strengths.iter().map(|&strength| Observation {
                    strength,
                    text,
                    is_content,
                }));
            }
        }
        sorted.sort_by(|a, b| a.strength.total_cmp(&b.strength));
        Self {
            sorted,
            within: texts
                .iter()
                .map(|[content, function]| WithinSentences::between(content, function))
                .collect(),
        }
    }

    /// The chance that a content token is stronger than a function token when each text is drawn
    /// as often as `times` says; NaN without both kinds.
    pub(super) fn auc(&self, times: &[u32]) -> f64 {
        let (mut content, mut function, mut doubled_wins) = (0u64, 0u64, 0u128);
        let (mut tied_content, mut tied_function) = (0u64, 0u64);
        let mut last = f64::NAN;
        for observation in &self.sorted {
            if observation.strength != last {
                let beaten = 2 * function + tied_function;
                doubled_wins += u128::from(tied_content) * u128::from(beaten);
                content += tied_content;
                function += tied_function;
                (tied_content, tied_function) = (0, 0);
                last = observation.strength;
            }
            let drawn = times.get(observation.text as usize).copied().unwrap_or(0);
            if observation.is_content {
                tied_content += u64::from(drawn);
            } else {
                tied_function += u64::from(drawn);
            }
        }
        let beaten = 2 * function + tied_function;
        doubled_wins += u128::from(tied_content) * u128::from(beaten);
        let pairs = (content + tied_content) as f64 * (function + tied_function) as f64;
        doubled_wins as f64 / 2.0 / pairs
    }

    /// The same for pairs within one text.
    pub(super) fn auc_within(&self, times: &[u32]) -> f64 {
        let (mut doubled_wins, mut pairs) = (0, 0);
        for (within, &drawn) in self.within.iter().zip(times) {
            doubled_wins += within.doubled_wins * u128::from(drawn);
            pairs += within.pairs * u128::from(drawn);
        }
        doubled_wins as f64 / 2.0 / pairs as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::statistics::auc;

    #[test]
    fn drawing_a_text_twice_is_having_it_twice() {
        let texts = [
            [vec![3.0, 1.0], vec![1.0]],
            [vec![2.0], vec![2.0, 4.0]],
            [vec![], vec![0.5]],
        ];
        let weighted = WeightedAuc::new(&texts);
        let content = [3.0, 1.0, 2.0, 2.0];
        let function = [1.0, 2.0, 4.0, 2.0, 4.0];
        assert_eq!(Some(weighted.auc(&[1, 2, 0])), auc(&content, &function));
        // Within: 1.5 of 2 pairs once, 0.5 of 2 twice.
        assert_eq!(weighted.auc_within(&[1, 2, 0]), 2.5 / 6.0);
    }

    #[test]
    fn without_both_kinds_there_is_no_auc() {
        let weighted = WeightedAuc::new(&[[vec![1.0], vec![]], [vec![2.0], vec![1.0]]]);
        assert!(weighted.auc(&[2, 0]).is_nan());
        assert!(weighted.auc_within(&[2, 0]).is_nan());
        assert_eq!(weighted.auc(&[0, 2]), 1.0);
        assert!(WeightedAuc::new(&[]).auc(&[]).is_nan());
    }
}
