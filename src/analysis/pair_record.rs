//! What a corpus keeps of two texts that were compared.

use crate::domain::alignment::Pair;
use crate::domain::corpus::pairs::{PairRecord, RatiosAtLayer, SharesOfPair};
use crate::domain::permutation::BucketShifts;
use crate::domain::token_scores::Bucket;

use super::comparison::Comparison;

/// What is kept of `comparison`; the random numbers of its permutation tests come from `draw`.
pub fn pair_record(comparison: &Comparison, draw: u64) -> PairRecord {
    let pairs = &comparison.alignment.pairs;
    let mut changed: Vec<String> = Vec::new();
    for label in pairs.iter().filter_map(|pair| comparison.label(pair)) {
        // Once for all pieces of a word.
        if changed.last() != Some(&label) {
            changed.push(label);
        }
    }
    let layer = comparison.layer();
    let (only_a, only_b) = comparison.alignment.gaps();
    let sums = comparison.sums_at_layer();
    let layers = 0..comparison.shifts.len();
    PairRecord {
        a: comparison.a.traced.text.clone(),
        b: comparison.b.traced.text.clone(),
        changed,
        aligned: sums.pairs,
        gaps: only_a + only_b,
        total_shift: sums.total,
        all: SharesOfPair::new(bucket_shifts(comparison, layer, &|_| true), draw),
        unchanged: SharesOfPair::new(bucket_shifts(comparison, layer, &is_unchanged), draw),
        layers: layers
            .map(|layer| RatiosAtLayer {
                all: bucket_shifts(comparison, layer, &|_| true).ratio(),
                unchanged: bucket_shifts(comparison, layer, &is_unchanged).ratio(),
            })
            .collect(),
    }
}

fn is_unchanged(pair: &Pair) -> bool {
    !pair.word_changed
}

/// The shifts at `layer` of the `wanted` pairs that have a bucket.
pub(super) fn bucket_shifts(
    comparison: &Comparison,
    layer: usize,
    wanted: &dyn Fn(&Pair) -> bool,
) -> BucketShifts {
    let mut shifts = BucketShifts::default();
    let buckets = comparison.buckets.get(layer).into_iter().flatten();
    let pairs = comparison.alignment.pairs.iter().zip(buckets).enumerate();
    for (place, (_, bucket)) in pairs.filter(|(_, (pair, _))| wanted(pair)) {
        let shift = comparison.shift(layer, place).map(|shift| shift.shift);
        match (shift, bucket) {
            (Some(shift), Some(Bucket::High)) => shifts.high.push(shift),
            (Some(shift), Some(Bucket::Low)) => shifts.low.push(shift),
            _ => {}
        }
    }
    shifts
}
