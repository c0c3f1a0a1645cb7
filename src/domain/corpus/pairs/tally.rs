//! Counting pairs: records in, [`PairFindings`] out, in memory that does not grow with their
//! number.
//!
//! Under the null the buckets are shuffled within every pair: replicate `r` of the mean `R_H` is
//! the mean over the pairs of one such shuffle each, so that only a sum is kept of every
//! replicate. The interval is that of a bootstrap over pairs, see `mean_tally`. All sums are of whole numbers, so the order of the
//! pairs does not matter, and a pair's random numbers come from its own number alone.

use super::findings::{ChanceAtLayer, ChanceFindings, PairFindings};
use super::record::{
    PairOutcome, PairRecord, PairSource, Purpose, RatiosAtLayer, SharesOfPair, random,
};
use crate::domain::corpus::mean_tally::{MeanTally, mean_of, poisson_draw, whole};
use crate::domain::permutation::RatioAndChance;

/// What the findings depend on besides the records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairTallySettings {
    /// Where the second texts come from.
    pub source: PairSource,
    /// Blocks of the model; a record has one more layer.
    pub layers: usize,
    /// What the numbers of the pairs were drawn from.
    pub seed: u64,
    /// How many shuffles and how many resamplings.
    pub replicates: usize,
}

impl PairTallySettings {
    /// As many replicates as tell a p of 0.0005.
    pub const REPLICATES: usize = 2000;
}

/// Sums over the pairs that were added.
pub struct PairTally {
    settings: PairTallySettings,
    pairs: u64,
    without_swap: u64,
    not_read: u64,
    all: ChanceTally,
    unchanged: ChanceTally,
    /// How often each replicate of the bootstrap draws the pair that is being added.
    times: Vec<u8>,
}

/// Those of one way to count.
struct ChanceTally {
    ratio: MeanTally,
    chance: i64,
    difference: MeanTally,
    small_p: u64,
    /// Sums of `R_H` under the null, one per replicate.
    null: Vec<i64>,
    layers: Vec<LayerTally>,
}

struct LayerTally {
    ratio: i64,
    chance: i64,
    difference: MeanTally,
}

impl PairTally {
    /// Nothing counted yet.
    pub fn new(settings: PairTallySettings) -> Self {
        Self {
            all: ChanceTally::new(&settings),
            unchanged: ChanceTally::new(&settings),
            times: vec![0; settings.replicates],
            settings,
            pairs: 0,
            without_swap: 0,
            not_read: 0,
        }
    }

    /// Counts what came of a pair; `draw` is its number, from which its random numbers come.
    pub fn add(&mut self, outcome: &PairOutcome, draw: u64) {
        match outcome {
            PairOutcome::Compared(record) => self.add_pair(record, draw),
            PairOutcome::NoSwap => self.without_swap += 1,
            PairOutcome::NotRead => self.not_read += 1,
        }
    }

    fn add_pair(&mut self, record: &PairRecord, draw: u64) {
        self.pairs += 1;
        let mut bootstrap = random(draw, Purpose::Bootstrap);
        for times in &mut self.times {
            *times = poisson_draw(&mut bootstrap);
        }
        let layers =
            |of: fn(&RatiosAtLayer) -> Option<RatioAndChance>| record.layers.iter().map(of);
        self.all
            .add(&record.all, layers(|layer| layer.all), draw, &self.times);
        self.unchanged.add(
            &record.unchanged,
            layers(|layer| layer.unchanged),
            draw,
            &self.times,
        );
    }

    /// What the pairs say so far.
    pub fn findings(&self) -> PairFindings {
        PairFindings {
            source: self.settings.source.clone(),
            pairs: self.pairs,
            without_swap: self.without_swap,
            not_read: self.not_read,
            all: self.all.findings(),
            unchanged: self.unchanged.findings(),
            replicates: self.settings.replicates,
            seed: self.settings.seed,
        }
    }
}

impl ChanceTally {
    fn new(settings: &PairTallySettings) -> Self {
        let mean = || MeanTally::new(settings.replicates);
        let layer = |_| LayerTally {
            ratio: 0,
            chance: 0,
            difference: mean(),
        };
        Self {
            ratio: mean(),
            chance: 0,
            difference: mean(),
            small_p: 0,
            null: vec![0; settings.replicates],
            layers: (0..=settings.layers).map(layer).collect(),
        }
    }

    fn add(
        &mut self,
        shares: &SharesOfPair,
        layers: impl Iterator<Item = Option<RatioAndChance>>,
        draw: u64,
        times: &[u8],
    ) {
        for (tally, ratio) in self.layers.iter_mut().zip(layers) {
            if let Some(RatioAndChance { ratio, chance }) = ratio {
                tally.ratio += whole(ratio);
                tally.chance += whole(chance);
                tally.difference.add(whole(ratio) - whole(chance), times);
            }
        }
        let Some(RatioAndChance { ratio, chance }) = shares.shifts.ratio() else {
            return;
        };
        self.ratio.add(whole(ratio), times);
        self.chance += whole(chance);
        self.difference.add(whole(ratio) - whole(chance), times);
        self.small_p += u64::from(shares.p.is_some_and(|p| p.p <= 0.05));
        let mut shuffles = random(draw, Purpose::MeanUnderNull);
        let mut chooser = shares.shifts.chooser();
        let total = shares.shifts.total();
        for sum in &mut self.null {
            *sum += whole(chooser.chosen_sum(&mut shuffles) / total);
        }
    }

    fn findings(&self) -> ChanceFindings {
        let decided = self.ratio.count;
        let as_great = self.null.iter().filter(|&&sum| sum >= self.ratio.sum);
        let as_great = as_great.count() as f64;
        ChanceFindings {
            decided,
            ratio: self.ratio.estimate(),
            chance: mean_of(self.chance, decided),
            difference: self.difference.estimate(),
            p: (decided > 0).then(|| (as_great + 1.0) / (self.null.len() as f64 + 1.0)),
            small_p: self.small_p,
            layers: self.layers.iter().map(LayerTally::findings).collect(),
        }
    }
}

impl LayerTally {
    fn findings(&self) -> ChanceAtLayer {
        let decided = self.difference.count;
        ChanceAtLayer {
            decided,
            ratio: mean_of(self.ratio, decided),
            chance: mean_of(self.chance, decided),
            difference: self.difference.estimate(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::permutation::BucketShifts;

    fn settings(replicates: usize) -> PairTallySettings {
        PairTallySettings {
            source: PairSource::Swaps,
            layers: 1,
            seed: 3,
            replicates,
        }
    }

    fn record(high: &[f64], low: &[f64], draw: u64) -> PairOutcome {
        let shifts = BucketShifts {
            high: high.to_vec(),
            low: low.to_vec(),
        };
        let layer = RatiosAtLayer {
            all: shifts.ratio(),
            unchanged: None,
        };
        PairOutcome::Compared(Box::new(PairRecord {
            a: String::new(),
            b: String::new(),
            changed: Vec::new(),
            aligned: high.len() + low.len(),
            gaps: 0,
            total_shift: shifts.total(),
            all: SharesOfPair::new(shifts, draw),
            unchanged: SharesOfPair::new(BucketShifts::default(), draw),
            layers: vec![RatiosAtLayer::default(), layer],
        }))
    }

    #[test]
    fn one_pair_gives_its_own_numbers() {
        let mut tally = PairTally::new(settings(4_000));
        tally.add(&record(&[10.8, 10.1], &[1.7, 1.6, 1.7, 1.6], 5), 5);
        let findings = tally.findings();
        assert_eq!((findings.pairs, findings.all.decided), (1, 1));
        let (ratio, chance) = (20.9 / 27.5, 1.0 / 3.0);
        assert!((findings.all.ratio.unwrap().value - ratio).abs() < 1e-9);
        assert!((findings.all.chance.unwrap() - chance).abs() < 1e-9);
        let difference = findings.all.difference.unwrap();
        assert!((difference.value - (ratio - chance)).abs() < 1e-9);
        assert_eq!(difference.interval, None, "too few pairs");
        // Shuffling one pair is its own permutation test.
        assert!((findings.all.p.unwrap() - 1.0 / 15.0).abs() < 0.02);
        assert_eq!(findings.all.small_p, 0);
        assert_eq!(findings.unchanged.decided, 0);
        assert_eq!(
            (findings.unchanged.ratio, findings.unchanged.p),
            (None, None)
        );
        assert_eq!(findings.all.layers[0].decided, 0);
        assert!((findings.all.layers[1].ratio.unwrap() - ratio).abs() < 1e-9);
        assert!((findings.all.layers[1].chance.unwrap() - chance).abs() < 1e-9);
        assert_eq!(findings.all.layers[1].difference, Some(difference));
    }

    #[test]
    fn a_ratio_that_every_shuffle_reaches_has_p_of_one() {
        let mut tally = PairTally::new(settings(9));
        tally.add(&record(&[1.0, 1.0], &[1.0, 1.0], 5), 5);
        assert_eq!(tally.findings().all.p, Some(1.0));
    }

    #[test]
    fn the_order_of_the_pairs_plays_no_part() {
        let pairs: Vec<(PairOutcome, u64)> = (0..30_u32)
            .map(|pair| {
                let number = |place: u32| f64::from((pair * 31 + place * 17) % 23);
                let high = [number(1) + 3.0, number(2)];
                let low = [number(3), number(4), number(5), number(6)];
                (record(&high, &low, u64::from(pair)), u64::from(pair))
            })
            .collect();
        let mut forwards = PairTally::new(settings(200));
        let mut backwards = PairTally::new(settings(200));
        for (record, draw) in &pairs {
            forwards.add(record, *draw);
        }
        for (record, draw) in pairs.iter().rev() {
            backwards.add(record, *draw);
        }
        let findings = forwards.findings();
        assert_eq!(findings, backwards.findings());
        let interval = findings.all.difference.unwrap().interval.unwrap();
        assert!(interval.low < interval.high);
    }

    #[test]
    fn nothing_has_no_findings() {
        let mut tally = PairTally::new(settings(10));
        tally.add(&PairOutcome::NoSwap, 1);
        tally.add(&PairOutcome::NotRead, 2);
        let findings = tally.findings();
        assert_eq!(
            (findings.pairs, findings.without_swap, findings.not_read),
            (0, 1, 1)
        );
        assert_eq!((findings.all.ratio, findings.all.p), (None, None));
    }
}
