//! Tokenizer files that are damaged or made to do harm: one clear line, never a panic, and no text
//! that takes all memory.

use std::path::Path;

use glassbox::model::{Loading, Model, ModelSource};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::fixtures::{fixture, glassbox, one_line_of_failure, printed};
use crate::model::families::FAMILIES;
use crate::model::files::{copy_of_tiny_bert, edit_json, is_refused};
use glassbox::model::Cancel;

fn with_tokenizer(edit: impl FnOnce(&mut Value)) -> TempDir {
    let folder = copy_of_tiny_bert();
    edit_json(folder.path(), "tokenizer.json", edit);
    folder
}

fn with_part(part: &str, value: &Value) -> TempDir {
    with_tokenizer(|tokenizer| tokenizer[part] = value.clone())
}

/// A copy of the tiny model `name` whose tokenizer was changed.
fn copy_of(name: &str, edit: impl FnOnce(&mut Value)) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in ["config.json", "tokenizer.json", "model.safetensors"] {
        std::fs::copy(fixture(name).join(file), folder.path().join(file)).unwrap();
    }
    edit_json(folder.path(), "tokenizer.json", edit);
    folder
}

fn load(folder: &Path) -> Model {
    Model::load(&ModelSource::Folder(folder.to_owned()), &Loading::quiet()).unwrap()
}

#[test]
fn a_template_that_names_what_is_not_there_is_refused() {
    let cls = json!({"SpecialToken": {"id": "[CLS]", "type_id": 0}});
    let b = json!({"Sequence": {"id": "B", "type_id": 0}});
    let a = json!({"Sequence": {"id": "A", "type_id": 0}});
    let two = json!({"[CLS]": {"id": "[CLS]", "ids": [2, 3], "tokens": ["[CLS]"]}});
    for (single, tokens, reason) in [
        (json!([cls, a]), json!({}), "[CLS]"),
        (json!([b]), json!({}), "one text"),
        (json!([a, a]), json!({}), "one text"),
        (json!([cls, a]), two, "2 ids and 1 tokens"),
    ] {
        let template = json!({"type": "TemplateProcessing", "single": single, "pair": [a, b],
            "special_tokens": tokens});
        let folder = with_part("post_processor", &template);
        is_refused(folder.path(), &["tokenizer.json", "post_processor", reason]);
    }
}

#[test]
fn steps_that_the_tokenizers_crate_stumbles_over_are_refused() {
    for (step, reason) in [
        (
            json!({"type": "Replace", "pattern": {"String": ""}, "content": "x"}),
            "empty pattern",
        ),
        (
            json!({"type": "Replace", "pattern": {"Regex": ""}, "content": "x"}),
            "empty pattern",
        ),
        (json!({"type": "Prepend", "prepend": ""}), "empty text"),
        (
            json!({"type": "Precompiled", "precompiled_charsmap": ""}),
            "precompiled_charsmap",
        ),
        (
            json!({"type": "Precompiled", "precompiled_charsmap": "AAAAAAAAAAA="}),
            "normalizer",
        ),
        (
            json!({"type": "Precompiled", "precompiled_charsmap": "/////////////w=="}),
            "normalizer",
        ),
    ] {
        for within in [
            step.clone(),
            json!({"type": "Sequence", "normalizers": [step]}),
        ] {
            let folder = with_part("normalizer", &within);
            is_refused(
                folder.path(),
                &["tokenizer.json is not a usable tokenizer", reason],
            );
        }
    }
    let mut deep = json!({"type": "NFC"});
    for _ in 0..40 {
        deep = json!({"type": "Sequence", "normalizers": [deep]});
    }
    is_refused(
        with_part("normalizer", &deep).path(),
        &["too many steps within steps"],
    );
}

#[test]
fn patterns_that_match_nothing_never_end_in_a_panic() {
    for pattern in ["x*", "^", "(?=h)", "\\b"] {
        let step = json!({"type": "Replace", "pattern": {"Regex": pattern}, "content": "y"});
        let folder = with_part("normalizer", &step);
        let mut analyze = glassbox();
        analyze
            .arg("--model")
            .arg(folder.path())
            .args(["analyze", "hi there, x"]);
        let output = analyze.output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        let lines = said.lines().count();
        assert!(
            matches!(output.status.code(), Some(0 | 1)),
            "{pattern}: {said}"
        );
        assert!(
            lines <= 1 && !said.contains("panicked"),
            "{pattern}: {said}"
        );
    }
}

#[test]
fn a_decoder_is_never_in_the_way() {
    for decoder in [
        json!({"type": "Nothing"}),
        json!([]),
        json!("x"),
        json!({"type": "WordPiece"}),
    ] {
        let folder = with_part("decoder", &decoder);
        assert_eq!(
            load(folder.path()).tokens("is").unwrap().len(),
            3,
            "{decoder}"
        );
    }
}

#[test]
fn a_mark_that_a_merge_lacks_is_refused() {
    let folder = copy_of("tiny-roberta", |tokenizer| {
        tokenizer["model"]["continuing_subword_prefix"] = "########".into();
    });
    is_refused(folder.path(), &["continuing_subword_prefix"]);
}

#[test]
fn a_piece_of_a_million_characters_is_refused_before_it_fills_the_stack() {
    for name in ["tiny-albert", "tiny-xlm-roberta", "tiny-deberta-v3"] {
        let folder = copy_of(name, |tokenizer| {
            tokenizer["model"]["vocab"][9][0] = "x".repeat(1_000_000).into();
        });
        is_refused(folder.path(), &["piece of more than", "characters"]);
    }
}

#[test]
fn a_text_that_normalizing_makes_too_long_is_refused_and_others_are_read() {
    let step = json!({"type": "Replace", "pattern": {"String": "x"}, "content": "xxxxxxxxxx"});
    let bomb = json!({"type": "Sequence", "normalizers": vec![step; 9]});
    let folder = with_part("normalizer", &bomb);
    assert_eq!(load(folder.path()).tokens("is").unwrap().len(), 3);
    let mut analyze = glassbox();
    analyze
        .arg("--model")
        .arg(folder.path())
        .args(["analyze", "x"]);
    let said = one_line_of_failure(&mut analyze, 1);
    assert!(said.contains("longer than 32 MiB"), "{said}");
    let folder = with_tokenizer(|tokenizer| {
        tokenizer["normalizer"] = bomb;
        let added = json!({"id": 172, "content": "x", "single_word": false, "lstrip": false,
            "rstrip": false, "normalized": true, "special": false});
        tokenizer["added_tokens"]
            .as_array_mut()
            .unwrap()
            .push(added);
    });
    is_refused(folder.path(), &["an added token cannot be normalized"]);
}

#[test]
fn spans_lie_on_whole_characters_in_every_family() {
    let texts = [
        "a \u{2028} b",
        "3.14 \u{a0}",
        "é\u{a0}\u{a0}ü",
        "x\u{3000}今 \u{2003}天",
        "🍕\u{85}🍕",
    ];
    for (name, _) in FAMILIES {
        let model = load(&fixture(name));
        for text in texts {
            for token in model.tokens(text).unwrap() {
                assert!(
                    text.get(token.start..token.end).is_some(),
                    "{name}: {text:?} {token:?}"
                );
            }
        }
    }
}

#[test]
fn a_unigram_without_an_unknown_piece_reads_what_its_class_reads() {
    let folder = copy_of("tiny-albert", |tokenizer| {
        tokenizer["model"]["unk_id"] = Value::Null;
    });
    let model = load(folder.path());
    let traced = model.trace("yes 饕餮", &Cancel::never()).unwrap();
    assert!(traced.unknown > 0);
    let notes = &model.card().notes;
    assert!(notes[0].contains("unk_id"), "{notes:?}");
}

#[test]
fn a_unigram_without_an_unknown_piece_and_a_class_refuses_strange_letters_and_says_so_before() {
    let folder = copy_of("tiny-albert", |tokenizer| {
        tokenizer["model"]["unk_id"] = Value::Null;
    });
    edit_json(folder.path(), "config.json", |config| {
        config["tokenizer_class"] = "PreTrainedTokenizerFast".into();
    });
    let mut check = glassbox();
    check.args(["models", "check"]).arg(folder.path());
    assert!(printed(&mut check).contains("names no unknown token"));
    let mut analyze = glassbox();
    analyze
        .arg("--model")
        .arg(folder.path())
        .args(["analyze", "yes 饕餮"]);
    let said = one_line_of_failure(&mut analyze, 1);
    assert!(said.contains("cannot be cut into tokens"), "{said}");
}
