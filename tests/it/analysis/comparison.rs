//! Two texts compared: shifts against `PyTorch`, exact zeros, sums that add up.

use std::sync::Arc;

use glassbox::analysis::{
    Analysis, AnalysisSettings, Answer, Comparison, ComparisonSettings, Measured, Positions,
};
use glassbox::domain::alignment::{AlignmentKind, PairKind};
use glassbox::domain::shift::{HighFrom, Shift};
use glassbox::domain::threshold::ThresholdRule;
use glassbox::domain::token::TokenSet;
use glassbox::domain::token_scores::Bucket;
use glassbox::domain::trace::{TextInput, TracedText};
use glassbox::model::Model;
use serde::Deserialize;

use crate::asking::{Comparing, compare, comparison_question};
use crate::fixtures::{minilm, parsed, tiny_bert, trace_at};
use glassbox::model::Cancel;

/// The largest relative error of a shift that counts as agreement.
const TOLERANCE: f64 = 1e-4;

const PARK: &str = "Enjoying a beautiful day at the park!";
const BEACH: &str = "Enjoying a beautiful walk at the beach!";
const SUMMARIZE: &str = "Summarize The weather is nice today.";
const TRANSLATE: &str = "Translate to French The weather is nice today.";

/// Made by `make_shift_reference.py` with `PyTorch`.
#[derive(Deserialize)]
struct Reference {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    model: String,
    a: String,
    b: String,
    positions_a: Option<Vec<u32>>,
    positions_b: Option<Vec<u32>>,
    tokens_a: usize,
    tokens_b: usize,
    pairs: Vec<(usize, usize)>,
    /// `[layer][pair]`
    shifts: Vec<Vec<f64>>,
}

fn read(model: &Model, text: &str, positions: Option<&Vec<u32>>) -> TracedText {
    match positions {
        None => model.trace(text, &Cancel::never()),
        Some(positions) => trace_at(model, text, positions),
    }
    .unwrap()
}

fn asked() -> Comparing {
    Comparing::default()
}

fn compared(model: &Model, a: &str, b: &str, asked: &Comparing) -> Arc<Comparison> {
    compare(model, a, b, asked).unwrap()
}

/// The largest relative error over every layer and pair.
fn largest_error(case: &Case, a: &TracedText, b: &TracedText) -> f64 {
    assert_eq!(a.layers() + 1, case.shifts.len());
    let mut largest = 0.0_f64;
    for (layer, expected) in case.shifts.iter().enumerate() {
        for (&(i, j), &expected) in case.pairs.iter().zip(expected) {
            let state_a = a.trace.hidden_state(layer, i).unwrap();
            let state_b = b.trace.hidden_state(layer, j).unwrap();
            let shift = Shift::between(state_a, state_b).shift;
            let error = if expected == 0.0 {
                shift
            } else {
                (shift - expected).abs() / expected
            };
            assert!(
                error <= TOLERANCE,
                "{} | {} layer {layer} tokens {i} {j}: {shift} is not {expected}",
                case.a,
                case.b
            );
            largest = largest.max(error);
        }
    }
    largest
}

#[test]
fn shifts_agree_with_pytorch_at_every_layer() {
    let reference: Reference = parsed("shift_reference.json");
    for name in ["minilm", "tiny-bert"] {
        let model = if name == "minilm" {
            minilm()
        } else {
            tiny_bert()
        };
        let cases = reference.cases.iter().filter(|case| case.model == name);
        let mut largest = 0.0_f64;
        let mut unequal = 0;
        for case in cases {
            let a = read(model, &case.a, case.positions_a.as_ref());
            let b = read(model, &case.b, case.positions_b.as_ref());
            assert_eq!(
                (a.tokens.len(), b.tokens.len()),
                (case.tokens_a, case.tokens_b)
            );
            unequal += usize::from(case.tokens_a != case.tokens_b);
            largest = largest.max(largest_error(case, &a, &b));
        }
        assert!(unequal >= 3);
        println!("{name}: largest relative error of a shift {largest:.3e}");
    }
}

#[test]
fn the_comparison_gives_the_shifts_of_the_reference() {
    let reference: Reference = parsed("shift_reference.json");
    for case in reference.cases.iter().filter(|case| case.model == "minilm") {
        let kept = case.positions_a.is_some();
        let asked = Comparing {
            comparison: ComparisonSettings {
                positions: if kept {
                    Positions::Kept
                } else {
                    Positions::AsIs
                },
                ..ComparisonSettings::default()
            },
            ..Comparing::default()
        };
        let comparison = compared(minilm(), &case.a, &case.b, &asked);
        let mut found = 0;
        for (place, pair) in comparison.alignment.pairs.iter().enumerate() {
            let Some(expected) = case
                .pairs
                .iter()
                .position(|&both| pair.both() == Some(both))
            else {
                continue;
            };
            found += 1;
            for (layer, row) in case.shifts.iter().enumerate() {
                let shift = comparison.shift(layer, place).unwrap().shift;
                assert!((shift - row[expected]).abs() <= TOLERANCE * row[expected]);
            }
        }
        assert!(found >= 2, "{} | {}", case.a, case.b);
        if case.a.ends_with("today.") {
            assert_eq!(found, case.pairs.len());
        }
    }
}

/// What must hold of any comparison.
fn holds_together(comparison: &Comparison) {
    for layer in 0..=comparison.a.traced.layers() {
        let (mut total, mut high, mut low, mut ripple) = (0.0, 0.0, 0.0, 0.0);
        for (place, pair) in comparison.alignment.pairs.iter().enumerate() {
            let shift = comparison.shift(layer, place);
            let bucket = comparison.buckets[layer][place];
            assert_eq!(shift.is_some(), pair.both().is_some());
            let Some(shift) = shift else {
                assert_eq!(bucket, None);
                continue;
            };
            total += shift.shift;
            let parts = shift.magnitude_part.powi(2) + shift.direction_part.powi(2);
            assert!((parts - shift.shift.powi(2)).abs() <= 1e-9 * parts.max(1e-12));
            let cosine = shift.cosine.unwrap();
            assert!((-1.0..=1.0).contains(&cosine));
            match bucket {
                Some(Bucket::High) => high += shift.shift,
                Some(Bucket::Low) => low += shift.shift,
                None => {}
            }
            if !pair.word_changed {
                ripple += shift.shift;
            }
        }
        let sums = comparison.sums[layer];
        assert!((sums.total - total).abs() <= 1e-9);
        assert_eq!((sums.contribution.high, sums.contribution.low), (high, low));
        assert!((comparison.sums_unchanged[layer].total - ripple).abs() <= 1e-9);
    }
}

#[test]
fn two_identical_prompts_have_shifted_exactly_nothing() {
    for model in [minilm(), tiny_bert()] {
        for &kind in AlignmentKind::ALL {
            for positions in [Positions::AsIs, Positions::Kept] {
                let asked = Comparing {
                    comparison: ComparisonSettings {
                        alignment: kind,
                        positions,
                        ..ComparisonSettings::default()
                    },
                    ..Comparing::default()
                };
                let comparison = compared(model, PARK, PARK, &asked);
                for shift in comparison.shifts.iter().flatten() {
                    let shift = shift.unwrap();
                    assert_eq!(shift.shift, 0.0);
                    assert_eq!((shift.magnitude_part, shift.direction_part), (0.0, 0.0));
                    assert_eq!(shift.cosine, Some(1.0));
                }
                for sums in comparison.sums.iter().chain(&comparison.sums_unchanged) {
                    assert_eq!((sums.total, sums.cls), (0.0, Some(0.0)));
                    assert_eq!(sums.contribution.high_ratio(), None);
                }
                assert!(comparison.warnings.is_empty());
            }
        }
    }
    // Read twice, and spelled otherwise: still the same tokens, still nothing.
    let comparison = compared(minilm(), PARK, &PARK.to_uppercase(), &asked());
    assert_eq!(comparison.sums_at_layer().total, 0.0);
}

#[test]
fn sums_add_up_whatever_is_asked() {
    for &high_from in HighFrom::ALL {
        for &kind in AlignmentKind::ALL {
            for &tokens in TokenSet::ALL {
                let asked = Comparing {
                    analysis: AnalysisSettings {
                        rule: ThresholdRule {
                            tokens,
                            ..ThresholdRule::default()
                        },
                        ..AnalysisSettings::default()
                    },
                    comparison: ComparisonSettings {
                        alignment: kind,
                        high_from,
                        positions: Positions::AsIs,
                    },
                };
                holds_together(&compared(tiny_bert(), SUMMARIZE, TRANSLATE, &asked));
            }
        }
    }
    for (a, b) in [
        (PARK, BEACH),
        ("Rain.", "今天天气很好，我们去公园吧。"),
        ("الطقس جميل اليوم", "Café in Zürich 🍕"),
        ("a", "[SEP] a [CLS]"),
    ] {
        holds_together(&compared(minilm(), a, b, &asked()));
    }
}

fn bucket_of(analysis: &Analysis, token: usize) -> Option<Bucket> {
    analysis.at_layer().tokens[token].map(|score| score.bucket)
}

#[test]
fn whose_buckets_decide_is_asked() {
    for &high_from in HighFrom::ALL {
        let comparison = compared(
            minilm(),
            PARK,
            BEACH,
            &Comparing {
                comparison: ComparisonSettings {
                    high_from,
                    ..ComparisonSettings::default()
                },
                ..Comparing::default()
            },
        );
        for (place, pair) in comparison.alignment.pairs.iter().enumerate() {
            let (i, j) = pair.both().unwrap();
            let (a, b) = (bucket_of(&comparison.a, i), bucket_of(&comparison.b, j));
            let high = Some(Bucket::High);
            let expected = match high_from {
                HighFrom::A => a,
                HighFrom::B => b,
                _ if a.is_none() || b.is_none() => None,
                HighFrom::Either if a == high || b == high => high,
                HighFrom::Both if a == high && b == high => high,
                _ => Some(Bucket::Low),
            };
            assert_eq!(comparison.bucket(place), expected);
        }
    }
}

#[test]
fn swapping_the_texts_swaps_the_answer() {
    let forth = compared(minilm(), SUMMARIZE, TRANSLATE, &asked());
    let back = compared(
        minilm(),
        TRANSLATE,
        SUMMARIZE,
        &Comparing {
            comparison: ComparisonSettings {
                high_from: HighFrom::B,
                ..ComparisonSettings::default()
            },
            ..Comparing::default()
        },
    );
    assert_eq!(forth.alignment.mirrored(), back.alignment);
    assert_eq!(forth.shifts, back.shifts);
    assert_eq!(forth.sums, back.sums);
}

#[test]
fn changed_words_are_labelled_and_left_out_of_the_ripple() {
    let comparison = compared(minilm(), PARK, BEACH, &asked());
    let pairs = comparison.alignment.pairs.iter();
    let labels: Vec<String> = pairs.filter_map(|pair| comparison.label(pair)).collect();
    assert_eq!(labels, ["day → walk", "park → beach"]);
    assert_eq!(comparison.unchanged_at_layer().pairs, 8);

    let comparison = compared(minilm(), SUMMARIZE, TRANSLATE, &asked());
    let changed = &comparison.alignment.pairs[1];
    assert_eq!(changed.kind, PairKind::Changed);
    assert_eq!(comparison.label(changed).unwrap(), "Summarize → Translate");
    assert_eq!(
        comparison.warnings,
        [
            "2 tokens of A have no partner in B: they enter no sum",
            "2 tokens of B have no partner in A: they enter no sum"
        ]
    );
}

#[test]
fn warnings_say_which_text_they_are_about() {
    let long = "rain ".repeat(600);
    let comparison = compared(minilm(), "Rain", &long, &asked());
    let said = comparison.warnings.join("\n");
    assert!(said.contains("B: the text is cut"), "{said}");
    assert!(said.contains("509 tokens of B have no partner"), "{said}");
    holds_together(&comparison);
}

#[test]
fn traces_are_compared_without_the_model_and_paired_by_hand() {
    let inputs = [PARK, BEACH].map(TextInput::new);
    let texts = minilm().trace_all(&inputs, &Cancel::never()).unwrap();
    let measured = [Measured::new(Arc::new(minilm().card().clone()), texts)];
    let answer = |by_hand: &[(usize, usize)], comparing: &Comparing, before: Option<&Answer>| {
        let question = comparison_question(PARK, BEACH, comparing, by_hand);
        question.answer(&measured, before).unwrap()
    };
    let plain = answer(&[], &asked(), None);
    assert_eq!(
        plain.comparison().unwrap(),
        &compared(minilm(), PARK, BEACH, &asked())
    );
    let by_hand = [(4, 7)];
    let paired = answer(&by_hand, &asked(), Some(&plain));
    let comparison = paired.comparison().unwrap();
    assert_eq!(comparison.alignment.gaps(), (1, 1));
    assert_eq!(comparison.sums_at_layer().pairs, 9);
    let pair = &comparison.alignment.pairs[4];
    assert_eq!(comparison.label(pair).unwrap(), "day → beach");
    holds_together(comparison);
    let mut other = asked();
    other.analysis.layer = Some(2);
    other.analysis.rule.quantile = 0.5;
    let again = answer(&by_hand, &other, Some(&paired));
    assert_ne!(again, paired);
    let anew = answer(&by_hand, &other, None);
    assert_eq!(again, anew, "shifts used again are those computed anew");
}
