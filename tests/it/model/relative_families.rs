//! What only `DeBERTa` and `ModernBERT` have: other ways to write a configuration, parts that are
//! not read, and what a reader must be told of pre-LayerNorm.

use std::fs;
use std::path::Path;

use glassbox::model::{Loading, Model, ModelSource};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::fixtures::{Reference, fixture, glassbox, one_line_of_failure, parsed, printed};
use crate::model::families::tiny;
use crate::model::files::{edit_json, is_refused};
use glassbox::model::Cancel;

const NOTE: &str = "pre-LayerNorm model";

/// A copy of the folder `name`, its configuration changed.
fn with_config(name: &str, edit: impl FnOnce(&mut Value)) -> TempDir {
    let copy = tempfile::tempdir().unwrap();
    for file in ["config.json", "tokenizer.json", "model.safetensors"] {
        fs::copy(fixture(name).join(file), copy.path().join(file)).unwrap();
    }
    edit_json(copy.path(), "config.json", edit);
    copy
}

fn longest_text(name: &str) -> String {
    let reference: Reference = parsed(&format!("{name}/reference.json"));
    reference.texts.into_iter().next_back().unwrap().text
}

/// Whether the model in `folder` reads the longest text as the model `name` does.
fn reads_as(folder: &Path, name: &str) -> bool {
    let text = longest_text(name);
    let model = Model::load(&ModelSource::Folder(folder.to_owned()), &Loading::quiet()).unwrap();
    let here = model.trace(&text, &Cancel::never()).unwrap();
    here == tiny(name).trace(&text, &Cancel::never()).unwrap()
}

#[test]
fn a_modernbert_configured_as_published_is_the_same_model() {
    let published = |local_theta: f64| {
        with_config("tiny-modernbert", |config| {
            let fields = config.as_object_mut().unwrap();
            fields.remove("layer_types").unwrap();
            fields.remove("rope_parameters").unwrap();
            fields.insert("global_attn_every_n_layers".to_owned(), json!(3));
            fields.insert("global_rope_theta".to_owned(), json!(4000.0));
            fields.insert("local_rope_theta".to_owned(), json!(local_theta));
        })
    };
    assert!(reads_as(published(50.0).path(), "tiny-modernbert"));
    assert!(!reads_as(published(51.0).path(), "tiny-modernbert"));
}

#[test]
fn a_deberta_configured_as_published_is_the_same_model() {
    let published = |share: bool| {
        with_config("tiny-deberta-v3", |config| {
            config["pos_att_type"] = json!("p2c|c2p");
            config["max_relative_positions"] = json!(96);
            config["share_att_key"] = json!(share);
        })
    };
    assert!(reads_as(published(true).path(), "tiny-deberta-v3"));
    is_refused(published(false).path(), &["no tensor", "pos_key_proj"]);
}

#[test]
fn every_part_of_the_attention_is_there_and_counts() {
    for (name, key, value) in [
        ("tiny-modernbert", "local_attention", json!(18)),
        ("tiny-modernbert", "norm_eps", json!(0.1)),
        ("tiny-deberta-v3", "pos_att_type", json!(["c2p"])),
        ("tiny-deberta-v3", "pos_att_type", json!(["p2c"])),
        ("tiny-deberta-v3", "norm_rel_ebd", json!("none")),
        ("tiny-deberta-v3", "max_relative_positions", json!(40)),
        ("tiny-deberta-v2", "conv_act", json!("tanh")),
        ("tiny-deberta-v2", "relative_attention", json!(false)),
        ("tiny-deberta-v2", "position_biased_input", json!(false)),
    ] {
        let other = with_config(name, |config| config[key] = value.clone());
        assert!(!reads_as(other.path(), name), "{name}: {key} {value}");
    }
}

#[test]
fn what_is_not_read_is_refused_by_name() {
    for (name, key, value, says) in [
        (
            "tiny-modernbert",
            "rope_parameters",
            json!({"full_attention": {"rope_type": "yarn", "rope_theta": 1.0}}),
            "rope_type yarn is not read",
        ),
        (
            "tiny-modernbert",
            "layer_types",
            json!(["full_attention"]),
            "layer_types has 1 entries for 5 layers",
        ),
        (
            "tiny-deberta-v2",
            "conv_kernel_size",
            json!(2),
            "conv_kernel_size 2",
        ),
        (
            "tiny-deberta-v3",
            "attention_head_size",
            json!(16),
            "attention_head_size",
        ),
        (
            "tiny-deberta-v3",
            "model_type",
            json!("deberta"),
            "this model is a deberta",
        ),
        (
            "tiny-deberta-v3",
            "num_hidden_layers",
            json!(2),
            "config.json says 2 layers, the weights have 3",
        ),
        (
            "tiny-deberta-v3",
            "position_buckets",
            json!(8),
            "encoder.rel_embeddings.weight has shape [32, 32]",
        ),
    ] {
        let folder = with_config(name, |config| config[key] = value);
        is_refused(folder.path(), &[says]);
    }
    let fewer = with_config("tiny-modernbert", |config| {
        config["num_hidden_layers"] = json!(4);
        config["layer_types"].as_array_mut().unwrap().pop();
    });
    is_refused(
        fewer.path(),
        &["config.json says 4 layers, the weights have 5"],
    );
}

#[test]
fn a_reader_is_told_once_what_pre_layer_norm_means() {
    let run = |arguments: &[&str]| {
        let mut command = glassbox();
        command.arg("--model").arg(fixture("tiny-modernbert"));
        printed(command.args(arguments))
    };
    for arguments in [
        &["analyze", "yes"][..],
        &["compare", "yes", "no"],
        &["drift", "--input", "yes", "--prompt", "A", "--prompt", "B"],
        &["analyze", "yes", "--json", "-"],
        &["compare", "yes", "no", "--json", "-"],
    ] {
        let said = run(arguments);
        assert!(said.contains(NOTE), "{said}");
        // A comparison as JSON carries the two whole analyses, each with its own warnings.
        let most = if arguments.contains(&"--json") { 3 } else { 1 };
        assert!(said.matches(NOTE).count() <= most, "{said}");
    }
    let mut check = glassbox();
    check
        .args(["models", "check"])
        .arg(fixture("tiny-modernbert"));
    assert!(printed(&mut check).contains(NOTE));

    let mut bert = glassbox();
    assert!(!printed(bert.args(["analyze", "yes"])).contains(NOTE));
}

#[test]
fn positions_cannot_be_kept_where_only_distances_are_known() {
    let mut drift = glassbox();
    drift.arg("--model").arg(fixture("tiny-modernbert"));
    drift.args(["drift", "--input", "yes", "--keep-positions"]);
    drift.args(["--prompt", "A", "--prompt", "B"]);
    let said = one_line_of_failure(&mut drift, 1);
    assert!(
        said.contains("positions cannot be kept in ModernBERT"),
        "{said}"
    );
}
