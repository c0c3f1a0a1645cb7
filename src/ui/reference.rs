//! What would be usual: the reference texts that the model in use reads beside the window, and the
//! statistics that it made of them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use eframe::egui::Context;

use crate::corpus::input::{InputChoice, InputFile};
use crate::corpus::reference::{ReferenceCorpus, ReferenceStore, reference_of};
use crate::corpus::{PreemptGuard, RunControl};
use crate::domain::reference::ReferenceStatistics;
use crate::engine::{BackgroundTask, LoadedModel};
use crate::model::{Cancel, ModelError, on_one_thread};

/// Which texts are the reference.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) enum ReferenceSource {
    /// The sample corpus.
    #[default]
    Sample,
    /// The file of a finished corpus run.
    File(Box<(InputFile, InputChoice)>),
}

impl ReferenceSource {
    /// The name for people.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Sample => "the sample corpus".to_owned(),
            Self::File(file) => file.0.name.clone(),
        }
    }
}

/// The state of the reference; gone when the window closes, but for what is kept on disk.
pub(super) struct ReferenceState {
    ctx: Context,
    /// Where statistics are kept.
    store: Option<ReferenceStore>,
    /// Whether texts are read without being asked for.
    reads_by_itself: bool,
    /// Which texts are wanted.
    pub(super) source: ReferenceSource,
    reading: Option<Reading>,
    ready: Option<(Wanted, Arc<ReferenceStatistics>)>,
    /// What was given up or failed, and why it failed.
    given_up: Option<(Wanted, Option<String>)>,
}

/// Which texts are read by which model.
#[derive(Debug, Clone, PartialEq)]
struct Wanted {
    model: LoadedModel,
    source: ReferenceSource,
}

/// A reading under way; it ends when this is dropped.
struct Reading {
    wanted: Wanted,
    task: BackgroundTask<Result<Arc<ReferenceStatistics>, String>>,
    control: RunControl,
    /// What is typed goes first.
    preempted: Option<PreemptGuard>,
    /// Percent of the texts that were read.
    percent: Arc<AtomicU64>,
}

impl Drop for Reading {
    fn drop(&mut self) {
        self.control.cancel();
    }
}

/// What there is of the reference of the model in use.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum ReferenceProgress {
    /// Nobody asked for it.
    Unread,
    /// Percent of the texts that were read.
    Reading(u64),
    /// Which texts, in a few words.
    Ready(String),
    /// Why it failed; `None` where a person stopped it.
    Stopped(Option<String>),
}

impl ReferenceState {
    /// Nothing read yet; `ctx` is woken whenever there is news.
    pub(super) fn new(ctx: &Context, store: Option<ReferenceStore>, reads_by_itself: bool) -> Self {
        Self {
            ctx: ctx.clone(),
            store,
            reads_by_itself,
            source: ReferenceSource::default(),
            reading: None,
            ready: None,
            given_up: None,
        }
    }

    /// Takes in what was read meanwhile.
    pub(super) fn update(&mut self) {
        let Some(outcome) = self
            .reading
            .as_ref()
            .and_then(|reading| reading.task.take())
        else {
            return;
        };
        let Some(reading) = self.reading.take() else {
            return;
        };
        let wanted = reading.wanted.clone();
        match outcome.and_then(|outcome| outcome) {
            Ok(statistics) => self.ready = Some((wanted, statistics)),
            Err(problem) => self.given_up = Some((wanted, Some(problem))),
        }
    }

    /// Begins to read for `model` what it has not read, if anybody asked for that.
    pub(super) fn ask(&mut self, model: Option<&LoadedModel>) {
        if self.reads_by_itself
            && let Some(model) = model
        {
            let wanted = self.wanted(model);
            let known = self.given_up.as_ref().is_some_and(|(of, _)| *of == wanted);
            if !known {
                self.begin(wanted);
            }
        }
    }

    /// Reads for `model`, also what was given up before.
    pub(super) fn read(&mut self, model: &LoadedModel) {
        self.given_up = None;
        self.begin(self.wanted(model));
    }

    /// Gives the reading under way up.
    pub(super) fn cancel(&mut self) {
        if let Some(reading) = self.reading.take() {
            self.given_up = Some((reading.wanted.clone(), None));
        }
    }

    /// Lets what is typed go first while `busy`.
    pub(super) fn give_way(&mut self, busy: bool) {
        if let Some(reading) = &mut self.reading {
            if !busy {
                reading.preempted = None;
            } else if reading.preempted.is_none() {
                reading.preempted = Some(reading.control.preempt());
            }
        }
    }

    /// What `model` made of the texts, once it has read them.
    pub(super) fn of(&self, model: &LoadedModel) -> Option<&Arc<ReferenceStatistics>> {
        let (of, statistics) = self.ready.as_ref()?;
        (*of == self.wanted(model)).then_some(statistics)
    }

    /// What there is for `model`.
    pub(super) fn progress(&self, model: &LoadedModel) -> ReferenceProgress {
        let wanted = self.wanted(model);
        if let Some(statistics) = self.of(model) {
            return ReferenceProgress::Ready(statistics.texts.phrase());
        }
        if let Some(reading) = self.reading.as_ref().filter(|of| of.wanted == wanted) {
            return ReferenceProgress::Reading(reading.percent.load(Ordering::Relaxed));
        }
        match &self.given_up {
            Some((of, problem)) if *of == wanted => ReferenceProgress::Stopped(problem.clone()),
            _ => ReferenceProgress::Unread,
        }
    }

    fn wanted(&self, model: &LoadedModel) -> Wanted {
        Wanted {
            model: model.clone(),
            source: self.source.clone(),
        }
    }

    fn begin(&mut self, wanted: Wanted) {
        let is_there = |of: &Wanted| *of == wanted;
        if self.ready.as_ref().is_some_and(|(of, _)| is_there(of))
            || self.reading.as_ref().is_some_and(|of| is_there(&of.wanted))
        {
            return;
        }
        self.reading = None;
        let control = RunControl::default();
        let percent = Arc::new(AtomicU64::new(0));
        let work = {
            let (wanted, store) = (wanted.clone(), self.store.clone());
            let (control, percent, ctx) = (control.clone(), Arc::clone(&percent), self.ctx.clone());
            move || read(&wanted, store.as_ref(), &control, &percent, &ctx)
        };
        let waker = self.ctx.clone();
        let wake = move || waker.request_repaint();
        match BackgroundTask::start("glassbox-reference", work, wake) {
            Ok(task) => {
                self.reading = Some(Reading {
                    wanted,
                    task,
                    control,
                    preempted: None,
                    percent,
                });
            }
            Err(error) => {
                let problem = format!("no thread could be started: {error}");
                self.given_up = Some((wanted, Some(problem)));
            }
        }
    }
}

/// Reads, on one thread alone; runs on a thread of its own.
fn read(
    wanted: &Wanted,
    store: Option<&ReferenceStore>,
    control: &RunControl,
    percent: &AtomicU64,
    ctx: &Context,
) -> Result<Arc<ReferenceStatistics>, String> {
    let corpus = match &wanted.source {
        ReferenceSource::Sample => ReferenceCorpus::sample(),
        ReferenceSource::File(file) => ReferenceCorpus::read(&file.0, &file.1),
    };
    let corpus = corpus.map_err(|error| error.to_string())?;
    let control = control.clone();
    let cancel = Cancel::when(move || !control.wait_while_paused());
    let model = wanted.model.model();
    let found = on_one_thread(|| {
        reference_of(model, &corpus, store, &cancel, &mut |done, total| {
            let now = (100 * done).checked_div(total).unwrap_or(0);
            if percent.swap(now, Ordering::Relaxed) != now {
                ctx.request_repaint();
            }
        })
    });
    found.map_err(|error: ModelError| error.to_string())
}
