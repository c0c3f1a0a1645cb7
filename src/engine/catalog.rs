//! What models there are to choose from: read from the cache, and asked of the hub, on a thread of
//! its own.

use crate::model::hub::{self, CacheListing, DownloadSize, HubId, HubSettings};
use crate::model::{Loading, ModelError};

use super::worker::{Failure, Worker};

/// What is to be found out. The cache is read each time.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CatalogRequest {
    /// A model somebody named, whose download size the hub is asked for.
    pub size_of: Option<HubId>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listing {
    /// The models in the cache.
    pub cache: CacheListing,
    /// How large the model is that was asked for, or why that is not known.
    pub size: Option<(HubId, Result<DownloadSize, String>)>,
}

/// The thread that finds out.
pub type Catalog = Worker<CatalogRequest, Listing>;

/// Starts the thread; `wake` is called whenever there is news.
///
/// # Errors
/// The system could not start a thread.
pub fn start_catalog(
    settings: HubSettings,
    wake: impl Fn() + Send + 'static,
) -> std::io::Result<Catalog> {
    Worker::start(
        "glassbox-catalog",
        move |request: &CatalogRequest, still_wanted: &dyn Fn() -> bool| {
            let loading = Loading {
                hub: settings.clone(),
                still_wanted,
                progress: &|_| {},
            };
            let size = match &request.size_of {
                None => None,
                Some(id) => match hub::size(id, &loading) {
                    Err(ModelError::Interrupted) => return Err(Failure::Interrupted),
                    outcome => Some((id.clone(), outcome.map_err(|error| error.to_string()))),
                },
            };
            Ok(Listing {
                cache: hub::every_cached(&settings),
                size,
            })
        },
        wake,
    )
}
