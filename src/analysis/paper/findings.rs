//! What recomputing the printed strengths shows, in sentences made from the results.

use crate::domain::paper::recomputed::{high, methods_giving, score_printed};
use crate::domain::paper::{
    PrintedStrength, TABLE_1, TABLE_3_LAYER_8, TABLE_3_LAYER_9, TABLE_5, TABLE_5_THRESHOLD,
};
use crate::domain::threshold::QuantileMethod;
use crate::domain::token::TokenSet;
use crate::domain::token_scores::{Bucket, LayerScores};

use super::sentences::{counted, joined, listed};

/// The words that the paper's text on table 3 names as content.
const CONTENT: [&str; 3] = ["prime", "minister", "canada"];

/// Whether the printed ranks are those of the printed strengths.
pub(super) fn ranks(rows: &[PrintedStrength]) -> Option<String> {
    let scores = score_printed(rows, TokenSet::All, QuantileMethod::Linear);
    let ranked: Vec<(&str, usize, usize)> = rows
        .iter()
        .zip(&scores.tokens)
        .filter_map(|(row, score)| Some((row.token, row.rank?, (*score)?.rank)))
        .collect();
    let wrong = ranked.iter().filter(|(_, printed, own)| printed != own);
    let wrong: Vec<String> = wrong
        .map(|(token, printed, own)| format!("“{token}” is printed as {printed} and comes {own}"))
        .collect();
    if ranked.is_empty() {
        return None;
    }
    Some(joined(&wrong).map_or_else(
        || {
            format!(
                "All {} printed ranks follow from the printed strengths.",
                ranked.len()
            )
        },
        |wrong| format!("Not all printed ranks follow from the printed strengths: {wrong}."),
    ))
}

/// What the token set decides.
pub(super) fn token_sets(rows: &[PrintedStrength]) -> String {
    let of = |set: TokenSet| {
        let scores = score_printed(rows, set, QuantileMethod::Linear);
        let threshold = scores.threshold.unwrap_or(f64::NAN);
        (format!("{threshold:.4}"), high(rows, &scores))
    };
    let (with, high_with) = of(TokenSet::All);
    let (without, high_without) = of(TokenSet::NoSpecial);
    let alike = if high_with == high_without {
        "the same tokens are HIGH either way".to_owned()
    } else {
        let differ = rows.iter().map(|row| row.token);
        let differ: Vec<&str> = differ
            .filter(|token| high_with.contains(token) != high_without.contains(token))
            .collect();
        format!("the token set alone decides about {}", listed(&differ))
    };
    format!(
        "With [CLS] and [SEP] in the quantile (linear) τ = {with} and HIGH is {}; without them τ = \
         {without} and HIGH is {}: {alike}. The paper does not say which it used.",
        listed(&high_with),
        listed(&high_without)
    )
}

/// Tokens exactly at the threshold.
pub(super) fn ties(rows: &[PrintedStrength]) -> Option<String> {
    let scores = score_printed(rows, TokenSet::All, QuantileMethod::Linear);
    let tied = rows.iter().zip(&scores.tokens);
    let tied = tied.filter(|(_, score)| score.is_some_and(|score| score.margin == 0.0));
    let tied: Vec<&str> = tied.map(|(row, _)| row.token).collect();
    let threshold = scores.threshold?;
    (!tied.is_empty()).then(|| {
        format!(
            "τ = {threshold} is exactly the strength of {}: only strictly above it is HIGH, so {} \
             falls to LOW.",
            listed(&tied),
            if tied.len() == 1 { "it" } else { "each" }
        )
    })
}

/// Which tokens of table 3 are HIGH at each of its layers.
pub(super) fn buckets_of_two_layers() -> String {
    let of = |rows: &'static [PrintedStrength]| {
        let scores = score_printed(rows, TokenSet::All, QuantileMethod::Linear);
        (high(rows, &scores), scores)
    };
    let ((lower, scores), (upper, _)) = (of(&TABLE_3_LAYER_8), of(&TABLE_3_LAYER_9));
    let low = TABLE_3_LAYER_8.iter().zip(&scores.tokens);
    let low: Vec<&str> = low
        .filter(|(row, score)| {
            let is_low = score.is_some_and(|score| score.bucket == Bucket::Low);
            is_low && CONTENT.contains(&row.token)
        })
        .map(|(row, _)| row.token)
        .collect();
    let but = if low.is_empty() {
        String::new()
    } else {
        format!(
            " At Layer 8 {}, which the text counts as content, is LOW.",
            listed(&low)
        )
    };
    format!(
        "By the quantile of all tokens (linear) HIGH is {} at Layer 8 and {} at Layer 9.{but}",
        listed(&lower),
        listed(&upper)
    )
}

/// Which tokens are printed as stronger at Layer 8 than at Layer 9.
pub(super) fn stronger_below() -> String {
    let both = TABLE_3_LAYER_8.iter().zip(&TABLE_3_LAYER_9);
    let not: Vec<&str> = both
        .filter(|(lower, upper)| lower.strength.value <= upper.strength.value)
        .map(|(lower, _)| lower.token)
        .collect();
    let all = TABLE_3_LAYER_8.len();
    format!(
        "Not only content words are printed with more at Layer 8 than at Layer 9: {} of {all} \
         tokens are, all but {}.",
        all - not.len(),
        listed(&not)
    )
}

/// Tables 1 and 3 give the same sentence at the same layer.
pub(super) fn disagreement() -> String {
    let both = || TABLE_1.iter().zip(&TABLE_3_LAYER_8);
    let equal: Vec<&str> = both()
        .filter(|(one, other)| one.strength.value == other.strength.value)
        .map(|(one, _)| one.token)
        .collect();
    let distance = |one: &PrintedStrength, other: &PrintedStrength| {
        (one.strength.value - other.strength.value).abs()
    };
    let furthest = both().max_by(|a, b| distance(a.0, a.1).total_cmp(&distance(b.0, b.1)));
    let furthest = furthest.map_or_else(String::new, |(one, other)| {
        format!(
            "; “{}” is {} there and {} here",
            one.token,
            one.strength.text(),
            other.strength.text()
        )
    });
    format!(
        "Table 1 gives the same sentence at the same layer and differs: of {} only {} {} the same \
         number{furthest}. The cause is unknown.",
        counted(TABLE_1.len(), "token"),
        listed(&equal),
        if equal.len() == 1 { "has" } else { "have" }
    )
}

/// Which quantile method was used, and what others would have given.
pub(super) fn threshold_of_table_5() -> Vec<String> {
    let printed = TABLE_5
        .iter()
        .filter(|row| row.bucket == Some(Bucket::High));
    let printed: Vec<&str> = printed.map(|row| row.token).collect();
    let giving = methods_giving(TABLE_5_THRESHOLD, &TABLE_5);
    let giving: Vec<&str> = giving.iter().map(|method| method.name()).collect();
    let linear = score_printed(&TABLE_5, TokenSet::Words, QuantileMethod::Linear).threshold;
    let (same, other): (Vec<_>, Vec<_>) = QuantileMethod::ALL
        .iter()
        .copied()
        .map(|method| (method, score_printed(&TABLE_5, TokenSet::Words, method)))
        .partition(|(_, scores)| high(&TABLE_5, scores) == printed);
    let named = |methods: &[(QuantileMethod, LayerScores)]| {
        let methods: Vec<&str> = methods.iter().map(|(method, _)| method.name()).collect();
        joined(&methods).unwrap_or_else(|| "none".to_owned())
    };
    let mut highs = other.iter().map(|(_, scores)| high(&TABLE_5, scores));
    let differ = highs.next().map_or_else(String::new, |first| {
        if highs.all(|high| high == first) {
            format!("; by {} HIGH is {}", named(&other), listed(&first))
        } else {
            format!("; by {} others do", named(&other))
        }
    });
    vec![
        format!(
            "The printed τ = {} is the quantile by the method {} and by no other of the {}; numpy's \
             default, linear, gives {:.3}.",
            TABLE_5_THRESHOLD.text(),
            joined(&giving).unwrap_or_else(|| "none".to_owned()),
            QuantileMethod::ALL.len(),
            linear.unwrap_or(f64::NAN)
        ),
        format!(
            "The printed buckets, HIGH for {}, come out by the methods {}{differ}.",
            listed(&printed),
            named(&same)
        ),
    ]
}
