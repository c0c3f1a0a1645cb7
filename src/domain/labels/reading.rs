//! What a classification head says of a text, and what that rests on.

use super::kind::{LabelSet, largest};

/// The labels of one text.
#[derive(Debug, Clone, PartialEq)]
pub struct LabelReading {
    /// The labels there are.
    pub labels: LabelSet,
    /// Their logits: one row, or a row per token where each token has labels of its own.
    pub logits: Vec<Vec<f64>>,
    /// The row that is explained.
    pub row: usize,
    /// What the logits of that row rest on; `None` while that is still to come.
    pub explanation: Option<Explanation>,
}

/// What the logits of one row rest on, token by token.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// Integrated gradients, `[token][label]`: what each token adds to each logit, against a text
    /// of padding in place of all tokens that are not special.
    pub attributions: Vec<Vec<f64>>,
    /// The logits of that text.
    pub reference: Vec<f64>,
    /// In how many steps the gradients were integrated, by the midpoint rule.
    pub steps: usize,
    /// How far each logit falls where a token is replaced by the mask, `[token][label]`; `None` for
    /// special tokens, and everywhere where the model has no mask.
    pub effects: Vec<Option<Vec<f64>>>,
}

impl LabelReading {
    /// The logits of the row that is explained.
    pub fn explained(&self) -> &[f64] {
        self.logits.get(self.row).map_or(&[], Vec::as_slice)
    }

    /// The label with the largest logit in a row.
    pub fn best(&self, row: usize) -> Option<usize> {
        largest(self.logits.get(row)?)
    }

    /// The probabilities of a row; `None` where the logits are none.
    pub fn probabilities(&self, row: usize) -> Option<Vec<f64>> {
        self.labels.kind.probabilities(self.logits.get(row)?)
    }

    /// The row to explain where nobody names one: of labels per token, the surest of the tokens
    /// that `may` be explained and are labelled otherwise than most.
    pub fn row_to_explain(&self, may: &dyn Fn(usize) -> bool) -> usize {
        let best: Vec<(usize, usize)> = (0..self.logits.len())
            .filter(|&row| may(row))
            .filter_map(|row| Some((row, self.best(row)?)))
            .collect();
        let times = |label: usize| best.iter().filter(|(_, other)| *other == label).count();
        let most = best.iter().map(|&(_, label)| times(label)).max();
        let surety = |row: usize, label: usize| {
            let logits = self.logits.get(row).map_or(&[][..], Vec::as_slice);
            let log = self.labels.kind.log_probability(logits, label);
            log.unwrap_or(f64::NEG_INFINITY)
        };
        let rare = best.iter().filter(|&&(_, label)| Some(times(label)) < most);
        let surest = |one: &(usize, usize), other: &(usize, usize)| {
            surety(one.0, one.1).total_cmp(&surety(other.0, other.1))
        };
        let found = rare.max_by(|a, b| surest(a, b));
        let found = found.or_else(|| best.iter().max_by(|a, b| surest(a, b)));
        found.map_or(0, |&(row, _)| row)
    }
}

impl Explanation {
    /// What the integration of the logit of `label`, which is `logit`, leaves over.
    pub fn residual(&self, label: usize, logit: f64) -> Option<f64> {
        let reference = self.reference.get(label)?;
        let sum: f64 = self.attributions_of(label).iter().sum();
        Some(logit - reference - sum)
    }

    /// What each token adds to the logit of `label`.
    pub fn attributions_of(&self, label: usize) -> Vec<f64> {
        let tokens = self.attributions.iter();
        tokens
            .map(|token| token.get(label).copied().unwrap_or(0.0))
            .collect()
    }

    /// How far the logit of `label` falls without each token.
    pub fn effects_of(&self, label: usize) -> Vec<Option<f64>> {
        let tokens = self.effects.iter();
        tokens
            .map(|token| token.as_ref()?.get(label).copied())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::kind::LabelKind;
    use super::*;

    fn reading(logits: Vec<Vec<f64>>) -> LabelReading {
        LabelReading {
            labels: LabelSet {
                names: vec!["O".to_owned(), "PER".to_owned()],
                kind: LabelKind::Single,
                per_token: true,
            },
            logits,
            row: 0,
            explanation: None,
        }
    }

    #[test]
    fn the_best_label_has_the_largest_logit() {
        let reading = reading(vec![vec![3.0, 0.0], vec![-2.0, -1.0]]);
        assert_eq!(
            [0, 1, 2].map(|row| reading.best(row)),
            [Some(0), Some(1), None]
        );
        assert_eq!(reading.explained(), [3.0, 0.0]);
        let probabilities = reading.probabilities(1).unwrap();
        assert!((probabilities[1] - 1.0 / (1.0 + (-1.0_f64).exp())).abs() < 1e-12);
    }

    #[test]
    fn the_surest_of_the_rarer_label_is_explained() {
        let of = |logits: &[[f64; 2]]| {
            let rows = logits.iter().map(|row| row.to_vec()).collect();
            reading(rows).row_to_explain(&|row| row != 4)
        };
        let tokens = [
            [3.0, 0.0],
            [0.0, 1.0],
            [0.0, 2.0],
            [5.0, 0.0],
            [0.0, 9.0],
            [2.0, 0.0],
        ];
        assert_eq!(of(&tokens), 2);
        assert_eq!(of(&tokens[..1]), 0);
        assert_eq!(of(&[]), 0);
    }

    #[test]
    fn what_is_left_over_is_what_no_token_adds() {
        let explanation = Explanation {
            attributions: vec![vec![1.0, 2.0], vec![0.5, -1.0]],
            reference: vec![0.25, 0.0],
            steps: 4,
            effects: vec![None, Some(vec![0.5, 0.1])],
        };
        assert_eq!(explanation.residual(0, 2.0), Some(0.25));
        assert_eq!(explanation.residual(2, 2.0), None);
        assert_eq!(explanation.effects_of(1), [None, Some(0.1)]);
    }
}
