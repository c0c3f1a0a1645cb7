//! Statistics against scipy and numpy: plain lists, and everything the findings say about an
//! invented corpus that `make_statistics.py` makes with the same generator.

use glassbox::domain::attention::AttentionReceived;
use glassbox::domain::corpus::{
    Baseline, ClassFindings, CorpusTally, Estimate, Findings, Quartiles, TallySettings, TextPlace,
    TextRecord, TokenFindings, TokenKind,
};
use glassbox::domain::statistics::{auc, cliffs_delta, partial_spearman, spearman};
use glassbox::domain::threshold::ThresholdRule;
use glassbox::domain::token::Token;
use glassbox::domain::word_class::{WordClass, WordGroup};
use serde::Deserialize;
use std::collections::BTreeMap;

use crate::fixtures::parsed;

#[derive(Deserialize)]
struct Expected {
    cases: Vec<Case>,
    corpus: ExpectedCorpus,
}

#[derive(Deserialize)]
struct Case {
    a: Vec<f64>,
    b: Vec<f64>,
    held: Vec<f64>,
    other: Vec<f64>,
    auc: f64,
    cliffs_delta: f64,
    cliffs_delta_by_pairs: f64,
    spearman: f64,
    partial_one: f64,
    partial_two: f64,
}

#[derive(Deserialize)]
struct ExpectedCorpus {
    texts: u64,
    tokens: u64,
    kinds: Vec<ExpectedKind>,
    auc: Vec<f64>,
    auc_within: Vec<f64>,
    high_share: Vec<f64>,
    baselines: Vec<ExpectedBaseline>,
    confounds: Vec<ExpectedConfound>,
    vocabulary: Vec<ExpectedPiece>,
    interval_layer: usize,
    intervals: BTreeMap<String, [f64; 2]>,
}

#[derive(Deserialize)]
struct ExpectedKind {
    kind: String,
    tokens: u64,
    texts: u64,
    layers: Vec<ExpectedKindAtLayer>,
}

#[derive(Deserialize)]
struct ExpectedKindAtLayer {
    mean: f64,
    quantiles: [f64; 5],
    judged: u64,
    high: u64,
}

#[derive(Deserialize)]
struct ExpectedBaseline {
    baseline: String,
    layers: Vec<ExpectedCorrelation>,
}

#[derive(Deserialize)]
struct ExpectedCorrelation {
    tokens: u64,
    rho: Option<f64>,
    partial_tokens: u64,
    partial: Option<f64>,
}

#[derive(Deserialize)]
struct ExpectedConfound {
    confound: String,
    bins: Vec<ExpectedBin>,
}

#[derive(Deserialize)]
struct ExpectedBin {
    from: f64,
    tokens: u64,
    layers: Vec<[f64; 3]>,
}

#[derive(Deserialize)]
struct ExpectedPiece {
    id: u32,
    continues: bool,
    count: u64,
    means: Vec<f64>,
    high: Vec<u64>,
}

/// Knuth's MMIX generator, as in the script.
struct Generator(u64);

impl Generator {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

pub(crate) const LAYERS: usize = 3;

const CLASSES: [WordClass; 7] = [
    WordClass::Noun,
    WordClass::Verb,
    WordClass::Adjective,
    WordClass::Determiner,
    WordClass::Adposition,
    WordClass::Pronoun,
    WordClass::Punctuation,
];

/// What content words gain at each layer, in 1/256, and so on.
fn effect(group: WordGroup) -> [u64; LAYERS + 1] {
    match group {
        WordGroup::Content => [0, 150, 300, 420],
        WordGroup::Function => [40, 60, 0, 90],
        WordGroup::Punctuation => [0; 4],
        WordGroup::Special => [500; 4],
    }
}

fn token(index: usize, id: u64, class: WordClass, word: Option<usize>) -> Token {
    Token {
        index,
        id: u32::try_from(id).unwrap(),
        piece: format!("p{id}"),
        shown: format!("p{id}"),
        start: 0,
        end: 0,
        special: class == WordClass::Special,
        punctuation: class == WordClass::Punctuation,
        word,
        word_class: class,
    }
}

/// The invented corpus: records and the ranks of their tokens' words, in the order of the script.
pub(crate) fn invented(texts: u64) -> Vec<(TextRecord, Vec<Option<u32>>)> {
    let mut generator = Generator(22377);
    let mut records = Vec::new();
    for text in 0..texts {
        let own = generator.below(256);
        let mut tokens = vec![token(0, 0, WordClass::Special, None)];
        let mut ranks = vec![None];
        for word in 0..3 + generator.below(14) {
            let place = generator.below(7);
            let class = CLASSES[place as usize];
            let kind = place * 10 + generator.below(10);
            let mut pieces = 1;
            if class.group() == WordGroup::Content {
                pieces += u64::from(generator.below(4) == 0);
                pieces += u64::from(generator.below(9) == 0);
                pieces += 4 * u64::from(generator.below(40) == 0);
            }
            let listed = class != WordClass::Punctuation && kind % 7 != 3;
            for piece in 0..pieces {
                let id = 100 + kind + if piece > 0 { 1000 } else { 0 };
                tokens.push(token(tokens.len(), id, class, Some(word as usize)));
                ranks.push(listed.then(|| u32::try_from(1 + kind * 37 % 700).unwrap()));
            }
        }
        tokens.push(token(tokens.len(), 1, WordClass::Special, None));
        ranks.push(None);
        let strengths: Vec<Vec<f64>> = (0..=LAYERS)
            .map(|layer| {
                let strength = |(token, rank): (&Token, &Option<u32>)| {
                    let effect = effect(token.word_class.group())[layer];
                    let units = 2048 + effect + own + 4 * token.index as u64;
                    let rank = u64::from(rank.unwrap_or(0)) / 2;
                    (units + rank + generator.below(800)) as f64 / 256.0
                };
                tokens.iter().zip(&ranks).map(strength).collect()
            })
            .collect();
        let attention = (0..LAYERS)
            .map(|block| {
                let mut received = AttentionReceived::default();
                for (place, strength) in strengths[block + 1].iter().enumerate() {
                    let units = (strength * 256.0) as u64;
                    let mut part = |more| (generator.below(900) + more) as f32 / 1024.0;
                    received.received.push(part(units / 8));
                    received.from_text.push(part(place as u64 * 9));
                    received.norm_weighted.push(part(units / 2));
                }
                received
            })
            .collect();
        let place = TextPlace {
            file: 0,
            line: text + 1,
            sentence: 0,
        };
        let record = TextRecord {
            place,
            text: format!("text {text}"),
            tokens,
            truncated_tokens: 0,
            strengths,
            attention,
        };
        records.push((record, ranks));
    }
    records
}

pub(crate) fn tally(seed: u64, replicates: usize) -> CorpusTally {
    CorpusTally::new(TallySettings {
        layers: LAYERS,
        rule: ThresholdRule::default(),
        seed,
        replicates,
    })
}

fn close(found: f64, expected: f64, tolerance: f64, what: &str) {
    assert!(
        (found - expected).abs() <= tolerance,
        "{what}: {found}, expected {expected}"
    );
}

fn value(estimate: Option<Estimate>) -> f64 {
    estimate.unwrap().value
}

#[test]
fn plain_statistics_agree_with_scipy() {
    let expected: Expected = parsed("statistics.json");
    assert_eq!(expected.cases.len(), 6);
    for case in expected.cases {
        let Case {
            a, b, held, other, ..
        } = &case;
        let near = |found: Option<f64>, expected: f64, what: &str| {
            close(found.unwrap(), expected, 1e-12, what);
        };
        near(auc(a, b), case.auc, "AUC");
        near(cliffs_delta(a, b), case.cliffs_delta, "delta");
        near(
            cliffs_delta(a, b),
            case.cliffs_delta_by_pairs,
            "delta by pairs",
        );
        near(spearman(a, b), case.spearman, "rho");
        let near = |found: Option<f64>, expected: f64, what: &str| {
            close(found.unwrap(), expected, 1e-9, what);
        };
        near(
            partial_spearman(a, b, &[held]),
            case.partial_one,
            "one held",
        );
        near(
            partial_spearman(a, b, &[held, other]),
            case.partial_two,
            "two held",
        );
    }
}

#[test]
fn a_whole_corpus_agrees_with_scipy_and_numpy() {
    let Expected { corpus, .. } = parsed("statistics.json");
    let mut tally = tally(1, 0);
    for (record, ranks) in invented(corpus.texts) {
        tally.add(&record, &ranks);
    }
    let findings = tally.finish(|_, _| true).unwrap();
    assert_eq!(findings.texts, corpus.texts);
    assert_eq!(findings.tokens, corpus.tokens);
    assert!(findings.sample.whole);
    assert_eq!(findings.sample.token_count, corpus.tokens);
    kinds_agree(&findings, &corpus);
    for (layer, effect) in findings.effects.iter().enumerate() {
        close(value(effect.auc), corpus.auc[layer], 1e-12, "AUC");
        close(
            value(effect.auc_within_sentence),
            corpus.auc_within[layer],
            1e-12,
            "AUC within",
        );
        close(
            effect.high_share.unwrap(),
            corpus.high_share[layer],
            1e-12,
            "share of HIGH",
        );
    }
    baselines_agree(&findings, &corpus);
    confounds_agree(&findings, &corpus);
    vocabulary_agrees(&findings, &corpus);
}

fn kinds_agree(findings: &Findings, corpus: &ExpectedCorpus) {
    // Special tokens are a group, and a class of the same name.
    assert_eq!(findings.classes.len(), corpus.kinds.len() + 1);
    for kind in &corpus.kinds {
        let found = class(findings, &kind.kind);
        assert_eq!(found.tokens, kind.tokens, "{}", kind.kind);
        assert_eq!(found.texts, kind.texts, "{}", kind.kind);
        for (at, expected) in found.layers.iter().zip(&kind.layers) {
            close(at.mean, expected.mean, 1e-9, "mean");
            let Quartiles {
                lower,
                median,
                upper,
            } = at.quartiles;
            let quantiles = [at.p5, lower, median, upper, at.p95];
            for (found, expected) in quantiles.into_iter().zip(expected.quantiles) {
                close(found, expected, expected / 8192.0, &kind.kind);
            }
            assert_eq!(
                (at.judged, at.judged_high),
                (expected.judged, expected.high)
            );
            let rate = at.high_rate.map(|rate| rate.value);
            let judged = expected.judged as f64;
            let expected = (expected.judged > 0).then(|| expected.high as f64 / judged);
            assert_eq!(rate, expected);
        }
    }
}

fn class<'a>(findings: &'a Findings, name: &str) -> &'a ClassFindings {
    let mut classes = findings.classes.iter();
    classes.find(|class| class.kind.name() == name).unwrap()
}

fn baselines_agree(findings: &Findings, corpus: &ExpectedCorpus) {
    assert_eq!(findings.baselines.len(), 6);
    for (found, expected) in findings.baselines.iter().zip(&corpus.baselines) {
        assert_eq!(found.baseline.name(), expected.baseline);
        for (at, expected) in found.layers.iter().zip(&expected.layers) {
            assert_eq!(at.tokens, expected.tokens, "{:?}", found.baseline);
            assert_eq!(at.partial_tokens, expected.partial_tokens);
            for (at, expected) in [(at.rho, expected.rho), (at.partial, expected.partial)] {
                assert_eq!(at.is_some(), expected.is_some());
                if let (Some(at), Some(expected)) = (at, expected) {
                    close(at.value, expected, 1e-9, found.baseline.name());
                    assert_eq!(at.interval, None);
                }
            }
        }
    }
}

fn confounds_agree(findings: &Findings, corpus: &ExpectedCorpus) {
    assert_eq!(findings.confounds.len(), 4);
    for (found, expected) in findings.confounds.iter().zip(&corpus.confounds) {
        assert_eq!(found.confound.name(), expected.confound);
        assert_eq!(
            found.bins.len(),
            expected.bins.len(),
            "{}",
            expected.confound
        );
        for (bin, expected) in found.bins.iter().zip(&expected.bins) {
            assert_eq!((bin.from, bin.tokens), (expected.from, expected.tokens));
            assert!(!bin.examples.is_empty());
            for (at, expected) in bin.layers.iter().zip(&expected.layers) {
                for (found, expected) in [at.lower, at.median, at.upper].iter().zip(expected) {
                    close(*found, *expected, expected / 2048.0, "quartile");
                }
            }
        }
    }
}

fn vocabulary_agrees(findings: &Findings, corpus: &ExpectedCorpus) {
    let mut listed = 0;
    for piece in &corpus.vocabulary {
        let list = if piece.continues {
            &findings.top_pieces
        } else {
            &findings.top_tokens
        };
        let spelled = format!("p{}", piece.id);
        let found: Option<&TokenFindings> = list.iter().find(|token| token.piece == spelled);
        assert_eq!(found.is_some(), piece.count >= findings.least_count);
        let Some(found) = found else { continue };
        listed += 1;
        assert_eq!(found.count, piece.count);
        assert_eq!(found.examples.len(), 3.min(piece.count as usize));
        for (layer, at) in found.layers.iter().enumerate() {
            close(at.mean, piece.means[layer], 1e-9, "mean of a token");
            assert_eq!(at.high, piece.high[layer]);
        }
    }
    assert_eq!(
        listed,
        findings.top_tokens.len() + findings.top_pieces.len()
    );
    assert!(listed > 70, "{listed}");
}

#[test]
fn shares_of_a_kind_are_of_all_tokens_that_are_judged() {
    let mut tally = tally(0, 0);
    for (record, ranks) in invented(40) {
        tally.add(&record, &ranks);
    }
    let findings = tally.findings();
    let of_groups = || {
        findings
            .classes
            .iter()
            .filter(|class| matches!(class.kind, TokenKind::Group(_)))
    };
    let judged: u64 = of_groups().map(|class| class.layers[1].judged).sum();
    let high: u64 = of_groups().map(|class| class.layers[1].judged_high).sum();
    assert!(judged > high && high > 0);
    let mut sums = [0.0; 2];
    for class in of_groups() {
        let at = &class.layers[1];
        let shares = [
            at.judged as f64 / judged as f64,
            at.judged_high as f64 / high as f64,
        ];
        let found = findings.shares(class.kind, 1).map(Option::unwrap);
        assert_eq!(found, shares);
        sums = [sums[0] + found[0], sums[1] + found[1]];
    }
    close(sums[0], 1.0, 1e-12, "shares of the judged");
    close(sums[1], 1.0, 1e-12, "shares of the HIGH");
    assert_eq!(
        findings.shares(TokenKind::Class(WordClass::Symbol), 1),
        [None; 2]
    );
    assert_eq!(
        findings.shares(of_groups().next().unwrap().kind, 9),
        [None; 2]
    );
}

#[test]
fn intervals_agree_with_a_bootstrap_by_brute_force() {
    let Expected { corpus, .. } = parsed("statistics.json");
    let mut tally = tally(732, 400);
    for (record, ranks) in invented(corpus.texts) {
        tally.add(&record, &ranks);
    }
    let findings = tally.finish(|_, _| true).unwrap();
    assert_eq!(findings.replicates, 400);
    let layer = corpus.interval_layer;
    let effect = &findings.effects[layer];
    let delta = |auc: f64| 2.0 * auc - 1.0;
    let (auc, found) = (effect.auc.unwrap(), effect.cliffs_delta.unwrap());
    let (auc_interval, interval) = (auc.interval.unwrap(), found.interval.unwrap());
    close(found.value, delta(auc.value), 1e-12, "Cliff's delta");
    close(interval.low, delta(auc_interval.low), 1e-12, "its low end");
    close(
        interval.high,
        delta(auc_interval.high),
        1e-12,
        "its high end",
    );
    let mut compared = 0;
    for (name, [low, high]) in &corpus.intervals {
        let baseline = |name: &str| {
            let place = Baseline::ALL.iter().position(|one| one.name() == name);
            &findings.baselines[place.unwrap()].layers[layer]
        };
        let estimate = match name.split_once(' ') {
            None if name == "auc" => effect.auc,
            None => effect.auc_within_sentence,
            Some(("rho", name)) => baseline(name).rho,
            Some(("partial", name)) => baseline(name).partial,
            Some((_, kind)) => class(&findings, kind).layers[layer].high_rate,
        };
        let interval = estimate.unwrap().interval.unwrap();
        close(interval.low, *low, 0.01, name);
        close(interval.high, *high, 0.01, name);
        // The two differ by the luck of two sets of replicates, far less than the interval is wide.
        close(
            interval.high - interval.low,
            high - low,
            0.25 * (high - low),
            name,
        );
        compared += 1;
    }
    assert_eq!(compared, 16);
    let foremost: f64 = findings
        .effects
        .iter()
        .filter_map(|at| at.argmax_share)
        .sum();
    close(
        foremost,
        1.0,
        1e-12,
        "one layer is foremost in each replicate",
    );
}

#[test]
fn the_seed_decides_the_intervals_and_nothing_else() {
    let records = invented(40);
    let of_seed = |seed| {
        let mut tally = tally(seed, 100);
        for (record, ranks) in &records {
            tally.add(record, ranks);
        }
        tally.finish(|_, _| true).unwrap()
    };
    let (first, again, other) = (of_seed(5), of_seed(5), of_seed(6));
    assert_eq!(first, again);
    let (first, other) = (&first.effects[1], &other.effects[1]);
    assert_eq!(value(first.auc), value(other.auc));
    assert_ne!(first.auc, other.auc);
}

#[test]
fn a_large_corpus_is_sampled_alike_in_any_order() {
    let records = invented(5500);
    let tokens: usize = records.iter().map(|(record, _)| record.tokens.len()).sum();
    assert!(tokens > 60_000, "{tokens}");
    let of = |records: &[&(TextRecord, Vec<Option<u32>>)]| {
        let mut tally = tally(9, 0);
        for (record, ranks) in records {
            tally.add(record, ranks);
        }
        tally.finish(|_, _| true).unwrap()
    };
    let forwards: Vec<_> = records.iter().collect();
    let mut shuffled = forwards.clone();
    shuffled.sort_by_key(|(record, _)| record.place.line.wrapping_mul(2_654_435_761) % 7919);
    let (a, b) = (of(&forwards), of(&shuffled));
    assert!(!a.sample.whole);
    assert!((49_900..=50_000).contains(&a.sample.token_count));
    assert_eq!(a.sample, b.sample);
    assert_eq!(a.baselines, b.baselines);
    assert_eq!(a.effects, b.effects);
    assert_eq!(a.top_pieces[0].examples, b.top_pieces[0].examples);
    assert_eq!(a.classes[0].examples, b.classes[0].examples);
    assert_eq!(a.classes[0].examples.len(), 5);
    assert_eq!(a.sample.points.len(), 2000);
    // At a glance only the first tokens of the sample are correlated.
    let mut glanced = tally(9, 0);
    for (record, ranks) in &records {
        glanced.add(record, ranks);
    }
    let glanced = glanced.findings().baselines[0].layers[1].tokens;
    assert!((4_000..=5_000).contains(&glanced), "{glanced}");
    // Counts are those of all texts, and so is the AUC: all these strengths have a cell of their
    // own in the histogram, so it is exact.
    assert_eq!(a.tokens, tokens as u64);
    let of_group = |group: WordGroup| -> Vec<f64> {
        let texts = records.iter().flat_map(|(record, _)| {
            let tokens = record.tokens.iter().zip(&record.strengths[2]);
            tokens.filter(|(token, _)| token.word_class.group() == group)
        });
        texts.map(|(_, strength)| *strength).collect()
    };
    let exact = auc(
        &of_group(WordGroup::Content),
        &of_group(WordGroup::Function),
    );
    close(
        value(a.effects[2].auc),
        exact.unwrap(),
        1e-12,
        "AUC of all texts",
    );
}

#[test]
fn findings_come_early_and_a_finish_can_be_called_off() {
    let mut tally = tally(0, 50);
    let nothing = tally.findings();
    assert_eq!((nothing.texts, nothing.classes.len()), (0, 0));
    assert_eq!(nothing.effects[0].auc, None);
    assert_eq!(tally.finish(|_, _| true), Some(nothing));
    for (place, (record, ranks)) in invented(30).iter().enumerate() {
        tally.add(record, ranks);
        if place == 8 {
            // Nine texts are too few to resample.
            let few = tally.finish(|_, _| true).unwrap();
            assert_eq!(few.replicates, 0);
            assert_eq!(few.effects[0].auc.unwrap().interval, None);
        }
    }
    let so_far = tally.findings();
    assert_eq!((so_far.texts, so_far.replicates), (30, 0));
    assert_eq!((tally.texts(), tally.tokens()), (30, so_far.tokens));
    assert!(so_far.tokens > 30);
    assert_eq!(so_far.effects[1].auc.unwrap().interval, None);
    assert!(so_far.baselines[0].layers[1].rho.is_some());
    let at_the_end = tally.finish(|_, _| true).unwrap();
    for (early, late) in so_far.effects.iter().zip(&at_the_end.effects) {
        let within = (early.auc_within_sentence, late.auc_within_sentence);
        assert_eq!(value(within.0), value(within.1));
        assert_eq!(value(early.auc), value(late.auc));
        assert_eq!(early.high_share, late.high_share);
    }
    let mut heard = Vec::new();
    let called_off = tally.finish(|done, of| {
        heard.push((done, of));
        done < 2
    });
    assert_eq!(called_off, None);
    assert_eq!(heard, [(0, 50), (1, 50), (2, 50)]);
    let resampling = tally.resampling();
    let replicates: Vec<_> = (0..50).rev().map(|at| resampling.replicate(at)).collect();
    let replicates: Vec<_> = replicates.into_iter().rev().collect();
    assert_eq!(
        Some(tally.finish_with(&resampling, &replicates)),
        tally.finish(|_, _| true)
    );
}

#[test]
fn texts_without_attention_ranks_or_numbers_are_counted() {
    let mut tally = tally(0, 20);
    for (mut record, _) in invented(20) {
        record.attention.clear();
        if record.place.line == 3 {
            record.strengths[2][1] = f64::NAN;
        }
        tally.add(&record, &[]);
    }
    let findings = tally.finish(|_, _| true).unwrap();
    let baselines: Vec<Baseline> = findings.baselines.iter().map(|of| of.baseline).collect();
    assert_eq!(baselines, [Baseline::EmbeddingNorm, Baseline::Position]);
    let position = findings.baselines[1].layers[2];
    assert!(position.rho.is_some() && position.partial.is_none());
    let (before, at) = (
        &findings.classes[0].layers[1],
        &findings.classes[0].layers[2],
    );
    assert!(
        at.judged < before.judged,
        "the broken sentence has no threshold"
    );
    assert!(
        findings
            .classes
            .iter()
            .all(|class| class.layers[2].mean.is_finite())
    );
    let confounds: Vec<bool> = findings
        .confounds
        .iter()
        .map(|of| of.bins.is_empty())
        .collect();
    assert_eq!(confounds, [true, false, false, false]);
}
