//! What can go wrong between here and the hub: the client of real use against a hub on 127.0.0.1
//! that breaks, falls silent, refuses and lies.

use std::cell::RefCell;
use std::fs;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use glassbox::model::hub::{self, HubError};
use glassbox::model::{LoadProgress, Loading, ModelError};
use tempfile::TempDir;

use crate::hub::client::{
    REPOSITORY, files_with, hosted, hub_error, id, is_question, is_weights, pull, pull_id,
    settings, weights, with,
};
use crate::hub::server::{Asked, Fault, HubServer, PULL_REQUEST, sha256};
use glassbox::model::Cancel;

#[test]
fn a_cut_connection_is_taken_up_where_it_broke() {
    let half = weights().len() / 2;
    let faults = move |asked: &Asked| {
        (is_weights(asked) && asked.before == 0).then_some(Fault::CutAfter(half))
    };
    let server = HubServer::start(hosted().with_faults(faults));
    let cache = TempDir::new().unwrap();
    let model = pull(&server, &cache).unwrap();
    assert_eq!(server.ranges_of(&weights()), [None, Some(half)]);
    assert_eq!(
        fs::read(model.folder.join("model.safetensors")).unwrap(),
        weights()
    );
}

#[test]
fn a_download_given_up_goes_on_the_next_time() {
    let half = weights().len() / 2;
    let cache = TempDir::new().unwrap();
    let broken = |asked: &Asked| match (is_weights(asked), asked.from) {
        (true, None) => Some(Fault::CutAfter(weights().len() / 2)),
        (true, Some(_)) => Some(Fault::CutAfter(0)),
        _ => None,
    };
    let server = HubServer::start(hosted().with_faults(broken));
    let error = hub_error(pull(&server, &cache));
    let HubError::Broken { file, .. } = &error else {
        panic!("{error}");
    };
    assert_eq!(file, "model.safetensors");
    assert!(
        error.to_string().contains("what has arrived is kept"),
        "{error}"
    );
    assert_eq!(server.ranges_of(&weights()).len(), 5);
    let settings_now = settings(&server.endpoint, &cache);
    assert_eq!(hub::cached(&id(REPOSITORY), &settings_now), None);
    assert!(hub::every_cached(&settings_now).usable.is_empty());
    let size = hub::size(&id(REPOSITORY), &with(settings_now)).unwrap();
    assert_eq!(size.missing_bytes, (weights().len() - half) as u64);
    drop(server);
    let server = HubServer::start(hosted());
    pull(&server, &cache).unwrap();
    assert_eq!(server.ranges_of(&weights()), [Some(half)]);
}

#[test]
fn a_server_without_ranges_sends_the_whole_again() {
    let half = weights().len() / 2;
    let faults = move |asked: &Asked| match (is_weights(asked), asked.before) {
        (true, 0) => Some(Fault::CutAfter(half)),
        (true, 1) => Some(Fault::IgnoreRange),
        _ => None,
    };
    let server = HubServer::start(hosted().with_faults(faults));
    let cache = TempDir::new().unwrap();
    let model = pull(&server, &cache).unwrap();
    assert_eq!(server.ranges_of(&weights()), [None, Some(half), None]);
    assert_eq!(
        fs::read(model.folder.join("model.safetensors")).unwrap(),
        weights()
    );
}

#[test]
fn content_with_another_checksum_is_removed() {
    for damaged in ["config.json", "tokenizer.json", "model.safetensors"] {
        let faults = move |asked: &Asked| {
            let weights = damaged == "model.safetensors" && is_weights(asked);
            let small = asked.method == "GET" && asked.path.ends_with(damaged);
            let small = small && damaged != "model.safetensors";
            (weights || small).then_some(Fault::Damage)
        };
        let server = HubServer::start(hosted().with_faults(faults));
        let cache = TempDir::new().unwrap();
        let error = hub_error(pull(&server, &cache));
        let expected = HubError::WrongChecksum {
            file: damaged.to_owned(),
        };
        assert_eq!(error, expected);
        assert!(files_with(cache.path(), "incomplete").is_empty());
        assert!(
            !cache
                .path()
                .join("hub/models--tiny--bert/snapshots")
                .exists()
        );
        assert_eq!(
            hub::cached(&id(REPOSITORY), &settings(&server.endpoint, &cache)),
            None
        );
    }
}

#[test]
fn a_partial_damaged_on_the_disk_is_fetched_anew() {
    let cache = TempDir::new().unwrap();
    let blobs = cache.path().join("hub/models--tiny--bert/blobs");
    fs::create_dir_all(&blobs).unwrap();
    let partial = blobs.join(format!("{}.glassbox.incomplete", sha256(&weights())));
    for left in [
        vec![0; 1000],
        vec![0; weights().len()],
        vec![0; weights().len() + 1],
    ] {
        fs::write(&partial, &left).unwrap();
        let server = HubServer::start(hosted());
        let model = pull(&server, &cache).unwrap();
        assert_eq!(
            fs::read(model.folder.join("model.safetensors")).unwrap(),
            weights()
        );
        assert_eq!(server.ranges_of(&weights()).last(), Some(&None));
        assert!(!partial.exists());
        fs::remove_file(blobs.join(sha256(&weights()))).unwrap();
    }
}

#[test]
fn a_busy_server_is_asked_again() {
    let faults = |asked: &Asked| {
        let refuse = Fault::Refuse(500, "", "Internal Server Error");
        ((is_question(asked) || is_weights(asked)) && asked.before < 2).then_some(refuse)
    };
    let server = HubServer::start(hosted().with_faults(faults));
    let cache = TempDir::new().unwrap();
    pull(&server, &cache).unwrap();
    assert_eq!(
        server
            .asked()
            .iter()
            .filter(|asked| is_question(asked))
            .count(),
        3
    );
}

#[test]
fn a_server_out_of_order_is_given_up() {
    let faults = |_: &Asked| Some(Fault::Refuse(503, "", "Service Unavailable"));
    let server = HubServer::start(hosted().with_faults(faults));
    let cache = TempDir::new().unwrap();
    let steps = RefCell::new(Vec::new());
    let loading = Loading {
        hub: settings(&server.endpoint, &cache),
        cancel: Cancel::never(),
        progress: &|step| steps.borrow_mut().push(step),
    };
    let error = hub_error(hub::pull(&id(REPOSITORY), &loading));
    assert!(
        matches!(error, HubError::ServerFailed { status: 503, .. }),
        "{error}"
    );
    assert_eq!(server.asked().len(), 5);
    let retries: Vec<_> = (1..5)
        .map(|failures| LoadProgress::Retrying { failures })
        .collect();
    assert_eq!(steps.into_inner()[1..], retries);
}

#[test]
fn a_silent_server_does_not_keep_who_cancels() {
    for silent in [
        Box::new(is_question) as Box<dyn Fn(&Asked) -> bool + Send + Sync>,
        Box::new(|asked: &Asked| asked.method == "HEAD"),
        Box::new(is_weights),
    ] {
        let faults = move |asked: &Asked| silent(asked).then_some(Fault::SilentAfter(100));
        let server = Arc::new(HubServer::start(hosted().with_faults(faults)));
        let cache = TempDir::new().unwrap();
        let loading = Loading {
            hub: settings(&server.endpoint, &cache),
            cancel: {
                let server = Arc::clone(&server);
                Cancel::when(move || server.is_silent())
            },
            progress: &|_| {},
        };
        let outcome = hub::pull(&id(REPOSITORY), &loading);
        assert!(
            matches!(outcome, Err(ModelError::Interrupted)),
            "{outcome:?}"
        );
        // What had arrived stays.
        let partials = files_with(cache.path(), "incomplete");
        if server.ranges_of(&weights()).is_empty() {
            assert!(
                partials
                    .iter()
                    .all(|partial| fs::metadata(partial).unwrap().len() == 0)
            );
        } else {
            assert_eq!(partials.len(), 1);
        }
    }
}

#[test]
fn a_server_that_falls_silent_is_asked_anew() {
    let faults = |asked: &Asked| {
        let first = (is_question(asked) || is_weights(asked)) && asked.before == 0;
        first.then_some(Fault::SilentAfter(100))
    };
    let server = HubServer::start(hosted().with_faults(faults));
    let cache = TempDir::new().unwrap();
    let mut settings = settings(&server.endpoint, &cache);
    settings.patience = Duration::from_millis(200);
    let model = hub::pull(&id(REPOSITORY), &with(settings)).unwrap();
    assert_eq!(server.ranges_of(&weights()), [None, Some(100)]);
    assert_eq!(
        fs::read(model.folder.join("model.safetensors")).unwrap(),
        weights()
    );
}

#[test]
fn a_model_of_another_family_is_refused_before_its_weights() {
    let config = br#"{"model_type":"llama","hidden_size":8}"#;
    let hosted = hosted().without("config.json").with("config.json", config);
    let (server, cache) = (HubServer::start(hosted), TempDir::new().unwrap());
    let error = pull(&server, &cache).unwrap_err();
    assert!(matches!(error, ModelError::UnknownFamily { .. }), "{error}");
    assert!(error.to_string().contains("llama"), "{error}");
    assert!(server.ranges_of(&weights()).is_empty());
}

#[test]
fn a_model_without_safetensors_is_refused_with_the_fix() {
    let hosted = || {
        hosted()
            .without("model.safetensors")
            .with("pytorch_model.bin", b"pickle")
    };
    let (server, cache) = (HubServer::start(hosted()), TempDir::new().unwrap());
    let error = hub_error(pull(&server, &cache));
    assert_eq!(
        error,
        HubError::OnlyPickle {
            id: REPOSITORY.to_owned(),
            fix: None
        }
    );
    assert!(error.to_string().contains("safe_serialization"), "{error}");
    drop(server);
    let mut hosted = hosted();
    hosted.in_pull_request = vec![("model.safetensors".to_owned(), weights())];
    let server = HubServer::start(hosted);
    let fix = format!("{REPOSITORY}@{PULL_REQUEST}");
    let error = hub_error(pull(&server, &cache));
    assert_eq!(
        error,
        HubError::OnlyPickle {
            id: REPOSITORY.to_owned(),
            fix: Some(fix.clone())
        }
    );
    assert!(error.to_string().contains(&fix), "{error}");
    let asked = server.asked();
    assert!(
        !asked.iter().any(|asked| asked.path.contains("pytorch")),
        "{asked:?}"
    );
}

#[test]
fn where_the_store_of_chunks_is_barred_the_plain_file_is_taken() {
    let faults = |asked: &Asked| {
        let chunks = asked.method == "HEAD" && asked.path.starts_with("/cdn/");
        chunks.then_some(Fault::InChunks)
    };
    let server = HubServer::start(hosted().with_faults(faults));
    let cache = TempDir::new().unwrap();
    let model = pull(&server, &cache).unwrap();
    let asked = server.asked();
    assert!(
        asked
            .iter()
            .any(|asked| asked.path.contains("xet-read-token")),
        "the store of chunks was not tried: {asked:?}"
    );
    assert_eq!(
        fs::read(model.folder.join("model.safetensors")).unwrap(),
        weights()
    );
}

#[test]
fn a_file_damaged_in_the_cache_is_fetched_anew() {
    let (server, cache) = (HubServer::start(hosted()), TempDir::new().unwrap());
    let loading = with(settings(&server.endpoint, &cache));
    let model = hub::repair(&id(REPOSITORY), &loading).unwrap();
    let asked = server.asked().len();
    assert_eq!(hub::repair(&id(REPOSITORY), &loading).unwrap(), model);
    assert_eq!(server.asked().len(), asked);
    let weights_file = model.folder.join("model.safetensors");
    let mut damaged = weights();
    damaged[2000] ^= 1;
    fs::write(&weights_file, damaged).unwrap();
    assert_eq!(hub::repair(&id(REPOSITORY), &loading).unwrap(), model);
    assert_eq!(fs::read(weights_file).unwrap(), weights());
    assert_eq!(server.ranges_of(&weights()), [None, None]);
}

#[test]
fn a_model_that_lacks_a_file_says_which() {
    for file in ["config.json", "tokenizer.json", "model.safetensors"] {
        let server = HubServer::start(hosted().without(file));
        let cache = TempDir::new().unwrap();
        let error = hub_error(pull(&server, &cache));
        assert_eq!(
            error,
            HubError::NoFile {
                id: REPOSITORY.to_owned(),
                file
            }
        );
        assert!(files_with(cache.path(), "").is_empty());
    }
}

#[test]
fn a_refusal_is_told_by_its_kind() {
    type Expected = fn(&HubError) -> bool;
    let unexpected: Expected = |error| matches!(error, HubError::Unexpected { .. });
    let cases: [(Fault, Expected); 12] = [
        (
            Fault::Refuse(404, "RepoNotFound", "Repository not found"),
            |error| matches!(error, HubError::NoRepository { .. }),
        ),
        (Fault::Refuse(404, "", ""), |error| {
            matches!(error, HubError::NoRepository { .. })
        }),
        (
            Fault::Refuse(401, "RepoNotFound", "Invalid username or password."),
            |error| matches!(error, HubError::NoRepository { .. }),
        ),
        (
            Fault::Refuse(401, "", "Invalid credentials in Authorization header"),
            |error| matches!(error, HubError::TokenRefused { .. }),
        ),
        (
            Fault::Refuse(403, "GatedRepo", "Access to model is restricted"),
            |error| matches!(error, HubError::Gated { .. }),
        ),
        (
            Fault::Refuse(401, "GatedRepo", "Access to model is restricted"),
            |error| matches!(error, HubError::Gated { .. }),
        ),
        (
            Fault::Refuse(404, "RevisionNotFound", "Invalid rev id"),
            |error| matches!(error, HubError::NoRevision { .. }),
        ),
        (Fault::Refuse(429, "", "too many"), |error| {
            matches!(error, HubError::RateLimited { .. })
        }),
        (Fault::Says("<html>a portal</html>"), unexpected),
        // A commit becomes the name of a folder.
        (
            Fault::Says(r#"{"sha": "../../../../../../../../../../../../../x", "siblings": []}"#),
            unexpected,
        ),
        (Fault::Says(r#"{"sha": 7}"#), unexpected),
        (Fault::Endless, |error| {
            error.to_string().contains("an answer without end")
        }),
    ];
    for (fault, expected) in cases {
        let server = HubServer::start(hosted().with_faults(move |_| Some(fault)));
        let cache = TempDir::new().unwrap();
        let error = hub_error(pull(&server, &cache));
        assert!(expected(&error), "{error}");
        assert_eq!(server.asked().len(), 1, "asked again: {error}");
        assert!(files_with(cache.path(), "").is_empty());
    }
}

#[test]
fn a_store_that_refuses_a_file_is_no_missing_model() {
    for status in [403, 404] {
        let faults = move |asked: &Asked| {
            let store = asked.path.starts_with("/cdn/");
            store.then_some(Fault::Refuse(status, "", "expired"))
        };
        let server = HubServer::start(hosted().with_faults(faults));
        let error = hub_error(pull(&server, &TempDir::new().unwrap()));
        assert!(matches!(error, HubError::Unexpected { .. }), "{error}");
        assert!(error.to_string().contains(&status.to_string()), "{error}");
    }
}

#[test]
fn a_gate_that_only_the_files_are_behind_is_told() {
    let faults = |asked: &Asked| {
        let closed = Fault::Refuse(403, "GatedRepo", "Access to model is restricted");
        asked.path.contains("/resolve/").then_some(closed)
    };
    let server = HubServer::start(hosted().with_faults(faults));
    let error = hub_error(pull(&server, &TempDir::new().unwrap()));
    assert!(matches!(error, HubError::Gated { .. }), "{error}");
    assert!(error.to_string().contains("HF_TOKEN"), "{error}");
}

#[test]
fn a_misspelt_id_is_answered_with_the_nearest() {
    let server = HubServer::start(hosted());
    let cache = TempDir::new().unwrap();
    let error = hub_error(pull_id("bert-base-uncasd", &server, &cache));
    assert!(
        error
            .to_string()
            .contains("did you mean bert-base-uncased?"),
        "{error}"
    );
    let error = hub_error(pull_id("nobody/nothing", &server, &cache));
    assert!(error.to_string().contains("check the spelling"), "{error}");
    let error = hub_error(pull_id(&format!("{REPOSITORY}@v9"), &server, &cache));
    assert!(error.to_string().contains("has no revision v9"), "{error}");
}

#[test]
fn without_a_network_nothing_hangs() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let cache = TempDir::new().unwrap();
    let error = hub_error(hub::pull(
        &id(REPOSITORY),
        &with(settings(&endpoint, &cache)),
    ));
    assert!(matches!(error, HubError::NoNetwork { .. }), "{error}");
    for address in ["not an address", "ftp://x", "localhost:1"] {
        let error = hub_error(hub::pull(&id(REPOSITORY), &with(settings(address, &cache))));
        assert!(matches!(error, HubError::NoAddress(_)), "{error}");
    }
    let mut offline = settings(&endpoint, &cache);
    offline.offline = true;
    let error = hub_error(hub::pull(&id(REPOSITORY), &with(offline)));
    assert_eq!(error, HubError::Offline(REPOSITORY.to_owned()));
    assert!(!cache.path().join("hub").exists());
}

#[test]
fn a_cache_that_takes_nothing_is_said() {
    let (server, cache) = (HubServer::start(hosted()), TempDir::new().unwrap());
    fs::write(cache.path().join("hub"), "a file where the cache should be").unwrap();
    let error = hub_error(pull(&server, &cache));
    assert!(
        matches!(error, HubError::CacheNotWritable { .. }),
        "{error}"
    );
    assert!(error.to_string().contains("HF_HUB_CACHE"), "{error}");
}

#[test]
fn names_that_lead_out_of_the_cache_are_left_alone() {
    let weights = "model-00001-of-00001.safetensors";
    let index = format!(r#"{{"metadata": {{}}, "weight_map": {{"x": "{weights}"}}}}"#);
    let mut hosted = hosted()
        .without("model.safetensors")
        .with("model.safetensors.index.json", index.as_bytes())
        .with(weights, b"numbers");
    for name in [
        "../out.safetensors",
        "/out.safetensors",
        "model-/../../../../../../out.safetensors",
        "model-\\..\\..\\out.safetensors",
        "model-/out.safetensors",
        "0_../../out/config.json",
        "1_/../../../out/config.json",
        "1_a:b/config.json",
        "../modules.json",
    ] {
        hosted = hosted.with(name, b"{}");
    }
    let server = HubServer::start(hosted);
    let parent = TempDir::new().unwrap();
    let cache = TempDir::new_in(parent.path()).unwrap();
    let model = pull(&server, &cache).unwrap();
    let mut names: Vec<String> = fs::read_dir(&model.folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let expected = [
        "config.json",
        weights,
        "model.safetensors.index.json",
        "tokenizer.json",
    ];
    assert_eq!(names, expected);
    // Nor are they asked for, and nothing is anywhere but in the cache.
    let asked = server.asked();
    assert!(!asked.iter().any(|asked| asked.path.contains("out")));
    let repository = cache.path().join("hub").display().to_string();
    for file in files_with(parent.path(), "") {
        assert!(file.starts_with(&repository), "{file}");
    }
}

#[test]
fn what_the_hub_says_elsewhere_is_asked_for_without_the_token() {
    let faults = |asked: &Asked| {
        let moves = asked.method == "GET" && is_question(asked) && asked.before == 0;
        moves.then_some(Fault::Elsewhere)
    };
    let server = HubServer::start(hosted().with_faults(faults));
    pull(&server, &TempDir::new().unwrap()).unwrap();
    let asked = server.asked();
    let questions: Vec<&Asked> = asked.iter().filter(|asked| is_question(asked)).collect();
    assert!(questions[0].token.is_some());
    assert_eq!((questions[1].before, &questions[1].token), (1, &None));
}

#[test]
fn redirects_that_lead_nowhere_end_in_one_line() {
    for fault in [
        Fault::Elsewhere,
        Fault::At("file:///etc/hostname"),
        Fault::At("http://"),
    ] {
        let server = HubServer::start(hosted().with_faults(move |_| Some(fault)));
        let cache = TempDir::new().unwrap();
        let _ = hub_error(pull(&server, &cache));
        assert!(files_with(cache.path(), "").is_empty());
    }
}
