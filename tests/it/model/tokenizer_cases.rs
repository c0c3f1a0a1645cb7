//! Tokenizers as other people's folders have them, each taken from a public report of a
//! neighbouring tool: the ids and norms are those of transformers, and what contradicts itself is
//! said.

use std::fs;
use std::path::Path;

use glassbox::analysis::{AnalysisSettings, Answer};
use glassbox::domain::alignment::PairKind;
use glassbox::domain::token::Token;
use glassbox::model::{Loading, Model, ModelError, ModelSource};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::asking::{Comparing, analyze, compare};
use crate::fixtures::{fixture, glassbox, parsed, printed};
use crate::model::files::{copy_of_tiny_bert, edit_json, is_refused};
use glassbox::model::Cancel;

#[derive(Deserialize)]
struct Expected {
    text: String,
    ids: Vec<u32>,
    norms: Vec<f64>,
}

fn load(folder: &Path) -> Result<Model, ModelError> {
    Model::load(&ModelSource::Folder(folder.to_owned()), &Loading::quiet())
}

fn case(name: &str) -> Model {
    load(&fixture("cases").join(name)).unwrap()
}

/// The words of `tokens`, as `text` spells them.
fn words(text: &str, tokens: &[Token]) -> Vec<String> {
    let mut words: Vec<std::ops::Range<usize>> = Vec::new();
    for token in tokens {
        match token.word {
            Some(word) if word < words.len() => words[word].end = token.end,
            Some(_) => words.push(token.start..token.end),
            None => {}
        }
    }
    let spelled = words.into_iter().map(|span| text[span].trim().to_owned());
    spelled.collect()
}

#[test]
fn ids_and_norms_are_those_of_transformers() {
    // What each says of itself, by a word of it; nothing where nothing contradicts itself.
    for (name, said) in [
        ("add-prefix-space", "add_prefix_space"),
        ("added-tokens-decoder", ""),
        ("lower-case-disagrees", "do_lower_case"),
        ("modernbert-llama-tokenizer", ""),
        ("mpnet-vocab-only", ""),
        ("no-post-processor", "post_processor"),
        ("post-processor-other-ids", "101 … 102"),
        ("token-without-row", "no row"),
        ("vocab-added-tokens", ""),
        ("xlmr-chinese", ""),
    ] {
        let expected: Expected = parsed(&format!("cases/{name}/expected.json"));
        let model = case(name);
        let traced = model.trace(&expected.text, &Cancel::never()).unwrap();
        let notes = &model.card().notes;
        let ids: Vec<u32> = traced.tokens.iter().map(|token| token.id).collect();
        assert_eq!(ids, expected.ids, "{name}");
        let norms = traced.strengths(traced.layers());
        assert_eq!(norms.len(), expected.norms.len(), "{name}");
        for (norm, expected) in norms.iter().zip(expected.norms) {
            assert!((norm - expected).abs() < 2e-5, "{name}: {norm} {expected}");
        }
        assert_eq!(notes.is_empty(), said.is_empty(), "{name}: {notes:?}");
        assert!(notes.iter().all(|note| note.contains(said)), "{notes:?}");
    }
}

#[test]
fn contradictions_stand_among_the_warnings_of_every_result_once() {
    let model = case("lower-case-disagrees");
    let analysis = analyze(&model, "Yes", &AnalysisSettings::default()).unwrap();
    let said = |warnings: &[String]| {
        let about = warnings.iter().filter(|one| one.contains("do_lower_case"));
        about.count()
    };
    assert_eq!(said(&analysis.warnings), 1);
    let asked = Comparing::default();
    let comparison = compare(&model, "Yes", "No", &asked).unwrap();
    assert_eq!(said(&comparison.warnings), 1);
    let mut check = glassbox();
    check
        .args(["models", "check"])
        .arg(fixture("cases/lower-case-disagrees"));
    let table = printed(&mut check);
    assert!(
        table.contains("note: tokenizer.json lowers capitals"),
        "{table}"
    );
    assert!(
        table.contains("tokenizer_config.json: settings and special tokens\n"),
        "{table}"
    );
}

#[test]
fn a_check_says_what_was_read_and_what_was_not_used() {
    let folder = copy_of_tiny_bert();
    fs::write(folder.path().join("vocab.txt"), "[PAD]\n").unwrap();
    fs::write(folder.path().join("spiece.model"), "x").unwrap();
    let settings = json!({"added_tokens_decoder": {}, "tokenizer_class": "BertTokenizerFast"});
    fs::write(
        folder.path().join("tokenizer_config.json"),
        settings.to_string(),
    )
    .unwrap();
    fs::write(folder.path().join("added_tokens.json"), "{\"new\": 172}").unwrap();
    let mut check = glassbox();
    check
        .args(["models", "check"])
        .arg(folder.path())
        .args(["--json", "-"]);
    let report: Value = serde_json::from_str(&printed(&mut check)).unwrap();
    let files = |list: &str| -> Vec<String> {
        let files = report[list].as_array().unwrap().iter();
        files
            .map(|file| file["file"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(report["tokenizer"], "BertTokenizer");
    assert_eq!(
        files("read"),
        [
            "config.json",
            "model.safetensors",
            "tokenizer.json",
            "tokenizer_config.json"
        ]
    );
    assert_eq!(
        files("unused"),
        ["added_tokens.json", "spiece.model", "vocab.txt"]
    );
}

#[test]
fn what_is_a_program_or_no_file_is_refused_with_the_reason() {
    let case = |name: &str| fixture("cases").join(name);
    is_refused(
        &case("japanese-tokenizer-in-config"),
        &["config.json names BertJapaneseTokenizer", "MeCab"],
    );
    is_refused(
        &case("lfs-pointer-tokenizer"),
        &["Git LFS pointer", "git lfs pull"],
    );
    for (class, reason) in [
        ("CanineTokenizer", "reads characters"),
        ("ByT5Tokenizer", "reads bytes"),
        ("BertweetTokenizer", "tweets"),
    ] {
        let folder = copy_of_tiny_bert();
        let settings = json!({"tokenizer_class": class});
        fs::write(
            folder.path().join("tokenizer_config.json"),
            settings.to_string(),
        )
        .unwrap();
        is_refused(folder.path(), &[class, reason]);
    }
    let folder = copy_of_tiny_bert();
    let settings = json!({
        "tokenizer_class": "OwnTokenizer",
        "auto_map": {"AutoTokenizer": ["own.OwnTokenizer", null]},
    });
    fs::write(
        folder.path().join("tokenizer_config.json"),
        settings.to_string(),
    )
    .unwrap();
    is_refused(folder.path(), &["own code (own.OwnTokenizer)"]);
    for (file, text) in [
        (
            "special_tokens_map.json",
            "version https://git-lfs.github.com/spec/v1\n",
        ),
        ("added_tokens.json", "{\"new\": \"one\"}"),
        ("tokenizer_config.json", "{\"added_tokens_decoder\": [1]}"),
    ] {
        let folder = copy_of_tiny_bert();
        fs::write(folder.path().join(file), text).unwrap();
        is_refused(folder.path(), &[file]);
    }
}

#[test]
fn words_begin_at_every_space_of_the_text_whatever_the_tokenizer_splits() {
    let text = "Who is the prime minister of Canada?";
    let model = case("modernbert-llama-tokenizer");
    let tokens = model.tokens(text).unwrap();
    let expected = ["Who", "is", "the", "prime", "minister", "of", "Canada", "?"];
    assert_eq!(words(text, &tokens), expected);
    assert!(
        tokens
            .iter()
            .all(|token| !token.shown.contains(['▁', '<']) || token.special)
    );
    // Byte-level BPE and Unigram of which nothing splits the text.
    for (name, pre_tokenizer) in [
        (
            "tiny-roberta",
            json!({"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true,
            "use_regex": false}),
        ),
        (
            "tiny-albert",
            json!({"type": "Metaspace", "replacement": "▁", "split": false}),
        ),
        ("tiny-deberta-v3", Value::Null),
    ] {
        let folder = tempfile::tempdir().unwrap();
        for file in ["config.json", "tokenizer.json", "model.safetensors"] {
            fs::copy(fixture(name).join(file), folder.path().join(file)).unwrap();
        }
        edit_json(folder.path(), "tokenizer.json", |tokenizer| {
            tokenizer["pre_tokenizer"] = pre_tokenizer;
        });
        let tokens = load(folder.path()).unwrap().tokens(text).unwrap();
        assert_eq!(words(text, &tokens), expected, "{name}");
    }
}

#[test]
fn each_chinese_character_is_a_word_so_that_what_is_the_same_stays_the_same() {
    let model = case("xlmr-chinese");
    let (a, b) = ("我喜欢在公园里散步。", "我喜欢在商店里散步。");
    let asked = Comparing::default();
    let comparison = compare(&model, a, b, &asked).unwrap();
    let pairs = comparison.alignment.pairs.iter();
    let of_kind = |kind: PairKind| -> Vec<&str> {
        let tokens = &comparison.a.traced.tokens;
        let pairs = pairs.clone().filter(|pair| pair.kind == kind);
        let tokens = pairs.filter_map(|pair| tokens.get(pair.a?));
        let own = tokens.filter(|token| !token.special);
        own.map(|token| &a[token.start..token.end]).collect()
    };
    let (same, changed) = (of_kind(PairKind::Same), of_kind(PairKind::Changed));
    assert!(same.contains(&"散") && same.contains(&"步"), "{same:?}");
    assert!(
        !changed.is_empty() && changed.concat().contains("公园"),
        "{changed:?}"
    );
}

#[test]
fn ends_of_words_are_shown_as_nothing() {
    let table: Value = parsed("tokenizer_cases.json");
    let cases = table["cases"].as_array().unwrap();
    let herbert = cases
        .iter()
        .find(|case| case["name"] == "tiny-electra: HerBERT's tokenizer");
    let folder = tempfile::tempdir().unwrap();
    for file in ["config.json", "model.safetensors"] {
        fs::copy(fixture("tiny-electra").join(file), folder.path().join(file)).unwrap();
    }
    let document = herbert.unwrap()["document"].to_string();
    fs::write(folder.path().join("tokenizer.json"), document).unwrap();
    edit_json(folder.path(), "config.json", |config| {
        config["tokenizer_class"] = "HerbertTokenizerFast".into();
    });
    let tokens = load(folder.path())
        .unwrap()
        .tokens("Who is there?")
        .unwrap();
    let shown: Vec<&str> = tokens.iter().map(|token| token.shown.as_str()).collect();
    assert!(shown.contains(&"Who"), "{shown:?}");
    assert!(tokens.iter().any(|token| token.piece == "Who</w>"));
    assert!(
        shown.iter().all(|shown| !shown.contains("</w>")),
        "{shown:?}"
    );
}

#[test]
fn offsets_are_bytes_and_characters() {
    let model = case("xlmr-chinese");
    let text = "我 喜欢";
    let analysis = analyze(&model, text, &AnalysisSettings::default()).unwrap();
    let json = glassbox::export::json(&Answer::Analysis(std::sync::Arc::clone(&analysis))).unwrap();
    let json: Value = serde_json::from_str(&json).unwrap();
    let characters: Vec<char> = text.chars().collect();
    for token in json["tokens"].as_array().unwrap() {
        let at = |name: &str| token[name].as_u64().unwrap() as usize;
        let spelled: String = characters[at("start_char")..at("end_char")]
            .iter()
            .collect();
        assert_eq!(spelled, text[at("start")..at("end")]);
    }
    let csv = glassbox::export::text(
        &Answer::Analysis(std::sync::Arc::clone(&analysis)),
        glassbox::export::TextFormat::Csv,
    )
    .unwrap();
    assert!(csv.starts_with("index,id,token,shown,start,end,start_char,end_char,special,"));
}

#[test]
fn a_corpus_skips_the_text_with_a_token_that_has_no_row_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let texts = folder.path().join("texts.txt");
    fs::write(&texts, "Who is it?\nWho is <extra>?\nIt is the park.\n").unwrap();
    let out = folder.path().join("out");
    let mut corpus = glassbox();
    corpus
        .arg("--model")
        .arg(fixture("cases/token-without-row"));
    corpus.arg("corpus").arg(&texts).arg("--out").arg(&out);
    corpus.args(["--no-charts", "--no-baselines", "--replicates", "0"]);
    assert_eq!(corpus.output().unwrap().status.code(), Some(0));
    let summary = fs::read(out.join("summary.json")).unwrap();
    let summary: Value = serde_json::from_slice(&summary).unwrap();
    let warnings = summary["warnings"].to_string();
    assert!(
        warnings.contains("line 2: the token <extra> (id 253) has no row"),
        "{warnings}"
    );
    let read = fs::read_to_string(out.join("texts.csv")).unwrap();
    assert_eq!(read.lines().count(), 3);
}

#[test]
fn two_models_share_the_words_of_a_text_though_one_splits_nothing() {
    let text = "Who is the prime minister of Canada?";
    let mut compared = glassbox();
    compared.args(["compare-models", "--model"]);
    compared.arg(fixture("cases/modernbert-llama-tokenizer"));
    compared
        .arg("--with")
        .arg(fixture("tiny-bert"))
        .arg(text)
        .args(["--json", "-"]);
    let compared: Value = serde_json::from_str(&printed(&mut compared)).unwrap();
    let words = compared["words"].as_array().unwrap().iter();
    let words: Vec<&str> = words.map(|word| word["word"].as_str().unwrap()).collect();
    let expected = ["Who", "is", "the", "prime", "minister", "of", "Canada", "?"];
    assert_eq!(words, expected);
}
