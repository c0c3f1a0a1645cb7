//! Models of the hub on the command line: the real program against a hub on 127.0.0.1.

use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::fixtures::{glassbox, one_line_of_failure, printed, tiny_bert_folder};
use crate::hub::hosted;
use crate::hub::server::{Asked, COMMIT, Fault, Hosted, HubServer, sha256};

const REPOSITORY: &str = "tiny/bert";
const TOKEN: &str = "hf_known_to_nobody";

/// The program with its hub at `endpoint` and its cache in `home`.
fn program(endpoint: &str, home: &Path) -> assert_cmd::Command {
    let mut command = glassbox();
    for variable in [
        "HF_HUB_CACHE",
        "HUGGINGFACE_HUB_CACHE",
        "HF_TOKEN_PATH",
        "HF_HUB_OFFLINE",
    ] {
        command.env_remove(variable);
    }
    command
        .env("HF_ENDPOINT", endpoint)
        .env("HF_HOME", home)
        .env("HF_TOKEN", TOKEN)
        .env("NO_PROXY", "127.0.0.1");
    command
}

fn json(command: &mut assert_cmd::Command) -> Value {
    serde_json::from_str(&printed(command.args(["--json", "-"]))).unwrap()
}

#[test]
fn a_model_named_by_its_id_is_downloaded_once_and_read() {
    let (server, home) = (HubServer::start(hosted()), TempDir::new().unwrap());
    let ask = || {
        let mut command = program(&server.endpoint, home.path());
        command.args(["--model", REPOSITORY, "analyze", "a walk in the park"]);
        json(&mut command)
    };
    let first = ask();
    assert_eq!(first["model"]["id"], REPOSITORY);
    let asked = server.asked().len();
    assert!(asked > 0);
    assert_eq!(ask(), first);
    assert_eq!(server.asked().len(), asked);
    // The same numbers as from the folder.
    let mut command = glassbox();
    let folder = tiny_bert_folder();
    command
        .arg("--model")
        .arg(folder)
        .args(["analyze", "a walk in the park"]);
    let from_folder = json(&mut command);
    assert_eq!(from_folder["tokens"], first["tokens"]);
    assert_eq!(from_folder["model"]["sha256"], first["model"]["sha256"]);
}

#[test]
fn a_pulled_model_is_listed_checked_and_used_offline() {
    let (server, home) = (HubServer::start(hosted()), TempDir::new().unwrap());
    let program = || program(&server.endpoint, home.path());
    let said = printed(program().args(["models", "pull", REPOSITORY]));
    assert!(
        said.starts_with("tiny/bert  (bert, 12 layers x 32, 32 tokens)"),
        "{said}"
    );
    assert!(said.contains(COMMIT), "{said}");
    let asked = server.asked().len();
    let list = json(program().arg("models"));
    assert_eq!(list["schema"], "glassbox.models.v1");
    assert_eq!(list["models"].as_array().unwrap().len(), 2);
    let model = &list["models"][1];
    assert_eq!(model["id"], REPOSITORY);
    assert_eq!(model["cached"], true);
    assert_eq!(model["commit"], COMMIT);
    assert!(Path::new(model["path"].as_str().unwrap()).is_dir());
    assert_eq!(list["models"][0]["cached"], false);
    let table = printed(program().args(["models", "list"]));
    assert!(table.contains("tiny/bert  (bert"), "{table}");
    let checked = printed(program().args(["models", "check", REPOSITORY, "--offline"]));
    assert!(checked.starts_with("usable: tiny/bert\n"), "{checked}");
    let pinned = format!("{REPOSITORY}@{COMMIT}");
    let mut command = program();
    command.args(["--offline", "--model", &pinned, "analyze", "a walk"]);
    assert_eq!(json(&mut command)["model"]["id"], pinned);
    assert_eq!(server.asked().len(), asked);
}

#[test]
fn a_program_that_is_killed_leaves_what_had_arrived() {
    let weights = |asked: &Asked| asked.method == "GET" && asked.path.starts_with("/cdn/");
    let silent = move |asked: &Asked| {
        (weights(asked) && asked.before == 0).then_some(Fault::SilentAfter(1000))
    };
    let (server, home) = (
        HubServer::start(hosted().with_faults(silent)),
        TempDir::new().unwrap(),
    );
    let program_here = program(&server.endpoint, home.path());
    let mut killed = std::process::Command::new(program_here.get_program());
    for (name, value) in program_here.get_envs() {
        match value {
            Some(value) => killed.env(name, value),
            None => killed.env_remove(name),
        };
    }
    let mut killed = killed.args(["models", "pull", REPOSITORY]).spawn().unwrap();
    server.wait_until_silent();
    let content = std::fs::read(tiny_bert_folder().join("model.safetensors")).unwrap();
    let partial = format!(
        "hub/models--tiny--bert/blobs/{}.glassbox.incomplete",
        sha256(&content)
    );
    // The server has sent the bytes; the program has still to write them.
    while std::fs::metadata(home.path().join(&partial)).map_or(0, |found| found.len()) < 1000 {
        std::thread::yield_now();
    }
    killed.kill().unwrap();
    killed.wait().unwrap();
    printed(program(&server.endpoint, home.path()).args(["models", "pull", REPOSITORY]));
    assert_eq!(server.ranges_of(&content), [None, Some(1000)]);
    assert!(!home.path().join(&partial).exists());
}

#[test]
fn offline_is_honoured_however_it_is_said() {
    let (server, home) = (HubServer::start(hosted()), TempDir::new().unwrap());
    let mut flag = program(&server.endpoint, home.path());
    flag.args(["--offline", "--model", REPOSITORY, "analyze", "hi"]);
    let mut variable = program(&server.endpoint, home.path());
    variable
        .env("HF_HUB_OFFLINE", "1")
        .args(["models", "pull", REPOSITORY]);
    let mut check = program(&server.endpoint, home.path());
    check.args(["models", "check", REPOSITORY, "--offline"]);
    for command in [&mut flag, &mut variable, &mut check] {
        let said = one_line_of_failure(command, 1);
        assert!(said.contains("tiny/bert is not on this computer"), "{said}");
        assert!(said.contains("glassbox models pull tiny/bert"), "{said}");
    }
    assert_eq!(server.asked(), []);
}

#[test]
fn nothing_is_asked_of_the_network_unless_a_model_is_named() {
    let (server, home) = (HubServer::start(hosted()), TempDir::new().unwrap());
    let folder = tiny_bert_folder().display().to_string();
    for words in [
        vec!["analyze", "hi"],
        vec!["--model", "minilm", "compare", "a walk", "a park"],
        vec!["--model", &folder, "drift"],
        vec!["models"],
        vec!["models", "check", "minilm"],
        vec!["models", "check", &folder],
        vec!["models", "pull", "minilm"],
    ] {
        printed(program(&server.endpoint, home.path()).args(&words));
    }
    assert_eq!(server.asked(), []);
    // The server does count.
    printed(program(&server.endpoint, home.path()).args(["models", "pull", REPOSITORY]));
    assert_ne!(server.asked(), []);
}

#[test]
fn what_goes_wrong_is_one_line_with_advice_and_never_the_token() {
    let gated = Fault::Refuse(403, "GatedRepo", "Access to model is restricted");
    let token = Fault::Refuse(401, "", "Invalid credentials in Authorization header");
    let cases: [(&str, Option<Fault>, &[&str]); 8] = [
        (
            "nobody/nothing",
            None,
            &["has no model nobody/nothing", "HF_TOKEN"],
        ),
        (
            "bert-base-uncasd",
            None,
            &["did you mean bert-base-uncased?"],
        ),
        (
            "tiny/bert@nowhere",
            None,
            &["tiny/bert has no revision nowhere"],
        ),
        (REPOSITORY, Some(gated), &["tiny/bert is gated", "HF_TOKEN"]),
        (REPOSITORY, Some(token), &["does not accept the token"]),
        (
            REPOSITORY,
            Some(Fault::Refuse(429, "", "slow down")),
            &["limits how often"],
        ),
        (
            REPOSITORY,
            Some(Fault::Refuse(400, "", "what?")),
            &["HTTP status 400"],
        ),
        (
            REPOSITORY,
            Some(Fault::Says("<html>a portal</html>")),
            &["not the description of a model"],
        ),
    ];
    for (name, fault, words) in cases {
        let server = HubServer::start(hosted().with_faults(move |_| fault));
        let home = TempDir::new().unwrap();
        let mut pull = program(&server.endpoint, home.path());
        pull.args(["models", "pull", name]);
        let mut analyze = program(&server.endpoint, home.path());
        analyze.args(["--model", name, "analyze", "hi"]);
        for command in [&mut pull, &mut analyze] {
            let said = one_line_of_failure(command, 1);
            assert!(
                !said.contains(TOKEN) && !said.contains("panicked"),
                "{said}"
            );
            assert!(said.matches(": ").count() >= 2, "no advice in: {said}");
            for word in words {
                assert!(said.contains(word), "no {word} in: {said}");
            }
        }
    }
}

#[test]
fn files_that_do_not_arrive_whole_are_told() {
    let weights = |asked: &Asked| asked.method == "GET" && asked.path.starts_with("/cdn/");
    let damage = move |asked: &Asked| weights(asked).then_some(Fault::Damage);
    let pickle = || {
        hosted()
            .without("model.safetensors")
            .with("pytorch_model.bin", b"pickle")
    };
    let cases: [(Hosted, &str); 4] = [
        (
            hosted().with_faults(damage),
            "model.safetensors arrived damaged",
        ),
        (pickle(), "has only pytorch_model.bin"),
        (hosted().without("tokenizer.json"), "has no tokenizer.json"),
        (
            hosted()
                .without("config.json")
                .with("config.json", br#"{"model_type":"t5"}"#),
            "this model is a t5",
        ),
    ];
    for (hosted, words) in cases {
        let (server, home) = (HubServer::start(hosted), TempDir::new().unwrap());
        let mut command = program(&server.endpoint, home.path());
        let said = one_line_of_failure(command.args(["models", "pull", REPOSITORY]), 1);
        assert!(said.contains(words), "{said}");
        assert!(said.matches(": ").count() >= 2, "no advice in: {said}");
    }
}

#[test]
fn names_that_make_no_sense_are_wrong_usage() {
    let (server, home) = (HubServer::start(hosted()), TempDir::new().unwrap());
    let folder = tiny_bert_folder().display().to_string();
    for (words, said_of_it) in [
        (vec!["--model", "", "analyze", "hi"], "is no model"),
        (vec!["--model", "a b", "analyze", "hi"], "is no model"),
        (
            vec!["--model", "a@", "analyze", "hi"],
            "nothing stands behind the @",
        ),
        (vec!["models", "pull", "a--b"], "no -- and no .."),
        (
            vec!["models", "pull", &folder],
            "is a folder on this computer",
        ),
        (
            vec!["--model", "minilm", "models", "list"],
            "--model is for commands",
        ),
        (
            vec!["models", "--model", "minilm"],
            "--model is for commands",
        ),
    ] {
        let mut command = program(&server.endpoint, home.path());
        let said = one_line_of_failure(command.args(&words), 2);
        assert!(said.contains(said_of_it), "{words:?}: {said}");
    }
    assert_eq!(server.asked(), []);
}
