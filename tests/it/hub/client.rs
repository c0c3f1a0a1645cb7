//! Models of the hub: the client of real use against a hub on 127.0.0.1.

use std::cell::RefCell;
use std::fs;
use std::path::Path;
use std::time::Duration;

use glassbox::model::hub::{self, CURATED, CachedModel, HubError, HubId, HubSettings};
use glassbox::model::{LoadProgress, Loading, Model, ModelError, ModelSource};
use tempfile::TempDir;

use crate::fixtures::{tiny_bert, tiny_bert_folder};
use crate::hub::server::{
    Asked, COMMIT, Hosted, HubServer, PULL_REQUEST, REQUESTED, git_blob, sha256,
};
use glassbox::model::Cancel;

pub(crate) const REPOSITORY: &str = "tiny/bert";
const TOKEN: &str = "hf_known_to_nobody";

pub(crate) fn hosted() -> Hosted {
    Hosted::folder(REPOSITORY, &tiny_bert_folder())
}

pub(crate) fn weights() -> Vec<u8> {
    fs::read(tiny_bert_folder().join("model.safetensors")).unwrap()
}

pub(crate) fn settings(endpoint: &str, cache: &TempDir) -> HubSettings {
    HubSettings {
        endpoint: endpoint.to_owned(),
        cache: cache.path().join("hub"),
        token: Some(TOKEN.to_owned()),
        offline: false,
        retry_delay: Duration::from_millis(1),
        patience: Duration::from_mins(1),
    }
}

pub(crate) fn id(typed: &str) -> HubId {
    HubId::parse(typed).unwrap()
}

/// Loads quietly, with these settings.
pub(crate) fn with(settings: HubSettings) -> Loading<'static> {
    Loading {
        hub: settings,
        ..Loading::quiet()
    }
}

pub(crate) fn pull(server: &HubServer, cache: &TempDir) -> Result<CachedModel, ModelError> {
    pull_id(REPOSITORY, server, cache)
}

pub(crate) fn pull_id(
    typed: &str,
    server: &HubServer,
    cache: &TempDir,
) -> Result<CachedModel, ModelError> {
    hub::pull(&id(typed), &with(settings(&server.endpoint, cache)))
}

/// What went wrong with the hub.
pub(crate) fn hub_error(outcome: Result<CachedModel, ModelError>) -> HubError {
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

pub(crate) fn is_weights(asked: &Asked) -> bool {
    asked.method == "GET" && asked.path.starts_with("/cdn/")
}

pub(crate) fn is_question(asked: &Asked) -> bool {
    asked.path.starts_with("/api/models/")
}

/// Every file below `folder` whose name has `part` in it.
pub(crate) fn files_with(folder: &Path, part: &str) -> Vec<String> {
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
fn the_size_is_known_before_the_download() {
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
        cancel: Cancel::never(),
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
        cancel: Cancel::never(),
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
fn a_revision_of_a_pull_request_is_noted_under_its_name() {
    let mut hosted = hosted().without("model.safetensors");
    hosted.in_pull_request = vec![("model.safetensors".to_owned(), weights())];
    let (server, cache) = (HubServer::start(hosted), TempDir::new().unwrap());
    let at_request = format!("{REPOSITORY}@{PULL_REQUEST}");
    let model = pull_id(&at_request, &server, &cache).unwrap();
    assert_eq!(model.commit, REQUESTED);
    let noted = cache.path().join("hub/models--tiny--bert/refs/refs/pr/7");
    assert_eq!(fs::read_to_string(&noted).unwrap(), REQUESTED);
    let asked = server.asked();
    assert!(
        asked
            .iter()
            .any(|asked| asked.path.contains("/revision/refs%2Fpr%2F7?"))
    );
    let settings = settings(&server.endpoint, &cache);
    assert!(hub::cached(&id(&at_request), &settings).is_some());
    assert_eq!(hub::cached(&id(REPOSITORY), &settings), None);
    assert_eq!(hub::every_cached(&settings).usable, [model]);
    fs::remove_file(noted).unwrap();
    let listed = hub::every_cached(&settings).usable;
    assert_eq!(listed[0].id, id(&format!("{REPOSITORY}@{REQUESTED}")));
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
