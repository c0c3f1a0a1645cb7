//! The numbers the paper printed, and what recomputing them gives (arXiv 2605.22377, tables 1, 2,
//! 3, 4, 5 and 6).

use glassbox::domain::alignment::{Alignment, AlignmentKind};
use glassbox::domain::shift::Contribution;
use glassbox::domain::shift_sums::{JudgedPair, ShiftSums};
use glassbox::domain::standing::{Bucket, Standings, ThresholdRule, standings};
use glassbox::domain::threshold::QuantileMethod;
use glassbox::domain::token::{Token, TokenSet};
use glassbox::domain::word_class::WordClass;

type Row = (&'static str, f64);

const TABLE_1: [Row; 10] = [
    ("[CLS]", 19.6609),
    ("who", 20.9963),
    ("is", 20.8080),
    ("the", 20.3649),
    ("prime", 21.9766),
    ("minister", 21.4116),
    ("of", 21.3756),
    ("canada", 21.4005),
    ("?", 10.9093),
    ("[SEP]", 9.594_359),
];

const TABLE_2: [Row; 9] = [
    ("[CLS]", 19.7354),
    ("who", 20.9702),
    ("is", 20.6530),
    ("the", 20.2970),
    ("president", 21.0794),
    ("of", 20.9123),
    ("france", 20.9935),
    ("?", 21.0477),
    ("[SEP]", 10.9091),
];

const TABLE_3_LAYER_8: [Row; 10] = [
    ("[CLS]", 18.8678),
    ("who", 19.8028),
    ("is", 19.7806),
    ("the", 19.9319),
    ("prime", 20.4243),
    ("minister", 20.3632),
    ("of", 20.8925),
    ("canada", 21.4005),
    ("?", 19.8467),
    ("[SEP]", 9.5741),
];

const TABLE_3_LAYER_9: [Row; 10] = [
    ("[CLS]", 17.3053),
    ("who", 19.4321),
    ("is", 18.7155),
    ("the", 19.1021),
    ("prime", 18.4707),
    ("minister", 19.0807),
    ("of", 18.6538),
    ("canada", 19.9934),
    ("?", 19.9943),
    ("[SEP]", 7.6059),
];

/// Token of A, token of B, shift.
const TABLE_4: [(&str, &str, f64); 10] = [
    ("[CLS]", "[CLS]", 2.215_405),
    ("enjoying", "enjoying", 4.213_283),
    ("a", "a", 6.622_182),
    ("beautiful", "beautiful", 7.106_536),
    ("day", "walk", 17.826_801),
    ("at", "at", 8.882_789),
    ("the", "the", 7.983_520),
    ("park", "beach", 15.834_806),
    ("!", "!", 2.778_391),
    ("[SEP]", "[SEP]", 0.121_482),
];

const TABLE_5: [Row; 6] = [
    ("who", 18.2),
    ("is", 17.9),
    ("the", 18.5),
    ("president", 22.4),
    ("of", 17.6),
    ("canada", 21.8),
];

const TABLE_6: [f64; 6] = [2.1, 1.8, 1.5, 11.2, 1.2, 9.7];

fn tokens(rows: &[Row]) -> Vec<Token> {
    rows.iter()
        .enumerate()
        .map(|(index, &(piece, _))| {
            let special = piece.starts_with('[');
            let punctuation = matches!(piece, "?" | "!");
            Token {
                index,
                id: 0,
                piece: piece.to_owned(),
                shown: piece.to_owned(),
                start: 0,
                end: 0,
                special,
                punctuation,
                word: (!special).then_some(index),
                word_class: if special {
                    WordClass::Special
                } else if punctuation {
                    WordClass::Punctuation
                } else {
                    WordClass::Other
                },
            }
        })
        .collect()
}

fn judged(rows: &[Row], tokens_in: TokenSet, method: QuantileMethod) -> Standings {
    let strengths: Vec<f64> = rows.iter().map(|&(_, strength)| strength).collect();
    let rule = ThresholdRule {
        quantile: 0.75,
        method,
        tokens: tokens_in,
    };
    standings(&tokens(rows), &strengths, &rule)
}

fn linear(rows: &[Row], tokens_in: TokenSet) -> Standings {
    judged(rows, tokens_in, QuantileMethod::Linear)
}

fn high<'a>(rows: &[(&'a str, f64)], standings: &Standings) -> Vec<&'a str> {
    rows.iter()
        .zip(&standings.tokens)
        .filter(|(_, standing)| standing.is_some_and(|standing| standing.bucket == Bucket::High))
        .map(|(&(piece, _), _)| piece)
        .collect()
}

fn threshold_is(standings: &Standings, expected: f64) {
    let threshold = standings.threshold.unwrap();
    assert!(
        (threshold - expected).abs() < 1e-9,
        "{threshold} is not {expected}"
    );
}

fn rank_of(rows: &[Row], standings: &Standings, piece: &str) -> Option<usize> {
    let place = rows.iter().position(|&(other, _)| other == piece).unwrap();
    standings.tokens[place].map(|standing| standing.rank)
}

#[test]
fn table_1_has_canada_high_only_when_special_tokens_enter_the_threshold() {
    let with = linear(&TABLE_1, TokenSet::All);
    threshold_is(&with, 21.394_275);
    assert_eq!(high(&TABLE_1, &with), ["prime", "minister", "canada"]);

    let without = linear(&TABLE_1, TokenSet::NoSpecial);
    threshold_is(&without, 21.403_275);
    assert_eq!(high(&TABLE_1, &without), ["prime", "minister"]);
}

#[test]
fn table_1_ranks_as_the_paper_does_with_and_without_special_tokens() {
    for set in TokenSet::EVERY {
        let standings = linear(&TABLE_1, set);
        for (rank, piece) in [(1, "prime"), (2, "minister"), (3, "canada")] {
            assert_eq!(rank_of(&TABLE_1, &standings, piece), Some(rank), "{set:?}");
        }
    }
}

#[test]
fn tokens_outside_the_set_have_no_standing() {
    let no_special = linear(&TABLE_1, TokenSet::NoSpecial);
    assert_eq!(rank_of(&TABLE_1, &no_special, "[CLS]"), None);
    assert_eq!(rank_of(&TABLE_1, &no_special, "[SEP]"), None);
    assert_eq!(rank_of(&TABLE_1, &no_special, "?"), Some(8));
    let words = linear(&TABLE_1, TokenSet::Words);
    assert_eq!(rank_of(&TABLE_1, &words, "?"), None);
    assert_eq!(words.tokens.iter().flatten().count(), 7);
}

#[test]
fn table_2_has_france_exactly_at_the_threshold_and_so_low() {
    let standings = linear(&TABLE_2, TokenSet::All);
    assert_eq!(standings.threshold, Some(20.9935));
    assert_eq!(high(&TABLE_2, &standings), ["president", "?"]);
    let france = standings.tokens[6].unwrap();
    assert_eq!(france.margin, 0.0);
    assert_eq!(france.bucket, Bucket::Low);
    assert_eq!(france.rank, 3);
}

#[test]
fn table_3_has_other_tokens_high_at_layer_8_than_at_layer_9() {
    let layer_8 = linear(&TABLE_3_LAYER_8, TokenSet::All);
    assert_eq!(
        high(&TABLE_3_LAYER_8, &layer_8),
        ["prime", "of", "canada"],
        "minister is LOW"
    );
    let layer_9 = linear(&TABLE_3_LAYER_9, TokenSet::All);
    assert_eq!(high(&TABLE_3_LAYER_9, &layer_9), ["who", "canada", "?"]);
}

/// The sums of table 4 over the pairs that `wanted` says yes to (by whether their word changed).
fn table_4(wanted: impl Fn(bool) -> bool) -> ShiftSums {
    let a = tokens(&TABLE_4.map(|(a, _, shift)| (a, shift)));
    let b = tokens(&TABLE_4.map(|(_, b, shift)| (b, shift)));
    let pairs = Alignment::of(&a, &b, AlignmentKind::Edit).pairs;
    assert_eq!(pairs.len(), TABLE_4.len());
    let pairs = pairs.iter().zip(TABLE_4).enumerate();
    ShiftSums::of(pairs.filter_map(|(place, (pair, (_, _, shift)))| {
        assert_eq!(pair.both(), Some((place, place)));
        wanted(pair.word_changed).then_some(JudgedPair {
            shift,
            bucket: None,
            is_cls: place == 0,
        })
    }))
}

#[test]
fn table_4_sums_to_what_the_paper_prints_and_two_words_are_nearly_half_of_it() {
    let every = table_4(|_| true);
    assert!((every.total - 73.5852).abs() < 5e-5, "{}", every.total);
    assert!((every.mean().unwrap() - 7.358_52).abs() < 5e-6);
    assert_eq!(every.cls, Some(2.215_405));
    let changed = table_4(|changed| changed);
    assert_eq!(changed.pairs, 2);
    assert_eq!(
        format!("{:.1}", 100.0 * changed.total / every.total),
        "45.7"
    );
    let ripple = table_4(|changed| !changed);
    assert!((ripple.total + changed.total - every.total).abs() < 1e-9);
}

#[test]
fn table_5_prints_the_midpoint_quantile_and_linear_gives_the_same_buckets() {
    for (method, threshold) in [
        (QuantileMethod::Midpoint, 20.15),
        (QuantileMethod::Linear, 20.975),
    ] {
        let standings = judged(&TABLE_5, TokenSet::NoSpecial, method);
        threshold_is(&standings, threshold);
        assert_eq!(
            high(&TABLE_5, &standings),
            ["president", "canada"],
            "{method:?}"
        );
    }
}

#[test]
fn table_6_has_three_quarters_of_the_shift_on_the_high_tokens() {
    let standings = judged(&TABLE_5, TokenSet::NoSpecial, QuantileMethod::Midpoint);
    let buckets: Vec<Bucket> = standings
        .tokens
        .iter()
        .map(|standing| standing.unwrap().bucket)
        .collect();
    let contribution = Contribution::of(&TABLE_6, &buckets);
    assert!((contribution.high - 20.9).abs() < 1e-9);
    assert!((contribution.low - 6.6).abs() < 1e-9);
    assert!((contribution.high + contribution.low - 27.5).abs() < 1e-9);
    assert_eq!(format!("{:.2}", contribution.high_ratio().unwrap()), "0.76");
}
