//! Statistics of reference texts on disk: one file for each model and each set of texts.

use std::path::PathBuf;

use crate::corpus::cache_folder::{cache_folder, keep};
use crate::domain::app::APP_VERSION;
use crate::domain::reference::ReferenceStatistics;
use crate::domain::trace::ModelCard;

use super::texts::ReferenceCorpus;

/// Stands before the numbers; another version of the program may count in another way.
const BEGINNING: &str = "glassbox reference";

/// The largest file that is read: a layer of a large model takes about 200 KiB.
const MOST_BYTES: u64 = 256 << 20;

/// A folder in which statistics are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferenceStore {
    folder: PathBuf,
}

impl ReferenceStore {
    /// Keeps files in `folder`, which is made when it is needed.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
        }
    }

    /// The usual folder: `glassbox/reference` where the system has programs keep what they can make
    /// again. `None` where the system does not say.
    pub fn usual() -> Option<Self> {
        cache_folder("reference").map(Self::new)
    }

    /// What was kept of `model` and `corpus`; `None` where there is nothing, or nothing sound.
    pub(super) fn load(
        &self,
        model: &ModelCard,
        corpus: &ReferenceCorpus,
    ) -> Option<ReferenceStatistics> {
        let path = self.folder.join(file_name(&model.sha256, &corpus.sha256));
        let size = path.metadata().ok()?.len();
        let bytes = (size <= MOST_BYTES).then(|| std::fs::read(&path).ok())??;
        let body = bytes.strip_prefix(beginning().as_bytes())?;
        let statistics: ReferenceStatistics = postcard::from_bytes(body).ok()?;
        let layers = statistics.layers.iter();
        let is_of_model = statistics.layers.len() == model.layers + 1
            && layers.clone().all(|layer| {
                layer.means.len() == model.hidden_size
                    && layer.deviations.len() == model.hidden_size
            });
        let is_asked_for =
            statistics.model_sha256 == model.sha256 && statistics.texts.sha256 == corpus.sha256;
        (is_of_model && is_asked_for).then_some(statistics)
    }

    /// Keeps `statistics`. Where that is not possible they are made again next time.
    pub(super) fn keep(&self, statistics: &ReferenceStatistics) {
        let Ok(body) = postcard::to_allocvec(statistics) else {
            return;
        };
        let mut bytes = beginning().into_bytes();
        bytes.extend(body);
        let name = file_name(&statistics.model_sha256, &statistics.texts.sha256);
        // Nothing is lost but time.
        let _ = keep(&self.folder, &name, &bytes);
    }
}

/// The file of a model's statistics, by the checksums of the model and of the texts.
fn file_name(model: &str, texts: &str) -> String {
    let start = |hash: &str| hash.chars().take(16).collect::<String>();
    format!("{}-{}.bin", start(model), start(texts))
}

fn beginning() -> String {
    format!("{BEGINNING} {APP_VERSION}\n")
}
