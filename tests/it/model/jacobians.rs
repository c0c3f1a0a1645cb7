//! Integrated Jacobians of every family: against `torch.func.jvp`, and against the difference of
//! embeddings that they have to make up.

use glassbox::domain::jacobian::{Completeness, JacobianTokens};
use glassbox::domain::pooling::{PoolingMode, SentenceHead};
use glassbox::model::{Cancel, Model};
use serde::Deserialize;

use crate::fixtures::{minilm, parsed, tiny_bert};
use crate::model::families::{FAMILIES, tiny};

#[derive(Deserialize)]
struct Reference {
    models: Vec<ReferenceModel>,
}

#[derive(Deserialize)]
struct ReferenceModel {
    folder: String,
    text: String,
    ids: Vec<u32>,
    steps: usize,
    layers: Vec<ReferenceLayer>,
}

/// Vectors are projected, see `make_jacobian_reference.py`.
#[derive(Deserialize)]
struct ReferenceLayer {
    layer: usize,
    embedding: Vec<f64>,
    reference: Vec<f64>,
    tokens: Vec<Vec<f64>>,
}

fn model_of(folder: &str) -> &'static Model {
    match folder.rsplit('/').next().unwrap() {
        "tiny-bert" => tiny_bert(),
        "minilm-l6-v2" => minilm(),
        name => tiny(name),
    }
}

fn mean() -> SentenceHead {
    SentenceHead::of(PoolingMode::Mean)
}

/// `vector` times `P[d][j] = cos(1.3 d + 2.1 j)`.
fn projected(vector: &[f64]) -> Vec<f64> {
    let column = |j: usize| {
        let products = vector.iter().enumerate();
        products
            .map(|(d, x)| x * (1.3 * d as f64 + 2.1 * j as f64).cos())
            .sum()
    };
    (0..6).map(column).collect()
}

/// The largest difference of `found`, projected, from `expected`.
fn error(found: &[f64], expected: &[f64]) -> f64 {
    assert_eq!(expected.len(), 6);
    let pairs = projected(found).into_iter().zip(expected);
    pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

fn jacobian(model: &Model, text: &str, layer: usize, steps: usize) -> JacobianTokens {
    let path = model.jacobian_path(text, layer, &Cancel::never()).unwrap();
    let jacobian = model.jacobian_tokens(&path, &mean(), steps, &Cancel::never());
    jacobian.unwrap()
}

#[test]
fn every_family_agrees_with_torchs_forward_mode() {
    let reference: Reference = parsed("jacobian_reference.json");
    assert_eq!(reference.models.len(), FAMILIES.len() + 2);
    for of_model in reference.models {
        let model = model_of(&of_model.folder);
        let mut largest = 0.0_f64;
        for expected in &of_model.layers {
            let path = model
                .jacobian_path(&of_model.text, expected.layer, &Cancel::never())
                .unwrap();
            let ids: Vec<u32> = path.tokens().iter().map(|token| token.id).collect();
            assert_eq!(ids, of_model.ids, "{}", of_model.folder);
            let found = model
                .jacobian_tokens(&path, &mean(), of_model.steps, &Cancel::never())
                .unwrap();
            let ends = [
                error(&found.path.embedding, &expected.embedding),
                error(&found.path.reference, &expected.reference),
            ];
            assert_eq!(found.tokens.len(), expected.tokens.len());
            let tokens = found.tokens.iter().zip(&expected.tokens);
            let tokens = tokens.map(|(found, expected)| error(found, expected));
            for error in tokens.chain(ends) {
                let place = (&of_model.folder, expected.layer);
                assert!(error < 1e-5, "{place:?}: {error}");
                largest = largest.max(error);
            }
        }
        println!("{}: largest error {largest:.2e}", of_model.folder);
    }
}

#[test]
fn the_tokens_of_every_family_make_up_the_difference_of_the_embeddings() {
    let others = FAMILIES.iter().map(|&(name, _)| (name, tiny(name)));
    for (name, model) in others.chain([("minilm", minilm()), ("tiny-bert", tiny_bert())]) {
        let layers = model.card().layers;
        let mut before = f64::INFINITY;
        for (steps, allowed) in [(4, 0.2), (64, 2e-3)] {
            let text = "The dog runs after the kitten.";
            let found = jacobian(model, text, layers / 2, steps);
            let path = &found.path;
            let size = |x: &dyn Fn(usize) -> f64| {
                let squares = (0..path.embedding.len()).map(|d| x(d).powi(2));
                squares.sum::<f64>().sqrt()
            };
            let difference = |d: usize| path.embedding[d] - path.reference[d];
            let left = size(&|d| difference(d) - path.integral[d]) / size(&difference);
            assert!(left < allowed, "{name} in {steps} steps: {left}");
            assert!(left < before, "{name}: {left} after {before}");
            before = left;
        }
    }
}

#[test]
fn one_tangent_for_all_tokens_is_the_sum_of_theirs() {
    // Longer than what is pushed at once.
    let text = "The dog runs after the kitten in the yard. ".repeat(5);
    for layer in [0, 3, 6] {
        let never = Cancel::never();
        let path = minilm().jacobian_path(&text, layer, &never).unwrap();
        assert!(path.tokens().len() > 40);
        let tokens = minilm().jacobian_tokens(&path, &mean(), 2, &never).unwrap();
        let all = minilm().path_integral(&path, &mean(), 2, &never).unwrap();
        let pairs = tokens.path.integral.iter().zip(&all.integral);
        for (sum, all) in pairs {
            assert!((sum - all).abs() < 1e-5, "{layer}: {sum} {all}");
        }
        assert_eq!(tokens.path.embedding, all.embedding);
    }
}

#[test]
fn steps_are_added_until_little_is_left_over() {
    let never = Cancel::never();
    let texts = [
        "The dog runs after the kitten in the yard.",
        "Outside in the garden the cat is chased by the dog.",
    ];
    let head = minilm().sentence_head().unwrap();
    for layer in [0, 2, 4, 5, 6] {
        let paths = texts.map(|text| minilm().jacobian_path(text, layer, &never).unwrap());
        let paths = paths.each_ref();
        let steps = minilm().jacobian_steps(paths, head, &never).unwrap();
        let [a, b] = minilm().jacobian_pair(paths, head, None, &never).unwrap();
        assert_eq!([a.path.steps, b.path.steps], [steps; 2]);
        let found = Completeness::of(&a.path, &b.path).unwrap();
        println!("Layer {layer}: {steps:?}, {found:?}");
        assert!(
            found.residual_share() < 0.01,
            "{layer}: {found:?} in {steps:?}"
        );
        assert!(steps.count <= 16, "{layer}: {steps:?}");
        // What sentence-transformers says of this pair.
        assert!((found.score - 0.614_329_7).abs() < 1e-5, "{found:?}");
        if layer == 6 {
            // Nothing but the pooling is above the last layer.
            assert_eq!(steps.count, 1);
        }
    }
}

#[test]
fn tokens_that_the_reference_has_too_give_nothing_at_the_embeddings() {
    let found = jacobian(minilm(), "yes, sir", 0, 2);
    let gives = |token: usize| found.tokens[token].iter().any(|&x| x != 0.0);
    let last = found.tokens.len() - 1;
    assert!(!gives(0) && !gives(last));
    assert!((1..last).all(gives));
}

#[test]
fn what_cannot_be_done_is_said_in_one_line() {
    let never = Cancel::never();
    let refused = |error: &str, part: &str| {
        assert!(error.contains(part) && !error.contains('\n'), "{error}");
    };
    let error = minilm().jacobian_path("yes", 7, &never).err().unwrap();
    refused(
        &error.to_string(),
        "Layer 7 was asked for and the model has 6",
    );
    let error = minilm().jacobian_path("", 2, &never).err().unwrap();
    refused(&error.to_string(), "no tokens");
    let path = minilm().jacobian_path("yes", 2, &never).unwrap();
    let none = SentenceHead::default();
    let error = minilm().jacobian_tokens(&path, &none, 2, &never);
    refused(
        &error.unwrap_err().to_string(),
        "choose one, for example mean",
    );
    let cancel = Cancel::new();
    cancel.cancel();
    let error = minilm().jacobian_tokens(&path, &mean(), 2, &cancel);
    refused(&error.unwrap_err().to_string(), "interrupted");
}
