//! Every family against `PyTorch`: a tiny model each, stored as its published checkpoints are.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use glassbox::model::{Family, Model, ModelSource, Placed};

use crate::fixtures::{Reference, ReferenceText, fixture, parsed};
use crate::model_numbers::largest_error;

/// The folders that `make_families.py` and `make_relative.py` make, with their family.
const FAMILIES: [(&str, Family); 10] = [
    ("tiny-roberta", Family::Roberta),
    ("tiny-camembert", Family::Roberta),
    ("tiny-xlm-roberta", Family::Roberta),
    ("tiny-distilbert", Family::DistilBert),
    ("tiny-electra", Family::Electra),
    ("tiny-mpnet", Family::Mpnet),
    ("tiny-albert", Family::Albert),
    ("tiny-deberta-v3", Family::DebertaV2),
    ("tiny-deberta-v2", Family::DebertaV2),
    ("tiny-modernbert", Family::ModernBert),
];

/// The model in one of the folders, loaded once for all tests.
pub(crate) fn tiny(name: &str) -> &'static Model {
    static MODELS: LazyLock<BTreeMap<&str, Model>> = LazyLock::new(|| {
        let load = |name: &str| Model::load(&ModelSource::Folder(fixture(name))).unwrap();
        let models = FAMILIES.iter().map(|&(name, _)| (name, load(name)));
        models.collect()
    });
    &MODELS[name]
}

fn reference(name: &str) -> Vec<ReferenceText> {
    let reference: Reference = parsed(&format!("{name}/reference.json"));
    assert!(reference.texts.len() > 5);
    reference.texts
}

#[test]
fn every_family_agrees_with_pytorch_at_every_layer_of_every_token() {
    for (name, _) in FAMILIES {
        let mut largest = 0.0_f64;
        for text in reference(name) {
            let traced = tiny(name).trace(&text.text, &|| true).unwrap();
            largest = largest.max(largest_error(&traced, &text));
        }
        println!("{name}: largest relative error of a norm {largest:.3e}");
    }
}

#[test]
fn every_familys_tokens_are_those_of_the_tokenizers_library() {
    for (name, _) in FAMILIES {
        for text in reference(name) {
            let traced = tiny(name).trace(&text.text, &|| true).unwrap();
            assert_eq!(traced.left_out, 0);
            let tokens = &traced.tokens;
            let ids: Vec<u32> = tokens.iter().map(|token| token.id).collect();
            assert_eq!(ids, text.ids, "{name}: {}", text.text);
            let pieces: Vec<&str> = tokens.iter().map(|token| token.piece.as_str()).collect();
            assert_eq!(pieces, text.tokens, "{name}: {}", text.text);
            let spans: Vec<(usize, usize)> = tokens.iter().map(|t| (t.start, t.end)).collect();
            assert_eq!(spans, text.offsets, "{name}: {}", text.text);
            for token in tokens {
                assert!(text.text.get(token.start..token.end).is_some());
            }
        }
    }
}

#[test]
fn every_folder_is_of_its_family_and_its_last_text_fills_the_positions() {
    for (name, family) in FAMILIES {
        let card = tiny(name).card();
        assert_eq!(card.family, family, "{name}");
        let last = reference(name).pop().unwrap();
        assert_eq!(card.positions, last.ids.len(), "{name}");
        let longer = format!("{} and more", last.text);
        let traced = tiny(name).trace(&longer, &|| true).unwrap();
        assert_eq!(traced.tokens.len(), card.positions, "{name}");
        assert!(traced.left_out > 0, "{name}");
    }
}

#[test]
fn texts_of_every_family_read_together_are_as_each_is_alone() {
    for (name, _) in FAMILIES {
        let texts = reference(name);
        let placed: Vec<Placed> = texts.iter().map(|text| Placed::own(&text.text)).collect();
        let together = tiny(name).trace_all(&placed, &|| true).unwrap();
        for (traced, text) in together.iter().zip(&texts) {
            largest_error(traced, text);
        }
    }
}
