//! A pasted web address of a model's page, or of one of its files, in place of an id.

use reqwest::Url;

use super::{HubError, HubId};

/// Hosts that are the hub, whatever `HF_ENDPOINT` says.
const HOSTS: [&str; 4] = [
    "huggingface.co",
    "www.huggingface.co",
    "hf.co",
    "hub-ci.huggingface.co",
];

/// What follows a repository in an address, and is itself followed by a revision.
const VIEWS: [&str; 8] = [
    "tree", "blob", "resolve", "raw", "blame", "commit", "commits", "revision",
];

/// What follows a repository and says nothing of a revision.
const PAGES: [&str; 2] = ["discussions", "community"];

/// Where an address leads that is no model.
const OTHERS: [&str; 9] = [
    "datasets",
    "spaces",
    "buckets",
    "kernels",
    "collections",
    "papers",
    "docs",
    "blog",
    "models",
];

/// The id that an address names; `None` if `typed` is no address. `endpoint` is the hub's own.
///
/// # Errors
/// The address is of another host, or of no model.
pub(super) fn id_in_address(typed: &str, endpoint: &str) -> Option<Result<HubId, HubError>> {
    if let Some(rest) = typed.strip_prefix("hf://") {
        return Some(id_in_uri(typed, rest));
    }
    let of_git = ["git@hf.co:", "git@huggingface.co:"];
    if let Some(rest) = of_git.iter().find_map(|start| typed.strip_prefix(start)) {
        return Some(id_in_path(typed, &rest.split('/').collect::<Vec<_>>()));
    }
    let endpoint = Url::parse(endpoint).ok();
    let host_of_hub = endpoint.as_ref().and_then(Url::host_str);
    let is_hub = |host: &str| HOSTS.contains(&host) || Some(host) == host_of_hub;
    let has_scheme = ["http://", "https://"].iter().any(|scheme| {
        typed
            .get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    });
    let without_scheme = || {
        let host = typed.split_once('/')?.0.split(':').next()?;
        is_hub(&host.to_ascii_lowercase()).then(|| format!("https://{typed}"))
    };
    let address = if has_scheme {
        typed.to_owned()
    } else {
        without_scheme()?
    };
    let Some(url) = Url::parse(&address).ok().filter(Url::has_host) else {
        return Some(Err(wrong(typed, "this is no web address")));
    };
    let host = url.host_str().unwrap_or_default();
    if !is_hub(host) {
        let reason = format!("{host} is not the hub, which HF_ENDPOINT may name");
        return Some(Err(wrong(typed, &reason)));
    }
    let mut segments: Vec<String> = plain_segments(&url).collect();
    let before = endpoint.filter(|endpoint| endpoint.host_str() == Some(host));
    let before: Vec<String> = before.iter().flat_map(plain_segments).collect();
    if !before.is_empty() && segments.starts_with(&before) {
        segments.drain(..before.len());
    }
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    Some(id_in_path(typed, &segments))
}

/// `owner/name@revision/FILE`, perhaps behind `models/`.
fn id_in_uri(typed: &str, rest: &str) -> Result<HubId, HubError> {
    let rest = rest.strip_prefix("models/").unwrap_or(rest);
    let segments: Vec<&str> = rest.split('/').filter(|part| !part.is_empty()).collect();
    match segments.as_slice() {
        [first, ..] if OTHERS.contains(first) => Err(wrong(typed, "it leads to no model")),
        [owner, name, ..] => HubId::parse(&format!("{owner}/{name}")),
        [name] => HubId::parse(name),
        [] => Err(wrong(typed, "it leads to no model")),
    }
}

fn id_in_path(typed: &str, segments: &[&str]) -> Result<HubId, HubError> {
    let segments = match segments {
        ["api", "models", rest @ ..] => rest,
        [first, ..] if OTHERS.contains(first) => {
            return Err(wrong(typed, "it leads to no model"));
        }
        other => other,
    };
    let is_view = |part: &str| VIEWS.contains(&part) || PAGES.contains(&part);
    let place = segments.iter().skip(1).position(|part| is_view(part));
    let (repository, behind) = segments.split_at(place.map_or(segments.len(), |place| place + 1));
    if repository.is_empty() || repository.len() > 2 {
        return Err(wrong(typed, "it is not the page of a model"));
    }
    let revision = match behind {
        [view, ..] if PAGES.contains(view) => None,
        [_, "refs", kind, number, ..] => Some(format!("refs/{kind}/{number}")),
        [_, revision, ..] => Some((*revision).to_owned()),
        _ => None,
    };
    let repository = repository.join("/");
    let repository = repository.strip_suffix(".git").unwrap_or(&repository);
    match revision.filter(|revision| revision != "main") {
        Some(revision) => HubId::parse(&format!("{repository}@{revision}")),
        None => HubId::parse(repository),
    }
}

/// The parts of the path; a `/` that is written as `%2F` stays inside its part.
fn plain_segments(url: &Url) -> impl Iterator<Item = String> {
    let segments = url.path_segments().into_iter().flatten();
    let named = segments.filter(|part| !part.is_empty());
    named.map(|part| part.replace("%2F", "/").replace("%2f", "/"))
}

fn wrong(typed: &str, reason: &str) -> HubError {
    HubError::NotAnId {
        typed: typed.to_owned(),
        reason: reason.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HUB: &str = "https://huggingface.co";

    #[test]
    fn an_address_names_the_id_and_the_revision() {
        for (typed, id) in [
            ("https://huggingface.co/a/b", "a/b"),
            ("https://huggingface.co/a/b/", "a/b"),
            ("HTTPS://HuggingFace.co/a/b", "a/b"),
            ("huggingface.co/a/b", "a/b"),
            ("hf.co/a/b", "a/b"),
            (
                "https://huggingface.co/bert-base-uncased",
                "bert-base-uncased",
            ),
            (
                "https://huggingface.co/bert-base-uncased/tree/main",
                "bert-base-uncased",
            ),
            ("https://huggingface.co/a/b/tree/main", "a/b"),
            ("https://huggingface.co/a/b/tree/v1.0", "a/b@v1.0"),
            ("https://huggingface.co/a/b/blob/main/config.json", "a/b"),
            (
                "https://huggingface.co/a/b/resolve/v2/x/model.safetensors?download=true",
                "a/b@v2",
            ),
            (
                "https://huggingface.co/a/b/tree/refs%2Fpr%2F3",
                "a/b@refs/pr/3",
            ),
            (
                "https://huggingface.co/a/b/blob/refs/pr/3/config.json",
                "a/b@refs/pr/3",
            ),
            (
                "https://huggingface.co/a/b?library=transformers#usage",
                "a/b",
            ),
            ("https://huggingface.co/a/b/discussions/4", "a/b"),
            (
                "https://huggingface.co/api/models/a/b/revision/v1",
                "a/b@v1",
            ),
            ("https://huggingface.co/a/b.git", "a/b"),
            ("git@hf.co:a/b.git", "a/b"),
            ("hf://a/b@v1/config.json", "a/b@v1"),
            ("hf://models/a/b", "a/b"),
        ] {
            let found = id_in_address(typed, HUB).unwrap().unwrap();
            assert_eq!(found, HubId::parse(id).unwrap(), "{typed}");
        }
    }

    #[test]
    fn the_hubs_own_host_and_path_are_known() {
        for (endpoint, typed) in [
            (
                "https://hf-mirror.com",
                "https://hf-mirror.com/a/b/tree/main",
            ),
            ("https://hf-mirror.com", "hf-mirror.com/a/b"),
            ("http://127.0.0.1:8931", "http://127.0.0.1:8931/a/b"),
            (
                "https://mirror.org/hf",
                "https://mirror.org/hf/a/b/tree/main",
            ),
            ("https://mirror.org/hf", "https://huggingface.co/a/b"),
        ] {
            let found = id_in_address(typed, endpoint).unwrap().unwrap();
            assert_eq!(found.to_string(), "a/b", "{typed}");
        }
    }

    #[test]
    fn what_leads_to_no_model_is_refused_and_what_is_no_address_left_alone() {
        for (typed, says) in [
            ("https://example.org/a/b", "example.org is not the hub"),
            ("https://huggingface.co/datasets/a/b", "leads to no model"),
            ("https://huggingface.co/spaces/a/b", "leads to no model"),
            ("https://huggingface.co/models", "leads to no model"),
            ("https://huggingface.co", "not the page of a model"),
            ("https://huggingface.co/a/b/c", "not the page of a model"),
            ("https://", "no web address"),
            ("hf://datasets/a/b", "leads to no model"),
            (
                "https://huggingface.co/a/b/tree/..%2F..%2Fx",
                "not a branch",
            ),
        ] {
            let error = id_in_address(typed, HUB).unwrap().unwrap_err();
            assert!(error.to_string().contains(says), "{typed}: {error}");
        }
        for typed in [
            "a/b",
            "bert-base-uncased",
            "./a/b",
            "/a",
            "httpsa/b",
            "models--a--b",
        ] {
            assert!(id_in_address(typed, HUB).is_none(), "{typed}");
        }
    }
}
