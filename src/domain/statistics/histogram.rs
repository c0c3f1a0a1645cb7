//! Many numbers in little memory: how many fall into each of a fixed set of cells.
//!
//! The cells are those of a float32 with the lowest bits of its fraction cut off, so they need no
//! range: each power of two is cut into the same number of cells, 4096 or 1024. A number is known
//! to 1/8192 or 1/2048 of its size (half a cell) afterwards, and so is every quantile; the mean is
//! exact. Two numbers in one cell count as equal.

use std::collections::BTreeMap;

use crate::domain::threshold::interpolate;

const PAGE: u32 = 64;

/// Counts of numbers that are not negative; others, and those that are not finite, are refused.
#[derive(Debug, Clone, PartialEq)]
pub struct Histogram {
    /// How many low bits of a float32 are cut off.
    cut: u32,
    /// By the first cell of the page.
    pages: BTreeMap<u32, Box<[u64; PAGE as usize]>>,
    count: u64,
    sum: f64,
    least: f64,
    most: f64,
}

impl Histogram {
    /// 4096 cells to each power of two.
    pub fn fine() -> Self {
        Self::with_cut(11)
    }

    /// 1024 cells to each power of two.
    pub fn coarse() -> Self {
        Self::with_cut(13)
    }

    fn with_cut(cut: u32) -> Self {
        Self {
            cut,
            pages: BTreeMap::new(),
            count: 0,
            sum: 0.0,
            least: f64::INFINITY,
            most: f64::NEG_INFINITY,
        }
    }

    /// Counts `value`; whether it could be counted.
    pub fn add(&mut self, value: f64) -> bool {
        let narrow = value as f32;
        if !narrow.is_finite() || value < 0.0 {
            return false;
        }
        // The bits of floats that are not negative are in the order of their values.
        let cell = narrow.abs().to_bits() >> self.cut;
        let page = self
            .pages
            .entry(cell / PAGE)
            .or_insert_with(|| Box::new([0; PAGE as usize]));
        if let Some(count) = page.get_mut((cell % PAGE) as usize) {
            *count += 1;
        }
        self.count += 1;
        self.sum += value;
        self.least = self.least.min(value);
        self.most = self.most.max(value);
        true
    }

    /// Counts what `other`, of the same cells, has counted.
    pub fn merge(&mut self, other: &Self) {
        for (&place, page) in &other.pages {
            let own = self
                .pages
                .entry(place)
                .or_insert_with(|| Box::new([0; PAGE as usize]));
            for (own, count) in own.iter_mut().zip(page.iter()) {
                *own += count;
            }
        }
        self.count += other.count;
        self.sum += other.sum;
        self.least = self.least.min(other.least);
        self.most = self.most.max(other.most);
    }

    /// How many numbers were counted.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The mean; `None` without values.
    pub fn mean(&self) -> Option<f64> {
        (self.count > 0).then(|| self.sum / self.count as f64)
    }

    /// The quantiles at `at`, each 0 to 1, numpy's `linear`; `None` without values.
    pub fn quantiles<const N: usize>(&self, at: [f64; N]) -> Option<[f64; N]> {
        let last = self.count.checked_sub(1)?;
        let positions = at.map(|at| at.clamp(0.0, 1.0) * last as f64);
        // The values at the two places around each position, found in one walk.
        let mut found = [(None, None); N];
        let mut before = 0;
        for (cell, count) in self.cells() {
            let value = self.value_of(cell);
            before += count;
            for (position, (low, high)) in positions.iter().zip(&mut found) {
                if low.is_none() && (position.floor() as u64) < before {
                    *low = Some(value);
                }
                if high.is_none() && (position.ceil() as u64) < before {
                    *high = Some(value);
                }
            }
        }
        let mut quantiles = [0.0; N];
        for ((quantile, position), (low, high)) in quantiles.iter_mut().zip(&positions).zip(&found)
        {
            *quantile = interpolate((*low)?, (*high)?, position.fract());
        }
        Some(quantiles)
    }

    /// The chance that a number counted here is larger than one of `other`, of the same cells, ties
    /// counting half; `None` when one is empty.
    pub fn auc_against(&self, other: &Self) -> Option<f64> {
        let pairs = u128::from(self.count) * u128::from(other.count);
        let mut others = other.cells().peekable();
        let mut below: u64 = 0;
        let mut wins: u128 = 0;
        for (cell, count) in self.cells() {
            while let Some((_, lower)) = others.next_if(|&(other, _)| other < cell) {
                below += lower;
            }
            let tied = others.peek().filter(|&&(other, _)| other == cell);
            let tied = tied.map_or(0, |&(_, count)| count);
            wins += u128::from(count) * (2 * u128::from(below) + u128::from(tied));
        }
        (pairs > 0).then(|| wins as f64 / 2.0 / pairs as f64)
    }

    /// The cells that hold something, rising, and what they hold.
    fn cells(&self) -> impl Iterator<Item = (u32, u64)> {
        self.pages.iter().flat_map(|(&place, page)| {
            let counts = page.iter().zip(0..PAGE);
            counts
                .filter(|(count, _)| **count > 0)
                .map(move |(&count, cell)| (place * PAGE + cell, count))
        })
    }

    /// The middle of a cell, within what was counted.
    fn value_of(&self, cell: u32) -> f64 {
        let low = f64::from(f32::from_bits(cell << self.cut));
        let high = f64::from(f32::from_bits((cell + 1) << self.cut));
        f64::midpoint(low, high).clamp(self.least, self.most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::statistics::auc;
    use crate::domain::threshold::{QuantileMethod, quantile};

    fn counted(values: &[f64]) -> Histogram {
        let mut histogram = Histogram::fine();
        for &value in values {
            assert!(histogram.add(value));
        }
        histogram
    }

    /// Numbers without a pattern, 0 to 40.
    fn scattered(count: u32, start: f64) -> Vec<f64> {
        (0..count)
            .map(|place| (start + f64::from(place) * 0.618_033_988_75).fract() * 40.0)
            .collect()
    }

    #[test]
    fn nothing_says_nothing() {
        let empty = Histogram::fine();
        assert_eq!(empty.count(), 0);
        assert_eq!(empty.mean(), None);
        assert_eq!(empty.quantiles([0.5]), None);
        assert_eq!(empty.auc_against(&counted(&[1.0])), None);
        assert_eq!(counted(&[1.0]).auc_against(&empty), None);
    }

    #[test]
    fn one_number_is_all_its_quantiles() {
        for value in [0.0, 1e-30, 13.37, 3e30] {
            let one = counted(&[value]);
            assert_eq!(one.mean(), Some(value));
            assert_eq!(one.quantiles([0.0, 0.5, 1.0]), Some([value; 3]));
        }
    }

    #[test]
    fn what_is_no_strength_is_refused() {
        let mut histogram = Histogram::coarse();
        for value in [f64::NAN, f64::INFINITY, -1.0, 1e300] {
            assert!(!histogram.add(value), "{value}");
        }
        assert_eq!(histogram.count(), 0);
    }

    #[test]
    fn quantiles_and_mean_are_known_to_half_a_cell() {
        let values = scattered(10_000, 0.1);
        let histogram = counted(&values);
        let at = [0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0];
        let found = histogram.quantiles(at).unwrap();
        for (at, found) in at.into_iter().zip(found) {
            let exact = quantile(&values, at, QuantileMethod::Linear).unwrap();
            assert!(
                (found - exact).abs() <= exact / 8192.0 + 1e-12,
                "{at}: {found} {exact}"
            );
        }
        let mean = values.iter().sum::<f64>() / 10_000.0;
        assert!((histogram.mean().unwrap() - mean).abs() < 1e-9);
    }

    #[test]
    fn auc_agrees_with_the_pairs() {
        let (a, b) = (scattered(3000, 0.2), scattered(2000, 0.7));
        let a: Vec<f64> = a.iter().map(|value| value + 5.0).collect();
        let found = counted(&a).auc_against(&counted(&b)).unwrap();
        let exact = auc(&a, &b).unwrap();
        assert!((found - exact).abs() < 2e-4, "{found} {exact}");
        // Ties count half, exactly.
        let (a, b) = ([1.0, 2.0, 2.0, 3.0], [2.0, 0.0, 2.0]);
        assert_eq!(counted(&a).auc_against(&counted(&b)), auc(&a, &b));
    }

    #[test]
    fn parts_merge_to_the_whole() {
        let values = scattered(500, 0.3);
        let (first, second) = values.split_at(123);
        let mut merged = counted(first);
        merged.merge(&counted(second));
        let whole = counted(&values);
        assert_eq!(merged.quantiles([0.1, 0.5]), whole.quantiles([0.1, 0.5]));
        assert_eq!(merged.count(), 500);
        assert!((merged.mean().unwrap() - whole.mean().unwrap()).abs() < 1e-12);
    }
}
