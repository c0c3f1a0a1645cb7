//! The hub as the ecosystem's other programs see it: their variables, their cache, the addresses
//! that people paste, and repositories of other layouts.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::fixtures::{fixture, glassbox, one_line_of_failure, printed, tiny_bert_folder};
use crate::hub::hosted;
use crate::hub::server::{COMMIT, Hosted, HubServer, PULL_REQUEST};

const REPOSITORY: &str = "tiny/bert";
const OTHER_COMMIT: &str = "fedcba9876543210fedcba9876543210fedcba98";

/// The program with its hub at `endpoint`, the home folder `home`, and no other variable of the
/// ecosystem.
fn program(endpoint: &str, home: &Path) -> assert_cmd::Command {
    let mut command = glassbox();
    for variable in [
        "HF_HOME",
        "HF_HUB_CACHE",
        "HUGGINGFACE_HUB_CACHE",
        "XDG_CACHE_HOME",
        "HF_TOKEN",
        "HUGGING_FACE_HUB_TOKEN",
        "HF_TOKEN_PATH",
        "HF_HUB_DISABLE_IMPLICIT_TOKEN",
        "HF_HUB_OFFLINE",
        "TRANSFORMERS_OFFLINE",
    ] {
        command.env_remove(variable);
    }
    command
        .current_dir(home)
        .env("HOME", home)
        .env("HF_ENDPOINT", endpoint)
        .env("NO_PROXY", "127.0.0.1");
    command
}

/// Where the cache lies if no variable says it.
fn usual_cache(home: &Path) -> PathBuf {
    home.join(".cache/huggingface/hub")
}

fn analyzed(command: &mut assert_cmd::Command, model: &str) -> Value {
    command.args([
        "--model",
        model,
        "analyze",
        "a walk in the park",
        "--json",
        "-",
    ]);
    serde_json::from_str(&printed(command)).unwrap()
}

/// A server and a home folder.
fn started(hosted: Hosted) -> (HubServer, TempDir) {
    (HubServer::start(hosted), TempDir::new().unwrap())
}

#[test]
fn offline_is_said_by_the_variables_of_both_libraries() {
    let (server, home) = started(hosted());
    for (variable, value) in [
        ("TRANSFORMERS_OFFLINE", "1"),
        ("TRANSFORMERS_OFFLINE", "yes"),
        ("HF_HUB_OFFLINE", "ON"),
    ] {
        let mut pull = program(&server.endpoint, home.path());
        pull.env(variable, value)
            .args(["models", "pull", REPOSITORY]);
        let said = one_line_of_failure(&mut pull, 1);
        assert!(said.contains("tiny/bert is not on this computer"), "{said}");
        assert!(said.contains("TRANSFORMERS_OFFLINE"), "{said}");
    }
    assert_eq!(server.asked(), []);
    let mut pull = program(&server.endpoint, home.path());
    pull.env("TRANSFORMERS_OFFLINE", "0")
        .env("HF_HUB_OFFLINE", "false");
    printed(pull.args(["models", "pull", REPOSITORY]));
    assert_ne!(server.asked(), []);
}

#[test]
fn paths_in_variables_are_expanded() {
    for (variable, value, cache) in [
        ("HF_HOME", "~/hf", "hf/hub"),
        ("HF_HUB_CACHE", "$HOME/cache", "cache"),
        ("HUGGINGFACE_HUB_CACHE", "~/older", "older"),
        ("XDG_CACHE_HOME", "${HOME}/xdg", "xdg/huggingface/hub"),
    ] {
        let (server, home) = started(hosted());
        let mut pull = program(&server.endpoint, home.path());
        pull.env(variable, value);
        printed(pull.args(["models", "pull", REPOSITORY]));
        let folder = home.path().join(cache).join("models--tiny--bert");
        assert!(folder.is_dir(), "{variable}={value}");
        let names: Vec<_> = fs::read_dir(home.path()).unwrap().collect();
        assert_eq!(names.len(), 1, "{variable}={value}: {names:?}");
    }
}

#[test]
fn the_token_is_sent_as_the_ecosystem_says() {
    let written = |home: &Path| fs::write(home.join("secret"), "of-path\n").unwrap();
    for (variables, token) in [
        (vec![("HF_TOKEN", "new")], Some("Bearer new")),
        (vec![("HUGGING_FACE_HUB_TOKEN", "old")], Some("Bearer old")),
        (vec![("HF_TOKEN_PATH", "~/secret")], Some("Bearer of-path")),
        (
            vec![("HF_TOKEN", "new"), ("HF_HUB_DISABLE_IMPLICIT_TOKEN", "0")],
            Some("Bearer new"),
        ),
        (
            vec![
                ("HF_TOKEN", "new"),
                ("HF_HUB_DISABLE_IMPLICIT_TOKEN", "true"),
            ],
            None,
        ),
    ] {
        let (server, home) = started(hosted());
        written(home.path());
        let mut pull = program(&server.endpoint, home.path());
        pull.envs(variables.clone());
        printed(pull.args(["models", "pull", REPOSITORY]));
        let first = server.asked().remove(0);
        assert_eq!(first.token.as_deref(), token, "{variables:?}");
    }
}

/// A cache as another program left it: the snapshot whole, and no note of what it stood for.
fn without_refs() -> (HubServer, TempDir) {
    let (server, home) = started(hosted());
    printed(program(&server.endpoint, home.path()).args(["models", "pull", REPOSITORY]));
    let folder = usual_cache(home.path()).join("models--tiny--bert");
    fs::remove_dir_all(folder.join("refs")).unwrap();
    (server, home)
}

fn copy_of_snapshot(folder: &Path, commit: &str) {
    let snapshots = folder.join("snapshots");
    fs::create_dir(snapshots.join(commit)).unwrap();
    for entry in fs::read_dir(snapshots.join(COMMIT)).unwrap() {
        let entry = entry.unwrap();
        let copy = snapshots.join(commit).join(entry.file_name());
        fs::copy(entry.path(), copy).unwrap();
    }
}

#[test]
fn the_only_snapshot_is_taken_where_nothing_says_what_it_stood_for() {
    let (server, home) = without_refs();
    let asked = server.asked().len();
    let mut offline = program(&server.endpoint, home.path());
    let analysis = analyzed(offline.arg("--offline"), REPOSITORY);
    assert_eq!(analysis["model"]["id"], REPOSITORY);
    assert_eq!(server.asked().len(), asked);
    // One that stands for another revision is not the default one.
    let folder = usual_cache(home.path()).join("models--tiny--bert");
    fs::create_dir(folder.join("refs")).unwrap();
    fs::write(folder.join("refs/v1"), COMMIT).unwrap();
    let mut offline = program(&server.endpoint, home.path());
    offline.args(["--offline", "--model", REPOSITORY, "analyze", "hi"]);
    let said = one_line_of_failure(&mut offline, 1);
    assert!(
        said.contains(COMMIT) && said.contains("behind an @"),
        "{said}"
    );
    // With the network the hub is asked what is meant.
    printed(program(&server.endpoint, home.path()).args(["models", "pull", REPOSITORY]));
    assert!(server.asked().len() > asked);
    assert_eq!(
        fs::read_to_string(folder.join("refs/main")).unwrap(),
        COMMIT
    );
}

#[test]
fn several_snapshots_are_named_where_nothing_says_which_is_meant() {
    let (server, home) = without_refs();
    let folder = usual_cache(home.path()).join("models--tiny--bert");
    copy_of_snapshot(&folder, OTHER_COMMIT);
    let mut offline = program(&server.endpoint, home.path());
    offline.args(["--offline", "--model", REPOSITORY, "analyze", "hi"]);
    let said = one_line_of_failure(&mut offline, 1);
    for word in [COMMIT, OTHER_COMMIT, "behind an @"] {
        assert!(said.contains(word), "no {word} in: {said}");
    }
    let mut offline = program(&server.endpoint, home.path());
    let pinned = format!("{REPOSITORY}@{OTHER_COMMIT}");
    assert_eq!(
        analyzed(offline.arg("--offline"), &pinned)["model"]["id"],
        pinned
    );
}

#[test]
fn a_pasted_address_names_the_model() {
    let (server, home) = started(hosted());
    for (address, id) in [
        ("/tiny/bert", REPOSITORY),
        ("/tiny/bert/tree/main", REPOSITORY),
        ("/tiny/bert/blob/main/config.json", REPOSITORY),
        (
            "/tiny/bert/resolve/main/model.safetensors?download=true",
            REPOSITORY,
        ),
        (
            &format!("/tiny/bert/tree/{COMMIT}"),
            &format!("{REPOSITORY}@{COMMIT}"),
        ),
        (
            "/tiny/bert/tree/refs%2Fpr%2F7",
            &format!("{REPOSITORY}@{PULL_REQUEST}"),
        ),
    ] {
        let address = format!("{}{address}", server.endpoint);
        let analysis = analyzed(&mut program(&server.endpoint, home.path()), &address);
        assert_eq!(analysis["model"]["id"], *id, "{address}");
    }
    // The public hub's address stands for the same id, wherever that is asked for.
    let mut offline = program(&server.endpoint, home.path());
    let address = "https://huggingface.co/tiny/bert/tree/main";
    assert_eq!(
        analyzed(offline.arg("--offline"), address)["model"]["id"],
        REPOSITORY
    );
    let asked = server.asked().len();
    for (address, says) in [
        (
            "https://example.org/tiny/bert",
            "example.org is not the hub",
        ),
        (
            "https://huggingface.co/datasets/tiny/bert",
            "leads to no model",
        ),
        ("https://huggingface.co/", "not the page of a model"),
    ] {
        let mut command = program(&server.endpoint, home.path());
        let said = one_line_of_failure(command.args(["--model", address, "analyze", "hi"]), 2);
        assert!(said.contains(says), "{said}");
    }
    assert_eq!(server.asked().len(), asked);
}

#[test]
fn a_folder_of_the_cache_stands_for_its_id() {
    let (server, home) = started(hosted());
    printed(program(&server.endpoint, home.path()).args(["models", "pull", REPOSITORY]));
    let folder = usual_cache(home.path()).join("models--tiny--bert");
    let snapshot = folder.join("snapshots").join(COMMIT);
    let pinned = format!("{REPOSITORY}@{COMMIT}");
    let path = |path: &Path| path.display().to_string();
    for (named, id) in [
        (path(&folder), REPOSITORY),
        (path(&folder.join("snapshots")), REPOSITORY),
        (path(&snapshot), &pinned),
        (
            "~/.cache/huggingface/hub/models--tiny--bert".to_owned(),
            REPOSITORY,
        ),
        ("models--tiny--bert".to_owned(), REPOSITORY),
    ] {
        let mut offline = program(&server.endpoint, home.path());
        assert_eq!(
            analyzed(offline.arg("--offline"), &named)["model"]["id"],
            *id,
            "{named}"
        );
    }
    // A cache that is not this program's is read as a folder.
    let mut elsewhere = program(&server.endpoint, home.path());
    elsewhere.env("HF_HOME", home.path().join("other"));
    let analysis = analyzed(elsewhere.arg("--offline"), &path(&folder));
    let real = snapshot.canonicalize().unwrap();
    assert_eq!(analysis["model"]["id"], path(&real));
    assert_eq!(analysis["model"]["name"], "bert");
    copy_of_snapshot(&folder, OTHER_COMMIT);
    fs::remove_dir_all(folder.join("refs")).unwrap();
    let mut elsewhere = program(&server.endpoint, home.path());
    elsewhere.env("HF_HOME", home.path().join("other"));
    elsewhere.args(["--model", &path(&folder), "analyze", "hi"]);
    let said = one_line_of_failure(&mut elsewhere, 1);
    assert!(
        said.contains(OTHER_COMMIT) && said.contains("give the folder"),
        "{said}"
    );
}

#[test]
fn files_beside_the_tokenizer_are_fetched_too() {
    let beside = [
        "tokenizer_config.json",
        "special_tokens_map.json",
        "added_tokens.json",
    ];
    let hosted = beside
        .iter()
        .fold(hosted(), |hosted, file| hosted.with(file, b"{}"));
    let (server, home) = started(hosted.with("README.md", b"# a model"));
    printed(program(&server.endpoint, home.path()).args(["models", "pull", REPOSITORY]));
    let folder = usual_cache(home.path()).join("models--tiny--bert");
    let snapshot = folder.join("snapshots").join(COMMIT);
    for file in beside {
        assert_eq!(fs::read(snapshot.join(file)).unwrap(), b"{}", "{file}");
    }
    assert!(!snapshot.join("README.md").exists());
}

#[test]
fn an_older_sentence_transformers_repository_is_read_from_inside() {
    let kind = "sentence_transformers.models.Transformer";
    let modules = json!([{"idx": 0, "name": "0", "path": "0_Transformer", "type": kind}]);
    let mut repository = hosted()
        .without("model.safetensors")
        .without("tokenizer.json")
        .without("config.json")
        .with("config.json", br#"{"__version__":"0.3.2"}"#)
        .with("modules.json", modules.to_string().as_bytes());
    for file in ["config.json", "tokenizer.json", "model.safetensors"] {
        let bytes = fs::read(tiny_bert_folder().join(file)).unwrap();
        repository = repository.with(&format!("0_Transformer/{file}"), &bytes);
    }
    let (server, home) = started(repository);
    let fetched = analyzed(&mut program(&server.endpoint, home.path()), REPOSITORY);
    let mut offline = program(&server.endpoint, home.path());
    assert_eq!(analyzed(offline.arg("--offline"), REPOSITORY), fetched);
    let folder = tiny_bert_folder().display().to_string();
    let from_folder = analyzed(&mut program(&server.endpoint, home.path()), &folder);
    assert_eq!(fetched["tokens"], from_folder["tokens"]);
    assert_eq!(fetched["model"]["sha256"], from_folder["model"]["sha256"]);
    let mut list = program(&server.endpoint, home.path());
    assert!(printed(list.arg("models")).contains("tiny/bert  (bert, 12 layers"));
}

#[test]
fn the_files_of_a_sentence_head_are_fetched_with_the_model() {
    let head = fixture("sentence-heads/new");
    let files = [
        "modules.json",
        "config_sentence_transformers.json",
        "sentence_bert_config.json",
        "1_Pooling/config.json",
        "2_Dense/config.json",
        "2_Dense/model.safetensors",
        "3_Dense/config.json",
        "3_Dense/model.safetensors",
    ];
    let others = [
        "2_Dense/pytorch_model.bin",
        "onnx/model.onnx",
        "1_Pooling/notes.txt",
    ];
    let repository = files.iter().fold(hosted(), |hosted, file| {
        hosted.with(file, &fs::read(head.join(file)).unwrap())
    });
    let repository = others
        .iter()
        .fold(repository, |hosted, file| hosted.with(file, b"x"));
    let (server, home) = started(repository);
    printed(program(&server.endpoint, home.path()).args(["models", "pull", REPOSITORY]));
    let folder = usual_cache(home.path()).join("models--tiny--bert");
    let snapshot = folder.join("snapshots").join(COMMIT);
    for file in files {
        assert!(snapshot.join(file).is_file(), "{file}");
    }
    for file in others {
        assert!(!snapshot.join(file).exists(), "{file}");
    }
    let check = || {
        let mut check = program(&server.endpoint, home.path());
        printed(check.args(["models", "check", "--offline", REPOSITORY]))
    };
    assert!(check().contains("embedding   mean+cls of the tokens, a dense layer to 12"));
    // A snapshot without them, as other programs leave, can be used all the same.
    fs::remove_file(snapshot.join("modules.json")).unwrap();
    fs::remove_dir_all(snapshot.join("1_Pooling")).unwrap();
    assert!(check().contains("embedding   no pooling is declared"));
}

#[test]
fn a_repository_whose_config_names_no_family_is_told_by_its_tensors() {
    let folder = fixture("tiny-distilbert");
    let mut config: Value =
        serde_json::from_slice(&fs::read(folder.join("config.json")).unwrap()).unwrap();
    for field in ["model_type", "architectures"] {
        config.as_object_mut().unwrap().remove(field);
    }
    let repository = Hosted::folder(REPOSITORY, &folder)
        .without("config.json")
        .with("config.json", config.to_string().as_bytes());
    let (server, home) = started(repository);
    let pulled =
        printed(program(&server.endpoint, home.path()).args(["models", "pull", REPOSITORY]));
    assert!(pulled.starts_with("tiny/bert  (distilbert"), "{pulled}");
    let mut offline = program(&server.endpoint, home.path());
    let analysis = analyzed(offline.arg("--offline"), REPOSITORY);
    let warning = analysis["warnings"][0].as_str().unwrap();
    assert!(warning.contains("read as DistilBERT"), "{warning}");
}

#[test]
fn a_repository_with_an_adapter_is_called_one() {
    let adapter = || {
        hosted()
            .without("model.safetensors")
            .with("adapter_config.json", br#"{"peft_type":"LORA"}"#)
            .with("adapter_model.safetensors", b"adapter")
    };
    for repository in [adapter(), adapter().without("config.json")] {
        let (server, home) = started(repository);
        let mut pull = program(&server.endpoint, home.path());
        let said = one_line_of_failure(pull.args(["models", "pull", REPOSITORY]), 1);
        assert!(said.contains("tiny/bert is an adapter"), "{said}");
        assert!(said.contains("merge_and_unload"), "{said}");
    }
}
