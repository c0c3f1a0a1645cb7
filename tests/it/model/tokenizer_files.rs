//! Folders without a `tokenizer.json`: `BERT`'s `vocab.txt` is read, for others the fix is named.

use std::fs;
use std::path::Path;

use glassbox::model::{Loading, Model, ModelSource};
use serde_json::Value;
use tempfile::TempDir;

use crate::fixtures::{Reference, fixture, parsed, tiny_bert};
use crate::model::files::{copy_of_tiny_bert, is_refused};
use glassbox::model::Cancel;

/// The tiny model with its vocabulary as a list in place of its tokenizer.
fn with_vocabulary(change: impl FnOnce(&mut Vec<String>)) -> TempDir {
    let folder = copy_of_tiny_bert();
    let path = folder.path().join("tokenizer.json");
    let tokenizer: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    let vocabulary = tokenizer["model"]["vocab"].as_object().unwrap();
    let mut pieces = vec![String::new(); vocabulary.len()];
    for (piece, id) in vocabulary {
        pieces[id.as_u64().unwrap() as usize].clone_from(piece);
    }
    change(&mut pieces);
    fs::write(folder.path().join("vocab.txt"), pieces.join("\n") + "\n").unwrap();
    fs::remove_file(path).unwrap();
    folder
}

fn with_tokenizer_config(json: &str) -> TempDir {
    let folder = with_vocabulary(|_| {});
    fs::write(folder.path().join("tokenizer_config.json"), json).unwrap();
    folder
}

fn pieces(folder: &Path, text: &str) -> Vec<String> {
    let model = Model::load(&ModelSource::Folder(folder.to_owned()), &Loading::quiet()).unwrap();
    let tokens = model.tokens(text).unwrap().into_iter();
    tokens.map(|token| token.piece).collect()
}

#[test]
fn a_vocabulary_alone_reads_as_the_tokenizer_it_was_taken_from() {
    let folder = with_vocabulary(|_| {});
    let model = Model::load(
        &ModelSource::Folder(folder.path().to_owned()),
        &Loading::quiet(),
    )
    .unwrap();
    let reference: Reference = parsed("tiny-bert/reference.json");
    for text in reference.texts {
        let ours = model.trace(&text.text, &Cancel::never()).unwrap();
        assert_eq!(
            ours,
            tiny_bert().trace(&text.text, &Cancel::never()).unwrap()
        );
    }
}

#[test]
fn a_vocabularys_tokenizer_config_decides_about_capitals() {
    let folder = with_tokenizer_config(
        r#"{"do_lower_case":false,"tokenizer_class":"BertTokenizer","cls_token":{"content":"[CLS]"}}"#,
    );
    let cased = pieces(folder.path(), "Who is it");
    assert_eq!(cased, ["[CLS]", "[UNK]", "is", "it", "[SEP]"]);
    let folder = with_tokenizer_config(r#"{"cls_token":"[MASK]","sep_token":"[PAD]"}"#);
    let other = pieces(folder.path(), "Who is it");
    assert_eq!(other, ["[MASK]", "who", "is", "it", "[PAD]"]);
}

#[test]
fn a_vocabulary_that_cannot_stand_in_is_refused() {
    let folder = with_vocabulary(|pieces| {
        pieces.retain(|piece| piece != "[SEP]");
    });
    is_refused(
        folder.path(),
        &["tokenizer.json is missing", "vocab.txt", "it has no [SEP]"],
    );
    let folder = with_tokenizer_config(r#"{"tokenizer_class":"BertJapaneseTokenizer"}"#);
    is_refused(folder.path(), &["BertJapaneseTokenizer", "save_pretrained"]);
    let folder = with_tokenizer_config("do_lower_case: true");
    is_refused(folder.path(), &["tokenizer_config.json is not JSON"]);
    let folder = with_vocabulary(|pieces| pieces.push("more".to_owned()));
    is_refused(folder.path(), &["173 tokens", "vocabulary of 172"]);
}

#[test]
fn other_vocabularies_are_refused_with_the_way_to_a_tokenizer() {
    for file in ["vocab.json", "sentencepiece.bpe.model", "spiece.model"] {
        let folder = copy_of_tiny_bert();
        fs::remove_file(folder.path().join("tokenizer.json")).unwrap();
        fs::write(folder.path().join(file), b"{}").unwrap();
        is_refused(
            folder.path(),
            &[
                "tokenizer.json is missing",
                "AutoTokenizer",
                "save_pretrained",
            ],
        );
    }
}

#[test]
fn the_tokenizer_of_another_model_is_refused_by_its_size() {
    let folder = copy_of_tiny_bert();
    let other = fixture("tiny-roberta/tokenizer.json");
    fs::copy(other, folder.path().join("tokenizer.json")).unwrap();
    is_refused(
        folder.path(),
        &["tokenizer.json has 421 tokens", "vocabulary of 172"],
    );
}
