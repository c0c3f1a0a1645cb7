//! Models as they are found in the wild: what transformers reads is read with its numbers, what is
//! left over from tools is read past, and what is something else is called by its name.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use glassbox::domain::trace::TracedText;
use glassbox::model::{Cancel, Loading, Model, ModelSource};
use safetensors::SafeTensors;
use safetensors::tensor::{Dtype, TensorView};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use tempfile::TempDir;

use crate::fixtures::{fixture, glassbox, parsed, printed};
use crate::model::files::{edit_json, is_refused};

pub(crate) const TEXT: &str = "Who is the prime minister of Canada?";
pub(crate) const FILES: [&str; 3] = ["config.json", "tokenizer.json", "model.safetensors"];
pub(crate) const WEIGHTS: &str = "model.safetensors";

/// What transformers makes of configurations and folders, by `make_foreign_configs.py`.
#[derive(Deserialize)]
struct ForeignConfigs {
    text: String,
    cases: Vec<ForeignConfig>,
    folders: Vec<ForeignFolder>,
}

#[derive(Deserialize)]
struct ForeignConfig {
    family: String,
    drop: Vec<String>,
    set: Map<String, Value>,
    ids: Vec<u32>,
    norms: Vec<Vec<f64>>,
}

#[derive(Deserialize)]
struct ForeignFolder {
    name: String,
    text: String,
    ids: Vec<u32>,
    norms: Vec<Vec<f64>>,
}

pub(crate) fn case(name: &str) -> PathBuf {
    fixture("cases").join(name)
}

/// A copy of the tiny model of a family, to be changed.
pub(crate) fn tiny(family: &str) -> TempDir {
    let copy = tempfile::tempdir().unwrap();
    let source = fixture(&format!("tiny-{family}"));
    for file in FILES {
        fs::copy(source.join(file), copy.path().join(file)).unwrap();
    }
    copy
}

pub(crate) fn read(folder: &Path, text: &str) -> TracedText {
    let source = ModelSource::Folder(folder.to_owned());
    let model = Model::load(&source, &Loading::quiet()).unwrap();
    model.trace(text, &Cancel::never()).unwrap()
}

fn notes(folder: &Path) -> Vec<String> {
    let source = ModelSource::Folder(folder.to_owned());
    let model = Model::load(&source, &Loading::quiet()).unwrap();
    model.card().notes.clone()
}

fn reads_as(traced: &TracedText, ids: &[u32], norms: &[Vec<f64>], what: &str) {
    let found: Vec<u32> = traced.tokens.iter().map(|token| token.id).collect();
    assert_eq!(found, ids, "{what}");
    assert_eq!(traced.trace.strengths.len(), norms.len(), "{what}");
    for (layer, (found, expected)) in traced.trace.strengths.iter().zip(norms).enumerate() {
        for (found, expected) in found.iter().zip(expected) {
            let error = (found - expected).abs();
            assert!(
                error <= 1e-5 * (1.0 + expected),
                "{what}, layer {layer}: {found} {expected}"
            );
        }
    }
}

#[test]
fn configs_as_they_are_found_give_the_numbers_of_transformers() {
    let foreign: ForeignConfigs = parsed("foreign_configs.json");
    assert!(foreign.cases.len() >= 40);
    for case in foreign.cases {
        let folder = tiny(&case.family);
        edit_json(folder.path(), "config.json", |config| {
            let fields = config.as_object_mut().unwrap();
            fields.retain(|name, _| !case.drop.contains(name));
            fields.extend(case.set.clone());
        });
        let what = format!("{} with {:?}", case.family, case.set);
        reads_as(
            &read(folder.path(), &foreign.text),
            &case.ids,
            &case.norms,
            &what,
        );
    }
}

#[test]
fn folders_as_they_are_found_give_the_numbers_of_transformers() {
    let foreign: ForeignConfigs = parsed("foreign_configs.json");
    assert!(foreign.folders.len() >= 10);
    for folder in foreign.folders {
        let traced = read(&case(&folder.name), &folder.text);
        reads_as(&traced, &folder.ids, &folder.norms, &folder.name);
    }
}

#[test]
fn an_activation_with_weights_of_its_own_is_valid_and_not_read() {
    for name in ["prelu", "xielu", "no_such"] {
        let folder = tiny("electra");
        edit_json(folder.path(), "config.json", |config| {
            config["hidden_act"] = name.into();
        });
        let says = format!("hidden_act {name} is not read");
        is_refused(folder.path(), &["is valid and asks for", &says]);
    }
}

#[test]
fn relative_positions_of_bert_are_valid_and_not_read() {
    for (family, field, value) in [
        ("bert", "position_embedding_type", json!("relative_key")),
        (
            "roberta",
            "position_embedding_type",
            json!("relative_key_query"),
        ),
        ("electra", "is_decoder", json!(true)),
        ("albert", "pruned_heads", json!({"0": [1]})),
        (
            "modernbert",
            "rope_parameters",
            json!({"full_attention": {"rope_type": "yarn"}}),
        ),
    ] {
        let folder = tiny(family);
        edit_json(folder.path(), "config.json", |config| config[field] = value);
        is_refused(folder.path(), &["is valid and asks for"]);
    }
}

// Names of tensors.

pub(crate) type Tensors = BTreeMap<String, (Dtype, Vec<usize>, Vec<u8>)>;

pub(crate) fn tensors(folder: &Path) -> Tensors {
    let bytes = fs::read(folder.join(WEIGHTS)).unwrap();
    let file = SafeTensors::deserialize(&bytes).unwrap();
    let tensors = file.iter().map(|(name, view)| {
        let tensor = (view.dtype(), view.shape().to_vec(), view.data().to_vec());
        (name.to_owned(), tensor)
    });
    tensors.collect()
}

pub(crate) fn write(folder: &Path, tensors: &Tensors, metadata: &[(&str, &str)]) {
    let views = tensors.iter().map(|(name, (dtype, shape, bytes))| {
        (
            name.as_str(),
            TensorView::new(*dtype, shape.clone(), bytes).unwrap(),
        )
    });
    let metadata = metadata
        .iter()
        .map(|&(key, value)| (key.to_owned(), value.to_owned()));
    let bytes = safetensors::serialize(views, Some(metadata.collect())).unwrap();
    fs::write(folder.join(WEIGHTS), bytes).unwrap();
}

/// A tiny model with its tensors under other names.
fn renamed(family: &str, rename: impl Fn(&str) -> String) -> TempDir {
    let folder = tiny(family);
    let tensors = tensors(folder.path()).into_iter();
    let tensors = tensors.map(|(name, tensor)| (rename(&name), tensor));
    write(folder.path(), &tensors.collect(), &[]);
    folder
}

#[test]
fn names_are_read_past_what_tools_put_into_them() {
    type Rename = fn(&str) -> String;
    let cases: [(&str, Rename); 8] = [
        ("roberta", |name| format!("module._orig_mod.{name}")),
        ("distilbert", |name| format!("auto_model.{name}")),
        ("mpnet", |name| format!("0.auto_model.{name}")),
        ("electra", |name| format!("discriminator._orig_mod.{name}")),
        ("deberta-v2", |name| format!("backbone.deberta.{name}")),
        ("modernbert", |name| {
            name.replace("layers.2.", "layers.2._orig_mod.")
        }),
        ("albert", |name| {
            name.replace("albert.encoder.", "albert.encoder._fsdp_wrapped_module.")
        }),
        ("camembert", |name| format!("_forward_module.model.{name}")),
    ];
    for (family, rename) in cases {
        let folder = renamed(family, rename);
        let expected = read(&fixture(&format!("tiny-{family}")), TEXT);
        assert_eq!(read(folder.path(), TEXT), expected, "{family}");
    }
}

#[test]
fn blocks_beyond_the_config_are_counted_behind_a_prefix_too() {
    let folder = renamed("bert", |name| format!("model._orig_mod.text.{name}"));
    edit_json(folder.path(), "config.json", |config| {
        config["num_hidden_layers"] = 3.into();
    });
    is_refused(folder.path(), &["says 3 layers, the weights have 12"]);
}

#[test]
fn two_encoders_in_one_file_are_not_chosen_between() {
    let folder = tiny("bert");
    let mut both = Tensors::new();
    for (name, tensor) in tensors(folder.path()) {
        both.insert(format!("query.{name}"), tensor.clone());
        both.insert(format!("passage.{name}"), tensor);
    }
    write(folder.path(), &both, &[]);
    is_refused(folder.path(), &["several encoders", "passage., query."]);
}

#[test]
fn a_table_of_words_is_read_from_the_head_that_shares_it() {
    let word_table = |folder: &Path| {
        let tables = ["word_embeddings.weight", "tok_embeddings.weight"];
        let names = tensors(folder).into_keys();
        let mut words = names.filter(|name| tables.iter().any(|table| name.ends_with(table)));
        words.next().unwrap()
    };
    for (family, head, noted) in [
        ("bert", "cls.predictions.decoder.weight", false),
        ("distilbert", "vocab_projector.weight", false),
        ("modernbert", "decoder.weight", false),
        ("mpnet", "lm_head.decoder.weight", false),
        ("electra", "my_head.table", true),
    ] {
        let folder = tiny(family);
        let words = word_table(folder.path());
        let mut tied = tensors(folder.path());
        let table = tied.remove(&words).unwrap();
        tied.insert(head.to_owned(), table);
        let note = [(words.as_str(), head)];
        write(folder.path(), &tied, if noted { &note } else { &[] });
        let expected = read(&fixture(&format!("tiny-{family}")), TEXT);
        assert_eq!(read(folder.path(), TEXT), expected, "{family}");
        if !noted {
            edit_json(folder.path(), "config.json", |config| {
                config["tie_word_embeddings"] = false.into();
            });
            is_refused(folder.path(), &["no tensor", &words]);
        }
    }
}

#[test]
fn an_adapter_is_called_one() {
    is_refused(
        &case("lora-adapter"),
        &["adapter (LORA) of bert-base-uncased", "merge_and_unload"],
    );
    let beside = tiny("roberta");
    fs::rename(
        beside.path().join(WEIGHTS),
        beside.path().join("adapter_model.safetensors"),
    )
    .unwrap();
    fs::write(
        beside.path().join("adapter_config.json"),
        r#"{"peft_type":"IA3"}"#,
    )
    .unwrap();
    is_refused(beside.path(), &["adapter (IA3) of another model"]);
    // Beside whole weights it is not applied, and that is said.
    let whole = tiny("roberta");
    fs::write(whole.path().join("adapter_config.json"), "{}").unwrap();
    assert!(notes(whole.path())[0].contains("is not applied"));
    let inside = tiny("bert");
    let mut with_adapter = tensors(inside.path());
    let tensor = with_adapter.values().next().unwrap().clone();
    let name = "base_model.model.encoder.layer.0.attention.self.query.lora_A.default.weight";
    with_adapter.insert(name.to_owned(), tensor);
    write(inside.path(), &with_adapter, &[]);
    is_refused(inside.path(), &["an adapter that is not merged", "lora_A"]);
}

#[test]
fn weights_of_another_family_are_called_theirs() {
    let folder = tiny("bert");
    fs::copy(
        fixture("tiny-distilbert").join(WEIGHTS),
        folder.path().join(WEIGHTS),
    )
    .unwrap();
    is_refused(folder.path(), &["says BERT", "those of DistilBERT"]);
}

// Code of the model's own, and families that are not named.

#[test]
fn code_of_the_models_own_is_named_where_it_is_needed_and_where_it_may_differ() {
    is_refused(
        &case("custom-code-alibi"),
        &[
            "auto_map: bert_layers.BertModel",
            "ALiBi",
            "does not run a model's own code",
        ],
    );
    let folder = case("custom-code-same-names");
    let mut analyze = glassbox();
    analyze
        .arg("--model")
        .arg(&folder)
        .args(["analyze", "Hi", "--json", "-"]);
    let analysis: Value = serde_json::from_str(&printed(&mut analyze)).unwrap();
    let warning = analysis["warnings"][0].as_str().unwrap();
    assert!(
        warning.contains("auto_map: modeling_bert.MyBertModel"),
        "{warning}"
    );
    let mut compare = glassbox();
    compare
        .arg("--model")
        .arg(&folder)
        .args(["compare", "Hi", "Ho", "--json", "-"]);
    let comparison = printed(&mut compare);
    let comparison: Value = serde_json::from_str(&comparison).unwrap();
    let warnings = comparison["warnings"].as_array().unwrap();
    let of_code = warnings
        .iter()
        .filter(|warning| warning.as_str().unwrap().contains("auto_map"));
    assert_eq!(of_code.count(), 1, "{warnings:?}");

    let modernbert = tiny("modernbert");
    edit_json(modernbert.path(), "config.json", |config| {
        config["auto_map"] = json!({"AutoModelForMaskedLM": "modeling.Flex"});
    });
    assert!(notes(modernbert.path())[0].contains("modeling.Flex"));
    edit_json(modernbert.path(), "config.json", |config| {
        config["hidden_size"] = 36.into();
        config["num_attention_heads"] = 2.into();
    });
    is_refused(
        modernbert.path(),
        &["auto_map: modeling.Flex", "has another shape"],
    );
    // Code of a tokenizer is not the encoder's.
    let roberta = tiny("roberta");
    edit_json(roberta.path(), "config.json", |config| {
        config["auto_map"] = json!({"AutoTokenizer": ["tokenization.Mine", null]});
    });
    assert!(notes(roberta.path()).is_empty());
}

#[test]
fn a_model_that_asks_for_its_own_code_in_its_config_is_told_so() {
    let folder = tiny("bert");
    edit_json(folder.path(), "config.json", |config| {
        config["position_embedding_type"] = "alibi".into();
        config["auto_map"] = json!({"AutoModel": "modeling_bert.JinaBertModel"});
    });
    is_refused(
        folder.path(),
        &[
            "position_embedding_type alibi is not read",
            "modeling_bert.JinaBertModel",
        ],
    );
}

fn without_family(family: &str) -> TempDir {
    let folder = tiny(family);
    edit_json(folder.path(), "config.json", |config| {
        let fields = config.as_object_mut().unwrap();
        fields.retain(|name, _| name != "model_type" && name != "architectures");
    });
    folder
}

#[test]
fn a_family_that_is_not_named_is_told_by_the_tensors() {
    assert!(notes(&case("model-type-absent-bert"))[0].contains("read as BERT"));
    for family in [
        "distilbert",
        "modernbert",
        "albert",
        "electra",
        "mpnet",
        "deberta-v3",
        "roberta",
    ] {
        let folder = without_family(family);
        let expected = read(&fixture(&format!("tiny-{family}")), TEXT);
        assert_eq!(read(folder.path(), TEXT), expected, "{family}");
        assert!(
            notes(folder.path())[0].contains("has no model_type"),
            "{family}"
        );
    }
}

#[test]
fn a_family_that_nothing_tells_is_asked_for() {
    let folder = without_family("xlm-roberta");
    edit_json(folder.path(), "config.json", |config| {
        config.as_object_mut().unwrap().remove("pad_token_id");
    });
    is_refused(
        folder.path(),
        &[
            "has no model_type",
            "fit BERT and RoBERTa",
            "add a line such as \"model_type\": \"bert\"",
        ],
    );
    let folder = without_family("bert");
    let other = renamed("bert", |name| name.replace("layer", "h"));
    fs::copy(other.path().join(WEIGHTS), folder.path().join(WEIGHTS)).unwrap();
    is_refused(
        folder.path(),
        &["has no model_type", "of no family that is read"],
    );
}
