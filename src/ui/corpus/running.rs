//! A run on a thread of its own: steered from the window, which takes its news when it draws.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use eframe::egui::Context;

use crate::corpus::input::{InputFile, Texts};
use crate::corpus::{
    CorpusError, CorpusRun, CorpusSettings, Gathered, KeepingAside, Numbered, Part, RunControl,
    RunProgress, Sink, Urgent, Wanted, run, threads_at_hand,
};
use crate::domain::corpus::pairs::PairSource;
use crate::domain::corpus::{Findings, RunFacts};
use crate::engine::{BackgroundTask, LoadedModel};
use crate::ui::state::Settings;

use super::{ChosenFiles, ShownCorpus};

/// The window is woken this often at most.
const BETWEEN_WAKES: Duration = Duration::from_millis(120);
/// First findings come so soon; later ones when this many times their own cost has gone by.
const FIRST_FINDINGS: Duration = Duration::from_millis(300);
const TIMES_THE_COST: u32 = 25;

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) enum Stage {
    /// Texts are read.
    Reading,
    /// Somebody paused it.
    Paused,
    /// All texts are read; the intervals are worked out.
    Estimating,
    /// It came to its end.
    Done,
    /// Somebody cancelled it; what was found before stays.
    Cancelled,
}

/// A run under way.
pub(in crate::ui) struct CorpusJob {
    control: Arc<RunControl>,
    /// Whether the intervals are no longer wanted.
    skipped: Arc<AtomicBool>,
    told: Arc<Mutex<Told>>,
    job: BackgroundTask<Result<ShownCorpus, String>>,
    /// What everything it finds has in common.
    frame: Frame,
    /// Held while something more urgent is read.
    urgent: Option<Urgent>,
}

/// What all findings of a run have in common.
#[derive(Clone)]
struct Frame {
    model: LoadedModel,
    settings: CorpusSettings,
    files: Arc<[String]>,
    how_read: Arc<[String]>,
}

/// What the run leaves for the window.
#[derive(Default)]
struct Told {
    progress: RunProgress,
    findings: Option<Arc<Findings>>,
    /// How much of the intervals is worked out, once all texts are read.
    estimated: Option<f64>,
    woken: Option<Instant>,
}

impl CorpusJob {
    /// Starts a run over `files` by `model`.
    ///
    /// # Errors
    /// A layer the model does not have, or no thread.
    pub(in crate::ui) fn start(
        ctx: &Context,
        model: LoadedModel,
        files: &ChosenFiles,
        settings: &Settings,
    ) -> Result<Self, String> {
        let asked = settings.analysis(model.card.layers);
        let (choice, seed) = (files.choice.clone(), files.seed);
        let settings = CorpusSettings::of(&model.card, &asked, &choice, seed, files.baselines);
        let mut settings = settings.map_err(|error| error.to_string())?;
        if files.swaps && settings.pairs.is_none() {
            settings.pairs = Some(PairSource::Swaps);
        }
        let inputs: Vec<InputFile> = files.files.iter().map(|file| file.file.clone()).collect();
        let frame = Frame {
            model,
            files: inputs.iter().map(|file| file.name.clone()).collect(),
            how_read: settings.how_read().into(),
            settings,
        };
        let control = Arc::new(RunControl::default());
        let told = Arc::new(Mutex::new(Told::default()));
        let waker = ctx.clone();
        let news = News {
            told: Arc::clone(&told),
            wake: Box::new(move || waker.request_repaint()),
        };
        let (for_thread, of_run) = (Arc::clone(&control), frame.clone());
        let skipped = Arc::new(AtomicBool::new(false));
        let skip = Arc::clone(&skipped);
        let waker = ctx.clone();
        let job = BackgroundTask::start(
            "glassbox-corpus",
            move || {
                let done = of_run.work(&inputs, (&for_thread, &skip), &news);
                done.map_err(|error| error.to_string())
            },
            move || waker.request_repaint(),
        );
        let job = job.map_err(|error| format!("no thread could be started: {error}"))?;
        Ok(Self {
            control,
            skipped,
            told,
            job,
            frame,
            urgent: None,
        })
    }

    /// Findings that were not taken before.
    pub(in crate::ui) fn news(&self) -> Option<ShownCorpus> {
        let (findings, progress) = {
            let mut told = lock(&self.told);
            (told.findings.take()?, told.progress)
        };
        Some(self.frame.shown(findings, self.stage(), progress))
    }

    /// What came of the run, once and once only.
    pub(in crate::ui) fn ended(&self) -> Option<Result<ShownCorpus, String>> {
        let outcome = self.job.take()?;
        Some(outcome.and_then(|done| done))
    }

    /// The stage, how far the reading is, and how much of the intervals is worked out.
    pub(in crate::ui) fn state(&self) -> (Stage, RunProgress, f64) {
        let told = lock(&self.told);
        let (progress, estimated) = (told.progress, told.estimated);
        drop(told);
        (self.stage(), progress, estimated.unwrap_or(0.0))
    }

    /// The model that reads.
    pub(in crate::ui) fn model_name(&self) -> String {
        self.frame.model.card.display_name.clone()
    }

    pub(in crate::ui) fn pause(&self) {
        self.control.pause();
    }

    pub(in crate::ui) fn resume(&self) {
        self.control.resume();
    }

    /// Whether it will end by itself.
    pub(in crate::ui) fn goes_on(&self) -> bool {
        !self.control.is_paused() || self.control.is_cancelled()
    }

    /// Ends the reading, or the work on the intervals; what was found stays.
    pub(in crate::ui) fn cancel(&self) {
        if self.stage() == Stage::Estimating {
            self.skipped.store(true, Ordering::Relaxed);
        } else {
            self.control.cancel();
        }
    }

    /// Stands still while something more urgent is read.
    pub(in crate::ui) fn give_way(&mut self, busy: bool) {
        if busy && self.urgent.is_none() {
            self.urgent = Some(self.control.hold_back());
        } else if !busy {
            self.urgent = None;
        }
    }

    fn stage(&self) -> Stage {
        if lock(&self.told).estimated.is_some() {
            Stage::Estimating
        } else if !self.goes_on() {
            Stage::Paused
        } else {
            Stage::Reading
        }
    }
}

impl Drop for CorpusJob {
    fn drop(&mut self) {
        // Nobody waits for it any more.
        self.control.cancel();
        self.skipped.store(true, Ordering::Relaxed);
    }
}

impl Frame {
    fn shown(&self, findings: Arc<Findings>, stage: Stage, progress: RunProgress) -> ShownCorpus {
        ShownCorpus {
            findings,
            model: Arc::clone(&self.model.card),
            rule: self.settings.rule,
            files: Arc::clone(&self.files),
            how_read: Arc::clone(&self.how_read),
            stage,
            progress,
            facts: None,
            aside: None,
        }
    }

    /// The run, on its own thread.
    fn work(
        &self,
        files: &[InputFile],
        (control, skipped): (&Arc<RunControl>, &AtomicBool),
        news: &News,
    ) -> Result<ShownCorpus, CorpusError> {
        let asked = CorpusRun {
            model: self.model.model(),
            files,
            settings: &self.settings,
            threads: threads_at_hand(),
            wanted: Wanted::default(),
        };
        Texts::check(files, &self.settings.choice())?;
        let mut watched = Watched {
            gathered: Gathered::new(&self.model.card, &self.settings),
            aside: KeepingAside::begin(&asked)?,
            texts: 0,
            news,
            next: Instant::now() + FIRST_FINDINGS,
        };
        let end = run(
            asked.model,
            files,
            &self.settings,
            Part::WHOLE,
            asked.threads,
            control,
            &mut watched,
        )?;
        let Watched {
            gathered, aside, ..
        } = watched;
        let aside = aside.finish(&asked)?;
        news.estimated(0.0);
        news.findings(gathered.findings());
        let findings = gathered.finish(asked.threads, &mut |done, of| {
            news.estimated(done as f64 / of.max(1) as f64);
            !skipped.load(Ordering::Relaxed)
        })?;
        let facts = RunFacts {
            input: end.input,
            read: gathered.facts().clone(),
            cancelled: end.cancelled,
        };
        let stage = if end.cancelled {
            Stage::Cancelled
        } else {
            Stage::Done
        };
        let mut shown = self.shown(Arc::new(findings), stage, end.progress);
        shown.facts = Some(Arc::new(facts));
        shown.aside = Some(Arc::new(aside));
        Ok(shown)
    }
}

/// Gathers what a run reads, keeps it to be saved later, and tells of it now and then.
struct Watched<'a> {
    gathered: Gathered,
    aside: KeepingAside,
    texts: u64,
    news: &'a News,
    /// When findings are due.
    next: Instant,
}

impl Sink for Watched<'_> {
    fn take(&mut self, numbered: &Numbered) -> Result<(), CorpusError> {
        self.gathered.add(numbered);
        self.texts += 1;
        self.aside.take(numbered)
    }

    fn progress(&mut self, progress: &RunProgress) {
        self.news.progress(progress);
        let now = Instant::now();
        if now >= self.next && self.texts > 0 {
            self.news.findings(self.gathered.findings());
            self.next = Instant::now() + TIMES_THE_COST * now.elapsed() + FIRST_FINDINGS;
        }
    }
}

/// Where the run leaves its news, and how it wakes the window.
struct News {
    told: Arc<Mutex<Told>>,
    wake: Box<dyn Fn() + Send>,
}

impl News {
    fn progress(&self, progress: &RunProgress) {
        self.tell(|told| told.progress = *progress);
    }

    fn findings(&self, findings: Findings) {
        self.tell(|told| told.findings = Some(Arc::new(findings)));
    }

    fn estimated(&self, share: f64) {
        self.tell(|told| told.estimated = Some(share));
    }

    /// Wakes the window unless that was done a moment ago; the end of the run wakes it anyway.
    fn tell(&self, what: impl FnOnce(&mut Told)) {
        let mut told = lock(&self.told);
        what(&mut told);
        let now = Instant::now();
        let due = told.woken.is_none_or(|woken| now - woken >= BETWEEN_WAKES);
        if due {
            told.woken = Some(now);
        }
        drop(told);
        if due {
            (self.wake)();
        }
    }
}

/// Each change is whole, so a panic elsewhere does not spoil it.
fn lock(told: &Mutex<Told>) -> MutexGuard<'_, Told> {
    told.lock().unwrap_or_else(PoisonError::into_inner)
}
