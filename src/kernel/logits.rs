//! The logits of a vocabulary as they go by, some words at a time: what is kept of each row is
//! small, whatever the number of words.

use super::error::ShapeMismatch;
use super::math::{exp, two_sums};
use super::matrix::MatrixView;
use super::pieces;
use super::simd::{MAX_LANES, SimdKernel, SimdLevel, SimdVector, dispatch};

/// Numbers of a row that are gone through at once: they stay in the first cache.
const AT_ONCE: usize = 1024;

/// What is kept of the logits of one row.
#[derive(Debug, Clone, PartialEq)]
pub struct LogitSummary {
    /// The largest logit so far.
    largest: f32,
    /// The sum of `e^(logit - largest)`.
    powers: f64,
    /// The sum of `(logit - largest) e^(logit - largest)`.
    weighted: f64,
    reference: f32,
    above: usize,
    /// The words with the largest logits, the largest first; of equal ones the first word.
    top: Vec<(u32, f32)>,
    most: usize,
}

impl LogitSummary {
    /// Of no words so far. Logits above `reference` are counted, and the `most` largest are kept.
    pub fn new(reference: f32, most: usize) -> Self {
        Self {
            largest: f32::NEG_INFINITY,
            powers: 0.0,
            weighted: 0.0,
            reference,
            above: 0,
            top: Vec::with_capacity(most + 1),
            most,
        }
    }

    /// The logarithm of the sum of `e^logit`: the logarithm of a probability is its logit less
    /// this.
    pub fn log_sum(&self) -> f64 {
        f64::from(self.largest) + self.powers.ln()
    }

    /// The entropy of the probabilities, in nats.
    pub fn entropy(&self) -> f64 {
        self.powers.ln() - self.weighted / self.powers
    }

    /// How many logits are above the reference.
    pub fn above(&self) -> usize {
        self.above
    }

    /// The words with the largest logits, the largest first.
    pub fn top(&self) -> &[(u32, f32)] {
        &self.top
    }

    /// Adds the logits of the words from `first` on.
    #[inline(always)]
    fn add<V: SimdVector>(&mut self, logits: &[f32], first: u32) {
        for (logits, first) in logits.chunks(AT_ONCE).zip((first..).step_by(AT_ONCE)) {
            let (largest, above) = largest_and_above(logits, self.reference);
            self.above += above;
            self.raise(largest);
            let base = self.largest;
            let (powers, weighted) = two_sums(logits, |logit| {
                let below = logit - base;
                let power = exp::<V>(below);
                (power, below * power)
            });
            self.powers += f64::from(powers);
            self.weighted += f64::from(weighted);
            if self.is_among_the_top(largest) {
                self.keep_the_top(logits, first);
            }
        }
    }

    /// Takes `largest` for the largest logit, if it is.
    fn raise(&mut self, largest: f32) {
        if largest <= self.largest {
            return;
        }
        if self.powers > 0.0 {
            let down = f64::from(self.largest) - f64::from(largest);
            self.weighted = down.exp() * (self.weighted + down * self.powers);
            self.powers *= down.exp();
        }
        self.largest = largest;
    }

    fn is_among_the_top(&self, logit: f32) -> bool {
        let last = self.top.last().filter(|_| self.top.len() >= self.most);
        last.is_none_or(|&(_, last)| logit > last)
    }

    fn keep_the_top(&mut self, logits: &[f32], first: u32) {
        for (&logit, word) in logits.iter().zip(first..) {
            if self.is_among_the_top(logit) {
                let place = self.top.partition_point(|&(_, other)| other >= logit);
                self.top.insert(place, (word, logit));
                self.top.truncate(self.most);
            }
        }
    }
}

/// The largest of `logits`, and how many are above `reference`.
#[inline(always)]
fn largest_and_above(logits: &[f32], reference: f32) -> (f32, usize) {
    let mut most = [f32::NEG_INFINITY; MAX_LANES];
    let mut above = [0_u32; MAX_LANES];
    let (wholes, rest) = logits.as_chunks::<MAX_LANES>();
    for whole in wholes {
        for ((most, above), &logit) in most.iter_mut().zip(&mut above).zip(whole) {
            *most = if logit > *most { logit } else { *most };
            *above += u32::from(logit > reference);
        }
    }
    for ((most, above), &logit) in most.iter_mut().zip(&mut above).zip(rest) {
        *most = if logit > *most { logit } else { *most };
        *above += u32::from(logit > reference);
    }
    let largest = most.iter().fold(f32::NEG_INFINITY, |a, &b| a.max(b));
    (largest, above.iter().sum::<u32>() as usize)
}

/// Adds to each of `summaries` its row of `logits`, those of the words from `first` on.
///
/// # Errors
/// There is not one summary for each row, or not all rows are there.
pub fn summarise_logits(
    logits: MatrixView<'_>,
    first: u32,
    summaries: &mut [LogitSummary],
) -> Result<(), ShapeMismatch> {
    if summaries.len() != logits.rows || !logits.is_whole() {
        return Err(ShapeMismatch);
    }
    let level = SimdLevel::current();
    let rows = logits.numbers.chunks(logits.stride.max(1)).zip(summaries);
    pieces::in_parallel(rows, |(row, summary)| {
        let logits = row.get(..logits.width).unwrap_or(row);
        dispatch(
            level,
            AddLogits {
                logits,
                first,
                summary,
            },
        );
    });
    Ok(())
}

struct AddLogits<'a> {
    logits: &'a [f32],
    first: u32,
    summary: &'a mut LogitSummary,
}

impl SimdKernel for AddLogits<'_> {
    #[inline(always)]
    fn run<V: SimdVector>(self) {
        self.summary.add::<V>(self.logits, self.first);
    }
}

#[cfg(test)]
mod tests {
    use super::super::with_simd_level;
    use super::*;

    fn logits(count: usize, seed: f32) -> Vec<f32> {
        let wave = |i: usize| (i as f32 * 0.7 + seed).sin() * 9.0 + (i as f32 * 0.013).cos() * 4.0;
        (0..count).map(wave).collect()
    }

    /// Some words at a time, as many as there are at once.
    fn summarised(rows: &[Vec<f32>], at_once: usize, reference: f32) -> Vec<LogitSummary> {
        let mut summaries = vec![LogitSummary::new(reference, 3); rows.len()];
        let words = rows[0].len();
        for first in (0..words).step_by(at_once) {
            let end = words.min(first + at_once);
            let part: Vec<f32> = rows
                .iter()
                .flat_map(|row| row[first..end].to_vec())
                .collect();
            let view = MatrixView::contiguous(&part, end - first);
            summarise_logits(view, first as u32, &mut summaries).unwrap();
        }
        summaries
    }

    #[test]
    fn what_is_kept_is_that_of_float64_however_the_words_come() {
        let rows = [logits(3001, 0.0), logits(3001, 2.0)];
        for level in SimdLevel::available() {
            for at_once in [1, 64, 1000, 3001] {
                let found = with_simd_level(level, || summarised(&rows, at_once, 5.0));
                for (found, row) in found.iter().zip(&rows) {
                    let powers = || row.iter().map(|&x| f64::from(x).exp());
                    let log_sum = powers().sum::<f64>().ln();
                    let entropy: f64 = row
                        .iter()
                        .map(|&x| f64::from(x) - log_sum)
                        .map(|log| -log.exp() * log)
                        .sum();
                    assert!((found.log_sum() - log_sum).abs() < 1e-6, "{found:?}");
                    assert!((found.entropy() - entropy).abs() < 1e-5, "{found:?}");
                    assert_eq!(found.above(), row.iter().filter(|&&x| x > 5.0).count());
                    let mut sorted: Vec<(u32, f32)> = (0..).zip(row.iter().copied()).collect();
                    sorted.sort_by(|a, b| b.1.total_cmp(&a.1));
                    assert_eq!(found.top(), &sorted[..3]);
                }
            }
        }
    }

    #[test]
    fn one_word_is_certain_and_rows_without_a_summary_are_refused() {
        let found = summarised(&[vec![2.5]], 1, 3.0);
        assert_eq!(found[0].log_sum(), 2.5);
        assert_eq!(found[0].entropy(), 0.0);
        assert_eq!(found[0].top(), [(0, 2.5)]);
        let view = MatrixView::contiguous(&[1.0, 2.0], 1);
        let refused = summarise_logits(view, 0, &mut [LogitSummary::new(0.0, 1)]);
        assert_eq!(refused, Err(ShapeMismatch));
    }
}
