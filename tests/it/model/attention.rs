//! Attention received against `PyTorch`: every family, every block, every token.

use std::sync::Arc;

use glassbox::domain::attention::AttentionReceived;
use glassbox::domain::trace::{TextInput, TracedText};
use glassbox::model::{Capture, Model};
use serde::Deserialize;

use crate::fixtures::{minilm, parsed, tiny_bert};
use crate::model::families::{FAMILIES, tiny};
use glassbox::model::Cancel;

/// The largest relative error that counts as agreement.
const TOLERANCE: f64 = 1e-4;

const ATTENTION: Capture = Capture {
    hidden_states: false,
    attention: true,
    parts: false,
};

/// What `make_attention_reference.py` made.
#[derive(Deserialize)]
struct Reference {
    models: Vec<ReferenceModel>,
}

#[derive(Deserialize)]
struct ReferenceModel {
    folder: String,
    texts: Vec<ReferenceText>,
}

/// Tables `[block][token]`.
#[derive(Deserialize)]
struct ReferenceText {
    text: String,
    received: Vec<Vec<f64>>,
    from_text: Vec<Vec<f64>>,
    norm_weighted: Vec<Vec<f64>>,
}

fn named(folder: &str) -> &'static Model {
    match folder {
        "minilm-l6-v2" => minilm(),
        "tiny-bert" => tiny_bert(),
        name => tiny(name),
    }
}

fn read_keeping(model: &Model, texts: &[&str], keep: Capture) -> Vec<Arc<TracedText>> {
    let placed: Vec<TextInput> = texts.iter().map(TextInput::new).collect();
    model
        .trace_capturing(&placed, keep, &Cancel::never())
        .unwrap()
}

fn read(model: &Model, text: &str) -> Vec<AttentionReceived> {
    read_keeping(model, &[text], ATTENTION)[0]
        .trace
        .attention
        .clone()
}

/// The largest relative error between a table of ours and one of `PyTorch`'s.
fn largest_error<'a>(
    ours: impl ExactSizeIterator<Item = &'a Vec<f32>>,
    expected: &[Vec<f64>],
    what: &str,
) -> f64 {
    assert_eq!(ours.len(), expected.len(), "{what}");
    let mut largest = 0.0_f64;
    for (block, (ours, expected)) in ours.zip(expected).enumerate() {
        assert_eq!(ours.len(), expected.len(), "{what}");
        for (token, (&ours, expected)) in ours.iter().zip(expected).enumerate() {
            let error = (f64::from(ours) / expected - 1.0).abs();
            assert!(
                error <= TOLERANCE,
                "{what}, block {block}, token {token}: {ours} is not {expected}"
            );
            largest = largest.max(error);
        }
    }
    largest
}

#[test]
fn attention_received_agrees_with_pytorch_in_every_family() {
    let reference: Reference = parsed("attention_reference.json");
    assert_eq!(reference.models.len(), FAMILIES.len() + 2);
    for of_model in &reference.models {
        let mut largest = [0.0_f64; 3];
        for text in &of_model.texts {
            let ours = read(named(&of_model.folder), &text.text);
            let what = |table: &str| format!("{}, {table} of {}", of_model.folder, text.text);
            let errors = [
                largest_error(
                    ours.iter().map(|block| &block.received),
                    &text.received,
                    &what("received"),
                ),
                largest_error(
                    ours.iter().map(|block| &block.from_text),
                    &text.from_text,
                    &what("from_text"),
                ),
                largest_error(
                    ours.iter().map(|block| &block.norm_weighted),
                    &text.norm_weighted,
                    &what("norm_weighted"),
                ),
            ];
            for (largest, error) in largest.iter_mut().zip(errors) {
                *largest = largest.max(error);
            }
        }
        println!("{}: largest relative errors {largest:?}", of_model.folder);
    }
}

#[test]
fn what_the_tokens_of_a_text_receive_adds_up_to_one() {
    for model in [tiny_bert(), minilm(), tiny("tiny-modernbert")] {
        for block in read(model, "Who is the prime minister of Canada?") {
            for table in [&block.received, &block.from_text] {
                let sum: f64 = table.iter().map(|&share| f64::from(share)).sum();
                assert!((sum - 1.0).abs() < 1e-5, "{sum}");
            }
            assert_ne!(block.received, block.from_text);
        }
    }
}

#[test]
fn looking_on_changes_no_number_and_nothing_is_kept_unasked() {
    let texts = [
        "Who is the prime minister of Canada?",
        "The weather is nice.",
    ];
    let models = FAMILIES.iter().map(|&(name, _)| tiny(name));
    for model in models.chain([tiny_bert(), minilm()]) {
        let plain = read_keeping(model, &texts, Capture::default());
        let looked_on = read_keeping(model, &texts, ATTENTION);
        for (plain, looked_on) in plain.iter().zip(&looked_on) {
            assert_eq!(plain.trace.strengths, looked_on.trace.strengths);
            assert!(plain.trace.attention.is_empty());
            assert!(plain.trace.hidden_state(1, 0).is_some());
            assert!(looked_on.trace.hidden_states.is_empty());
            assert_eq!(looked_on.trace.hidden_state(1, 0), None);
            assert_eq!(looked_on.trace.attention.len(), looked_on.layers());
            assert!(looked_on.trace.bytes() < plain.trace.bytes());
        }
    }
}

#[test]
fn attention_in_company_is_as_it_is_alone() {
    let texts = [
        "Summarize The weather is nice today.",
        "yes",
        "Translate to French The weather is nice today.",
    ];
    let models = FAMILIES.iter().map(|&(name, _)| tiny(name));
    for model in models.chain([tiny_bert(), minilm()]) {
        let together = read_keeping(model, &texts, ATTENTION);
        for (together, text) in together.iter().zip(texts) {
            let alone = read(model, text);
            assert_eq!(together.trace.attention.len(), alone.len());
            for (one, other) in together.trace.attention.iter().zip(&alone) {
                for (one, other) in [
                    (&one.received, &other.received),
                    (&one.from_text, &other.from_text),
                    (&one.norm_weighted, &other.norm_weighted),
                ] {
                    assert_eq!(one.len(), other.len());
                    for (one, other) in one.iter().zip(other) {
                        assert!((one / other - 1.0).abs() < 1e-4, "{text}: {one} {other}");
                    }
                }
            }
        }
    }
}
