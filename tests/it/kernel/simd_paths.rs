//! The vectors that compute: each kind this processor has against `PyTorch`, and the same numbers,
//! bit for bit, in any company and on any number of threads.

use glassbox::domain::trace::TextInput;
use glassbox::model::{Model, SimdLevel, on_one_thread, with_simd_level};

use crate::fixtures::{Reference, ReferenceText, minilm, parsed, tiny_bert};
use crate::model::families::{FAMILIES, reference, tiny};
use crate::model::numbers::largest_error;
use glassbox::model::Cancel;

/// Every model the tests know, with its reference texts, fewer for the larger model.
fn models() -> Vec<(&'static str, &'static Model, Vec<ReferenceText>)> {
    let texts = |name: &str| parsed::<Reference>(name).texts;
    let mut models = vec![("tiny-bert", tiny_bert(), texts("tiny-bert/reference.json"))];
    let mut few = texts("minilm_reference.json");
    few.truncate(5);
    models.push(("minilm", minilm(), few));
    let families = FAMILIES.map(|(name, _)| (name, tiny(name), reference(name)));
    models.extend(families);
    models
}

#[test]
fn every_path_agrees_with_pytorch_at_every_layer_of_every_token() {
    let paths = SimdLevel::available();
    assert_eq!(paths.first(), Some(&SimdLevel::widest()));
    for (name, model, texts) in models() {
        for &path in &paths {
            let of = |text: &ReferenceText| {
                let traced =
                    with_simd_level(path, || model.trace(&text.text, &Cancel::never())).unwrap();
                largest_error(&traced, text)
            };
            let largest = texts.iter().map(of).fold(0.0, f64::max);
            let path = path.name();
            println!("{name} on {path}: largest relative error of a norm {largest:.3e}");
        }
    }
}

#[test]
fn a_text_has_the_same_numbers_in_any_company() {
    for (name, model, texts) in models() {
        let placed: Vec<TextInput> = texts
            .iter()
            .map(|text| TextInput::new(&text.text))
            .collect();
        let together = model.trace_all(&placed, &Cancel::never()).unwrap();
        let reversed: Vec<TextInput> = placed.iter().rev().cloned().collect();
        let reversed = model.trace_all(&reversed, &Cancel::never()).unwrap();
        for ((text, traced), other) in texts.iter().zip(&together).zip(reversed.iter().rev()) {
            let alone = model.trace(&text.text, &Cancel::never()).unwrap();
            let by_one = on_one_thread(|| model.trace(&text.text, &Cancel::never())).unwrap();
            for same in [&**traced, &**other, &by_one] {
                assert!(alone.trace == same.trace, "{name}: {}", text.text);
            }
        }
    }
}

#[test]
fn two_passes_at_once_give_the_same_numbers() {
    let text = "Who is the prime minister of Canada?";
    let expected = minilm().trace(text, &Cancel::never()).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                for _ in 0..3 {
                    assert!(minilm().trace(text, &Cancel::never()).unwrap() == expected);
                }
            });
        }
    });
}
