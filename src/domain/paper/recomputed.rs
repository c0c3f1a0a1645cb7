//! What follows from the printed numbers by our own functions: thresholds, ranks, buckets, sums.

use super::{PrintedNumber, PrintedShift, PrintedStrength, QUANTILE};
use crate::domain::alignment::{Alignment, AlignmentKind};
use crate::domain::characters::is_punctuation;
use crate::domain::shift_sums::{PairShift, ShiftSums};
use crate::domain::threshold::{QuantileMethod, ThresholdRule, quantile};
use crate::domain::token::{Token, TokenSet};
use crate::domain::token_scores::{Bucket, LayerScores, score_layer};
use crate::domain::word_class::WordClass;

/// The printed `tokens` of `text` as tokens with their places in it. Special tokens are those in
/// square brackets; a token that the text does not hold stands at its end.
pub fn tokens_of<'a>(text: &str, tokens: impl IntoIterator<Item = &'a str>) -> Vec<Token> {
    // The paper's sentences are ASCII, so their bytes keep their places in lower case.
    let lower = text.to_ascii_lowercase();
    let mut from = 0;
    let token = |(index, piece): (usize, &str)| {
        let special = piece.starts_with('[');
        let punctuation = is_punctuation(piece);
        let span = if special {
            0..0
        } else {
            let rest = lower.get(from..).unwrap_or_default();
            let start = rest.find(piece).map_or(text.len(), |at| from + at);
            start..(start + piece.len()).min(text.len())
        };
        from = from.max(span.end);
        Token {
            index,
            id: 0,
            piece: piece.to_owned(),
            shown: piece.to_owned(),
            start: span.start,
            end: span.end,
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
    };
    tokens.into_iter().enumerate().map(token).collect()
}

/// Threshold, ranks and buckets of printed strengths, the threshold being the paper's quantile.
pub fn score_printed(
    rows: &[PrintedStrength],
    set: TokenSet,
    method: QuantileMethod,
) -> LayerScores {
    let tokens = tokens_of("", rows.iter().map(|row| row.token));
    let rule = ThresholdRule {
        quantile: QUANTILE,
        method,
        tokens: set,
    };
    score_layer(&tokens, &strengths(rows), &rule)
}

/// The printed tokens in the HIGH bucket, in the order of the text.
pub fn high(rows: &[PrintedStrength], scores: &LayerScores) -> Vec<&'static str> {
    let both = rows.iter().zip(&scores.tokens);
    both.filter(|(_, score)| score.is_some_and(|of| of.bucket == Bucket::High))
        .map(|(row, _)| row.token)
        .collect()
}

/// The printed strengths.
pub fn strengths(rows: &[PrintedStrength]) -> Vec<f64> {
    rows.iter().map(|row| row.strength.value).collect()
}

/// Every quantile method that gives `threshold` from the strengths of `rows`, as far as its digits
/// tell.
pub fn methods_giving(threshold: PrintedNumber, rows: &[PrintedStrength]) -> Vec<QuantileMethod> {
    let strengths = strengths(rows);
    let gives = |method: &QuantileMethod| {
        let value = quantile(&strengths, QUANTILE, *method);
        value.is_some_and(|value| threshold.tells(value))
    };
    QuantileMethod::ALL.iter().copied().filter(gives).collect()
}

/// The sums of printed shifts: of all of them, and of those whose word did not change. `buckets`,
/// one per row, say which are HIGH; `None` where no strengths were printed.
pub fn sums(rows: &[PrintedShift], buckets: Option<&[Bucket]>) -> (ShiftSums, ShiftSums) {
    let a = tokens_of("", rows.iter().map(|row| row.a));
    let b = tokens_of("", rows.iter().map(|row| row.b));
    let pairs = Alignment::of(&a, &b, AlignmentKind::Index).pairs;
    let sums = |unchanged_only: bool| {
        let rows = pairs.iter().zip(rows).enumerate();
        let wanted = rows.filter(|(_, (pair, _))| !(unchanged_only && pair.word_changed));
        ShiftSums::of(wanted.map(|(place, (_, row))| PairShift {
            shift: row.shift.value,
            bucket: buckets.and_then(|buckets| buckets.get(place).copied()),
            is_cls: a.get(place).is_some_and(|token| token.special) && place == 0,
        }))
    };
    (sums(false), sums(true))
}

/// Of all ways to choose as many tokens as `buckets` has HIGH ones: how many there are, and for
/// how many the chosen `shifts` add up to at least what those of the HIGH tokens do. The share of
/// the second in the first is the exact p of a permutation test. None beyond 20 tokens.
pub fn choices(shifts: &[f64], buckets: &[Bucket]) -> Option<(usize, usize)> {
    const MOST: usize = 20;
    if shifts.len() != buckets.len() || shifts.len() > MOST {
        return None;
    }
    let sum = |chosen: u32| -> f64 {
        let places = shifts.iter().enumerate();
        let chosen = places.filter(|(place, _)| chosen >> place & 1 == 1);
        chosen.map(|(_, shift)| shift).sum()
    };
    let places = buckets.iter().enumerate();
    let high = places.filter(|(_, bucket)| **bucket == Bucket::High);
    let high: u32 = high.map(|(place, _)| 1 << place).sum();
    let choices = (0..1_u32 << shifts.len()).filter(|one| one.count_ones() == high.count_ones());
    let (mut all, mut as_great) = (0, 0);
    for chosen in choices {
        all += 1;
        // What decimal fractions lose in binary does not make a sum smaller.
        as_great += usize::from(sum(chosen) >= sum(high) - 1e-9);
    }
    Some((all, as_great))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_tokens_find_their_place_in_the_sentence() {
        let tokens = tokens_of(
            "Who is the heir?",
            ["[CLS]", "who", "is", "the", "?", "[SEP]"],
        );
        let spans: Vec<_> = tokens
            .iter()
            .map(|token| (token.start, token.end))
            .collect();
        assert_eq!(spans, [(0, 0), (0, 3), (4, 6), (7, 10), (15, 16), (0, 0)]);
        assert!(tokens[0].special && tokens[4].punctuation && !tokens[1].punctuation);
        let words: Vec<_> = tokens.iter().map(|token| token.word).collect();
        assert_eq!(words, [None, Some(1), Some(2), Some(3), Some(4), None]);
        let classes: Vec<_> = tokens.iter().map(|token| token.word_class).collect();
        assert_eq!(classes[..2], [WordClass::Special, WordClass::Other]);
        assert_eq!(classes[4..], [WordClass::Punctuation, WordClass::Special]);
    }

    #[test]
    fn choices_are_counted_exactly() {
        use Bucket::{High, Low};
        assert_eq!(choices(&[3.0, 1.0, 2.0], &[High, Low, Low]), Some((3, 1)));
        assert_eq!(choices(&[3.0, 1.0, 2.0], &[Low, High, Low]), Some((3, 3)));
        assert_eq!(choices(&[1.0, 1.0], &[High, Low]), Some((2, 2)));
        assert_eq!(choices(&[1.0], &[]), None);
        assert_eq!(choices(&[], &[]), Some((1, 1)));
    }
}
