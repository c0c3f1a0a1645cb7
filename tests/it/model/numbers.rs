//! Tokens and hidden-state norms against `PyTorch`: every text, every layer, every token.

use std::sync::Arc;

use glassbox::domain::trace::{TextInput, TracedText};
use glassbox::model::Model;

use crate::fixtures::{Reference, ReferenceText, minilm, parsed, tiny_bert};
use glassbox::model::Cancel;

/// The largest relative error of a norm that counts as agreement.
const TOLERANCE: f64 = 1e-4;

fn read(model: &Model, text: &str) -> TracedText {
    model.trace(text, &Cancel::never()).unwrap()
}

pub(crate) fn tokens_agree(traced: &TracedText, reference: &ReferenceText) {
    let text = &reference.text;
    let tokens = &traced.tokens;
    let ids: Vec<u32> = tokens.iter().map(|token| token.id).collect();
    assert_eq!(ids, reference.ids, "{text}");
    let pieces: Vec<&str> = tokens.iter().map(|token| token.piece.as_str()).collect();
    assert_eq!(pieces, reference.tokens, "{text}");
    let spans: Vec<(usize, usize)> = tokens.iter().map(|t| (t.start, t.end)).collect();
    assert_eq!(spans, reference.offsets, "{text}");
    let words: Vec<Option<usize>> = tokens.iter().map(|token| token.word).collect();
    assert_eq!(words, reference.word_ids, "{text}");
    for (index, token) in tokens.iter().enumerate() {
        assert_eq!(token.index, index);
        assert!(text.get(token.start..token.end).is_some(), "{text} {index}");
        assert_eq!(
            token.special,
            reference.word_ids[index].is_none(),
            "{text} {index}"
        );
    }
    assert_eq!(traced.truncated_tokens, 0, "{text}");
}

/// The largest relative error over every layer and token.
pub(crate) fn largest_error(traced: &TracedText, reference: &ReferenceText) -> f64 {
    assert_eq!(traced.layers() + 1, reference.norms.len());
    let mut largest = 0.0_f64;
    for (layer, expected) in reference.norms.iter().enumerate() {
        let strengths = traced.strengths(layer);
        assert_eq!(strengths.len(), expected.len());
        for (strength, expected) in strengths.iter().zip(expected) {
            let error = (strength - expected).abs() / expected;
            assert!(
                error <= TOLERANCE,
                "{} layer {layer}: {strength} is not {expected}",
                reference.text
            );
            largest = largest.max(error);
        }
    }
    largest
}

fn agrees_with(model: &Model, file: &str) {
    let reference: Reference = parsed(file);
    assert!(!reference.texts.is_empty());
    let mut largest = 0.0_f64;
    for text in &reference.texts {
        let traced = read(model, &text.text);
        tokens_agree(&traced, text);
        largest = largest.max(largest_error(&traced, text));
    }
    println!("{file}: largest relative error of a norm {largest:.3e}");
}

#[test]
fn the_embedded_model_agrees_with_pytorch() {
    agrees_with(minilm(), "minilm_reference.json");
}

#[test]
fn the_tiny_model_agrees_with_pytorch() {
    agrees_with(tiny_bert(), "tiny-bert/reference.json");
}

#[test]
fn the_last_hidden_state_agrees_with_pytorch() {
    let reference: Reference = parsed("tiny-bert/reference.json");
    let text = &reference.texts[0];
    let traced = read(tiny_bert(), &text.text);
    let top = traced.layers();
    let mut largest = 0.0_f64;
    for (token, expected) in text.last_hidden_state.as_ref().unwrap().iter().enumerate() {
        let state = traced.trace.hidden_state(top, token).unwrap();
        assert_eq!(state.len(), expected.len());
        for (&number, expected) in state.iter().zip(expected) {
            let error = (f64::from(number) - expected).abs() / text.norms[top][token];
            assert!(
                error <= TOLERANCE,
                "token {token}: {number} is not {expected}"
            );
            largest = largest.max(error);
        }
    }
    println!("last hidden state: largest error relative to the norm {largest:.3e}");
}

#[test]
fn a_strength_is_the_norm_of_the_hidden_state_beside_it() {
    let traced = read(tiny_bert(), "Enjoying a beautiful day at the park!");
    for layer in 0..=traced.layers() {
        for (token, &strength) in traced.strengths(layer).iter().enumerate() {
            let state = traced.trace.hidden_state(layer, token).unwrap();
            let squares: f64 = state.iter().map(|&x| f64::from(x).powi(2)).sum();
            assert!((squares.sqrt() - strength).abs() < 1e-12);
        }
    }
}

#[test]
fn the_same_text_gives_the_same_bits_whenever_it_is_read() {
    let text = "Who is the prime minister of Canada?";
    assert_eq!(read(minilm(), text), read(minilm(), text));
}

#[test]
fn texts_read_together_are_as_each_is_alone() {
    let texts = [
        "Summarize The weather is nice today.",
        "yes",
        "Summarize The weather is nice today.",
        "Translate to French The weather is nice today.",
    ];
    let placed = texts.map(TextInput::new);
    for model in [tiny_bert(), minilm()] {
        let together = model.trace_all(&placed, &Cancel::never()).unwrap();
        assert!(Arc::ptr_eq(&together[0], &together[2]));
        for (read_together, text) in together.iter().zip(texts) {
            let alone = read(model, text);
            assert_eq!(read_together.tokens, alone.tokens);
            for (one, other) in read_together
                .trace
                .strengths
                .iter()
                .zip(&alone.trace.strengths)
            {
                assert_eq!(one.len(), other.len());
                for (one, other) in one.iter().zip(other) {
                    assert!((one / other - 1.0).abs() < 1e-5, "{text}: {one} {other}");
                }
            }
        }
    }
    assert!(
        minilm()
            .trace_all(&[], &Cancel::never())
            .unwrap()
            .is_empty()
    );
}

#[test]
fn more_text_than_one_pass_takes_is_read_in_several() {
    let long = "the prime minister of canada ".repeat(40);
    let texts = [long.as_str(), "yes", &long[4..], "no"].map(TextInput::new);
    let read = minilm().trace_all(&texts, &Cancel::never()).unwrap();
    let tokens: Vec<usize> = read.iter().map(|text| text.tokens.len()).collect();
    assert_eq!(tokens, [202, 3, 201, 3]);
}
