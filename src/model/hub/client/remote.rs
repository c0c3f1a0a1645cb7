//! What the hub says about a repository, and the streams of its files.

use std::cell::Cell;
use std::ops::Range;

use futures_util::StreamExt as _;
use hf_hub::repository::download::HFByteStream;
use hf_hub::{HFClient, HFError, HFRepository, RepoTypeModel, split_id};
use reqwest::{Client, RequestBuilder, Response, Url};
use serde::Deserialize;

use super::attempt::{Attempts, Failure, while_wanted};
use super::checksum::Checksum;
use super::refusal::{Asked, Refusal};
use super::{HubError, HubId, is_commit};
use crate::domain::app::APP_VERSION;
use crate::model::{LoadProgress, Loading, ModelError};

/// No repository of an encoder lists files near this many bytes.
const LARGEST_ANSWER: usize = 32 << 20;

/// How many pull requests are looked at for one that adds safetensors.
const MOST_PULL_REQUESTS: usize = 20;

/// The hub, asked for one model.
pub(super) struct Remote<'a> {
    id: &'a HubId,
    loading: &'a Loading<'a>,
    repository: HFRepository<RepoTypeModel>,
    http: Client,
    endpoint: Url,
    only_plain: Cell<bool>,
}

/// A repository at one commit.
pub(super) struct RemoteSnapshot {
    pub(super) commit: String,
    pub(super) files: Vec<RemoteFile>,
}

/// A file of a repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RemoteFile {
    /// The path in the repository.
    pub(super) name: String,
    /// Length in bytes.
    pub(super) bytes: u64,
    /// What its content must be; also its name in the cache.
    pub(super) checksum: Checksum,
}

/// The answer, as far as it matters here. hf-hub's own types lose the checksums of large files.
#[derive(Deserialize)]
struct Answer {
    sha: Option<String>,
    siblings: Option<Vec<Sibling>>,
}

#[derive(Deserialize)]
struct Sibling {
    rfilename: String,
    size: Option<u64>,
    #[serde(rename = "blobId")]
    blob_id: Option<String>,
    lfs: Option<LargeFile>,
}

#[derive(Deserialize)]
struct LargeFile {
    sha256: Option<String>,
}

impl<'a> Remote<'a> {
    /// Prepares to ask; nothing is sent yet.
    pub(super) fn new(id: &'a HubId, loading: &'a Loading<'a>) -> Result<Self, HubError> {
        let settings = &loading.hub;
        let no_address = || HubError::NoAddress(settings.shown_endpoint());
        let endpoint = Url::parse(&settings.endpoint).map_err(|_| no_address())?;
        if !matches!(endpoint.scheme(), "http" | "https") || !endpoint.has_host() {
            return Err(no_address());
        }
        let unusable = |reason: String| HubError::Unexpected {
            endpoint: settings.shown_endpoint(),
            reason,
        };
        let user_agent = format!("glassbox/{APP_VERSION}");
        let http = Client::builder().user_agent(&user_agent).build();
        // Attempts are counted here, where they can be given up.
        let mut client = HFClient::builder()
            .endpoint(&settings.endpoint)
            .cache_dir(&settings.cache)
            .user_agent(user_agent)
            .retry_max_attempts(0);
        if let Some(token) = &settings.token {
            client = client.token(token);
        }
        let client = client
            .build()
            .map_err(|error| unusable(error.to_string()))?;
        let (owner, name) = split_id(id.repository());
        Ok(Self {
            id,
            loading,
            repository: client.model(owner, name),
            http: http.map_err(|error| unusable(error.to_string()))?,
            endpoint,
            only_plain: Cell::new(false),
        })
    }

    /// The commit that the revision stands for, and its files.
    pub(super) async fn snapshot(&self) -> Result<RemoteSnapshot, ModelError> {
        (self.loading.progress)(LoadProgress::Asking);
        let mut attempts = Attempts::new(self.loading);
        loop {
            let failure = match self.ask(self.id.revision_meant()).await {
                Ok(snapshot) => return Ok(snapshot),
                Err(failure) => failure,
            };
            if let Err(failure) = attempts.after(failure).await {
                return Err(self.given_up(failure, None));
            }
        }
    }

    /// Opens a stream of a file, or of `range` of it; also says how long it will be.
    ///
    /// The hub's client knows how large files are stored and takes them from there; where that
    /// way is barred, the plain address of the file is asked.
    pub(super) async fn open(
        &self,
        commit: &str,
        file: &RemoteFile,
        range: Option<Range<u64>>,
    ) -> Result<(Option<u64>, HFByteStream), Failure> {
        if !self.only_plain.get() {
            let stream = self
                .repository
                .download_file_stream()
                .filename(&file.name)
                .revision(commit)
                .maybe_range(range.clone())
                .send();
            match while_wanted(self.loading, stream).await? {
                Ok(opened) => return Ok(opened),
                Err(HFError::Request { source, .. }) => return Err(Failure::of_request(&source)),
                Err(_) => {}
            }
        }
        let behind = ["resolve", commit].into_iter().chain(file.name.split('/'));
        let url = self.address(&[], &behind.collect::<Vec<_>>());
        let mut request = self.get(url);
        if let Some(range) = range {
            let last = range.end.saturating_sub(1);
            request = request.header("Range", format!("bytes={}-{last}", range.start));
        }
        let response = self.answer_to(request, Asked::File).await?;
        let length = response.content_length();
        let pieces = response.bytes_stream();
        let stream = pieces.map(|piece| piece.map_err(HFError::from));
        Ok((length, Box::new(Box::pin(stream))))
    }

    /// Takes files from their plain address from now on. Large ones may be stored in chunks, which
    /// come through another server and in larger pieces: after a break the plain way is the safer.
    pub(super) fn take_the_plain_way(&self) {
        self.only_plain.set(true);
    }

    /// A pull request of the repository that has safetensors, if a look finds one.
    pub(super) async fn pull_request_with(&self, file: &str) -> Result<Option<String>, ModelError> {
        let ask = self
            .repository
            .list_refs()
            .include_pull_requests(true)
            .send();
        let refs = match while_wanted(self.loading, ask).await {
            Ok(Ok(refs)) => refs,
            Err(Failure::Final(error)) => return Err(error),
            // It was only for advice.
            _ => return Ok(None),
        };
        for request in refs.pull_requests.iter().take(MOST_PULL_REQUESTS) {
            match self.ask(&request.git_ref).await {
                Ok(found) if found.files.iter().any(|other| other.name == file) => {
                    return Ok(Some(request.git_ref.clone()));
                }
                Err(Failure::Final(ModelError::Interrupted)) => {
                    return Err(ModelError::Interrupted);
                }
                _ => {}
            }
        }
        Ok(None)
    }

    /// What a person is told once an attempt is not repeated.
    pub(super) fn given_up(&self, failure: Failure, file: Option<&RemoteFile>) -> ModelError {
        let endpoint = self.loading.hub.shown_endpoint();
        let error = match (failure, file) {
            (Failure::Final(error), _) => return error,
            (Failure::ServerFailed(status), _) => HubError::ServerFailed { endpoint, status },
            // rustls says "invalid peer certificate" and what is wrong with it.
            (Failure::Unreachable(reason), _) if reason.contains("peer certificate") => {
                HubError::NotTrusted { endpoint, reason }
            }
            (Failure::Unreachable(reason) | Failure::Broken(reason), Some(file)) => {
                HubError::Broken {
                    file: file.name.clone(),
                    reason,
                }
            }
            (Failure::Unreachable(reason) | Failure::Broken(reason), None) => {
                HubError::NoNetwork { endpoint, reason }
            }
        };
        error.into()
    }

    /// One question: `GET api/models/ID/revision/REVISION?blobs=true`.
    async fn ask(&self, revision: &str) -> Result<RemoteSnapshot, Failure> {
        let mut url = self.address(&["api", "models"], &["revision", revision]);
        url.set_query(Some("blobs=true"));
        let mut response = self.answer_to(self.get(url), Asked::Description).await?;
        let mut body = Vec::new();
        while let Some(piece) = while_wanted(self.loading, response.chunk())
            .await?
            .map_err(|error| Failure::of_request(&error))?
        {
            body.extend_from_slice(&piece);
            if body.len() > LARGEST_ANSWER {
                return Err(self.unexpected("an answer without end").into());
            }
        }
        self.snapshot_from_json(&body).map_err(Failure::from)
    }

    /// A request with the token, if there is one.
    fn get(&self, url: Url) -> RequestBuilder {
        let request = self.http.get(url);
        match &self.loading.hub.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// The answer, if it is one and not a refusal.
    async fn answer_to(&self, request: RequestBuilder, asked: Asked) -> Result<Response, Failure> {
        let response = while_wanted(self.loading, request.send()).await?;
        let response = response.map_err(|error| Failure::of_request(&error))?;
        if response.status().is_success() {
            return Ok(response);
        }
        let refusal = Refusal::of_headers(response.status(), response.headers());
        Err(refusal.meaning(self.id, &self.loading.hub, asked))
    }

    /// An address of the hub with the repository in it.
    fn address(&self, before: &[&str], behind: &[&str]) -> Url {
        let mut url = self.endpoint.clone();
        // An address with a host always has segments.
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(before);
            segments.extend(self.id.repository().split('/'));
            segments.extend(behind);
        }
        url
    }

    fn snapshot_from_json(&self, body: &[u8]) -> Result<RemoteSnapshot, HubError> {
        let answer: Answer = serde_json::from_slice(body)
            .map_err(|_| self.unexpected("not the description of a model"))?;
        let commit = answer.sha.filter(|sha| is_commit(sha));
        let commit = commit.ok_or_else(|| self.unexpected("no commit"))?;
        let siblings = answer.siblings.unwrap_or_default();
        let files = siblings.into_iter().filter_map(|sibling| {
            let checksum = match sibling.lfs.and_then(|large| large.sha256) {
                Some(sha256) => Checksum::sha256(&sha256)?,
                None => Checksum::git_blob(&sibling.blob_id?)?,
            };
            Some(RemoteFile {
                name: sibling.rfilename,
                bytes: sibling.size?,
                checksum,
            })
        });
        Ok(RemoteSnapshot {
            commit,
            files: files.collect(),
        })
    }

    fn unexpected(&self, reason: &str) -> HubError {
        HubError::Unexpected {
            endpoint: self.loading.hub.shown_endpoint(),
            reason: reason.to_owned(),
        }
    }
}
