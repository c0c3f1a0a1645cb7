//! The numbers the paper printed, and what recomputing them gives (arXiv 2605.22377, tables 1, 2,
//! 3, 4, 5 and 6).

use glassbox::domain::paper::recomputed::{choices, high, methods_giving, score_printed, sums};
use glassbox::domain::paper::{
    CONTRIBUTION, PrintedStrength, TABLE_1, TABLE_2, TABLE_3_LAYER_8, TABLE_3_LAYER_9, TABLE_4,
    TABLE_4_TOTAL, TABLE_5, TABLE_5_THRESHOLD, TABLE_6,
};
use glassbox::domain::shift::Contribution;
use glassbox::domain::threshold::QuantileMethod;
use glassbox::domain::token::TokenSet;
use glassbox::domain::token_scores::{Bucket, LayerScores};

fn linear(rows: &[PrintedStrength], tokens_in: TokenSet) -> LayerScores {
    score_printed(rows, tokens_in, QuantileMethod::Linear)
}

fn threshold_is(scores: &LayerScores, expected: f64) {
    let threshold = scores.threshold.unwrap();
    assert!(
        (threshold - expected).abs() < 1e-9,
        "{threshold} is not {expected}"
    );
}

fn rank_of(rows: &[PrintedStrength], scores: &LayerScores, piece: &str) -> Option<usize> {
    let place = rows.iter().position(|row| row.token == piece).unwrap();
    scores.tokens[place].map(|score| score.rank)
}

#[test]
fn table_1_has_canada_high_only_with_special_tokens() {
    let with = linear(&TABLE_1, TokenSet::All);
    threshold_is(&with, 21.394_275);
    assert_eq!(high(&TABLE_1, &with), ["prime", "minister", "canada"]);

    let without = linear(&TABLE_1, TokenSet::NoSpecial);
    threshold_is(&without, 21.403_275);
    assert_eq!(high(&TABLE_1, &without), ["prime", "minister"]);
}

#[test]
fn table_1_ranks_as_the_paper_does() {
    for &set in TokenSet::ALL {
        let scores = linear(&TABLE_1, set);
        for (rank, piece) in [(1, "prime"), (2, "minister"), (3, "canada")] {
            assert_eq!(rank_of(&TABLE_1, &scores, piece), Some(rank), "{set:?}");
        }
    }
}

#[test]
fn tokens_outside_the_set_have_no_score() {
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
    let scores = linear(&TABLE_2, TokenSet::All);
    assert_eq!(scores.threshold, Some(20.9935));
    assert_eq!(high(&TABLE_2, &scores), ["president", "?"]);
    let france = scores.tokens[6].unwrap();
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

#[test]
fn tables_1_and_3_disagree_about_the_same_sentence() {
    let both = TABLE_1.iter().zip(&TABLE_3_LAYER_8);
    let equal = both.filter(|(one, other)| one.strength.value == other.strength.value);
    let equal: Vec<&str> = equal.map(|(one, _)| one.token).collect();
    assert_eq!(equal, ["canada"]);
    assert_eq!(TABLE_1[8].strength.text(), "10.9093");
    assert_eq!(TABLE_3_LAYER_8[8].strength.text(), "19.8467");
}

#[test]
fn table_4_sums_to_what_the_paper_prints() {
    let (every, ripple) = sums(&TABLE_4, None);
    assert!((every.total - 73.5852).abs() < 5e-5, "{}", every.total);
    assert!(TABLE_4_TOTAL.tells(every.total));
    assert!((every.mean().unwrap() - 7.358_52).abs() < 5e-6);
    assert_eq!(every.cls, Some(2.215_405));
    assert_eq!((every.pairs, ripple.pairs), (10, 8));
    let changed = every.total - ripple.total;
    assert!((changed - (17.826_801 + 15.834_806)).abs() < 1e-9);
    assert_eq!(format!("{:.1}", 100.0 * changed / every.total), "45.7");
}

#[test]
fn table_5_prints_the_midpoint_quantile() {
    for (method, threshold) in [
        (QuantileMethod::Midpoint, 20.15),
        (QuantileMethod::Linear, 20.975),
    ] {
        let scores = score_printed(&TABLE_5, TokenSet::NoSpecial, method);
        threshold_is(&scores, threshold);
        assert_eq!(
            high(&TABLE_5, &scores),
            ["president", "canada"],
            "{method:?}"
        );
    }
    let giving = methods_giving(TABLE_5_THRESHOLD, &TABLE_5);
    assert_eq!(giving, [QuantileMethod::Midpoint]);
    let printed = TABLE_5.iter().map(|row| row.bucket.unwrap());
    let scores = score_printed(&TABLE_5, TokenSet::NoSpecial, QuantileMethod::Midpoint);
    let ours = scores.tokens.iter().map(|one| one.unwrap().bucket);
    assert!(printed.eq(ours));
}

#[test]
fn table_6_has_three_quarters_of_the_shift_on_the_high_tokens() {
    let scores = score_printed(&TABLE_5, TokenSet::NoSpecial, QuantileMethod::Midpoint);
    let buckets: Vec<Bucket> = scores
        .tokens
        .iter()
        .map(|score| score.unwrap().bucket)
        .collect();
    let shifts: Vec<f64> = TABLE_6.iter().map(|row| row.shift.value).collect();
    let contribution = Contribution::of(&shifts, &buckets);
    assert!((contribution.high - 20.9).abs() < 1e-9);
    assert!((contribution.low - 6.6).abs() < 1e-9);
    assert!((contribution.high + contribution.low - 27.5).abs() < 1e-9);
    assert_eq!(format!("{:.2}", contribution.high_ratio().unwrap()), "0.76");
    let (of_rows, _) = sums(&TABLE_6, Some(&buckets));
    assert_eq!(of_rows.contribution, contribution);
    assert!(CONTRIBUTION.high.tells(contribution.high));
    assert!(
        CONTRIBUTION
            .high_ratio
            .tells(contribution.high_ratio().unwrap())
    );
    // Of 15 ways to choose 2 of 6 tokens no other carries as much: p is 1/15 and cannot be less.
    assert_eq!(choices(&shifts, &buckets), Some((15, 1)));
}
