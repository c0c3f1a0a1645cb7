//! Sentence embeddings as the files of a model declare them, against sentence-transformers.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use glassbox::domain::pooling::{PoolingMode, SentenceHead, TokenStates};
use glassbox::model::{Cancel, Loading, Model, ModelSource};
use serde::Deserialize;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::fixtures::{fixture, glassbox, minilm, parsed, printed};
use crate::model::foreign_models::tiny;

#[derive(Deserialize)]
struct Reference {
    texts: Vec<String>,
    prompt: String,
    new: Vec<Vec<f64>>,
    new_prompted: Vec<Vec<f64>>,
    old: Vec<Vec<f64>>,
    /// By the mode's name in sentence-transformers.
    modes: BTreeMap<String, Vec<Vec<f64>>>,
    minilm: Vec<Pair>,
}

#[derive(Deserialize)]
struct Pair {
    texts: [String; 2],
    cosine: f64,
}

fn reference() -> Reference {
    parsed("sentence-heads/reference.json")
}

/// tiny-roberta with the head `name` beside it.
fn with_head(name: &str) -> TempDir {
    let folder = tiny("roberta");
    copy_into(&fixture("sentence-heads").join(name), folder.path());
    folder
}

fn copy_into(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_into(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

fn model_in(folder: &Path) -> Model {
    let source = ModelSource::Folder(folder.to_owned());
    Model::load(&source, &Loading::quiet()).unwrap()
}

/// The embedding of `text`, of which the first `skipped` tokens are not pooled, as the head says.
fn embedding(model: &Model, head: &SentenceHead, text: &str, skipped: usize) -> Vec<f64> {
    let traced = model.trace(text, &Cancel::never()).unwrap();
    let states = TokenStates::last_of(&traced.trace).unwrap();
    let mut embedding = head.embedding(states.without_first(skipped)).unwrap();
    if head.normalize {
        let length = embedding.iter().map(|x| x * x).sum::<f64>().sqrt();
        for x in &mut embedding {
            *x /= length;
        }
    }
    embedding
}

fn is_close(found: &[f64], expected: &[f64], what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (found, expected) in found.iter().zip(expected) {
        let error = (found - expected).abs();
        assert!(error < 1e-5, "{what}: {found} {expected}");
    }
}

#[test]
fn heads_of_every_version_embed_as_sentence_transformers_does() {
    let reference = reference();
    for (name, expected) in [("new", &reference.new), ("old", &reference.old)] {
        let folder = with_head(name);
        let model = model_in(folder.path());
        let head = model.sentence_head().unwrap();
        for (text, expected) in reference.texts.iter().zip(expected) {
            is_close(&embedding(&model, head, text, 0), expected, name);
        }
    }
}

#[test]
fn a_prompt_is_read_and_not_pooled_where_the_model_says_so() {
    let reference = reference();
    let folder = with_head("new");
    let model = model_in(folder.path());
    let head = model.sentence_head().unwrap();
    assert!(!head.pools_prompt);
    let prompt = head.prompts.iter().find(|prompt| prompt.name == "query");
    assert_eq!(prompt.unwrap().text, reference.prompt);
    let skipped = model.prompt_tokens(&reference.prompt).unwrap();
    for (text, expected) in reference.texts.iter().zip(&reference.new_prompted) {
        let prompted = format!("{}{text}", reference.prompt);
        let found = embedding(&model, head, &prompted, skipped);
        is_close(&found, expected, text);
    }
    assert_eq!(model.prompt_tokens("").unwrap(), 0);
}

#[test]
fn every_mode_pools_as_sentence_transformers_does() {
    let reference = reference();
    let folder = tiny("roberta");
    let part = folder.path().join("1_Pooling");
    fs::create_dir(&part).unwrap();
    assert_eq!(reference.modes.len(), PoolingMode::ALL.len());
    for (mode, expected) in &reference.modes {
        let config = json!({"embedding_dimension": 32, "pooling_mode": mode});
        fs::write(part.join("config.json"), config.to_string()).unwrap();
        let model = model_in(folder.path());
        let head = model.sentence_head().unwrap();
        for (text, expected) in reference.texts.iter().zip(expected) {
            is_close(&embedding(&model, head, text, 0), expected, mode);
        }
    }
}

#[test]
fn cosines_of_the_embedded_model_are_those_of_sentence_transformers() {
    let head = minilm().sentence_head().unwrap();
    assert_eq!(head.phrase(), "mean of the tokens, brought to length 1");
    assert_eq!(head.most_tokens, Some(256));
    for Pair { texts, cosine } in reference().minilm {
        let [a, b] = texts.each_ref();
        let (a, b) = (
            embedding(minilm(), head, a, 0),
            embedding(minilm(), head, b, 0),
        );
        let found: f64 = a.iter().zip(&b).map(|(a, b)| a * b).sum();
        assert!((found - cosine).abs() < 1e-5, "{texts:?}: {found} {cosine}");
    }
}

#[test]
fn a_model_that_declares_nothing_has_no_pooling() {
    let folder = tiny("distilbert");
    let model = model_in(folder.path());
    let head = model.sentence_head().unwrap();
    assert_eq!(
        *head,
        SentenceHead {
            pools_prompt: true,
            ..SentenceHead::default()
        }
    );
    let chosen = head.with_pooling(PoolingMode::Cls);
    assert_eq!(embedding(&model, &chosen, "yes", 0).len(), 32);
}

#[test]
fn a_check_says_how_a_sentence_embedding_is_made() {
    let folder = with_head("new");
    let mut check = glassbox();
    let text = printed(check.args(["models", "check"]).arg(folder.path()));
    for line in [
        "embedding   mean+cls of the tokens, a dense layer to 12 (tanh), a dense layer to 10 \
         (identity), brought to length 1",
        "1_Pooling/config.json: the pooling (mean+cls)",
        "2_Dense/model.safetensors: its numbers",
        "config_sentence_transformers.json: 3 prompts",
        "modules.json: the parts of the model (Transformer, Pooling, Dense, Dense, Normalize)",
    ] {
        assert!(text.contains(line), "no {line} in:\n{text}");
    }
    assert!(!text.contains("_Dense/: "), "{text}");
    let bare = tiny("bert");
    let mut check = glassbox();
    let text = printed(check.args(["models", "check"]).arg(bare.path()));
    let line = "embedding   no pooling is declared: it is to be chosen";
    assert!(text.contains(line), "no {line} in:\n{text}");
}

fn edit(path: &Path, change: &dyn Fn(&mut Value)) {
    let mut value: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    change(&mut value);
    fs::write(path, value.to_string()).unwrap();
}

/// A change to a head, and what must be said of it.
type Damage = (&'static dyn Fn(&Path), &'static str);

#[test]
fn a_damaged_head_is_one_clear_line_and_the_model_is_read_all_the_same() {
    let damages: [Damage; 10] = [
        (
            &|path| fs::write(path.join("modules.json"), "{").unwrap(),
            "modules.json does not say how a sentence embedding is made (not JSON",
        ),
        (
            &|path| {
                edit(&path.join("modules.json"), &|modules| {
                    modules[1]["type"] = "sentence_transformers.models.LSTM".into();
                });
            },
            "does not compute on the way to a sentence embedding (LSTM)",
        ),
        (
            &|path| {
                edit(&path.join("modules.json"), &|modules| {
                    modules[1]["path"] = "../1_Pooling".into();
                });
            },
            "leads out of the folder",
        ),
        (
            &|path| fs::remove_file(path.join("1_Pooling/config.json")).unwrap(),
            "config.json is missing",
        ),
        (
            &|path| {
                edit(&path.join("1_Pooling/config.json"), &|config| {
                    config["embedding_dimension"] = 64.into();
                });
            },
            "embedding_dimension is 64, and tokens have 32 numbers",
        ),
        (
            &|path| {
                edit(&path.join("2_Dense/config.json"), &|config| {
                    config["in_features"] = 32.into();
                });
            },
            "config.json asks for [12, 32]",
        ),
        (
            &|path| {
                let weights = path.join("2_Dense/model.safetensors");
                fs::rename(&weights, weights.with_file_name("pytorch_model.bin")).unwrap();
            },
            "only pytorch_model.bin",
        ),
        (
            &|path| {
                let weights = path.join("3_Dense/model.safetensors");
                let bytes = fs::read(&weights).unwrap();
                fs::write(&weights, &bytes[..bytes.len() - 8]).unwrap();
            },
            "is damaged or incomplete",
        ),
        (
            &|path| {
                edit(&path.join("modules.json"), &|modules| {
                    modules.as_array_mut().unwrap().swap(1, 2);
                });
            },
            "2_Dense on the wrong side of the pooling",
        ),
        (
            &|path| fs::write(path.join("config_sentence_transformers.json"), "[]").unwrap(),
            "not a JSON object",
        ),
    ];
    for (damage, expected) in damages {
        let folder = with_head("new");
        damage(folder.path());
        let model = model_in(folder.path());
        let error = model.sentence_head().unwrap_err().to_string();
        assert!(error.contains(expected), "no {expected} in: {error}");
        assert!(!error.contains('\n'), "{error}");
        model.trace("yes", &Cancel::never()).unwrap();
    }
}

#[test]
fn e5_is_offered_its_prompts_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("e5-tiny");
    copy_into(&fixture("tiny-xlm-roberta"), &path);
    let model = model_in(&path);
    let head = model.sentence_head().unwrap();
    let texts: Vec<&str> = head.prompts.iter().map(|prompt| &*prompt.text).collect();
    assert_eq!(texts, ["query: ", "passage: "]);
    assert!(head.notes[0].contains("because of the model's name"));
}

#[test]
fn many_texts_are_embedded_as_each_is_alone() {
    let head = minilm().sentence_head().unwrap();
    let long = "The dog runs after the kitten in the yard. ".repeat(20);
    let too_long = "yard ".repeat(600);
    let texts = ["yes", &long, "", "no", &too_long, "A man is eating food."];
    let done = std::cell::RefCell::new(Vec::new());
    let progress = |count: usize| done.borrow_mut().push(count);
    let never = Cancel::never();
    let embedded = minilm().embed(&texts, "", head, &never, &progress).unwrap();
    assert_eq!(embedded.len(), texts.len());
    assert_eq!(done.borrow().last(), Some(&texts.len()));
    assert!(done.borrow().is_sorted() && done.borrow().len() > 2);
    for (text, found) in texts.iter().zip(&embedded) {
        let Ok(found) = found else {
            assert_eq!(*text, "");
            continue;
        };
        let expected = embedding(minilm(), head, text, 0);
        let found_direction: Vec<f64> = found.direction.iter().map(|&x| x.into()).collect();
        is_close(&found_direction, &expected, text);
        let traced = minilm().trace(text, &never).unwrap();
        assert_eq!(found.tokens, traced.tokens.len());
        assert_eq!(found.truncated_tokens, traced.truncated_tokens);
    }
    assert!(
        embedded[2]
            .as_ref()
            .unwrap_err()
            .to_string()
            .contains("no tokens")
    );
    assert!(embedded[4].as_ref().unwrap().truncated_tokens > 0);
    let cancel = Cancel::new();
    cancel.cancel();
    assert!(minilm().embed(&texts, "", head, &cancel, &|_| {}).is_err());
    let none = SentenceHead::default();
    let error = minilm().embed(&texts, "", &none, &never, &|_| {});
    assert!(error.unwrap_err().to_string().contains("no pooling"));
}

#[test]
fn a_prompt_stands_before_every_embedded_text() {
    let reference = reference();
    let folder = with_head("new");
    let model = model_in(folder.path());
    let head = model.sentence_head().unwrap();
    let prompt = &reference.prompt;
    let found = model.embed(&reference.texts, prompt, head, &Cancel::never(), &|_| {});
    for (found, expected) in found.unwrap().iter().zip(&reference.new_prompted) {
        let found = found.as_ref().unwrap();
        let direction: Vec<f64> = found.direction.iter().map(|&x| x.into()).collect();
        is_close(&direction, expected, prompt);
    }
}
