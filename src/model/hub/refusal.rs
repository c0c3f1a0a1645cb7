//! What the hub means when it says no.

use std::time::Duration;

use hf_hub::HFError;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use super::attempt::Failure;
use super::curated::nearest;
use super::{HubError, HubId, HubSettings};

/// An answer of the hub that is not a success.
pub(super) struct Refusal {
    status: u16,
    /// The hub's own name for it, such as `GatedRepo`.
    code: Option<String>,
    message: String,
    retry_after: Option<Duration>,
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

    /// The answer behind an error of the hub's client, if there is one.
    pub(super) fn of_client(error: &HFError) -> Option<Self> {
        let (context, retry_after) = match error {
            HFError::Http { context }
            | HFError::AuthRequired { context }
            | HFError::Forbidden { context }
            | HFError::Conflict { context } => (context, None),
            HFError::RateLimited {
                context,
                retry_after,
            } => (context, *retry_after),
            HFError::RepoNotFound { context, .. }
            | HFError::RevisionNotFound { context, .. }
            | HFError::EntryNotFound { context, .. } => (context.as_ref()?, None),
            _ => return None,
        };
        Some(Self {
            status: context.status.as_u16(),
            code: context.error_code.clone(),
            message: context.server_message.clone().unwrap_or_default(),
            retry_after,
        })
    }

    /// What it means for a person who asked for `id`.
    pub(super) fn meaning(&self, id: &HubId, settings: &HubSettings) -> Failure {
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
