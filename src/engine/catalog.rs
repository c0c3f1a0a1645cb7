//! What models there are to choose from: read from the cache, and asked of the hub, on a thread of
//! its own.

use crate::model::hub::{self, CacheListing, DownloadSize, HubSettings};
use crate::model::{Cancel, Loading, ModelError, ModelSource};

use super::worker::{Failure, Worker};

/// What is to be found out. The cache is read each time; nothing else is done unless a name is
/// given.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct CatalogRequest {
    /// A model as it was typed or picked: a folder, an id of the hub, or ours.
    pub(crate) look_up: Option<String>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Listing {
    /// The models in the cache.
    pub(crate) cache: CacheListing,
    /// What the name stands for, or why it stands for nothing.
    pub(crate) found: Option<Result<LookedUp, String>>,
}

/// A model that was looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum LookedUp {
    /// It is on this computer.
    Here(ModelSource),
    /// It would have to be downloaded.
    ToDownload(ModelSource, DownloadSize),
}

/// The thread that finds out.
pub(crate) type Catalog = Worker<CatalogRequest, Listing>;

/// Starts the thread; `wake` is called whenever there is news.
///
/// # Errors
/// The system could not start a thread.
pub(crate) fn start_catalog(
    settings: HubSettings,
    wake: impl Fn() + Send + 'static,
) -> std::io::Result<Catalog> {
    Worker::start(
        "glassbox-catalog",
        move |request: &CatalogRequest, cancel: &Cancel| {
            let loading = Loading {
                hub: settings.clone(),
                cancel: cancel.clone(),
                progress: &|_| {},
            };
            let found = match request
                .look_up
                .as_deref()
                .map(|name| look_up(name, &loading))
            {
                Some(Err(ModelError::Interrupted)) => return Err(Failure::Interrupted),
                Some(outcome) => Some(outcome.map_err(|error| error.to_string())),
                None => None,
            };
            Ok(Listing {
                cache: hub::every_cached(&settings),
                found,
            })
        },
        wake,
    )
}

fn look_up(name: &str, loading: &Loading<'_>) -> Result<LookedUp, ModelError> {
    let source = ModelSource::named(name.trim())?;
    let to_download = match &source {
        ModelSource::Hub(id) if hub::cached(id, &loading.hub).is_none() => {
            Some(hub::size(id, loading)?)
        }
        _ => None,
    };
    Ok(match to_download {
        Some(size) => LookedUp::ToDownload(source, size),
        None => LookedUp::Here(source),
    })
}
