//! Models of the hub: the client of real use against a hub on 127.0.0.1.

use std::cell::RefCell;
use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::time::Duration;

use glassbox::model::hub::{self, CURATED, CachedModel, HubError, HubId, HubSettings};
use glassbox::model::{LoadProgress, Loading, Model, ModelError, ModelSource};
use tempfile::TempDir;

use crate::fixtures::{tiny_bert, tiny_bert_folder};
use crate::hub_server::{
    Asked, COMMIT, Fault, Hosted, HubServer, PULL_REQUEST, REQUESTED, git_blob, sha256,
};

const REPOSITORY: &str = "tiny/bert";
const TOKEN: &str = "hf_known_to_nobody";

pub(crate) fn hosted() -> Hosted {
    Hosted::folder(REPOSITORY, &tiny_bert_folder())
}

fn weights() -> Vec<u8> {
    fs::read(tiny_bert_folder().join("model.safetensors")).unwrap()
}

fn settings(endpoint: &str, cache: &TempDir) -> HubSettings {
    HubSettings {
        endpoint: endpoint.to_owned(),
        cache: cache.path().join("hub"),
        token: Some(TOKEN.to_owned()),
        offline: false,
        retry_delay: Duration::from_millis(1),
        patience: Duration::from_mins(1),
    }
}

fn id(typed: &str) -> HubId {
    HubId::parse(typed).unwrap()
}

/// Loads quietly, with these settings.
fn with(settings: HubSettings) -> Loading<'static> {
    Loading {
        hub: settings,
        ..Loading::quiet()
    }
}

fn pull(server: &HubServer, cache: &TempDir) -> Result<CachedModel, ModelError> {
    pull_id(REPOSITORY, server, cache)
}

fn pull_id(typed: &str, server: &HubServer, cache: &TempDir) -> Result<CachedModel, ModelError> {
    hub::pull(&id(typed), &with(settings(&server.endpoint, cache)))
}

/// What went wrong with the hub.
fn hub_error(outcome: Result<CachedModel, ModelError>) -> HubError {
    match outcome {
        Err(ModelError::Hub(error)) => {
            assert!(!error.to_string().contains(TOKEN), "{error}");
            assert!(!error.to_string().contains('\n'), "{error}");
            assert!(error.to_string().contains(": "), "no advice in: {error}");
            error
        }
        other => panic!("no error of the hub: {other:?}"),
    }
}

fn is_weights(asked: &Asked) -> bool {
    asked.method == "GET" && asked.path.starts_with("/cdn/")
}

fn is_question(asked: &Asked) -> bool {
    asked.path.starts_with("/api/models/")
}

/// Every file below `folder` whose name has `part` in it.
fn files_with(folder: &Path, part: &str) -> Vec<String> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else {
        return found;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_with(&path, part));
        } else if path.file_name().unwrap().to_string_lossy().contains(part) {
            found.push(path.display().to_string());
        }
    }
    found
}

#[test]
fn a_model_is_downloaded_into_the_layout_that_everybody_reads() {
    let (server, cache) = (HubServer::start(hosted()), TempDir::new().unwrap());
    let model = pull(&server, &cache).unwrap();
    let folder = cache.path().join("hub/models--tiny--bert");
    assert_eq!(
        fs::read_to_string(folder.join("refs/main")).unwrap(),
        COMMIT
    );
    assert_eq!(model.folder, folder.join("snapshots").join(COMMIT));
    assert_eq!(model.commit, COMMIT);
    assert_eq!(
        (model.layers, model.hidden_size, model.positions),
        (12, 32, 32)
    );
    assert_eq!(model.sha256, Some(sha256(&weights())));
    let mut bytes = 0;
    for (name, content) in &hosted().files {
        let blob = if name == "model.safetensors" {
            sha256(content)
        } else {
            git_blob(content)
        };
        let link = fs::read_link(model.folder.join(name)).unwrap();
        assert_eq!(link, Path::new("../../blobs").join(blob));
        assert_eq!(&fs::read(model.folder.join(name)).unwrap(), content);
        bytes += content.len() as u64;
    }
    assert_eq!(model.bytes, bytes);
    assert!(files_with(&folder, "incomplete").is_empty());
    let source = ModelSource::named(REPOSITORY).unwrap();
    let loaded = Model::load(&source, &with(settings(&server.endpoint, &cache))).unwrap();
    assert_eq!(loaded.card().sha256, tiny_bert().card().sha256);
    assert_eq!(loaded.card().id, REPOSITORY);
    assert_eq!(loaded.card().display_name, "bert");
    // The token is for the hub, and not for where large files lie.
    let bearer = format!("Bearer {TOKEN}");
    for asked in server.asked() {
        let expected = (!asked.path.starts_with("/cdn/")).then_some(&bearer);
        assert_eq!(asked.token.as_ref(), expected, "{}", asked.path);
    }
    assert!(server.asked().iter().any(is_weights));
}

#[test]
fn what_is_in_the_cache_is_used_without_a_request() {
    let (server, cache) = (HubServer::start(hosted()), TempDir::new().unwrap());
    let settings = settings(&server.endpoint, &cache);
    assert_eq!(hub::cached(&id(REPOSITORY), &settings), None);
    let model = pull(&server, &cache).unwrap();
    let asked = server.asked().len();
    assert!(asked > 3);
    assert_eq!(pull(&server, &cache).unwrap(), model);
    for revision in ["main", COMMIT] {
        let pinned = format!("{REPOSITORY}@{revision}");
        let again = pull_id(&pinned, &server, &cache).unwrap();
        assert_eq!(again.folder, model.folder);
    }
    let size = hub::size(&id(REPOSITORY), &with(settings.clone())).unwrap();
    assert_eq!((size.total_bytes, size.missing_bytes), (model.bytes, 0));
    assert_eq!(hub::every_cached(&settings).usable, [model]);
    assert_eq!(server.asked().len(), asked, "{:?}", server.asked());
}

#[test]
fn the_size_is_known_before_the_download_and_progress_ends_at_it() {
    let (server, cache) = (HubServer::start(hosted()), TempDir::new().unwrap());
    let settings = settings(&server.endpoint, &cache);
    let size = hub::size(&id(REPOSITORY), &with(settings.clone())).unwrap();
    let all: u64 = hosted()
        .files
        .iter()
        .map(|(_, bytes)| bytes.len() as u64)
        .sum();
    assert_eq!((size.total_bytes, size.missing_bytes), (all, all));
    assert_eq!(size.commit, COMMIT);
    assert_eq!(server.asked().len(), 1);
    assert!(!settings.cache.exists());
    let steps = RefCell::new(Vec::new());
    let loading = Loading {
        hub: settings,
        still_wanted: &|| true,
        progress: &|step| steps.borrow_mut().push(step),
    };
    hub::pull(&id(REPOSITORY), &loading).unwrap();
    let steps = steps.into_inner();
    assert_eq!(steps[0], LoadProgress::Asking);
    let mut last = 0;
    for step in &steps[1..] {
        let LoadProgress::Downloading {
            done_bytes,
            total_bytes,
            ..
        } = step
        else {
            panic!("{step:?}");
        };
        assert_eq!(*total_bytes, all);
        assert!((last..=all).contains(done_bytes), "{last} {done_bytes}");
        last = *done_bytes;
    }
    assert_eq!(last, all);
}

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
        still_wanted: &|| true,
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
        let server = HubServer::start(hosted().with_faults(faults));
        let cache = TempDir::new().unwrap();
        let loading = Loading {
            hub: settings(&server.endpoint, &cache),
            still_wanted: &|| !server.is_silent(),
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
fn two_at_once_fetch_the_weights_once() {
    let (server, cache) = (HubServer::start(hosted()), TempDir::new().unwrap());
    let settings = settings(&server.endpoint, &cache);
    let all = std::thread::scope(|scope| {
        let one = || hub::pull(&id(REPOSITORY), &with(settings.clone()));
        let others: Vec<_> = (0..4).map(|_| scope.spawn(one)).collect();
        let joined = others
            .into_iter()
            .map(|other| other.join().unwrap().unwrap());
        joined.collect::<Vec<_>>()
    });
    assert!(all.iter().all(|model| *model == all[0]));
    assert_eq!(server.ranges_of(&weights()), [None]);
    assert_eq!(
        fs::read(all[0].folder.join("model.safetensors")).unwrap(),
        weights()
    );
}

#[test]
fn who_finds_a_file_locked_waits_for_it() {
    let (server, cache) = (HubServer::start(hosted()), TempDir::new().unwrap());
    let locks = cache.path().join("hub/.locks/models--tiny--bert");
    fs::create_dir_all(&locks).unwrap();
    let lock = fs::File::create(locks.join(format!("{}.lock", sha256(&weights())))).unwrap();
    lock.lock().unwrap();
    let held = RefCell::new(Some(lock));
    let loading = Loading {
        hub: settings(&server.endpoint, &cache),
        still_wanted: &|| true,
        progress: &|step| {
            if step
                == (LoadProgress::WaitingForOther {
                    file: "model.safetensors".to_owned(),
                })
            {
                assert!(server.ranges_of(&weights()).is_empty());
                drop(held.take());
            }
        },
    };
    hub::pull(&id(REPOSITORY), &loading).unwrap();
    assert!(held.into_inner().is_none(), "nobody waited");
}

#[test]
fn a_renamed_model_is_followed_and_found_by_both_names() {
    let mut hosted = Hosted::folder("google-bert/bert-base-uncased", &tiny_bert_folder());
    hosted.renamed_from = Some("bert-base-uncased".to_owned());
    let (server, cache) = (HubServer::start(hosted), TempDir::new().unwrap());
    let old = pull_id("bert-base-uncased", &server, &cache).unwrap();
    assert!(cache.path().join("hub/models--bert-base-uncased").is_dir());
    let asked = server.asked().len();
    let new = pull_id("google-bert/bert-base-uncased", &server, &cache).unwrap();
    assert_eq!(new.folder, old.folder);
    assert_eq!(server.asked().len(), asked);
}

#[test]
fn a_model_of_another_family_is_refused_before_its_weights_are_fetched() {
    let config = br#"{"model_type":"llama","hidden_size":8}"#;
    let hosted = hosted().without("config.json").with("config.json", config);
    let (server, cache) = (HubServer::start(hosted), TempDir::new().unwrap());
    let error = pull(&server, &cache).unwrap_err();
    assert!(matches!(error, ModelError::UnknownFamily { .. }), "{error}");
    assert!(error.to_string().contains("llama"), "{error}");
    assert!(server.ranges_of(&weights()).is_empty());
}

#[test]
fn weights_in_several_files_are_all_fetched() {
    let (one, two) = (b"one".as_slice(), b"two".as_slice());
    let index = br#"{"weight_map":{"a":"model-00001-of-00002.safetensors","b":"model-00002-of-00002.safetensors"}}"#;
    let hosted = hosted()
        .without("model.safetensors")
        .with("model.safetensors.index.json", index)
        .with("model-00001-of-00002.safetensors", one)
        .with("model-00002-of-00002.safetensors", two)
        .with("README.md", b"not needed");
    let (server, cache) = (HubServer::start(hosted), TempDir::new().unwrap());
    let model = pull(&server, &cache).unwrap();
    for (name, content) in [
        ("model-00001-of-00002.safetensors", one),
        ("model-00002-of-00002.safetensors", two),
    ] {
        assert_eq!(fs::read(model.folder.join(name)).unwrap(), content);
    }
    assert!(!model.folder.join("README.md").exists());
    assert_eq!(model.sha256, None);
    fs::remove_file(model.folder.join("model-00002-of-00002.safetensors")).unwrap();
    assert_eq!(
        hub::cached(&id(REPOSITORY), &settings(&server.endpoint, &cache)),
        None
    );
}

#[test]
fn a_vocabulary_stands_in_for_a_tokenizer() {
    let hosted = hosted()
        .without("tokenizer.json")
        .with(
            "vocab.txt",
            b"[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\nwalk\n",
        )
        .with("tokenizer_config.json", br#"{"do_lower_case":true}"#);
    let (server, cache) = (HubServer::start(hosted), TempDir::new().unwrap());
    let loading = with(settings(&server.endpoint, &cache));
    let source = ModelSource::Hub(id(REPOSITORY));
    let model = Model::load(&source, &loading).unwrap();
    let pieces = model.tokens("A walk").unwrap();
    let pieces: Vec<_> = pieces.iter().map(|token| token.piece.as_str()).collect();
    assert_eq!(pieces, ["[CLS]", "a", "walk", "[SEP]"]);
    assert_eq!(hub::every_cached(&loading.hub).usable.len(), 1);
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
fn a_revision_of_a_pull_request_is_noted_under_its_name() {
    let mut hosted = hosted().without("model.safetensors");
    hosted.in_pull_request = vec![("model.safetensors".to_owned(), weights())];
    let (server, cache) = (HubServer::start(hosted), TempDir::new().unwrap());
    let at_request = format!("{REPOSITORY}@{PULL_REQUEST}");
    let model = pull_id(&at_request, &server, &cache).unwrap();
    assert_eq!(model.commit, REQUESTED);
    let noted = cache.path().join("hub/models--tiny--bert/refs/refs/pr/7");
    assert_eq!(fs::read_to_string(noted).unwrap(), REQUESTED);
    let asked = server.asked();
    assert!(
        asked
            .iter()
            .any(|asked| asked.path.contains("/revision/refs%2Fpr%2F7?"))
    );
    let settings = settings(&server.endpoint, &cache);
    assert!(hub::cached(&id(&at_request), &settings).is_some());
    assert_eq!(hub::cached(&id(REPOSITORY), &settings), None);
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
    let cases: [(Fault, Expected); 9] = [
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
        (Fault::Nonsense, |error| {
            matches!(error, HubError::Unexpected { .. })
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
fn a_cache_filled_by_others_is_read() {
    let cache = TempDir::new().unwrap();
    let settings = settings("http://127.0.0.1:1", &cache);
    let repository = settings.cache.join("models--FacebookAI--roberta-base");
    let snapshot = repository.join("snapshots").join(COMMIT);
    fs::create_dir_all(&snapshot).unwrap();
    fs::create_dir_all(repository.join("refs")).unwrap();
    fs::write(repository.join("refs/main"), format!("{COMMIT}\n")).unwrap();
    for (name, content) in &hosted().files {
        // Plain files, as Windows has them.
        fs::write(snapshot.join(name), content).unwrap();
    }
    for name in ["roberta-base", "FacebookAI/roberta-base"] {
        let found = hub::cached(&id(name), &settings).unwrap();
        assert_eq!(found.folder, snapshot);
        assert_eq!(found.sha256, None);
    }
    assert_eq!(hub::cached(&id("roberta-base@other"), &settings), None);
    let other = settings.cache.join("models--some--llm");
    fs::create_dir_all(other.join("snapshots").join(COMMIT)).unwrap();
    fs::create_dir_all(other.join("refs")).unwrap();
    fs::write(other.join("refs/main"), COMMIT).unwrap();
    fs::create_dir_all(settings.cache.join("datasets--x--y")).unwrap();
    fs::create_dir_all(settings.cache.join("models--empty--one")).unwrap();
    let listing = hub::every_cached(&settings);
    let usable: Vec<_> = listing
        .usable
        .iter()
        .map(|model| model.id.to_string())
        .collect();
    assert_eq!(usable, ["FacebookAI/roberta-base"]);
    assert_eq!(listing.unusable.len(), 1);
    assert_eq!(listing.unusable[0].repository, "some/llm");
    assert!(listing.unusable[0].reason.contains("config.json"));
}

#[test]
fn the_list_begins_with_the_papers_model() {
    assert_eq!(CURATED[0].id, "bert-base-uncased");
}
