//! What can go wrong between here and the hub. Each message says what to do.

use std::path::PathBuf;

use crate::model::quoted::quoted;

/// Why a model of the hub could not be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what each case is")]
pub enum HubError {
    #[error(
        "{:?} is no model ({reason}): give minilm, a folder, or a Hugging Face id such as bert-base-uncased or owner/name@revision", quoted(.typed)
    )]
    NotAnId { typed: String, reason: String },
    #[error(
        "{0:?} is a model of the Hugging Face hub, which this build cannot reach or read the cache of: give minilm or a folder, or build Glassbox with its feature hub"
    )]
    NotBuiltIn(String),
    #[error(
        "{0} is not on this computer, and the network may not be asked for it: run `glassbox models pull {0}` once, without --offline, HF_HUB_OFFLINE and TRANSFORMERS_OFFLINE"
    )]
    Offline(String),
    #[error(
        "{0} is not on this computer, and only a file or the last session names it: choose it by name to download it, or run `glassbox models pull {0}`"
    )]
    NotAskedFor(String),
    #[error(
        "{id} is not on this computer, which has other commits of it ({commits}), and the network may not be asked: name one of them behind an @"
    )]
    OtherCommits { id: String, commits: String },
    #[error(
        "refs/main does not say which snapshot is meant (there: {commits}): give the folder of one of them ({})", .folder.display()
    )]
    WhichSnapshot { folder: PathBuf, commits: String },
    #[error(
        "the hub's address {0:?} is none: set HF_ENDPOINT to one such as https://huggingface.co, or unset it"
    )]
    NoAddress(String),
    #[error(
        "{endpoint} could not be reached ({reason}): check the network, the proxy settings and HF_ENDPOINT; minilm and models already downloaded need no network"
    )]
    NoNetwork { endpoint: String, reason: String },
    #[error(
        "{endpoint} does not prove who it is ({reason}): a proxy that reads encrypted traffic must have its certificate among the system's, else do not trust this network"
    )]
    NotTrusted { endpoint: String, reason: String },
    #[error(
        "{endpoint} has no model {id} that everybody may see: {}; a private one needs HF_TOKEN",
        advice(.nearest.as_deref())
    )]
    NoRepository {
        endpoint: String,
        id: String,
        nearest: Option<String>,
    },
    #[error(
        "{repository} has no revision {revision}: leave out @{revision}, or take a branch, tag or commit that {endpoint}/{repository} lists"
    )]
    NoRevision {
        endpoint: String,
        repository: String,
        revision: String,
    },
    #[error(
        "{repository} is gated: accept its terms at {endpoint}/{repository}, then set HF_TOKEN to a token of that account"
    )]
    Gated {
        endpoint: String,
        repository: String,
    },
    #[error(
        "{endpoint} does not accept the token for {repository}: set HF_TOKEN to a valid token that may read it, or unset it"
    )]
    TokenRefused {
        endpoint: String,
        repository: String,
    },
    #[error("{endpoint} limits how often it may be asked: try again {}", when(*.seconds))]
    RateLimited {
        endpoint: String,
        seconds: Option<u64>,
    },
    #[error(
        "{endpoint} is out of order (it answered {status}): try again later, what has arrived is kept"
    )]
    ServerFailed { endpoint: String, status: u16 },
    #[error(
        "{endpoint} answered in a way Glassbox does not understand ({reason}): check HF_ENDPOINT and the proxy settings"
    )]
    Unexpected { endpoint: String, reason: String },
    #[error(
        "the connection broke while {file} was downloaded ({reason}): try again, what has arrived is kept and the rest will follow"
    )]
    Broken { file: String, reason: String },
    #[error(
        "{file} arrived damaged (its checksum is not the hub's) and was removed: try again; if this repeats, a proxy or the server changes it"
    )]
    WrongChecksum { file: String },
    #[error(
        "{id} has only pytorch_model.bin, which may run code when opened: {}",
        .fix.as_deref().map_or_else(
            || "convert it with transformers' save_pretrained(..., safe_serialization=True) and give the folder, or take a model with model.safetensors".to_owned(),
            |fix| format!("a pull request there adds model.safetensors; look at it on the hub, then ask for {fix}"),
        )
    )]
    OnlyPickle { id: String, fix: Option<String> },
    #[error(
        "{id} has no {file}, which Glassbox needs: take another model, or one converted with transformers' save_pretrained"
    )]
    NoFile { id: String, file: &'static str },
    #[error(
        "{0} is an adapter (LoRA or its like), which changes another model and is none itself: merge it with peft's merge_and_unload, save the model with its tokenizer, and give that folder"
    )]
    Adapter(String),
    #[error(
        "the files of {0} are in the cache and do not make a model, or another program removed them: try again"
    )]
    Vanished(String),
    #[error("the download could not begin ({0}): close some programs and try again")]
    NoRuntime(String),
    #[error(
        "{} could not be written ({reason}): free some space, or set HF_HUB_CACHE to a folder that can be written",
        .path.display()
    )]
    CacheNotWritable { path: PathBuf, reason: String },
}

fn advice(nearest: Option<&str>) -> String {
    match nearest {
        Some(nearest) => format!("did you mean {nearest}?"),
        None => "check the spelling, owner/name as on the model's page".to_owned(),
    }
}

fn when(seconds: Option<u64>) -> String {
    match seconds {
        Some(seconds) => format!("in {seconds} seconds, or set HF_TOKEN"),
        None => "in a few minutes, or set HF_TOKEN".to_owned(),
    }
}
