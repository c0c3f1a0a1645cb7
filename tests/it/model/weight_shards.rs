//! Weights in several files with an index, links inside and out of a model folder, and folders
//! with weights in formats that are not read.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use glassbox::model::{Loading, Model, ModelSource};
use safetensors::SafeTensors;
use safetensors::tensor::TensorView;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use crate::fixtures::{glassbox, printed, tiny_bert, tiny_bert_folder};
use crate::model::files::{copy_of_tiny_bert, edit_json, is_refused};
use glassbox::model::Cancel;

const INDEX: &str = "model.safetensors.index.json";
const SHARDS: [&str; 3] = [
    "model-00001-of-00003.safetensors",
    "model-00002-of-00003.safetensors",
    "model-00003-of-00003.safetensors",
];

/// The tiny BERT with every third tensor in each of three files.
fn sharded() -> TempDir {
    let folder = copy_of_tiny_bert();
    let whole = folder.path().join("model.safetensors");
    let bytes = fs::read(&whole).unwrap();
    let tensors = SafeTensors::deserialize(&bytes).unwrap();
    let mut names: Vec<&str> = tensors.iter().map(|(name, _)| name).collect();
    names.sort_unstable();
    let mut weight_map = serde_json::Map::new();
    for (number, shard) in SHARDS.iter().enumerate() {
        let own = names.iter().skip(number).step_by(SHARDS.len());
        let views: Vec<(&str, TensorView)> = own
            .map(|&name| (name, tensors.tensor(name).unwrap()))
            .collect();
        for (name, _) in &views {
            weight_map.insert((*name).to_owned(), (*shard).into());
        }
        let bytes = safetensors::serialize(views, None).unwrap();
        fs::write(folder.path().join(shard), bytes).unwrap();
    }
    let index = json!({"metadata": {"total_size": bytes.len()}, "weight_map": weight_map});
    fs::write(folder.path().join(INDEX), index.to_string()).unwrap();
    fs::remove_file(whole).unwrap();
    folder
}

fn load(folder: &Path) -> Model {
    Model::load(&ModelSource::Folder(folder.to_owned()), &Loading::quiet()).unwrap()
}

fn reads_as_the_tiny_model(folder: &Path) {
    let text = "Enjoying a beautiful day at the park!";
    assert_eq!(
        load(folder).trace(text, &Cancel::never()).unwrap(),
        tiny_bert().trace(text, &Cancel::never()).unwrap()
    );
}

#[test]
fn weights_in_several_files_are_the_same_model() {
    let folder = sharded();
    reads_as_the_tiny_model(folder.path());
    let checked = printed(
        glassbox()
            .args(["models", "check", "--json", "-"])
            .arg(folder.path()),
    );
    let checked: Value = serde_json::from_str(&checked).unwrap();
    let whole = printed(
        glassbox()
            .args(["models", "check", "--json", "-"])
            .arg(tiny_bert_folder()),
    );
    let whole: Value = serde_json::from_str(&whole).unwrap();
    for key in ["parameters", "stored_as", "vocabulary", "heads", "device"] {
        assert_eq!(checked[key], whole[key], "{key}");
    }
}

#[test]
fn the_checksum_of_several_files_is_that_of_their_checksums() {
    let folder = sharded();
    let mut lines = String::new();
    for shard in SHARDS {
        lines.push_str(&checksum(&fs::read(folder.path().join(shard)).unwrap()));
        lines.push('\n');
    }
    assert_eq!(
        load(folder.path()).card().sha256,
        checksum(lines.as_bytes())
    );
}

fn checksum(bytes: &[u8]) -> String {
    let digits = Sha256::digest(bytes);
    digits.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

#[test]
fn one_weight_file_is_taken_before_an_index() {
    let folder = sharded();
    fs::copy(
        tiny_bert_folder().join("model.safetensors"),
        folder.path().join("model.safetensors"),
    )
    .unwrap();
    fs::write(folder.path().join(INDEX), "not read").unwrap();
    reads_as_the_tiny_model(folder.path());
}

#[test]
fn an_index_that_is_none_is_refused() {
    for (index, says) in [
        ("", "EOF"),
        ("no list", "expected"),
        ("[]", "invalid"),
        ("{}", "weight_map"),
        (r#"{"weight_map":{}}"#, "its weight_map is empty"),
        (r#"{"weight_map":{"a":1}}"#, "invalid type"),
    ] {
        let folder = sharded();
        fs::write(folder.path().join(INDEX), index).unwrap();
        is_refused(folder.path(), &[INDEX, "not a usable list", says]);
    }
}

#[test]
fn an_index_cannot_lead_out_of_its_folder() {
    let outside = sharded();
    let absolute = outside.path().join(SHARDS[0]).display().to_string();
    let parent = format!(
        "../{}/{}",
        outside.path().file_name().unwrap().to_string_lossy(),
        SHARDS[0]
    );
    for name in [
        &parent,
        &absolute,
        "shards/one.safetensors",
        "..",
        "",
        "a\\b",
    ] {
        let folder = sharded();
        edit_json(folder.path(), INDEX, |index| {
            index["weight_map"]["embeddings.LayerNorm.bias"] = name.into();
        });
        is_refused(
            folder.path(),
            &["embeddings.LayerNorm.bias", "not the bare name of a file"],
        );
    }
}

#[test]
fn a_missing_shard_and_a_misplaced_tensor_are_named() {
    let folder = sharded();
    fs::remove_file(folder.path().join(SHARDS[1])).unwrap();
    is_refused(folder.path(), &[SHARDS[1], "is missing", INDEX]);

    let folder = sharded();
    edit_json(folder.path(), INDEX, |index| {
        index["weight_map"]["pooler.dense.weight"] = SHARDS[2].into();
    });
    is_refused(
        folder.path(),
        &[SHARDS[2], "no tensor pooler.dense.weight", "says it is"],
    );

    let folder = sharded();
    edit_json(folder.path(), INDEX, |index| {
        let map = index["weight_map"].as_object_mut().unwrap();
        map.remove("encoder.layer.3.output.dense.bias").unwrap();
    });
    is_refused(
        folder.path(),
        &[INDEX, "no tensor encoder.layer.3.output.dense.bias"],
    );
}

#[test]
fn each_shard_is_checked_as_one_file_is() {
    let folder = sharded();
    let path = folder.path().join(SHARDS[1]);
    let bytes = fs::read(&path).unwrap();
    fs::write(&path, &bytes[..bytes.len() - 4]).unwrap();
    is_refused(folder.path(), &[SHARDS[1], "damaged", "bytes long"]);

    fs::write(&path, 100_000_000_000_u64.to_le_bytes()).unwrap();
    is_refused(folder.path(), &[SHARDS[1], "header claims 100000000000"]);
}

#[test]
fn a_small_file_that_is_not_small_is_not_read_into_memory() {
    for file in ["config.json", "tokenizer.json"] {
        let folder = copy_of_tiny_bert();
        let huge = fs::File::create(folder.path().join(file)).unwrap();
        // A hole: it takes no room on the disk.
        huge.set_len(100 << 30).unwrap();
        is_refused(folder.path(), &[file, "107374182400 bytes long"]);
    }
}

#[test]
fn weights_in_another_format_are_said_to_be_that() {
    for (file, says) in [
        ("pytorch_model.bin", "save_pretrained"),
        ("pytorch_model.bin.index.json", "save_pretrained"),
        ("tf_model.h5", "TensorFlow"),
        ("flax_model.msgpack", "Flax"),
        ("model.onnx", "ONNX"),
        ("onnx/model.onnx", "ONNX"),
    ] {
        let folder = copy_of_tiny_bert();
        fs::remove_file(folder.path().join("model.safetensors")).unwrap();
        let path = folder.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "weights").unwrap();
        is_refused(folder.path(), &[file.split('.').next().unwrap(), says]);
    }
}

#[cfg(unix)]
mod links {
    use std::os::unix::fs::symlink;

    use super::*;

    /// A folder as the Hugging Face cache has it: the snapshot holds links to the blobs.
    fn snapshot(cache: &Path, files: &Path) -> PathBuf {
        let repository = cache.join("models--someone--tiny-bert");
        let snapshot = repository.join("snapshots/0123456789abcdef");
        let blobs = repository.join("blobs");
        fs::create_dir_all(&snapshot).unwrap();
        fs::create_dir_all(&blobs).unwrap();
        for (number, entry) in fs::read_dir(files).unwrap().enumerate() {
            let entry = entry.unwrap();
            let blob = format!("{number:040}");
            fs::copy(entry.path(), blobs.join(&blob)).unwrap();
            symlink(
                Path::new("../../blobs").join(&blob),
                snapshot.join(entry.file_name()),
            )
            .unwrap();
        }
        snapshot
    }

    #[test]
    fn a_snapshot_of_the_shared_cache_is_read_through_its_links() {
        for files in [sharded(), copy_of_tiny_bert()] {
            let cache = tempfile::tempdir().unwrap();
            reads_as_the_tiny_model(&snapshot(cache.path(), files.path()));
        }
    }

    #[test]
    fn a_link_out_of_the_folder_is_refused() {
        let outside = sharded();
        for file in [SHARDS[0], INDEX, "config.json", "tokenizer.json"] {
            let folder = sharded();
            fs::remove_file(folder.path().join(file)).unwrap();
            symlink(outside.path().join(file), folder.path().join(file)).unwrap();
            is_refused(folder.path(), &[file, "leads out of the model's folder"]);

            let cache = tempfile::tempdir().unwrap();
            let snapshot = snapshot(cache.path(), outside.path());
            fs::remove_file(snapshot.join(file)).unwrap();
            symlink(outside.path().join(file), snapshot.join(file)).unwrap();
            is_refused(&snapshot, &[file, "leads out of the model's folder"]);
        }
    }

    #[test]
    fn links_within_the_folder_and_to_the_folder_are_followed() {
        let folder = sharded();
        let moved = folder.path().join("moved");
        fs::create_dir(&moved).unwrap();
        fs::rename(folder.path().join(SHARDS[0]), moved.join("first")).unwrap();
        symlink("moved/first", folder.path().join(SHARDS[0])).unwrap();
        let elsewhere = tempfile::tempdir().unwrap();
        let link = elsewhere.path().join("model");
        symlink(folder.path(), &link).unwrap();
        reads_as_the_tiny_model(&link);
    }
}
