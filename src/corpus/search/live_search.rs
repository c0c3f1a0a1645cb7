//! An index made on a thread of its own, watched and cancelled from another.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use crate::corpus::input::{InputChoice, InputFile};
use crate::corpus::{CorpusError, WorkerPanicked};
use crate::domain::pooling::SentenceHead;
use crate::model::{Cancel, Model, ModelError};

use super::building::{SearchBuild, SearchProgress, build_index};
use super::index::PassageIndex;
use super::store::EmbeddingStore;

/// What an index on a thread of its own is made of.
pub struct LiveBuild {
    /// The model that reads.
    pub model: Arc<Model>,
    /// How it makes an embedding; it has a pooling.
    pub head: Arc<SentenceHead>,
    /// The file.
    pub file: InputFile,
    /// Which texts of it.
    pub choice: InputChoice,
    /// What is put before each passage; may be empty.
    pub prompt: String,
    /// Where embeddings are kept; `None` keeps none.
    pub store: Option<EmbeddingStore>,
}

/// An index under way.
pub struct LiveIndex {
    shared: Arc<Mutex<Shared>>,
    cancel: Cancel,
}

#[derive(Default)]
struct Shared {
    progress: SearchProgress,
    outcome: Option<Result<Arc<PassageIndex>, String>>,
}

impl LiveIndex {
    /// Starts to read the passages of `live`; `wake` is called whenever there is news.
    ///
    /// # Errors
    /// The system could not start a thread.
    pub fn start(live: LiveBuild, wake: impl Fn() + Send + 'static) -> std::io::Result<Self> {
        let shared = Arc::new(Mutex::new(Shared::default()));
        let cancel = Cancel::new();
        let (told, until) = (Arc::clone(&shared), cancel.clone());
        let thread = std::thread::Builder::new().name("glassbox-search".to_owned());
        thread.spawn(move || {
            let build = SearchBuild {
                model: &live.model,
                head: &live.head,
                files: &[live.file],
                choice: &live.choice,
                prompt: &live.prompt,
                store: live.store.as_ref(),
            };
            let mut progress = |progress| {
                lock(&told).progress = progress;
                wake();
            };
            let index = AssertUnwindSafe(|| build_index(&build, &until, &mut progress));
            let index = catch_unwind(index).unwrap_or(Err(WorkerPanicked.into()));
            let index = match index {
                Ok(index) => Ok(Arc::new(index)),
                Err(CorpusError::Model(ModelError::Interrupted)) => {
                    Err("the search was cancelled".to_owned())
                }
                Err(error) => Err(error.to_string()),
            };
            lock(&told).outcome = Some(index);
            wake();
        })?;
        Ok(Self { shared, cancel })
    }

    /// How far it is.
    pub fn progress(&self) -> SearchProgress {
        lock(&self.shared).progress
    }

    /// Gives it up.
    pub fn cancel(&self) {
        self.cancel.cancel();
    }

    /// The index, or why there is none, once.
    pub fn take_outcome(&self) -> Option<Result<Arc<PassageIndex>, String>> {
        lock(&self.shared).outcome.take()
    }
}

impl Drop for LiveIndex {
    fn drop(&mut self) {
        // The thread ends at its next layer; nobody waits for it.
        self.cancel.cancel();
    }
}

fn lock(shared: &Mutex<Shared>) -> std::sync::MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
