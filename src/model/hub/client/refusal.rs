//! What the hub means when it says no.

use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use super::attempt::Failure;
use super::nearest::nearest;
use super::{HubError, HubId, HubSettings};

/// An answer of the hub that is not a success.
pub(super) struct Refusal {
    status: u16,
    /// The hub's own name for it, such as `GatedRepo`.
    code: Option<String>,
    message: String,
    retry_after: Option<Duration>,
}

/// What the hub was asked for when it said no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// What a repository holds.
    Description,
    /// One of its files, wherever that is stored.
    File,
}

impl Refusal {
    /// The answer with this head.
    pub(super) fn of_headers(status: StatusCode, headers: &HeaderMap) -> Self {
        let text = |name: &str| {
            let value = headers.get(name)?;
            value.to_str().ok().map(str::to_owned)
        };
        let seconds = text("retry-after").and_then(|value| value.trim().parse().ok());
        Self {
            status: status.as_u16(),
            code: text("x-error-code"),
            message: text("x-error-message").unwrap_or_default(),
            retry_after: seconds.map(Duration::from_secs),
        }
    }

    /// What it means for a person who asked for `id`.
    pub(super) fn meaning(&self, id: &HubId, settings: &HubSettings, asked: Asked) -> Failure {
        let endpoint = settings.shown_endpoint();
        let repository = id.repository().to_owned();
        let no_repository = |endpoint| HubError::NoRepository {
            endpoint,
            id: id.repository().to_owned(),
            nearest: nearest(id.repository()).map(str::to_owned),
        };
        let token_is_wrong = self.message.to_ascii_lowercase().contains("credentials");
        let error = match (self.status, self.code.as_deref()) {
            (401 | 403, _) if settings.token.is_some() && token_is_wrong => {
                HubError::TokenRefused {
                    endpoint,
                    repository,
                }
            }
            (_, Some("GatedRepo")) => HubError::Gated {
                endpoint,
                repository,
            },
            (_, Some("RevisionNotFound")) => HubError::NoRevision {
                endpoint,
                repository,
                revision: id.revision_meant().to_owned(),
            },
            // The store of large files does not speak of repositories.
            (status @ (403 | 404), None) if asked == Asked::File => HubError::Unexpected {
                endpoint,
                reason: format!("HTTP status {status} for a file"),
            },
            (_, Some("RepoNotFound")) | (404, None) => no_repository(endpoint),
            // Without a token the hub does not say whether a repository is private or missing.
            (401, _) if settings.token.is_none() => no_repository(endpoint),
            (401, _) => HubError::TokenRefused {
                endpoint,
                repository,
            },
            (403, _) => HubError::Gated {
                endpoint,
                repository,
            },
            (429, _) => HubError::RateLimited {
                endpoint,
                seconds: self.retry_after.map(|delay| delay.as_secs()),
            },
            (408 | 500..=599, _) => return Failure::ServerFailed(self.status),
            (status, code) => HubError::Unexpected {
                endpoint,
                reason: match code {
                    Some(code) => format!("{code}, HTTP status {status}"),
                    None => format!("HTTP status {status}"),
                },
            },
        };
        error.into()
    }
}
