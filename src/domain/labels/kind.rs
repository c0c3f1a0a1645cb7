//! What the logits of a classification head mean.

/// How logits become probabilities.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LabelKind {
    /// One label holds: the softmax of all logits.
    Single,
    /// Any number of labels hold: a sigmoid of each logit.
    Multi,
    /// The logits are numbers of their own and no probabilities.
    Regression,
}

/// The labels of a head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelSet {
    /// Their names, one for each logit.
    pub names: Vec<String>,
    /// How logits become probabilities.
    pub kind: LabelKind,
    /// Whether each token has labels of its own, rather than the whole text.
    pub per_token: bool,
}

impl LabelKind {
    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Single => "single-label",
            Self::Multi => "multi-label",
            Self::Regression => "regression",
        }
    }

    /// What the numbers of a reading are, in a sentence.
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Single => "one of the labels holds: probabilities sum to 1 (softmax)",
            Self::Multi => "each label holds or not: probabilities are independent (sigmoid)",
            Self::Regression => "the number is the model's estimate and no probability",
        }
    }

    /// The probability of each of `logits`; `None` where they have none.
    pub fn probabilities(self, logits: &[f64]) -> Option<Vec<f64>> {
        let sigmoid = |&logit: &f64| 1.0 / (1.0 + (-logit).exp());
        match self {
            Self::Regression => None,
            Self::Multi => Some(logits.iter().map(sigmoid).collect()),
            Self::Single => {
                let largest = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                let powers: Vec<f64> = logits.iter().map(|x| (x - largest).exp()).collect();
                let sum: f64 = powers.iter().sum();
                Some(powers.into_iter().map(|power| power / sum).collect())
            }
        }
    }

    /// The logarithm of the probability of `label`; its logit where there are no probabilities.
    pub fn log_probability(self, logits: &[f64], label: usize) -> Option<f64> {
        let logit = *logits.get(label)?;
        Some(match self {
            Self::Regression => logit,
            // ln sigmoid(x) = -ln(1 + e^-x), for large -x without overflow.
            Self::Multi if logit < -30.0 => logit,
            Self::Multi => -(-logit).exp().ln_1p(),
            Self::Single => {
                let largest = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                let sum: f64 = logits.iter().map(|x| (x - largest).exp()).sum();
                logit - largest - sum.ln()
            }
        })
    }
}

/// The place of the largest of `logits`, the first of equal ones.
pub(crate) fn largest(logits: &[f64]) -> Option<usize> {
    let places = logits.iter().enumerate();
    let best = places.reduce(|best, one| if one.1 > best.1 { one } else { best });
    best.map(|(place, _)| place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logits_become_probabilities_as_the_head_means_them() {
        // Large ones too: their powers alone would be infinite.
        let large = LabelKind::Single.probabilities(&[1000.0, 999.0]).unwrap();
        assert!((large[0] - 0.731_058_578_630_004_9).abs() < 1e-12);
        let logits = [1.0, -2.0, 0.5];
        let single = LabelKind::Single.probabilities(&logits).unwrap();
        assert!((single.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        let multi = LabelKind::Multi.probabilities(&logits).unwrap();
        assert!((multi[1] - 0.119_202_922).abs() < 1e-9);
        assert_eq!(LabelKind::Regression.probabilities(&logits), None);
        for (kind, probabilities) in [(LabelKind::Single, single), (LabelKind::Multi, multi)] {
            for (label, probability) in probabilities.iter().enumerate() {
                let log = kind.log_probability(&logits, label).unwrap();
                assert!((log - probability.ln()).abs() < 1e-12, "{kind:?}");
            }
        }
        assert_eq!(LabelKind::Multi.log_probability(&[-800.0], 0), Some(-800.0));
        assert_eq!(LabelKind::Single.log_probability(&logits, 3), None);
    }

    #[test]
    fn the_first_of_the_largest_is_taken() {
        assert_eq!(largest(&[0.0, 2.0, 2.0]), Some(1));
        assert_eq!(largest(&[]), None);
    }
}
