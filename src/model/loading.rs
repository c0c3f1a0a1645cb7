//! What loading a model may do, whom it asks whether to go on, and whom it tells how far it is.

use super::hub::HubSettings;
use crate::model::cancel::Cancel;

/// How a model is to be loaded.
pub struct Loading<'a> {
    /// Which hub and cache; with `offline`, nothing is asked of the network.
    pub hub: HubSettings,
    /// Asked several times a second; once it says no, loading ends with
    /// [`ModelError::Interrupted`](super::ModelError::Interrupted) and a download keeps what it has.
    pub cancel: Cancel,
    /// Told of each step, on the thread that loads.
    pub progress: &'a dyn Fn(LoadProgress),
}

/// One step of loading a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoadProgress {
    /// The hub is asked what the model consists of.
    Asking,
    /// Files arrive; bytes are counted over all files of the model that have to be fetched.
    Downloading {
        /// The file that arrives now.
        file: String,
        /// Bytes that are here, those kept from an earlier try included.
        done_bytes: u64,
        /// Bytes of all files to be fetched, those kept from an earlier try included.
        total_bytes: u64,
    },
    /// The connection broke or the hub was busy; after a pause it is tried again.
    Retrying {
        /// Counts failures in a row from 1.
        failures: u32,
    },
    /// Another program downloads the same file; its result will be used.
    WaitingForOther {
        /// The file it downloads.
        file: String,
    },
    /// The files are here and are read.
    Reading {
        /// Weights read so far.
        done: usize,
        /// All weights of the files, those of heads too; 0 before they are counted.
        total: usize,
    },
}

impl Loading<'_> {
    /// Loading that reads only what is embedded or in a folder, and tells nobody.
    pub fn quiet() -> Loading<'static> {
        Loading {
            hub: HubSettings::nowhere(),
            cancel: Cancel::never(),
            progress: &|_| {},
        }
    }
}
