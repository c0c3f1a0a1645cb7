//! Which hub, which cache, and how patient to be: read from the environment once, or given.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

const PUBLIC_HUB: &str = "https://huggingface.co";

/// Where the hub and its cache are. The ecosystem's own variables are honoured.
#[derive(Clone, PartialEq, Eq)]
pub struct HubSettings {
    /// The address of the hub, without a `/` at its end.
    pub endpoint: String,
    /// The shared cache: the folder that holds `models--owner--name` folders.
    pub cache: PathBuf,
    /// Sent to the hub for gated and private models; never shown.
    pub token: Option<String>,
    /// Nothing is asked of the network: what is not in the cache is refused.
    pub offline: bool,
    /// The pause before a failed request is repeated; it doubles each time.
    pub retry_delay: Duration,
    /// How long a server may send nothing before the connection is given up and made anew.
    pub patience: Duration,
}

impl HubSettings {
    /// What `HF_ENDPOINT`, `HF_HUB_CACHE`, `HF_HOME`, `HF_TOKEN` and `HF_HUB_OFFLINE` say, and the
    /// ecosystem's defaults where they say nothing. Asks nothing of the network.
    pub fn from_environment() -> Self {
        let endpoint = variable("HF_ENDPOINT").unwrap_or_else(|| PUBLIC_HUB.to_owned());
        Self {
            endpoint: endpoint.trim_end_matches('/').to_owned(),
            cache: hf_hub::resolve_cache_dir(),
            token: token(&hf_hub::hf_home()),
            offline: variable("HF_HUB_OFFLINE").is_some_and(|value| means_yes(&value)),
            retry_delay: Duration::from_millis(300),
            patience: Duration::from_secs(30),
        }
    }

    /// No hub and no cache: for models that are embedded or lie in a folder.
    pub fn nowhere() -> Self {
        Self {
            endpoint: PUBLIC_HUB.to_owned(),
            cache: PathBuf::new(),
            token: None,
            offline: true,
            retry_delay: Duration::ZERO,
            patience: Duration::ZERO,
        }
    }

    /// The address without a name and password in it, to be shown.
    pub(super) fn shown_endpoint(&self) -> String {
        let Some((scheme, rest)) = self.endpoint.split_once("://") else {
            return self.endpoint.clone();
        };
        let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
        format!("{scheme}://{host}")
    }

    /// The same, never touching the network if `offline`.
    #[must_use]
    pub fn or_offline(mut self, offline: bool) -> Self {
        self.offline |= offline;
        self
    }
}

impl fmt::Debug for HubSettings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("HubSettings")
            .field("endpoint", &self.shown_endpoint())
            .field("cache", &self.cache)
            .field("token", &self.token.as_ref().map(|_| "set"))
            .field("offline", &self.offline)
            .finish_non_exhaustive()
    }
}

/// A variable that is set and not empty, without the line end that a shell may leave.
fn variable(name: &str) -> Option<String> {
    let value = std::env::var(name).ok()?;
    Some(value.trim().to_owned()).filter(|value| !value.is_empty())
}

fn means_yes(value: &str) -> bool {
    ["1", "on", "yes", "true"].contains(&value.to_ascii_lowercase().as_str())
}

/// `HF_TOKEN`, else the file that `hf auth login` wrote, unless implicit tokens are turned off.
fn token(home: &Path) -> Option<String> {
    if variable("HF_HUB_DISABLE_IMPLICIT_TOKEN").is_some() {
        return None;
    }
    let from_file = || {
        let path = variable("HF_TOKEN_PATH").map_or_else(|| home.join("token"), PathBuf::from);
        let token = std::fs::read_to_string(path).ok()?;
        Some(token.trim().to_owned()).filter(|token| !token.is_empty())
    };
    variable("HF_TOKEN").or_else(from_file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_is_never_shown() {
        let settings = HubSettings {
            endpoint: "https://me:secret@hub.example".to_owned(),
            token: Some("hf_secret".to_owned()),
            ..HubSettings::nowhere()
        };
        let shown = format!("{settings:?}");
        assert!(
            shown.contains("set") && !shown.contains("secret"),
            "{shown}"
        );
    }

    #[test]
    fn offline_is_said_as_the_ecosystem_says_it() {
        for yes in ["1", "ON", "Yes", "true"] {
            assert!(means_yes(yes), "{yes}");
        }
        for no in ["0", "off", "no", "false", ""] {
            assert!(!means_yes(no), "{no}");
        }
    }
}
