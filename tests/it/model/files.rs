//! Model folders: every way a published encoder is stored is read, and every way a folder can be
//! broken is said in one line.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use glassbox::domain::trace::TracedText;
use glassbox::model::{Loading, Model, ModelSource};
use half::{bf16, f16};
use safetensors::SafeTensors;
use safetensors::tensor::{Dtype, TensorView};
use serde_json::Value;
use tempfile::TempDir;

use crate::fixtures::{
    Reference, glassbox, one_line_of_failure, parsed, printed, tiny_bert, tiny_bert_folder,
};
use glassbox::model::Cancel;

const TEXT: &str = "Who is the prime minister of Canada?";

/// Tensors by name, as they are stored.
type Tensors = BTreeMap<String, Stored>;

#[derive(Clone)]
struct Stored {
    dtype: Dtype,
    shape: Vec<usize>,
    bytes: Vec<u8>,
}

impl Stored {
    fn numbers(&self) -> Vec<f32> {
        assert_eq!(self.dtype, Dtype::F32);
        let chunks = self.bytes.chunks_exact(4);
        chunks
            .map(|four| f32::from_le_bytes(four.try_into().unwrap()))
            .collect()
    }

    /// The same shape, with each number stored by `store`.
    fn stored_as<const N: usize>(&self, dtype: Dtype, store: impl Fn(f32) -> [u8; N]) -> Self {
        Self {
            dtype,
            shape: self.shape.clone(),
            bytes: self.numbers().into_iter().flat_map(store).collect(),
        }
    }
}

/// A copy of the tiny model's folder, to be changed.
pub(crate) fn copy_of_tiny_bert() -> TempDir {
    let copy = tempfile::tempdir().unwrap();
    for file in ["config.json", "tokenizer.json", "model.safetensors"] {
        fs::copy(tiny_bert_folder().join(file), copy.path().join(file)).unwrap();
    }
    copy
}

fn tensors() -> Tensors {
    let bytes = fs::read(tiny_bert_folder().join("model.safetensors")).unwrap();
    let file = SafeTensors::deserialize(&bytes).unwrap();
    file.iter()
        .map(|(name, view)| {
            let stored = Stored {
                dtype: view.dtype(),
                shape: view.shape().to_vec(),
                bytes: view.data().to_vec(),
            };
            (name.to_owned(), stored)
        })
        .collect()
}

fn write_tensors(folder: &Path, tensors: &Tensors) {
    let views = tensors.iter().map(|(name, stored)| {
        let view = TensorView::new(stored.dtype, stored.shape.clone(), &stored.bytes).unwrap();
        (name.as_str(), view)
    });
    let bytes = safetensors::serialize(views, None).unwrap();
    fs::write(folder.join("model.safetensors"), bytes).unwrap();
}

pub(crate) fn edit_json(folder: &Path, file: &str, edit: impl FnOnce(&mut Value)) {
    let path = folder.join(file);
    let mut value: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    edit(&mut value);
    fs::write(path, value.to_string()).unwrap();
}

fn load(folder: &Path) -> Model {
    Model::load(&ModelSource::Folder(folder.to_owned()), &Loading::quiet()).unwrap()
}

fn read(model: &Model) -> TracedText {
    model.trace(TEXT, &Cancel::never()).unwrap()
}

/// What the tiny model says of the text once its tensors have been changed.
fn read_with(tensors: &Tensors) -> TracedText {
    let folder = copy_of_tiny_bert();
    write_tensors(folder.path(), tensors);
    read(&load(folder.path()))
}

#[test]
fn a_file_written_anew_gives_the_same_numbers() {
    assert_eq!(read_with(&tensors()), read(tiny_bert()));
}

#[test]
fn names_that_start_with_bert_are_the_same_tensors() {
    let prefixed = tensors()
        .into_iter()
        .map(|(name, stored)| (format!("bert.{name}"), stored));
    assert_eq!(read_with(&prefixed.collect()), read(tiny_bert()));
}

#[test]
fn layer_norms_named_gamma_and_beta_are_the_same_tensors() {
    let older = tensors().into_iter().map(|(name, stored)| {
        let name = name
            .replace("LayerNorm.weight", "LayerNorm.gamma")
            .replace("LayerNorm.bias", "LayerNorm.beta");
        (name, stored)
    });
    let older: Tensors = older.collect();
    assert!(older.contains_key("encoder.layer.0.output.LayerNorm.gamma"));
    assert_eq!(read_with(&older), read(tiny_bert()));
}

#[test]
fn tensors_no_hidden_state_depends_on_are_left_alone() {
    let mut more = tensors();
    let ids = Stored {
        dtype: Dtype::I64,
        shape: vec![1, 32],
        bytes: (0..32_i64).flat_map(i64::to_le_bytes).collect(),
    };
    more.insert("embeddings.position_ids".to_owned(), ids);
    let pooler = more["encoder.layer.0.attention.self.query.weight"].clone();
    more.insert("pooler.dense.weight".to_owned(), pooler);
    assert_eq!(read_with(&more), read(tiny_bert()));
}

/// Stored in half, and stored in full after the same rounding: the numbers must be the same, and
/// close to those of `PyTorch`'s unrounded model.
fn reads_halves<const N: usize>(
    dtype: Dtype,
    round: impl Fn(f32) -> f32,
    store: impl Fn(f32) -> [u8; N],
    tolerance: f64,
) {
    let full = tensors();
    let halves: Tensors = full
        .iter()
        .map(|(name, stored)| (name.clone(), stored.stored_as(dtype, &store)))
        .collect();
    let rounded: Tensors = full
        .iter()
        .map(|(name, stored)| {
            let bytes = |x: f32| round(x).to_le_bytes();
            (name.clone(), stored.stored_as(Dtype::F32, bytes))
        })
        .collect();
    let from_halves = read_with(&halves);
    assert_eq!(from_halves, read_with(&rounded));

    let reference: Reference = parsed("tiny-bert/reference.json");
    assert_eq!(reference.texts[0].text, TEXT);
    let mut largest = 0.0_f64;
    for (layer, expected) in reference.texts[0].norms.iter().enumerate() {
        for (strength, expected) in from_halves.strengths(layer).iter().zip(expected) {
            largest = largest.max((strength - expected).abs() / expected);
        }
    }
    println!("{dtype:?}: largest relative error of a norm {largest:.3e}");
    assert!(largest > 0.0, "nothing was rounded");
    assert!(largest < tolerance, "{largest}");
}

#[test]
fn float16_weights_are_widened_exactly() {
    reads_halves(
        Dtype::F16,
        |x| f16::from_f32(x).to_f32(),
        |x| f16::from_f32(x).to_le_bytes(),
        0.01,
    );
}

#[test]
fn bfloat16_weights_are_widened_exactly() {
    reads_halves(
        Dtype::BF16,
        |x| bf16::from_f32(x).to_f32(),
        |x| bf16::from_f32(x).to_le_bytes(),
        0.05,
    );
}

#[test]
fn a_usable_folder_is_checked_and_said_to_be_usable() {
    let folder = copy_of_tiny_bert();
    let halves = tensors().into_iter().map(|(name, stored)| {
        let stored = stored.stored_as(Dtype::F16, |x| f16::from_f32(x).to_le_bytes());
        (name, stored)
    });
    write_tensors(folder.path(), &halves.collect());
    let mut command = glassbox();
    command
        .args(["models", "check", "--json", "-"])
        .arg(folder.path());
    let checked: Value = serde_json::from_str(&printed(&mut command)).unwrap();
    assert_eq!(checked["schema"], "glassbox.model.v1");
    assert_eq!(checked["usable"], true);
    assert_eq!(checked["stored_as"], "F16");
    assert_eq!(checked["vocabulary"], 172);
    assert_eq!(checked["heads"], 4);
    assert!(checked["device"].as_str().unwrap().starts_with("CPU"));
    assert_eq!(checked["model"]["layers"], 12);
    assert_eq!(checked["model"]["hidden_size"], 32);
    assert_eq!(checked["model"]["positions"], 32);
}

#[test]
fn a_folder_is_told_by_its_own_checksum() {
    let recorded = load(&tiny_bert_folder()).card().sha256.clone();
    assert_eq!(recorded.len(), 64);
    let folder = copy_of_tiny_bert();
    assert_eq!(load(folder.path()).card().sha256, recorded);
    let mut changed = tensors();
    changed.get_mut("embeddings.LayerNorm.bias").unwrap().bytes[0] ^= 1;
    write_tensors(folder.path(), &changed);
    assert_ne!(load(folder.path()).card().sha256, recorded);
}

/// Both commands that read a folder refuse it, with a line that has each of `words`.
pub(crate) fn is_refused(folder: &Path, words: &[&str]) {
    let error = Model::load(&ModelSource::Folder(folder.to_owned()), &Loading::quiet());
    let said_by_library = error.err().expect("the folder was read").to_string();
    is_refused_by_program(folder, words);
    for word in words {
        assert!(
            said_by_library.contains(word),
            "no {word} in: {said_by_library}"
        );
    }
}

pub(crate) fn is_refused_by_program(folder: &Path, words: &[&str]) {
    let mut check = glassbox();
    check.args(["models", "check"]).arg(folder);
    let mut analyze = glassbox();
    analyze.arg("--model").arg(folder).args(["analyze", "hi"]);
    for command in [&mut check, &mut analyze] {
        let said = one_line_of_failure(command, 1);
        for word in words {
            assert!(said.contains(word), "no {word} in: {said}");
        }
        // The problem, then what to do.
        assert!(said.matches(": ").count() >= 2, "no advice in: {said}");
        assert!(!said.contains("panicked"), "{said}");
    }
}

/// A folder with one file's bytes replaced.
fn with_file(file: &str, bytes: &[u8]) -> TempDir {
    let folder = copy_of_tiny_bert();
    fs::write(folder.path().join(file), bytes).unwrap();
    folder
}

fn with_tensor(name: &str, change: impl FnOnce(&mut Stored)) -> TempDir {
    let folder = copy_of_tiny_bert();
    let mut tensors = tensors();
    change(tensors.get_mut(name).unwrap());
    write_tensors(folder.path(), &tensors);
    folder
}

fn with_config(edit: impl FnOnce(&mut Value)) -> TempDir {
    let folder = copy_of_tiny_bert();
    edit_json(folder.path(), "config.json", edit);
    folder
}

#[test]
fn a_missing_file_is_named() {
    for file in ["config.json", "tokenizer.json", "model.safetensors"] {
        let folder = copy_of_tiny_bert();
        fs::remove_file(folder.path().join(file)).unwrap();
        is_refused(folder.path(), &[&format!("{file} is missing")]);
    }
}

#[test]
fn a_folder_in_place_of_a_file_is_named() {
    let folder = copy_of_tiny_bert();
    fs::remove_file(folder.path().join("model.safetensors")).unwrap();
    fs::create_dir(folder.path().join("model.safetensors")).unwrap();
    is_refused(folder.path(), &["model.safetensors is a folder"]);
}

#[test]
fn weights_that_could_run_code_are_not_opened() {
    let folder = copy_of_tiny_bert();
    fs::rename(
        folder.path().join("model.safetensors"),
        folder.path().join("pytorch_model.bin"),
    )
    .unwrap();
    is_refused(
        folder.path(),
        &["only pytorch_model.bin", "safe_serialization"],
    );
}

#[test]
fn an_empty_folder_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    is_refused(
        folder.path(),
        &["config.json is missing", "a model folder needs"],
    );
}

#[test]
fn a_folder_that_is_not_there_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let nowhere = folder.path().join("nowhere");
    is_refused(&nowhere, &["no such model folder", "nowhere"]);
}

#[test]
fn weights_cut_short_are_incomplete() {
    let whole = fs::read(tiny_bert_folder().join("model.safetensors")).unwrap();
    for length in [0, 7, 8, 100, whole.len() / 2, whole.len() - 1] {
        let folder = with_file("model.safetensors", &whole[..length]);
        is_refused(
            folder.path(),
            &["model.safetensors is damaged or incomplete"],
        );
    }
}

#[test]
fn weights_with_something_after_them_are_damaged() {
    let mut longer = fs::read(tiny_bert_folder().join("model.safetensors")).unwrap();
    longer.extend_from_slice(b"more");
    let folder = with_file("model.safetensors", &longer);
    is_refused(
        folder.path(),
        &["damaged", "bytes long where its header asks for"],
    );
}

/// A weight file with `header` and nothing behind it.
fn headed(header: &[u8]) -> Vec<u8> {
    let length = header.len() as u64;
    [&length.to_le_bytes(), header].concat()
}

#[test]
fn a_header_that_claims_100_gigabytes_allocates_nothing() {
    let hundred_gigabytes: u64 = 100_000_000_000;
    let claims = [&hundred_gigabytes.to_le_bytes()[..], b"{}"].concat();
    let folder = with_file("model.safetensors", &claims);
    is_refused(folder.path(), &["header claims 100000000000 bytes"]);

    let claims = headed(
        br#"{"embeddings.word_embeddings.weight":{"dtype":"F32","shape":[25000000000],"data_offsets":[0,100000000000]}}"#,
    );
    let folder = with_file("model.safetensors", &claims);
    is_refused(folder.path(), &["damaged", "header asks for 1000000"]);
}

#[test]
fn a_header_whose_numbers_overflow_is_damaged() {
    for header in [
        r#"{"a":{"dtype":"F32","shape":[4294967296,4294967296,4294967296],"data_offsets":[0,0]}}"#,
        r#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,18446744073709551615]}}"#,
        r#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#,
        r#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#,
        r#"{"a":{"dtype":"F99","shape":[1],"data_offsets":[0,4]}}"#,
    ] {
        let folder = with_file("model.safetensors", &headed(header.as_bytes()));
        is_refused(folder.path(), &["damaged"]);
    }
}

#[test]
fn tensors_that_overlap_or_leave_holes_are_damaged() {
    let tensor = |shape: usize, start: usize, end: usize| {
        format!(r#"{{"dtype":"F32","shape":[{shape}],"data_offsets":[{start},{end}]}}"#)
    };
    for (a, b, length) in [
        (tensor(1, 0, 4), tensor(1, 0, 4), 4),
        (tensor(2, 0, 8), tensor(2, 4, 12), 12),
        (tensor(1, 0, 4), tensor(1, 8, 12), 12),
        (tensor(1, 4, 8), tensor(1, 8, 12), 12),
        (tensor(1, 0, 4), tensor(3, 4, 8), 8),
    ] {
        let header = format!(r#"{{"a":{a},"b":{b}}}"#);
        let file = [headed(header.as_bytes()), vec![0; length]].concat();
        let folder = with_file("model.safetensors", &file);
        is_refused(
            folder.path(),
            &["damaged", "its header is not that of a safetensors file"],
        );
    }
}

#[test]
fn a_header_that_is_not_json_is_damaged() {
    for header in [
        &b"this is no header"[..],
        b"[1, 2]",
        b"{\"a\": 1}",
        &[0xff; 20],
        b"",
    ] {
        let folder = with_file("model.safetensors", &headed(header));
        is_refused(folder.path(), &["not that of a safetensors file"]);
    }
    let folder = with_file("model.safetensors", b"PK\x03\x04 a zip file, not weights");
    is_refused(folder.path(), &["model.safetensors is a ZIP archive"]);
}

#[test]
fn a_tensor_of_another_shape_is_named_with_both_shapes() {
    let name = "encoder.layer.3.intermediate.dense.weight";
    let folder = with_tensor(name, |stored| stored.shape = vec![32, 64]);
    is_refused(folder.path(), &[name, "[32, 64]", "[64, 32]"]);
    let folder = with_config(|config| config["vocab_size"] = 173.into());
    is_refused(
        folder.path(),
        &[
            "embeddings.word_embeddings.weight",
            "[172, 32]",
            "[173, 32]",
        ],
    );
}

#[test]
fn a_missing_tensor_is_named() {
    let folder = copy_of_tiny_bert();
    let mut fewer = tensors();
    fewer.remove("encoder.layer.11.output.dense.bias").unwrap();
    write_tensors(folder.path(), &fewer);
    is_refused(
        folder.path(),
        &["no tensor encoder.layer.11.output.dense.bias"],
    );
    let folder = with_config(|config| config["num_hidden_layers"] = 13.into());
    is_refused(folder.path(), &["no tensor encoder.layer.12."]);
}

#[test]
fn weights_with_more_layers_than_the_config_are_refused() {
    let folder = with_config(|config| config["num_hidden_layers"] = 3.into());
    is_refused(
        folder.path(),
        &["config.json says 3 layers, the weights have 12"],
    );
}

#[test]
fn a_weight_that_is_not_finite_is_named_by_its_tensor() {
    let name = "encoder.layer.5.attention.self.key.weight";
    for value in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        let folder = with_tensor(name, |stored| {
            stored.bytes[40..44].copy_from_slice(&value.to_le_bytes());
        });
        is_refused(folder.path(), &[name, "not finite", "NaN"]);
    }
}

#[test]
fn a_tensor_of_whole_numbers_is_named_with_its_type() {
    let name = "encoder.layer.0.output.LayerNorm.weight";
    let folder = with_tensor(name, |stored| {
        *stored = stored.stored_as(Dtype::I64, |x| (x as i64).to_le_bytes());
    });
    is_refused(folder.path(), &[name, "stored as I64", "F32, F16 and BF16"]);
}

#[test]
fn a_config_that_is_not_json_is_refused() {
    for bytes in [&b"{\"model_type\": \"bert\","[..], b"", b"\xff\xfe{}"] {
        let folder = with_file("config.json", bytes);
        is_refused(folder.path(), &["config.json", "not JSON"]);
    }
    let folder = with_file("config.json", b"<html>");
    is_refused(folder.path(), &["config.json is a web page", "/resolve/"]);
    let folder = with_file("config.json", b"[]");
    is_refused(folder.path(), &["config.json", "not a JSON object"]);
}

#[test]
fn the_config_of_another_family_is_refused_by_name() {
    let folder = with_file(
        "config.json",
        br#"{"model_type":"gpt2","architectures":["GPT2LMHeadModel"],"n_layer":12,"n_embd":768,"n_head":12,"vocab_size":50257}"#,
    );
    is_refused(folder.path(), &["gpt2", "families BERT, RoBERTa"]);
}

#[test]
fn a_broken_tokenizer_is_refused() {
    let whole = fs::read(tiny_bert_folder().join("tokenizer.json")).unwrap();
    for bytes in [
        &b"not a tokenizer"[..],
        b"{}",
        b"",
        &whole[..whole.len() / 2],
    ] {
        let folder = with_file("tokenizer.json", bytes);
        is_refused(folder.path(), &["tokenizer.json is not a usable tokenizer"]);
    }
}

#[test]
fn a_token_without_a_row_is_refused_in_the_text_that_has_it() {
    let folder = copy_of_tiny_bert();
    edit_json(folder.path(), "tokenizer.json", |tokenizer| {
        tokenizer["model"]["vocab"]["beyond"] = 172.into();
    });
    let model = load(folder.path());
    let read = read(&model);
    assert_eq!(
        read.tokens,
        tiny_bert().trace(TEXT, &Cancel::never()).unwrap().tokens
    );
    assert_eq!(model.card().notes.len(), 1);
    assert!(
        model.card().notes[0].contains("1 token of the tokenizer has no row"),
        "{:?}",
        model.card().notes
    );
    let error = model.tokens("what is beyond?").unwrap_err().to_string();
    for word in ["beyond", "(id 172)", "172", ": leave it out"] {
        assert!(error.contains(word), "no {word} in: {error}");
    }
    let mut analyze = glassbox();
    analyze.arg("--model").arg(folder.path());
    analyze.args(["analyze", "beyond"]);
    let said = one_line_of_failure(&mut analyze, 1);
    assert!(said.contains("beyond"), "{said}");
}

#[test]
fn numbers_that_overflow_on_the_way_are_refused_by_every_command() {
    let name = "encoder.layer.11.output.LayerNorm.weight";
    let folder = with_tensor(name, |stored| {
        *stored = stored.stored_as(Dtype::F32, |_| f32::MAX.to_le_bytes());
    });
    let refuses = |words: &[&str]| {
        let mut command = glassbox();
        command.arg("--model").arg(folder.path()).args(words);
        let said = one_line_of_failure(&mut command, 1);
        assert!(said.contains("at Layer 12 is not finite"), "{said}");
        assert!(said.contains("download the model again"), "{said}");
        assert!(!said.contains("models check"), "advises itself: {said}");
    };
    // Also where a layer is asked for whose own numbers are finite: the model is damaged.
    refuses(&["analyze", TEXT, "--json", "-", "--layer", "8"]);
    refuses(&["analyze", TEXT, "--layer", "12"]);
    refuses(&["compare", TEXT, "Who is it?"]);
    let mut check = glassbox();
    check.args(["models", "check"]).arg(folder.path());
    let said = one_line_of_failure(&mut check, 1);
    assert!(said.contains("at Layer 12 is not finite"), "{said}");
}
