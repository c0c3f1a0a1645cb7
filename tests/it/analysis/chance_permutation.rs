//! `R_H` against chance: against scipy and numpy, and against the comparison it comes from.

use glassbox::analysis::pair_record;
use glassbox::domain::alignment::PairKind;
use glassbox::domain::corpus::pairs::{
    PairOutcome, PairRecord, PairSource, PairTally, PairTallySettings, RatiosAtLayer, SharesOfPair,
};
use glassbox::domain::corpus::{Interval, TextPlace};
use glassbox::domain::permutation::BucketShifts;
use serde::Deserialize;

use crate::asking::{Comparing, compare};
use crate::fixtures::{minilm, parsed, tiny_bert};

/// What `make_permutation_reference.py` made.
#[derive(Deserialize)]
struct Reference {
    cases: Vec<Case>,
    pairs: Vec<Shifts>,
    many: Many,
}

#[derive(Deserialize)]
struct Case {
    #[serde(flatten)]
    shifts: Shifts,
    p: f64,
}

#[derive(Deserialize)]
struct Shifts {
    high: Vec<f64>,
    low: Vec<f64>,
}

#[derive(Deserialize)]
struct Many {
    ratio: f64,
    chance: f64,
    difference: f64,
    ratio_interval: (f64, f64),
    difference_interval: (f64, f64),
    p: f64,
}

impl Shifts {
    fn judged(&self) -> BucketShifts {
        BucketShifts {
            high: self.high.clone(),
            low: self.low.clone(),
        }
    }
}

fn record_of(shifts: &BucketShifts, draw: u64) -> PairOutcome {
    let ratios = RatiosAtLayer {
        all: shifts.ratio(),
        unchanged: shifts.ratio(),
    };
    PairOutcome::Compared(Box::new(PairRecord {
        a: String::new(),
        b: String::new(),
        changed: Vec::new(),
        aligned: shifts.tokens(),
        gaps: 0,
        total_shift: shifts.total(),
        all: SharesOfPair::new(shifts.clone(), draw),
        unchanged: SharesOfPair::new(shifts.clone(), draw),
        layers: vec![ratios],
    }))
}

#[test]
fn the_p_of_a_pair_is_that_of_scipy() {
    let reference: Reference = parsed("permutation_reference.json");
    assert!(reference.cases.len() > 10);
    for case in &reference.cases {
        let shares = SharesOfPair::new(case.shifts.judged(), 0);
        let p = shares.p.unwrap();
        assert!(p.exact);
        assert!((p.p - case.p).abs() < 1e-12, "{p:?} is not {}", case.p);
    }
}

#[test]
fn many_pairs_agree_with_numpy() {
    let reference: Reference = parsed("permutation_reference.json");
    let mut tally = PairTally::new(PairTallySettings {
        source: PairSource::Swaps,
        layers: 0,
        seed: 1,
        replicates: 20_000,
    });
    for (line, pair) in (1..).zip(&reference.pairs) {
        let place = TextPlace {
            file: 0,
            line,
            sentence: 0,
        };
        let draw = place.draw(1);
        tally.add(&record_of(&pair.judged(), draw), draw);
    }
    let findings = tally.findings();
    let (many, all) = (&reference.many, &findings.all);
    assert_eq!(findings.pairs, 60);
    assert_eq!(all.decided, 60);
    let (ratio, difference) = (all.ratio.unwrap(), all.difference.unwrap());
    for (ours, numpys) in [
        (ratio.value, many.ratio),
        (all.chance.unwrap(), many.chance),
        (difference.value, many.difference),
    ] {
        assert!((ours - numpys).abs() < 1e-9, "{ours} is not {numpys}");
    }
    for (ours, numpys) in [
        (ratio.interval.unwrap(), many.ratio_interval),
        (difference.interval.unwrap(), many.difference_interval),
    ] {
        let Interval { low, high } = ours;
        let width = numpys.1 - numpys.0;
        println!("interval {low} to {high}, numpy's {numpys:?}");
        assert!((low - numpys.0).abs() < 0.1 * width, "{ours:?} {numpys:?}");
        assert!((high - numpys.1).abs() < 0.1 * width, "{ours:?} {numpys:?}");
    }
    let p = all.p.unwrap();
    println!("p {p}, numpy's {}", many.p);
    // Three standard errors of a share of 20,000.
    let error = 3.0 * (many.p * (1.0 - many.p) / 20_000.0).sqrt();
    assert!((p - many.p).abs() < error, "{p} is not {}", many.p);
    assert_eq!(findings.all, findings.unchanged);
    assert_eq!(all.layers[0].difference, all.difference);
}

#[test]
fn a_pair_is_judged_by_the_sums_of_its_comparison() {
    for model in [tiny_bert(), minilm()] {
        let asked = Comparing::default();
        let comparison = compare(
            model,
            "Enjoying a beautiful day at the park!",
            "Today enjoying a beautiful walk at the beach!",
            &asked,
        )
        .unwrap();
        let record = pair_record(&comparison, 9);
        assert_eq!(record.changed, ["day → walk", "park → beach"]);
        assert_eq!((record.aligned, record.gaps), (10, 1));
        assert_eq!(record.total_shift, comparison.sums_at_layer().total);
        assert_eq!(record.layers.len(), comparison.sums.len());
        for (layer, ratios) in record.layers.iter().enumerate() {
            let sums = &comparison.sums[layer].contribution;
            assert_eq!(ratios.all.map(|all| all.ratio), sums.high_ratio());
            let sums = &comparison.sums_unchanged[layer].contribution;
            let unchanged = ratios.unchanged.map(|unchanged| unchanged.ratio);
            // Layer 0 does not know of the other words: nothing ripples.
            let moved = sums.high > 0.0 && sums.low > 0.0;
            assert_eq!(unchanged, sums.high_ratio().filter(|_| moved), "{layer}");
        }
        let judged = record.all.shifts.tokens();
        assert_eq!(judged, 8, "without [CLS] and [SEP]");
        let changed = comparison.alignment.pairs.iter();
        let changed = changed
            .filter(|pair| pair.kind == PairKind::Changed)
            .count();
        assert_eq!(record.unchanged.shifts.tokens(), judged - changed);
        let p = record.all.p.unwrap();
        assert!(p.exact && p.choices == 28, "{p:?}");
    }
}
