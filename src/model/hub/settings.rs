//! Which hub, which cache, and how patient to be: read from the environment once, or given.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use super::environment::Environment;

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
    /// What `HF_ENDPOINT`, `HF_HUB_CACHE`, `HF_HOME`, `HF_TOKEN`, `HF_HUB_OFFLINE` and their older
    /// names say, and the ecosystem's defaults where they say nothing. Asks nothing of the network.
    pub fn from_environment() -> Self {
        let environment = Environment::of_program();
        Self {
            endpoint: endpoint_in(&environment),
            cache: environment.cache(),
            token: environment.token(),
            offline: environment.is_offline(),
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

/// The hub's address, without a `/` at its end.
pub(super) fn endpoint_in(environment: &Environment) -> String {
    let endpoint = environment.text("HF_ENDPOINT");
    let endpoint = endpoint.unwrap_or_else(|| PUBLIC_HUB.to_owned());
    endpoint.trim_end_matches('/').to_owned()
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
}
