//! Strength along what could explain it without the word meaning anything, in steps.

use std::collections::BTreeMap;

use super::examples_sample::ExamplesSample;
use super::scored_record::{ScoredRecord, ScoredToken};
use crate::domain::corpus::{Confound, ConfoundBin, ConfoundFindings, Quartiles};
use crate::domain::statistics::Histogram;

/// The steps of every confound.
pub(super) struct ConfoundTally {
    layers: usize,
    /// By the smallest value of the step, in the order of [`Confound::ALL`].
    steps: [BTreeMap<u64, Step>; Confound::ALL.len()],
}

struct Step {
    to: u64,
    tokens: u64,
    layers: Vec<Histogram>,
    examples: ExamplesSample,
}

impl ConfoundTally {
    pub(super) fn new(layers: usize) -> Self {
        Self {
            layers,
            steps: Default::default(),
        }
    }

    pub(super) fn add(&mut self, text: &ScoredRecord<'_>) {
        for (place, token) in text.tokens.iter().enumerate() {
            if !token.inside {
                continue;
            }
            let values = confounds_of(token, place, text.tokens.len());
            for ((confound, steps), value) in Confound::ALL.iter().zip(&mut self.steps).zip(values)
            {
                let Some(value) = value else { continue };
                let (from, to) = step_of(*confound, value);
                let step = steps.entry(from).or_insert_with(|| Step {
                    to,
                    tokens: 0,
                    layers: vec![Histogram::coarse(); self.layers + 1],
                    examples: ExamplesSample::default(),
                });
                step.to = step.to.max(to);
                step.tokens += 1;
                step.examples.offer(text, place);
                for (layer, strengths) in step.layers.iter_mut().enumerate() {
                    strengths.add(text.strength(layer, place));
                }
            }
        }
    }

    pub(super) fn findings(&self) -> Vec<ConfoundFindings> {
        let confounds = Confound::ALL.iter().zip(&self.steps);
        confounds
            .map(|(&confound, steps)| ConfoundFindings {
                confound,
                bins: steps.iter().map(|(&from, step)| step.bin(from)).collect(),
            })
            .collect()
    }
}

/// The value of each confound for one token, in the order of [`Confound::ALL`].
pub(super) fn confounds_of(
    token: &ScoredToken,
    place: usize,
    length: usize,
) -> [Option<u64>; Confound::ALL.len()] {
    [
        token.rank.map(u64::from),
        Some(place as u64),
        Some(length as u64),
        token.pieces.map(u64::from),
    ]
}

impl Step {
    fn bin(&self, from: u64) -> ConfoundBin {
        let quartiles = |strengths: &Histogram| {
            let quartiles = strengths.quantiles([0.25, 0.5, 0.75]);
            let [lower, median, upper] = quartiles.unwrap_or([f64::NAN; 3]);
            Quartiles {
                lower,
                median,
                upper,
            }
        };
        ConfoundBin {
            from: from as f64,
            to: self.to as f64,
            tokens: self.tokens,
            layers: self.layers.iter().map(quartiles).collect(),
            examples: self.examples.examples(),
        }
    }
}

/// The smallest and the largest value of the step that `value` is in. The steps do not depend on
/// the corpus, so they can be counted before its end is known.
fn step_of(confound: Confound, value: u64) -> (u64, u64) {
    let octave = value.checked_ilog2().unwrap_or(0);
    let steps_of_width = |width: u64| {
        let from = value / width * width;
        (from, from.saturating_add(width - 1))
    };
    match confound {
        Confound::FrequencyRank => {
            let from = if value == 0 { 0 } else { 1 << octave };
            (from, from.saturating_mul(2).saturating_sub(1))
        }
        Confound::Position | Confound::Length => steps_of_width(1 << octave.saturating_sub(2)),
        // Open at the end: its largest value is the largest seen.
        Confound::Pieces => (value.min(5), value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_of_the_rank_double() {
        let step = |value| step_of(Confound::FrequencyRank, value);
        assert_eq!(step(1), (1, 1));
        assert_eq!(step(2), (2, 3));
        assert_eq!(step(3), (2, 3));
        assert_eq!(step(1000), (512, 1023));
        assert_eq!(step(0), (0, 0));
    }

    #[test]
    fn steps_of_the_position_are_four_to_a_doubling() {
        let step = |value| step_of(Confound::Position, value);
        assert_eq!(step(0), (0, 0));
        assert_eq!(step(7), (7, 7));
        assert_eq!(step(9), (8, 9));
        assert_eq!(step(31), (28, 31));
        assert_eq!(step(511), (448, 511));
        // Every value is in one step, and steps do not overlap.
        let mut next = 0;
        while next < 10_000 {
            let (from, to) = step(next);
            assert_eq!(from, next);
            assert_eq!(step(to), (from, to));
            next = to + 1;
        }
    }

    #[test]
    fn many_pieces_are_one_step() {
        assert_eq!(step_of(Confound::Pieces, 1), (1, 1));
        assert_eq!(step_of(Confound::Pieces, 4), (4, 4));
        assert_eq!(step_of(Confound::Pieces, 12), (5, 12));
    }
}
