//! Why two texts match, against `NumPy` on the hidden states of transformers and against
//! sentence-transformers.

use std::sync::Arc;

use glassbox::analysis::matching::PoolingSource;
use glassbox::analysis::{AnalysisError, Asked, Match, MatchMethod, MatchSettings, Question};
use glassbox::domain::pooling::PoolingMode;
use glassbox::engine::{AskError, ask};
use glassbox::model::Cancel;
use serde::Deserialize;

use crate::fixtures::{minilm, parsed};

const DOG: &str = "The dog runs after the kitten in the yard.";
const CAT: &str = "Outside in the garden the cat is chased by the dog.";

#[derive(Deserialize)]
struct Reference {
    pairs: Vec<Pair>,
}

#[derive(Deserialize)]
struct Pair {
    a: String,
    b: String,
    matrix: Vec<Vec<f64>>,
    poolings: std::collections::BTreeMap<String, OfPooling>,
    max_sim: [f64; 2],
    dimensions: Vec<(usize, f64)>,
    left_out: Vec<LeftOut>,
    sentence_transformers: f64,
}

#[derive(Deserialize)]
struct OfPooling {
    cosine: f64,
    rows: Vec<f64>,
    columns: Vec<f64>,
}

#[derive(Deserialize)]
struct LeftOut {
    word: String,
    cosine: f64,
}

fn settings() -> MatchSettings {
    MatchSettings {
        null_texts: 0,
        leave_one_out: false,
        ..MatchSettings::default()
    }
}

fn matched(a: &str, b: &str, settings: MatchSettings) -> Result<Arc<Match>, AskError> {
    let question = Question::new(Asked::Match {
        text_a: a.to_owned(),
        text_b: b.to_owned(),
        settings,
    });
    let answer = ask(&[minilm()], &question, &Cancel::never())?;
    Ok(Arc::clone(answer.matching().unwrap()))
}

fn near(found: &[f64], expected: &[f64], within: f64) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() < within, "{found} {expected}");
    }
}

#[test]
fn every_cell_is_that_of_numpy_and_all_add_up_to_the_cosine() {
    let reference: Reference = parsed("match_reference.json");
    for pair in &reference.pairs {
        let found = matched(&pair.a, &pair.b, settings()).unwrap();
        for (found, expected) in found.matrix.cells.iter().zip(&pair.matrix) {
            near(found, expected, 1e-6);
        }
        let total = found.matrix.total();
        assert!((total - found.cosine).abs() < 1e-12, "{total}");
        let library = pair.sentence_transformers;
        assert!((found.cosine - library).abs() < 1e-5, "{library}");
        for (found, (dimension, share)) in found
            .dimensions
            .as_ref()
            .unwrap()
            .largest
            .iter()
            .zip(&pair.dimensions)
        {
            assert_eq!(found.dimension, *dimension);
            assert!((found.share - share).abs() < 1e-5);
        }
    }
}

#[test]
fn the_sums_are_those_of_numpy_in_every_pooling() {
    let reference: Reference = parsed("match_reference.json");
    for pair in &reference.pairs {
        for &mode in PoolingMode::ALL {
            let expected = &pair.poolings[mode.name()];
            let asked = MatchSettings {
                pooling: Some(mode),
                ..settings()
            };
            let found = matched(&pair.a, &pair.b, asked).unwrap();
            assert_eq!(found.pooling.source, PoolingSource::Chosen);
            near(&found.a.sums, &expected.rows, 1e-6);
            near(&found.b.sums, &expected.columns, 1e-6);
            let similarity = found.matrix.similarity;
            assert!((similarity - expected.cosine).abs() < 1e-6, "{mode:?}");
            assert!((found.matrix.total() - similarity).abs() < 1e-9, "{mode:?}");
        }
    }
}

#[test]
fn late_interaction_is_that_of_numpy() {
    let reference: Reference = parsed("match_reference.json");
    for pair in &reference.pairs {
        let asked = MatchSettings {
            method: MatchMethod::MaxSim,
            ..settings()
        };
        let found = matched(&pair.a, &pair.b, asked).unwrap();
        let late = found.late_interaction.as_ref().unwrap();
        near(&[late.a_to_b, late.b_to_a], &pair.max_sim, 1e-5);
        assert!((found.matrix.similarity - late.a_to_b).abs() < 1e-9);
        assert!((found.matrix.total() - late.a_to_b).abs() < 1e-9);
        assert!((found.cosine - pair.sentence_transformers).abs() < 1e-5);
        assert!(found.warnings.iter().any(|said| said.contains("ColBERT")));
    }
}

#[test]
fn leaving_a_word_out_is_measured_again() {
    let reference: Reference = parsed("match_reference.json");
    let asked = MatchSettings {
        leave_one_out: true,
        ..settings()
    };
    for pair in &reference.pairs {
        let found = matched(&pair.a, &pair.b, asked).unwrap();
        let left_out = found.a.left_out.as_ref().unwrap();
        for expected in &pair.left_out {
            let mut words = left_out.words.iter();
            let effect = words.find(|effect| found.a.words[effect.word].shown == expected.word);
            let without = found.cosine - effect.unwrap().effect;
            assert!(
                (without - expected.cosine).abs() < 1e-5,
                "{}",
                expected.word
            );
        }
    }
    let found = matched(DOG, CAT, asked).unwrap();
    let rho = found.a.left_out.as_ref().unwrap().spearman.unwrap();
    assert!(rho > 0.5, "{rho}");
}

#[test]
fn the_words_that_mean_the_same_lead() {
    let found = matched(DOG, CAT, settings()).unwrap();
    let strongest = found.strongest_words(4);
    let pairs: Vec<[&str; 2]> = strongest
        .iter()
        .map(|pair| found.pair_of_words(pair))
        .collect();
    assert_eq!(
        pairs,
        [
            ["dog", "dog"],
            ["kitten", "cat"],
            ["yard", "garden"],
            ["runs", "chased"]
        ]
    );
    let special = found.special_share.unwrap();
    assert!((special - 0.232).abs() < 0.001, "{special}");
    // A matrix of words adds up to the same.
    let words = &found.words;
    assert!((words.total() - found.matrix.total()).abs() < 1e-12);
}

#[test]
fn identical_texts_match_wholly_and_alike_both_ways() {
    let found = matched(DOG, DOG, settings()).unwrap();
    assert!((found.cosine - 1.0).abs() < 1e-9, "{}", found.cosine);
    let cells = &found.matrix.cells;
    for (row, of_row) in cells.iter().enumerate() {
        for (column, &cell) in of_row.iter().enumerate() {
            assert!((cell - cells[column][row]).abs() < 1e-12);
            assert!(cell <= cells[row][row] + 1e-12 || cell <= cells[column][column] + 1e-12);
        }
    }
}

#[test]
fn random_texts_say_what_a_similarity_is_worth() {
    let asked = MatchSettings {
        null_texts: 40,
        ..settings()
    };
    let found = matched(DOG, CAT, asked).unwrap();
    let null = found.null.as_ref().unwrap();
    assert_eq!((null.texts, null.percentile), (40, 1.0));
    let mean = null.cosines.iter().sum::<f64>() / 40.0;
    assert!((null.mean - mean).abs() < 1e-12);
    assert!(null.anisotropy.unwrap().abs() < 0.3);
    assert_eq!(found.a.percentiles.len(), found.a.sums.len());
    let again = matched(DOG, CAT, asked).unwrap();
    assert_eq!(again.null, found.null, "the seed decides");
    let other = MatchSettings { seed: 1, ..asked };
    let other = matched(DOG, CAT, other).unwrap();
    assert_ne!(other.null.as_ref().unwrap().cosines, null.cosines);
}

#[test]
fn what_cannot_be_matched_says_why() {
    for (a, b, name) in [("", CAT, "A"), (DOG, "  \n", "B")] {
        let error = matched(a, b, settings()).unwrap_err();
        let AskError::Analysis(AnalysisError::NothingToMatch(side)) = &error else {
            panic!("{error}");
        };
        assert_eq!(*side, name);
    }
    let error = matched(DOG, "\u{200b}", settings()).unwrap_err();
    assert!(error.to_string().contains("no tokens"), "{error}");
    let one = matched("rain", "Storm", settings()).unwrap();
    let said = one.warnings.join("\n");
    assert!(said.contains("A has one token of its own"), "{said}");
    assert_eq!(one.strongest_words(9).len(), 1);
    let long = "rain ".repeat(600);
    let cut = matched(&long, "Storm", settings()).unwrap();
    assert!(cut.warnings.join("\n").contains("A: the text is cut"));
}

#[test]
fn one_pooled_token_is_said_to_be_one_cell() {
    let asked = MatchSettings {
        pooling: Some(PoolingMode::Cls),
        ..settings()
    };
    let found = matched(DOG, CAT, asked).unwrap();
    let filled = found.matrix.cells.iter().flatten();
    assert_eq!(filled.filter(|&&cell| cell != 0.0).count(), 1);
    let said = found.warnings.join("\n");
    assert!(said.contains("one cell with a value"), "{said}");
    assert!(found.strongest_words(9).is_empty());
}

#[test]
fn through_the_layers_every_part_is_told_and_little_is_left() {
    let asked = MatchSettings {
        method: MatchMethod::Jacobians,
        ..settings()
    };
    let found = matched(DOG, CAT, asked).unwrap();
    assert_eq!(found.layer, 4, "the paper's depth");
    assert!(found.steps.is_some_and(|steps| steps.count >= 1));
    let matrix = &found.matrix;
    let parts = matrix.total() + matrix.reference_part + matrix.residual;
    assert!((parts - found.cosine).abs() < 1e-9, "{parts}");
    assert!(
        (matrix.residual / found.cosine).abs() < 0.01,
        "{}",
        matrix.residual
    );
    let leading = found.strongest_words(3).iter();
    let leading: Vec<[&str; 2]> = leading.map(|pair| found.pair_of_words(pair)).collect();
    let meant = [["kitten", "cat"], ["yard", "garden"], ["runs", "chased"]];
    assert_eq!(leading, meant);
}
