//! Every family against `PyTorch`: a tiny model each, stored as its published checkpoints are.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use glassbox::domain::family::Family;
use glassbox::domain::trace::TextInput;
use glassbox::model::{Loading, Model, ModelSource};
use serde::Deserialize;

use crate::fixtures::{Reference, ReferenceText, fixture, parsed, trace_at};
use crate::model::numbers::largest_error;
use glassbox::model::Cancel;

/// The folders that `make_families.py` and `make_relative.py` make, with their family.
pub(crate) const FAMILIES: [(&str, Family); 10] = [
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
        let load = |name: &str| {
            Model::load(&ModelSource::Folder(fixture(name)), &Loading::quiet()).unwrap()
        };
        let models = FAMILIES.iter().map(|&(name, _)| (name, load(name)));
        models.collect()
    });
    &MODELS[name]
}

pub(crate) fn reference(name: &str) -> Vec<ReferenceText> {
    let reference: Reference = parsed(&format!("{name}/reference.json"));
    assert!(reference.texts.len() > 5);
    reference.texts
}

#[test]
fn every_family_agrees_with_pytorch() {
    for (name, _) in FAMILIES {
        let mut largest = 0.0_f64;
        for text in reference(name) {
            let traced = tiny(name).trace(&text.text, &Cancel::never()).unwrap();
            largest = largest.max(largest_error(&traced, &text));
        }
        println!("{name}: largest relative error of a norm {largest:.3e}");
    }
}

#[test]
fn every_familys_tokens_are_those_of_the_tokenizers_library() {
    for (name, _) in FAMILIES {
        for text in reference(name) {
            let traced = tiny(name).trace(&text.text, &Cancel::never()).unwrap();
            assert_eq!(traced.truncated_tokens, 0);
            let tokens = &traced.tokens;
            let ids: Vec<u32> = tokens.iter().map(|token| token.id).collect();
            assert_eq!(ids, text.ids, "{name}: {}", text.text);
            let pieces: Vec<&str> = tokens.iter().map(|token| token.piece.as_str()).collect();
            assert_eq!(pieces, text.tokens, "{name}: {}", text.text);
            let spans: Vec<(usize, usize)> = tokens.iter().map(|t| (t.start, t.end)).collect();
            assert_eq!(spans, spans_without_space(&text), "{name}: {}", text.text);
        }
    }
}

/// The offsets of the tokenizers library, behind the space that a mask token takes along.
pub(crate) fn spans_without_space(text: &ReferenceText) -> Vec<(usize, usize)> {
    let trimmed = |&(start, end): &(usize, usize)| {
        let spelled = &text.text[start..end];
        if spelled.trim().is_empty() {
            return (start, end);
        }
        (start + spelled.len() - spelled.trim_start().len(), end)
    };
    text.offsets.iter().map(trimmed).collect()
}

#[test]
fn every_folder_is_of_its_family() {
    for (name, family) in FAMILIES {
        let card = tiny(name).card();
        assert_eq!(card.family, family, "{name}");
        let last = reference(name).pop().unwrap();
        assert_eq!(card.positions, last.ids.len(), "{name}");
    }
}

#[test]
fn texts_of_every_family_read_together_are_as_each_is_alone() {
    for (name, _) in FAMILIES {
        let texts = reference(name);
        let placed: Vec<TextInput> = texts
            .iter()
            .map(|text| TextInput::new(&text.text))
            .collect();
        let together = tiny(name).trace_all(&placed, &Cancel::never()).unwrap();
        for (traced, text) in together.iter().zip(&texts) {
            largest_error(traced, text);
        }
    }
}

/// What the reference says of a text whose tokens stand elsewhere.
#[derive(Deserialize)]
struct Kept {
    kept: KeptText,
}

#[derive(Deserialize)]
struct KeptText {
    positions: Vec<u32>,
    norms: Vec<Vec<f64>>,
}

/// Models that know how far apart two tokens stand and nothing else of where they are.
const WITHOUT_POSITIONS: [&str; 2] = ["tiny-deberta-v3", "tiny-modernbert"];

#[test]
fn positions_cannot_be_kept_where_there_are_none() {
    for name in WITHOUT_POSITIONS {
        let error = trace_at(tiny(name), "yes", &[0, 1, 3, 4]).unwrap_err();
        let error = error.to_string();
        assert!(error.contains("positions cannot be kept in"), "{error}");
        assert!(error.contains(tiny(name).card().family.title()), "{error}");
    }
}

#[test]
fn every_familys_kept_positions_agree_with_pytorch() {
    let named = FAMILIES.iter().map(|&(name, _)| name);
    for name in named.filter(|name| !WITHOUT_POSITIONS.contains(name)) {
        let text = reference(name).remove(0);
        let Kept { kept } = parsed(&format!("{name}/reference.json"));
        let traced = trace_at(tiny(name), &text.text, &kept.positions).unwrap();
        assert_ne!(kept.norms, text.norms);
        let kept = ReferenceText {
            norms: kept.norms,
            ..text
        };
        largest_error(&traced, &kept);

        let card = tiny(name).card();
        let beyond: Vec<u32> = (0..)
            .skip(card.positions - 3)
            .take(kept.ids.len())
            .collect();
        let error = trace_at(tiny(name), &kept.text, &beyond).unwrap_err();
        assert!(
            error.to_string().contains("kept positions reach"),
            "{error}"
        );
    }
}
