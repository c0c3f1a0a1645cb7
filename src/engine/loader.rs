//! A thread of its own for loading models: a download of minutes never keeps a text waiting.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::domain::removal::RemovalOutput;
use crate::domain::trace::ModelCard;
use crate::model::hub::{HeadKind, HubError, HubSettings};
use crate::model::{Cancel, LoadProgress, Loading, Model, ModelError, ModelSource};

use super::worker::{Failure, Reply, Worker};

/// News of progress wake the window this often at most.
const BETWEEN_WAKES: Duration = Duration::from_millis(100);

/// Which model is to be loaded, and whether it may be downloaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadRequest {
    /// The model.
    pub source: ModelSource,
    /// What is not on this computer is refused: nobody asked for it by name just now.
    pub offline: bool,
}

/// A model that is ready to read, shared by everyone who uses it.
#[derive(Clone)]
pub struct LoadedModel {
    /// What was asked for.
    pub source: ModelSource,
    /// What identifies the model.
    pub card: Arc<ModelCard>,
    /// What computes, for a person to read.
    pub device: Arc<str>,
    model: Arc<Model>,
}

/// How far a model under way is.
#[derive(Debug, Clone, PartialEq)]
pub struct LoadState {
    /// The model.
    pub source: ModelSource,
    /// The newest step; `None` before the first.
    pub step: Option<LoadProgress>,
    /// Bytes per second since the download began or went on; `None` before the first second is over.
    pub bytes_per_second: Option<f64>,
}

/// The thread and what it says of its progress.
pub struct Loader {
    worker: Worker<LoadRequest, LoadedModel>,
    progress: Arc<Mutex<Option<Progress>>>,
}

/// What the loading thread leaves for the window.
struct Progress {
    source: ModelSource,
    step: Option<LoadProgress>,
    /// When the first bytes of this run were counted, and how many had come before.
    first: Option<(Instant, u64)>,
    last: Option<(Instant, u64)>,
    woken: Option<Instant>,
}

impl LoadedModel {
    /// Loads a model at once, on the calling thread.
    ///
    /// # Errors
    /// Why it cannot be loaded.
    pub fn load(source: &ModelSource, loading: &Loading<'_>) -> Result<Self, ModelError> {
        let model = Model::load(source, loading)?;
        Ok(Self {
            source: source.clone(),
            card: Arc::new(model.card().clone()),
            device: Arc::clone(model.device()),
            model: Arc::new(model),
        })
    }

    /// Why it cannot be asked what a head of this kind says, if it has none.
    pub fn without_head(&self, kind: HeadKind) -> Option<String> {
        let checked = match kind {
            HeadKind::MaskedWords => self.model.check_masked_lm(),
            HeadKind::Labels => self.model.check_labels(),
        };
        checked.err().map(|error| error.to_string())
    }

    /// Whether it has what `output` is read from.
    pub fn has_output(&self, output: RemovalOutput) -> bool {
        self.model.check_output(output).is_ok()
    }

    /// `wanted`, if the model has it; else the sentence embedding, which every model has.
    pub fn output_or_embedding(&self, wanted: RemovalOutput) -> RemovalOutput {
        if self.has_output(wanted) {
            wanted
        } else {
            RemovalOutput::Embedding
        }
    }

    /// The model itself, for work that brings a thread of its own.
    pub fn model(&self) -> &Arc<Model> {
        &self.model
    }
}

impl PartialEq for LoadedModel {
    /// The very same model: loaded anew it is another one.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.model, &other.model)
    }
}

impl Eq for LoadedModel {}

impl std::fmt::Debug for LoadedModel {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "LoadedModel({})", self.card.id)
    }
}

impl Loader {
    /// Starts the thread; `wake` is called whenever there is news.
    ///
    /// # Errors
    /// The system could not start a thread.
    pub fn start(
        hub: HubSettings,
        wake: impl Fn() + Send + Sync + 'static,
    ) -> std::io::Result<Self> {
        let wake = Arc::new(wake);
        let progress = Arc::new(Mutex::new(None));
        let (told, waker) = (Arc::clone(&progress), Arc::clone(&wake));
        let worker = Worker::start(
            "glassbox-loader",
            move |request: &LoadRequest, cancel: &Cancel| {
                *lock(&told) = Some(Progress::of(&request.source));
                let loading = Loading {
                    hub: hub.clone().or_offline(request.offline),
                    cancel: cancel.clone(),
                    progress: &|step| {
                        let due = lock(&told).as_mut().is_some_and(|told| told.take(step));
                        if due {
                            waker();
                        }
                    },
                };
                let loaded = LoadedModel::load(&request.source, &loading);
                *lock(&told) = None;
                // An interruption is no answer, and its progress is gone all the same.
                waker();
                let only_named = request.offline && !hub.offline;
                loaded.map_err(|error| match error {
                    ModelError::Hub(HubError::Offline(id)) if only_named => {
                        ModelError::from(HubError::NotAskedFor(id)).into()
                    }
                    other => Failure::from(other),
                })
            },
            move || wake(),
        )?;
        Ok(Self { worker, progress })
    }

    /// Begins to load a model; one under way is given up.
    pub fn load(&self, request: LoadRequest) {
        self.worker.cancel();
        self.worker.submit(request);
    }

    /// Gives up the model under way. What has arrived of it is kept for the next time.
    pub fn cancel(&self) {
        self.worker.cancel();
    }

    /// A model that was loaded or could not be, once.
    pub fn take_answer(&self) -> Option<Reply<LoadRequest, LoadedModel>> {
        self.worker.take_answer()
    }

    /// Whether a model is under way.
    pub fn is_busy(&self) -> bool {
        self.worker.is_busy()
    }

    /// How far the model under way is.
    pub fn state(&self) -> Option<LoadState> {
        lock(&self.progress).as_ref().map(Progress::state)
    }
}

impl Progress {
    fn of(source: &ModelSource) -> Self {
        Self {
            source: source.clone(),
            step: None,
            first: None,
            last: None,
            woken: None,
        }
    }

    /// Keeps `step`; says whether the window is to be woken for it.
    fn take(&mut self, step: LoadProgress) -> bool {
        let now = Instant::now();
        if let LoadProgress::Downloading { done_bytes, .. } = step {
            self.first.get_or_insert((now, done_bytes));
            self.last = Some((now, done_bytes));
        } else {
            // After a pause the rate is measured anew.
            self.first = None;
        }
        let another = match (&self.step, &step) {
            (Some(before), now) => std::mem::discriminant(before) != std::mem::discriminant(now),
            (None, _) => true,
        };
        self.step = Some(step);
        let due = self.woken.is_none_or(|woken| now - woken >= BETWEEN_WAKES);
        if another || due {
            self.woken = Some(now);
        }
        another || due
    }

    fn state(&self) -> LoadState {
        let rate = self.first.zip(self.last).and_then(|(first, last)| {
            let seconds = (last.0 - first.0).as_secs_f64();
            (seconds >= 1.0).then(|| last.1.saturating_sub(first.1) as f64 / seconds)
        });
        LoadState {
            source: self.source.clone(),
            step: self.step.clone(),
            bytes_per_second: rate,
        }
    }
}

/// Each change is whole, so a panic elsewhere does not spoil it.
fn lock(progress: &Mutex<Option<Progress>>) -> std::sync::MutexGuard<'_, Option<Progress>> {
    progress.lock().unwrap_or_else(PoisonError::into_inner)
}
