//! What the norms are made of, in every family, against `PyTorch`.

use glassbox::domain::strength_parts::TokenParts;
use serde::Deserialize;

use crate::fixtures::{minilm, parsed, tiny_bert};
use crate::model::families::tiny;
use glassbox::model::{Cancel, Model};

/// The largest relative error. The sums are made in double precision here and there; what is left is
/// the rounding of our float32 passes against `PyTorch`'s float64 ones, 5.1e-7 at most.
const TOLERANCE: f64 = 1e-6;
/// What a block adds to `ModernBERT`'s residual stream is small beside the stream, and float32 rounds
/// it accordingly: 3.7e-6 here, and up to 4e-6 where `PyTorch` itself computes in float32.
const TOLERANCE_OF_RESIDUALS: f64 = 5e-6;

/// What `make_parts_reference.py` made.
#[derive(Deserialize)]
struct Reference {
    models: Vec<ReferenceModel>,
}

#[derive(Deserialize)]
struct ReferenceModel {
    folder: String,
    texts: Vec<ReferenceParts>,
}

/// `[layer][token]`
type Layers = Vec<Option<Vec<f64>>>;

#[derive(Deserialize)]
struct ReferenceParts {
    text: String,
    gain: Layers,
    cross: Layers,
    bias: Layers,
    input_norm: Layers,
    attention_added: Layers,
    feed_forward_added: Layers,
}

pub(crate) fn model_of(folder: &str) -> &'static Model {
    match folder.rsplit('/').next().unwrap() {
        "minilm-l6-v2" => minilm(),
        "tiny-bert" => tiny_bert(),
        name => tiny(name),
    }
}

#[test]
fn the_parts_of_every_family_are_those_of_pytorch() {
    let reference: Reference = parsed("parts_reference.json");
    assert_eq!(reference.models.len(), 12);
    for model in &reference.models {
        let mut largest = 0.0_f64;
        for text in &model.texts {
            let traced = model_of(&model.folder).trace(&text.text, &Cancel::never());
            let traced = traced.unwrap();
            let parts = &traced.trace.parts;
            assert_eq!(parts.len(), text.gain.len(), "{}", model.folder);
            for (layer, tokens) in parts.iter().enumerate() {
                let mut compare =
                    |expected: &Layers, of: &dyn Fn(&TokenParts) -> Option<f64>, unit: f64| {
                        for (token, parts) in tokens.iter().enumerate() {
                            let expected = expected[layer].as_ref().map(|row| row[token]);
                            let found = of(parts);
                            assert_eq!(
                                found.is_some(),
                                expected.is_some(),
                                "{} Layer {layer}",
                                model.folder
                            );
                            let Some((found, expected)) = found.zip(expected) else {
                                continue;
                            };
                            // Parts are parts of the square of the norm.
                            let strength = traced.strengths(layer)[token];
                            let size = if unit > 0.0 {
                                expected.abs()
                            } else {
                                strength * strength
                            };
                            largest = largest.max((found - expected).abs() / size);
                        }
                    };
                compare(&text.gain, &|parts| Some(parts.norm?.gain), 0.0);
                compare(&text.cross, &|parts| Some(parts.norm?.cross), 0.0);
                compare(&text.bias, &|parts| Some(parts.norm?.bias), 0.0);
                compare(&text.input_norm, &|parts| Some(parts.norm?.input_norm), 1.0);
                let added = &text.attention_added;
                compare(added, &|parts| Some(parts.residual?.attention), 1.0);
                let added = &text.feed_forward_added;
                compare(added, &|parts| Some(parts.residual?.feed_forward), 1.0);
            }
        }
        println!("{}: largest relative error {largest:.2e}", model.folder);
        let is_residual = model.folder.ends_with("modernbert");
        let tolerance = if is_residual {
            TOLERANCE_OF_RESIDUALS
        } else {
            TOLERANCE
        };
        assert!(largest < tolerance, "{}: {largest}", model.folder);
    }
}

#[test]
fn the_parts_sum_to_the_square_of_the_norm() {
    let reference: Reference = parsed("parts_reference.json");
    let mut checked = 0;
    for model in &reference.models {
        for text in &model.texts {
            let traced = model_of(&model.folder).trace(&text.text, &Cancel::never());
            let traced = traced.unwrap();
            for (layer, parts) in traced.trace.parts.iter().enumerate() {
                for (parts, strength) in parts.iter().zip(traced.strengths(layer)) {
                    let Some(norm) = parts.norm else { continue };
                    let error = (norm.squared_norm() / (strength * strength) - 1.0).abs();
                    assert!(error < 1e-12, "{} Layer {layer}: {error}", model.folder);
                    checked += 1;
                }
            }
        }
    }
    assert!(checked > 500, "{checked}");
}
