//! What removing tokens does to sentence embeddings, against `PyTorch`.

use std::collections::{BTreeMap, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};

use glassbox::domain::family::Family;
use glassbox::domain::pooling::TokenStates;
use glassbox::domain::removal::{MeasuredRemoval, Removal, RemovalOutput, RemovalSubject, effect};
use glassbox::domain::threshold::ThresholdRule;
use glassbox::domain::token::TokenSet;
use glassbox::domain::trace::{TextInput, TracedText};
use glassbox::model::{Cancel, Capture, Model, ModelError, RemovalRequest};
use serde::Deserialize;

use crate::fixtures::{minilm, parsed};
use crate::model::parts::model_of;

/// The largest error of an effect, which is a cosine.
const TOLERANCE: f64 = 1e-5;

/// What `make_removal_reference.py` made.
#[derive(Deserialize)]
struct Reference {
    models: Vec<ReferenceModel>,
}

#[derive(Deserialize)]
struct ReferenceModel {
    folder: String,
    layer: usize,
    texts: Vec<ReferenceText>,
}

#[derive(Deserialize)]
struct ReferenceText {
    text: String,
    sets: Vec<Vec<usize>>,
    effects: BTreeMap<String, Vec<f64>>,
}

fn effects(
    model: &Model,
    text: &TracedText,
    removal: Removal,
    layer: usize,
    sets: &[Vec<usize>],
) -> Vec<f64> {
    let head = model.head_or_mean().unwrap();
    let states = text.trace.hidden_states.last().unwrap();
    let whole = head.embedding(TokenStates::new(states, text.trace.hidden_size));
    let request = RemovalRequest {
        text,
        removal,
        layer,
    };
    let without = model.embeddings_without(request, sets, &head, &Cancel::never());
    let without = without.unwrap().into_iter();
    let whole = whole.unwrap();
    without
        .map(|without| without.map_or(f64::NAN, |without| effect(&whole, &without)))
        .collect()
}

#[test]
fn every_removal_does_what_pytorch_says() {
    let reference: Reference = parsed("removal_reference.json");
    let models = reference.models.iter().map(|of| model_of(&of.folder));
    let families: HashSet<Family> = models.map(|model| model.card().family).collect();
    assert_eq!(families.len(), Family::ALL.len(), "{families:?}");
    for model in &reference.models {
        let loaded = model_of(&model.folder);
        for text in &model.texts {
            let traced = loaded.trace(&text.text, &Cancel::never()).unwrap();
            for &removal in Removal::ALL {
                let expected = &text.effects[removal.name()];
                let found = effects(loaded, &traced, removal, model.layer, &text.sets);
                assert_eq!(found.len(), expected.len());
                for (found, expected) in found.iter().zip(expected) {
                    let (folder, name) = (&model.folder, removal.name());
                    let error = (found - expected).abs();
                    assert!(error < TOLERANCE, "{folder} {name}: {found} {expected}");
                }
            }
        }
    }
}

/// Where all is blinded that a local block sees of a token, it sees each of that alike, and nothing
/// beyond: the reference has such a set, in the text that is longer than the window.
#[test]
fn a_token_may_see_none_but_blinded_ones() {
    let reference: Reference = parsed("removal_reference.json");
    let of = |model: &&ReferenceModel| model.folder.ends_with("tiny-modernbert");
    let model = reference.models.iter().find(of).unwrap();
    let text = model.texts.last().unwrap();
    let config: serde_json::Value = parsed("tiny-modernbert/config.json");
    let window = config["local_attention"].as_u64().unwrap() as usize / 2;
    let set = text.sets.last().unwrap();
    let middle = set[set.len() / 2];
    let near = middle - window..=middle + window;
    assert!(near.clone().all(|token| set.contains(&token)));
    let loaded = model_of(&model.folder);
    let traced = loaded.trace(&text.text, &Cancel::never()).unwrap();
    assert!(*near.end() + 1 < traced.tokens.len(), "more lies beyond");
    let found = effects(loaded, &traced, Removal::Attention, model.layer, &text.sets);
    let (found, expected) = (found.last().unwrap(), text.effects["attention"].last());
    assert!((found - expected.unwrap()).abs() < TOLERANCE, "{found}");
}

#[test]
fn nothing_removed_does_nothing_and_all_removed_leaves_nothing() {
    let traced = minilm().trace("Nothing will come of nothing.", &Cancel::never());
    let traced = traced.unwrap();
    let all: Vec<usize> = (0..traced.tokens.len()).collect();
    for &removal in Removal::ALL {
        let found = effects(minilm(), &traced, removal, 4, &[Vec::new(), all.clone()]);
        // The same numbers in any batch: nothing at all, not nearly nothing.
        assert_eq!(found[0], 0.0, "{}", removal.name());
        let nothing_is_pooled = matches!(removal, Removal::Blind | Removal::Pooling);
        assert_eq!(found[1].is_nan(), nothing_is_pooled, "{}", removal.name());
    }
}

#[test]
fn no_set_is_removed_any_more_once_nobody_waits() {
    let traced = minilm().trace("Nothing will come of nothing.", &Cancel::never());
    let traced = traced.unwrap();
    let subject = RemovalSubject {
        text: &traced,
        layer: 4,
        rule: ThresholdRule::default(),
        seed: 3,
    };
    let (cancel, posted) = (Cancel::new(), AtomicUsize::new(0));
    let post = |found: MeasuredRemoval| {
        // Each token was removed alone; the next key comes.
        assert!(!found.progress.is_whole());
        posted.fetch_add(1, Ordering::Relaxed);
        cancel.cancel();
    };
    let how = (Removal::Mask, RemovalOutput::Embedding);
    let outcome = minilm().removal_test(subject, &traced, how, &cancel, &post);
    assert!(matches!(outcome, Err(ModelError::Interrupted)));
    assert_eq!(posted.into_inner(), 1);
}

#[test]
fn choices_of_all_judged_tokens_do_the_same_and_seeds_decide() {
    let capture = Capture {
        attention: true,
        ..Capture::default()
    };
    let input = [TextInput::new("Who is the prime minister of Canada?")];
    let traced = minilm().trace_capturing(&input, capture, &Cancel::never());
    let traced = traced.unwrap().remove(0);
    let test = |quantile: f64, seed: u64| {
        let subject = RemovalSubject {
            text: &traced,
            layer: 4,
            rule: ThresholdRule {
                quantile,
                tokens: TokenSet::NoSpecial,
                ..ThresholdRule::default()
            },
            seed,
        };
        let test = minilm().removal_test(
            subject,
            &traced,
            (Removal::Blind, RemovalOutput::Embedding),
            &Cancel::never(),
            &|_| {},
        );
        test.unwrap().test
    };
    let found = test(0.75, 3);
    assert_eq!(found, test(0.75, 3));
    let high = found.high().unwrap();
    assert_eq!((found.judged, high.size, high.sets), (8, 2, 28));
    assert_eq!(found.rivals.len(), 6);
    // The mean of all 28 sets of 2 needs no seed.
    assert_eq!(test(0.75, 4).high().unwrap().random_mean, high.random_mean);
    // At quantile 0 all but the weakest are HIGH: each rival leaves one token.
    let nearly_all = test(0.0, 3);
    assert_eq!(nearly_all.high().unwrap().size, 7);
    assert_eq!(nearly_all.high().unwrap().sets, 8);
}
