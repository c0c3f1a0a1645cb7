//! Files and folders as they are found in the wild: a file that is something else is called what it
//! is, older layouts are read, and a check says what was read and what was not used.

use std::fs;

use serde_json::{Value, json};

use crate::fixtures::{fixture, glassbox, one_line_of_failure, printed};
use crate::model::files::{edit_json, is_refused};
use crate::model::foreign_models::{FILES, TEXT, WEIGHTS, case, read, tensors, tiny, write};

#[test]
fn files_are_called_what_their_first_bytes_show() {
    for (name, file) in [
        ("lfs-pointer", WEIGHTS),
        ("lfs-pointer-tokenizer", "tokenizer.json"),
    ] {
        is_refused(
            &case(name),
            &[&format!("{file} is a Git LFS pointer"), "git lfs pull"],
        );
    }
    let pointer = fs::read(case("lfs-pointer").join(WEIGHTS)).unwrap();
    for (file, bytes, says) in [
        (
            "config.json",
            pointer.as_slice(),
            "config.json is a Git LFS pointer",
        ),
        (
            "tokenizer.json",
            b"<!DOCTYPE html>\n<html lang=en>",
            "tokenizer.json is a web page",
        ),
        (
            WEIGHTS,
            b"\n<html><head>",
            "model.safetensors is a web page",
        ),
        (WEIGHTS, b"\x1f\x8b\x08\0\0\0\0\0\0\x03", "packed with gzip"),
        (
            WEIGHTS,
            b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.",
            "a pickle",
        ),
        (WEIGHTS, b"GGUF\x03\0\0\0", "a GGUF file"),
        (WEIGHTS, b"../../blobs/0f5c", "the name of another file"),
        ("config.json", b"Entry not found", "did not give the file"),
        ("tokenizer.json", b"\xff\xfe{\0\"\0", "UTF-16 text"),
        ("config.json", &[0; 700], "filled with zeros"),
    ] {
        let folder = tiny("roberta");
        fs::write(folder.path().join(file), bytes).unwrap();
        is_refused(folder.path(), &[says]);
    }
}

#[test]
fn a_mark_before_json_is_read_past() {
    let folder = tiny("modernbert");
    for file in ["config.json", "tokenizer.json"] {
        let path = folder.path().join(file);
        let text = fs::read(&path).unwrap();
        fs::write(&path, [b"\xef\xbb\xbf".as_slice(), &text].concat()).unwrap();
    }
    let expected = read(&fixture("tiny-modernbert"), TEXT);
    assert_eq!(read(folder.path(), TEXT), expected);
}

#[test]
fn weights_under_another_name_are_pointed_at() {
    let folder = tiny("mpnet");
    fs::rename(
        folder.path().join(WEIGHTS),
        folder.path().join("model.fp32.safetensors"),
    )
    .unwrap();
    is_refused(
        folder.path(),
        &[
            "model.safetensors is missing",
            "model.fp32.safetensors",
            "rename",
        ],
    );
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_refused_without_being_opened() {
    for file in FILES {
        let folder = tiny("electra");
        let path = folder.path().join(file);
        fs::remove_file(&path).unwrap();
        let made = std::process::Command::new("mkfifo")
            .arg(&path)
            .status()
            .unwrap();
        assert!(made.success());
        is_refused(folder.path(), &[&format!("{file} is no file but a pipe")]);
        fs::remove_file(&path).unwrap();
        std::os::unix::fs::symlink("/dev/zero", &path).unwrap();
        is_refused(
            folder.path(),
            &[&format!("{file} is no file but a pipe, a device")],
        );
        fs::remove_file(&path).unwrap();
        std::os::unix::fs::symlink("not-there", &path).unwrap();
        is_refused(
            folder.path(),
            &[&format!("{file} is a link to something that is not there")],
        );
    }
}

#[cfg(unix)]
#[test]
fn a_file_of_64_gib_is_refused_by_its_header() {
    let folder = tiny("bert");
    let file = fs::File::create(folder.path().join(WEIGHTS)).unwrap();
    file.set_len(64 << 30).unwrap();
    is_refused(
        folder.path(),
        &["model.safetensors is empty room, filled with zeros"],
    );
    // Also where the header is one, and of another model.
    let header = br#"{"a":{"dtype":"U8","shape":[68719476736],"data_offsets":[0,68719476736]}}"#;
    let start = [&(header.len() as u64).to_le_bytes()[..], header].concat();
    fs::write(folder.path().join(WEIGHTS), &start).unwrap();
    let file = fs::OpenOptions::new()
        .write(true)
        .open(folder.path().join(WEIGHTS))
        .unwrap();
    file.set_len((64 << 30) + start.len() as u64).unwrap();
    is_refused(folder.path(), &["has no tensor"]);
    // By the header alone: to hash all of it takes half a minute of a processor and more.
    let mut shell = assert_cmd::Command::new("sh");
    shell
        .args(["-c", "ulimit -t 10; exec \"$0\" \"$@\""])
        .arg(assert_cmd::cargo::cargo_bin!("glassbox"))
        .args(["analyze", "hi", "--model"])
        .arg(folder.path());
    let message = one_line_of_failure(&mut shell, 1);
    assert!(message.contains("has no tensor"), "{message}");
}

#[test]
fn messages_stay_short_whatever_a_file_says() {
    let long = "x".repeat(5000);
    let folders = [
        {
            let folder = tiny("bert");
            fs::remove_file(folder.path().join(WEIGHTS)).unwrap();
            let index = json!({"weight_map": {"a": format!("{long}.safetensors")}});
            let path = folder.path().join("model.safetensors.index.json");
            fs::write(path, index.to_string()).unwrap();
            folder
        },
        {
            let folder = tiny("bert");
            let mut strange = tensors(folder.path());
            let name = "embeddings.word_embeddings.weight";
            let (dtype, _, bytes) = strange.remove(name).unwrap();
            let mut shape = vec![1; 1000];
            shape[0] = bytes.len() / 4;
            strange.insert(name.to_owned(), (dtype, shape, bytes));
            write(folder.path(), &strange, &[]);
            folder
        },
        {
            let folder = tiny("bert");
            edit_json(folder.path(), "config.json", |config| {
                config["hidden_size"] = long.clone().into();
            });
            folder
        },
        {
            let folder = tiny("bert");
            edit_json(folder.path(), "config.json", |config| {
                config["model_type"] = long.clone().into();
            });
            folder
        },
        {
            let folder = tiny("bert");
            edit_json(folder.path(), "config.json", |config| {
                config["hidden_act"] = long.clone().into();
            });
            folder
        },
    ];
    for folder in folders {
        let mut check = glassbox();
        let said = one_line_of_failure(check.args(["models", "check"]).arg(folder.path()), 1);
        assert!(said.len() < 600, "{} bytes: {said}", said.len());
    }
    let mut named = glassbox();
    let said = one_line_of_failure(
        named.args(["--model", &"a b".repeat(2000), "analyze", "x"]),
        2,
    );
    assert!(said.len() < 600, "{} bytes: {said}", said.len());
}

// Layouts of folders.

#[test]
fn an_older_sentence_transformers_folder_is_read_from_inside() {
    let expected = read(&fixture("tiny-distilbert"), TEXT);
    let outer = tempfile::tempdir().unwrap();
    let inner = outer.path().join("0_DistilBERT");
    fs::create_dir(&inner).unwrap();
    for file in FILES {
        fs::copy(fixture("tiny-distilbert").join(file), inner.join(file)).unwrap();
    }
    fs::write(
        outer.path().join("config.json"),
        r#"{"__version__":"0.2.4"}"#,
    )
    .unwrap();
    assert_eq!(read(outer.path(), TEXT), expected);
    // By its path in modules.json, whatever it is called.
    fs::rename(&inner, outer.path().join("encoder")).unwrap();
    let modules = |path: &str| {
        let kind = "sentence_transformers.models.Transformer";
        let modules = json!([{"idx": 0, "name": "0", "path": path, "type": kind}]);
        fs::write(outer.path().join("modules.json"), modules.to_string()).unwrap();
    };
    modules("encoder");
    assert_eq!(read(outer.path(), TEXT), expected);
    // A path out of the folder is none.
    let other = tiny("bert");
    let name = other.path().file_name().unwrap().to_str().unwrap();
    modules(&format!("../{name}"));
    is_refused(outer.path(), &["model.safetensors is missing"]);
    // The reason is told of the inner folder.
    modules("encoder");
    let weights = outer.path().join("encoder").join(WEIGHTS);
    fs::rename(&weights, weights.with_file_name("pytorch_model.bin")).unwrap();
    is_refused(outer.path(), &["only pytorch_model.bin", "encoder"]);
}

#[cfg(unix)]
#[test]
fn links_into_a_shared_cache_are_followed_and_others_are_not() {
    use std::os::unix::fs::symlink;

    let cache = tempfile::tempdir().unwrap();
    let blobs = cache.path().join("models--tiny--mpnet/blobs");
    fs::create_dir_all(&blobs).unwrap();
    let folder = tempfile::tempdir().unwrap();
    for (file, name) in FILES.into_iter().zip(["a", "b", "c"]) {
        let blob = blobs.join(name.repeat(64));
        fs::copy(fixture("tiny-mpnet").join(file), &blob).unwrap();
        symlink(&blob, folder.path().join(file)).unwrap();
    }
    assert_eq!(
        read(folder.path(), TEXT),
        read(&fixture("tiny-mpnet"), TEXT)
    );
    // A name that is no checksum is none of the cache's.
    let stray = blobs.join("weights");
    fs::copy(fixture("tiny-mpnet").join(WEIGHTS), &stray).unwrap();
    fs::remove_file(folder.path().join(WEIGHTS)).unwrap();
    symlink(&stray, folder.path().join(WEIGHTS)).unwrap();
    is_refused(folder.path(), &["leads out of the model's folder"]);
}

// The report.

#[test]
fn a_check_says_what_was_read_and_what_was_not_used() {
    let folder = case("tied-under-lm-head");
    let mut check = glassbox();
    let text = printed(check.args(["models", "check"]).arg(&folder));
    for line in [
        "read        config.json: the shape of the encoder (RoBERTa)",
        "model.safetensors: 58 of 58 tensors; the table of words is lm_head.decoder.weight",
        "tokenizer.json: vocabulary and rules",
    ] {
        assert!(text.contains(line), "no {line} in:\n{text}");
    }
    let mut check = glassbox();
    check
        .args(["models", "check", "--json", "-"])
        .arg(case("st-0-transformer"));
    let report: Value = serde_json::from_str(&printed(&mut check)).unwrap();
    let files = |list: &str| -> Vec<String> {
        let notes = report[list].as_array().unwrap().iter();
        notes
            .map(|note| note["file"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        files("read"),
        [
            "0_Transformer/config.json",
            "0_Transformer/model.safetensors",
            "0_Transformer/sentence_bert_config.json",
            "0_Transformer/tokenizer.json",
            "1_Pooling/config.json",
            "modules.json"
        ]
    );
    assert_eq!(files("unused"), ["config.json"]);
    assert_eq!(report["embedding"], "mean of the tokens");
    let extras = tiny("modernbert");
    fs::write(extras.path().join("pytorch_model.bin"), b"x").unwrap();
    fs::write(extras.path().join("modeling_mine.py"), b"x").unwrap();
    edit_json(extras.path(), "config.json", |config| {
        config["position_embedding_type"] = "sans_pos".into();
        config["rope_theta"] = 1.0.into();
    });
    let mut check = glassbox();
    let text = printed(check.args(["models", "check"]).arg(extras.path()));
    for line in [
        "config.json: position_embedding_type, rope_theta: not read for this family",
        "pytorch_model.bin: weights that may run code when opened",
        "modeling_mine.py: code, which is not run",
        "note: in this pre-LayerNorm model",
    ] {
        assert!(text.contains(line), "no {line} in:\n{text}");
    }
}

#[test]
fn a_picture_is_not_written_under_anothers_ending() {
    for (flag, file, says) in [
        ("--png", "x.jpg", "give --png x.png"),
        ("--png", "x.SVG", "give --svg x.SVG"),
        ("--svg", "x.png", "give --png x.png"),
        ("--svg", "x.pdf", "give --pdf x.pdf"),
        ("--json", "x.png", "give --png x.png"),
    ] {
        let mut command = glassbox();
        let said = one_line_of_failure(command.args(["analyze", "hi", flag, file]), 2);
        assert!(said.contains(says), "{said}");
    }
}
