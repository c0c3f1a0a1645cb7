//! A table of tokenizer situations, families times files times settings: ids and special tokens are
//! those of transformers (`make_tokenizer_cases.py`).

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use glassbox::model::{Loading, Model, ModelSource};
use safetensors::SafeTensors;
use safetensors::tensor::TensorView;
use serde::Deserialize;
use serde_json::{Map, Value};
use tempfile::TempDir;

use crate::fixtures::{fixture, parsed};

#[derive(Deserialize)]
struct Table {
    cases: Vec<Situation>,
}

/// A folder of a model with some files of its tokenizer changed, and what transformers reads.
#[derive(Deserialize)]
struct Situation {
    name: String,
    base: String,
    #[serde(default)]
    rows: usize,
    #[serde(default)]
    config: Value,
    #[serde(default)]
    tokenizer: Value,
    document: Option<Value>,
    write: Option<String>,
    #[serde(default)]
    files: BTreeMap<String, Value>,
    class: String,
    texts: Vec<Text>,
}

#[derive(Deserialize)]
struct Text {
    #[serde(rename = "text")]
    given: String,
    ids: Vec<u32>,
    special: Vec<u8>,
}

/// Merges `patch` into `value`: objects into objects, `{"replace": X}` as X whole.
fn merge(value: &mut Value, patch: &Value) {
    let Some(changes) = patch.as_object() else {
        *value = patch.clone();
        return;
    };
    if let (Some(whole), 1) = (changes.get("replace"), changes.len()) {
        *value = whole.clone();
        return;
    }
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    for (name, change) in changes {
        merge(&mut value[name], change);
    }
}

fn json_of(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

impl Situation {
    fn folder(&self) -> TempDir {
        let (folder, base) = (tempfile::tempdir().unwrap(), fixture(&self.base));
        let write = |name: &str, text: String| fs::write(folder.path().join(name), text).unwrap();
        let mut config = json_of(&base.join("config.json"));
        if self.config.is_object() {
            merge(&mut config, &self.config);
        }
        let rows = config["vocab_size"].as_u64().unwrap() as usize;
        config["vocab_size"] = (rows + self.rows).into();
        write("config.json", config.to_string());
        let weights = fs::read(base.join("model.safetensors")).unwrap();
        let weights = with_rows(&weights, rows, self.rows);
        fs::write(folder.path().join("model.safetensors"), weights).unwrap();
        let document = self.document.clone();
        let mut document = document.unwrap_or_else(|| json_of(&base.join("tokenizer.json")));
        let model = document["model"].clone();
        if self.tokenizer.as_str() != Some("none") {
            if self.tokenizer.is_object() {
                merge(&mut document, &self.tokenizer);
            }
            write("tokenizer.json", document.to_string());
        }
        match self.write.as_deref() {
            Some("vocab.txt") => {
                let pieces = model["vocab"].as_object().unwrap();
                let mut pieces: Vec<_> = pieces.iter().collect();
                pieces.sort_by_key(|(_, id)| id.as_u64());
                let lines = pieces.iter().map(|(piece, _)| format!("{piece}\n"));
                write("vocab.txt", lines.collect());
            }
            Some("vocab.json") => {
                write("vocab.json", model["vocab"].to_string());
                let pairs = model["merges"].as_array().unwrap().iter();
                let lines = pairs.map(|pair| match pair.as_str() {
                    Some(pair) => format!("{pair}\n"),
                    None => format!(
                        "{} {}\n",
                        pair[0].as_str().unwrap(),
                        pair[1].as_str().unwrap()
                    ),
                });
                write(
                    "merges.txt",
                    "#version: 0.2\n".to_owned() + &lines.collect::<String>(),
                );
            }
            _ => {}
        }
        for (name, content) in &self.files {
            write(name, content.to_string());
        }
        folder
    }
}

/// The weights with `more` rows of zeros behind the `rows` of the word embedding.
fn with_rows(weights: &[u8], rows: usize, more: usize) -> Vec<u8> {
    let file = SafeTensors::deserialize(weights).unwrap();
    let mut tensors = BTreeMap::new();
    for (name, view) in file.iter() {
        let (mut shape, mut bytes) = (view.shape().to_vec(), view.data().to_vec());
        if name.ends_with("_embeddings.weight") && shape[0] == rows {
            bytes.resize(bytes.len() / rows * (rows + more), 0);
            shape[0] += more;
        }
        tensors.insert(name.to_owned(), (view.dtype(), shape, bytes));
    }
    let views = tensors.iter().map(|(name, (dtype, shape, bytes))| {
        let view = TensorView::new(*dtype, shape.clone(), bytes).unwrap();
        (name.as_str(), view)
    });
    safetensors::serialize(views, None).unwrap()
}

#[test]
fn every_situation_is_read_as_transformers_reads_it() {
    let table: Table = parsed("tokenizer_cases.json");
    assert!(table.cases.len() >= 90);
    let mut wrong = Vec::new();
    for case in &table.cases {
        let folder = case.folder();
        let source = ModelSource::Folder(folder.path().to_owned());
        let model = match Model::load(&source, &Loading::quiet()) {
            Ok(model) => model,
            Err(error) => {
                wrong.push(format!("{}: {error}", case.name));
                continue;
            }
        };
        for expected in &case.texts {
            let tokens = model.tokens(&expected.given).unwrap();
            let ids: Vec<u32> = tokens.iter().map(|token| token.id).collect();
            let special: Vec<u8> = tokens.iter().map(|token| token.special.into()).collect();
            if ids != expected.ids || special != expected.special {
                wrong.push(format!(
                    "{} ({}): {}\n  ids {ids:?}\n  not {:?}\n  special {special:?}\n  not     {:?}",
                    case.name, case.class, expected.given, expected.ids, expected.special
                ));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
