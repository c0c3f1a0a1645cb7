//! One input under several instructions: pairs, the input alone, kept positions, refusals.

use std::sync::Arc;

use glassbox::analysis::{
    AnalysisError, ComparisonSettings, DEFAULT_INPUT, DEFAULT_PROMPTS, Drift, Positions,
};
use glassbox::engine::AskError;
use glassbox::model::{Model, ModelError};

use crate::asking::{Comparing, compare, drift};
use crate::fixtures::{minilm, tiny_bert, trace_at};
use glassbox::model::Cancel;

fn drifted(model: &Model, input: &str, prompts: &[&str], positions: Positions) -> Arc<Drift> {
    let asked = Comparing {
        comparison: ComparisonSettings {
            positions,
            ..ComparisonSettings::default()
        },
        ..Comparing::default()
    };
    drift(model, input, prompts, &asked).unwrap()
}

fn papers(model: &Model, positions: Positions) -> Arc<Drift> {
    drifted(model, DEFAULT_INPUT, &DEFAULT_PROMPTS, positions)
}

#[test]
fn every_two_prompts_are_compared_as_compare_does_it() {
    let drift = papers(minilm(), Positions::AsIs);
    let places: Vec<(usize, usize)> = drift.pairs.iter().map(|pair| (pair.a, pair.b)).collect();
    assert_eq!(places, [(0, 1), (0, 2), (1, 2)]);
    for pair in &drift.pairs {
        let text = |place: usize| format!("{} {DEFAULT_INPUT}", DEFAULT_PROMPTS[place]);
        let asked = Comparing::default();
        let whole = compare(minilm(), &text(pair.a), &text(pair.b), &asked).unwrap();
        assert_eq!(pair.comparison, *whole);
    }
    assert!(drift.warnings.is_empty());
}

#[test]
fn the_shift_of_the_input_is_that_of_its_own_tokens() {
    for model in [minilm(), tiny_bert()] {
        let drift = papers(model, Positions::AsIs);
        for pair in &drift.pairs {
            let (a, b) = (&drift.instructions[pair.a], &drift.instructions[pair.b]);
            assert_eq!(pair.input.pairs.len(), 6);
            for &(i, j) in &pair.input.pairs {
                let (token_a, token_b) = (&a.traced.tokens[i], &b.traced.tokens[j]);
                assert_eq!(token_a.piece, token_b.piece);
                assert!(token_a.start >= a.input_start && token_b.start >= b.input_start);
                assert!(!token_a.special);
            }
            // The alignment by words pairs the same tokens, so the numbers are the same too.
            for layer in 0..=a.traced.layers() {
                let pairs = pair.comparison.alignment.pairs.iter().enumerate();
                let of_input = pairs.filter(|(_, pair_of)| {
                    let both = pair_of.both();
                    pair.input.pairs.iter().any(|&input| both == Some(input))
                });
                let total: f64 = of_input
                    .map(|(place, _)| pair.comparison.shift(layer, place).unwrap().shift)
                    .sum();
                assert!((pair.input.total(layer) - total).abs() < 1e-9);
            }
        }
    }
}

#[test]
fn the_input_is_told_by_its_bytes_when_the_prompt_repeats_it() {
    let drift = drifted(
        minilm(),
        "rain rain",
        &["rain", "rain rain"],
        Positions::AsIs,
    );
    assert_eq!(drift.pairs[0].input.pairs, [(2, 3), (3, 4)]);
}

#[test]
fn an_empty_prompt_leaves_the_input_alone() {
    let drift = drifted(minilm(), "It rains.", &["", "Summarize"], Positions::AsIs);
    assert_eq!(drift.instructions[0].traced.text, "It rains.");
    assert_eq!(drift.instructions[0].input_start, 0);
    assert_eq!(drift.instructions[1].traced.text, "Summarize It rains.");
    assert_eq!(drift.pairs[0].input.pairs, [(1, 4), (2, 5), (3, 6)]);
}

#[test]
fn the_same_prompt_twice_drifts_exactly_nothing() {
    for positions in [Positions::AsIs, Positions::Kept] {
        let drift = drifted(
            minilm(),
            DEFAULT_INPUT,
            &["Summarize", "Summarize"],
            positions,
        );
        for layer in 0..=6 {
            assert_eq!(drift.pairs[0].comparison.sums[layer].total, 0.0);
            assert_eq!(drift.pairs[0].input.total(layer), 0.0);
        }
    }
}

#[test]
fn kept_positions_leave_the_embeddings_where_they_are() {
    let moved = papers(tiny_bert(), Positions::AsIs);
    let kept = papers(tiny_bert(), Positions::Kept);
    for (moved, kept) in moved.pairs.iter().zip(&kept.pairs) {
        // Before any attention a token is its piece and its place.
        assert_eq!(kept.input.total(0), 0.0);
        let starts = moved.input.pairs[0];
        assert_eq!(moved.input.total(0) == 0.0, starts.0 == starts.1);
        assert!(kept.input.total(8) > 0.0);
    }
    // Behind the longest instruction nothing was moved.
    assert_eq!(kept.instructions[1], moved.instructions[1]);
    assert_ne!(kept.instructions[0], moved.instructions[0]);
}

#[test]
fn positions_beyond_the_models_last_are_refused() {
    let asked = Comparing {
        comparison: ComparisonSettings {
            positions: Positions::Kept,
            ..ComparisonSettings::default()
        },
        ..Comparing::default()
    };
    // The longer prompt is cut at 32 tokens, the shorter one fits.
    let prompts = ["the ".repeat(25), "the".to_owned()];
    let input = "rain rain rain rain rain rain rain rain rain rain";
    let outcome = drift(tiny_bert(), input, &prompts, &asked);
    let Err(AskError::Model(error)) = outcome else {
        panic!("the positions were there");
    };
    assert!(matches!(error, ModelError::NoSuchPosition { .. }));
    assert!(error.to_string().contains("the model has 32"), "{error}");
    // As they are, the input is cut and drift says so.
    let asked = Comparing::default();
    let drift = drift(tiny_bert(), input, &prompts, &asked).unwrap();
    let said = drift.warnings.join("\n");
    assert!(said.contains("instruction A: the text is cut"), "{said}");
    assert!(said.contains("not read as the same tokens"), "{said}");
}

#[test]
fn positions_must_be_one_for_every_token() {
    let outcome = trace_at(tiny_bert(), "rain", &[0, 1]);
    assert!(matches!(outcome, Err(ModelError::Pass(_))));
    let plain = tiny_bert().trace("rain", &Cancel::never()).unwrap();
    let same = trace_at(tiny_bert(), "rain", &[0, 1, 2]).unwrap();
    assert_eq!(plain, same);
}

#[test]
fn one_prompt_has_nothing_to_drift_from() {
    let asked = Comparing::default();
    let outcome = drift(minilm(), "rain", &["Summarize"], &asked);
    assert!(matches!(
        outcome,
        Err(AskError::Analysis(AnalysisError::TooFewPrompts))
    ));
}
