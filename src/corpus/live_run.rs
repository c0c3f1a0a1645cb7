//! A run on a thread of its own, steered while it goes on: it leaves its newest findings to be
//! taken, and calls a `wake` closure when there are any.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::domain::corpus::Findings;
use crate::model::Model;

use super::accumulator::{CorpusAccumulator, CorpusReport};
use super::error::CorpusError;
use super::input::InputFile;
use super::outcome::{IndexedOutcome, Sink};
use super::parallel::{WorkerPanicked, available_threads};
use super::progress::{RunEvent, RunProgress};
use super::run::CorpusRun;
use super::run_control::{PreemptGuard, RunControl};
use super::settings::{CorpusSettings, Shard};
use super::spool::{Spool, SpooledRun};

/// The shortest time between two calls of `wake`.
const BETWEEN_WAKES: Duration = Duration::from_millis(120);
/// When the first findings are due; later ones are due when this time and so many times their own
/// cost have gone by.
const FIRST_FINDINGS: Duration = Duration::from_millis(300);
const TIMES_THE_COST: u32 = 25;

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum RunStage {
    /// Texts are read.
    Reading,
    /// It was paused.
    Paused,
    /// All texts are read; the intervals are worked out.
    Estimating,
    /// It came to its end.
    Done,
    /// It was cancelled; what was found before stays.
    Cancelled,
}

/// Where a run is at the moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RunStatus {
    /// What it does.
    pub stage: RunStage,
    /// How far the reading is.
    pub progress: RunProgress,
    /// Which share of the intervals is worked out, 0 to 1.
    pub estimated: f64,
}

/// What is found so far, without intervals.
#[derive(Debug, Clone)]
pub struct PartialFindings {
    /// What the texts say.
    pub findings: Arc<Findings>,
    /// Where the run was then.
    pub status: RunStatus,
}

/// A run that ended, cancelled or not.
pub struct FinishedRun {
    /// What it came to.
    pub report: CorpusReport,
    /// Its records, to be written to a folder.
    pub spooled: SpooledRun,
}

/// What a run reads, and how; owned, so that a thread can take it along.
pub struct LiveInput {
    /// The model that reads.
    pub model: Arc<Model>,
    /// What is read, in this order.
    pub files: Vec<InputFile>,
    /// What the numbers depend on besides.
    pub settings: CorpusSettings,
}

/// A run under way. Dropped, it is cancelled.
pub struct LiveRun {
    control: RunControl,
    /// Whether the intervals are no longer wanted.
    skip_intervals: Arc<AtomicBool>,
    posted: Arc<Mutex<Posted>>,
    /// Alive while something more urgent is read.
    preempted: Option<PreemptGuard>,
}

/// What the run's thread leaves to be taken.
#[derive(Default)]
struct Posted {
    progress: RunProgress,
    findings: Option<Arc<Findings>>,
    /// How much of the intervals is worked out, once all texts are read.
    estimated: Option<f64>,
    outcome: Option<Result<FinishedRun, CorpusError>>,
    woken: Option<Instant>,
}

impl LiveRun {
    /// Starts a run; `wake` is called on its thread whenever there is news, but not too often.
    ///
    /// # Errors
    /// The system could not start a thread.
    pub fn start(input: LiveInput, wake: impl Fn() + Send + 'static) -> io::Result<Self> {
        let live = Self {
            control: RunControl::default(),
            skip_intervals: Arc::default(),
            posted: Arc::default(),
            preempted: None,
        };
        let worker = Worker {
            control: live.control.clone(),
            skip_intervals: Arc::clone(&live.skip_intervals),
            mailbox: Mailbox {
                posted: Arc::clone(&live.posted),
                wake: Box::new(wake),
            },
        };
        std::thread::Builder::new()
            .name("glassbox-corpus".to_owned())
            .spawn(move || {
                let done = catch_unwind(AssertUnwindSafe(|| worker.work(&input)));
                let done = done.unwrap_or_else(|_| Err(WorkerPanicked.into()));
                worker.mailbox.finish(done);
            })?;
        Ok(live)
    }

    /// Findings that were not taken before.
    pub fn take_findings(&self) -> Option<PartialFindings> {
        let findings = lock(&self.posted).findings.take()?;
        let status = self.status();
        Some(PartialFindings { findings, status })
    }

    /// What came of the run, once it ended and once only.
    pub fn take_outcome(&self) -> Option<Result<FinishedRun, CorpusError>> {
        lock(&self.posted).outcome.take()
    }

    /// Where the run is.
    pub fn status(&self) -> RunStatus {
        let (progress, estimated) = {
            let posted = lock(&self.posted);
            (posted.progress, posted.estimated)
        };
        let stage = match estimated {
            Some(_) => RunStage::Estimating,
            None if self.is_halted() => RunStage::Paused,
            None => RunStage::Reading,
        };
        RunStatus {
            stage,
            progress,
            estimated: estimated.unwrap_or(0.0),
        }
    }

    /// Pauses the reading.
    pub fn pause(&self) {
        self.control.pause();
    }

    /// Lets a paused run go on.
    pub fn resume(&self) {
        self.control.resume();
    }

    /// Whether the run waits to be resumed.
    pub fn is_halted(&self) -> bool {
        self.control.is_paused() && !self.control.is_cancelled()
    }

    /// Ends the reading, or the work on the intervals; what was found stays.
    pub fn cancel(&self) {
        if self.status().stage == RunStage::Estimating {
            self.skip_intervals.store(true, Ordering::Relaxed);
        } else {
            self.control.cancel();
        }
    }

    /// Halts the run while something more `urgent` is read.
    pub fn preempt(&mut self, urgent: bool) {
        if urgent && self.preempted.is_none() {
            self.preempted = Some(self.control.preempt());
        } else if !urgent {
            self.preempted = None;
        }
    }
}

impl Drop for LiveRun {
    fn drop(&mut self) {
        // Nobody waits for it any more.
        self.control.cancel();
        self.skip_intervals.store(true, Ordering::Relaxed);
    }
}

/// The thread's side of a run.
struct Worker {
    control: RunControl,
    skip_intervals: Arc<AtomicBool>,
    mailbox: Mailbox,
}

impl Worker {
    fn work(&self, input: &LiveInput) -> Result<FinishedRun, CorpusError> {
        let run = CorpusRun {
            model: &input.model,
            files: &input.files,
            settings: &input.settings,
            threads: available_threads(),
            reference: None,
            states: None,
        };
        run.check()?;
        let mut sink = LiveSink {
            accumulator: CorpusAccumulator::new(input.model.card(), &input.settings),
            spool: Spool::begin(&run)?,
            texts: 0,
            mailbox: &self.mailbox,
            findings_due: Instant::now() + FIRST_FINDINGS,
        };
        let end = run.run(Shard::WHOLE, &self.control, &mut sink)?;
        let LiveSink {
            accumulator, spool, ..
        } = sink;
        let spooled = spool.finish(&run)?;
        self.mailbox.post_event(RunEvent::Estimating(0.0));
        self.mailbox.post_findings(accumulator.findings());
        let report = accumulator.finish(end, run.threads, &mut |share| {
            self.mailbox.post_event(RunEvent::Estimating(share));
            !self.skip_intervals.load(Ordering::Relaxed)
        })?;
        Ok(FinishedRun { report, spooled })
    }
}

/// Counts what a run reads, keeps it to be saved later, and posts findings now and then.
struct LiveSink<'a> {
    accumulator: CorpusAccumulator,
    spool: Spool,
    texts: u64,
    mailbox: &'a Mailbox,
    findings_due: Instant,
}

impl Sink for LiveSink<'_> {
    fn take(&mut self, indexed: &IndexedOutcome) -> Result<(), CorpusError> {
        self.accumulator.add(indexed);
        self.texts += 1;
        self.spool.add(indexed)
    }

    fn on_progress(&mut self, progress: &RunProgress) {
        self.mailbox.post_event(RunEvent::Reading(*progress));
        let now = Instant::now();
        if now >= self.findings_due && self.texts > 0 {
            self.mailbox.post_findings(self.accumulator.findings());
            self.findings_due = Instant::now() + TIMES_THE_COST * now.elapsed() + FIRST_FINDINGS;
        }
    }
}

/// Where the thread posts its news, and how it wakes whoever takes them.
struct Mailbox {
    posted: Arc<Mutex<Posted>>,
    wake: Box<dyn Fn() + Send>,
}

impl Mailbox {
    fn post_event(&self, event: RunEvent) {
        self.post(|posted| match event {
            RunEvent::Reading(progress) => posted.progress = progress,
            RunEvent::Estimating(share) => posted.estimated = Some(share),
        });
    }

    fn post_findings(&self, findings: Findings) {
        self.post(|posted| posted.findings = Some(Arc::new(findings)));
    }

    /// Posts the end of the run, which always wakes.
    fn finish(&self, outcome: Result<FinishedRun, CorpusError>) {
        lock(&self.posted).outcome = Some(outcome);
        (self.wake)();
    }

    /// Wakes unless that was done a moment ago; the end of the run wakes anyway.
    fn post(&self, change: impl FnOnce(&mut Posted)) {
        let mut posted = lock(&self.posted);
        change(&mut posted);
        let now = Instant::now();
        let due = posted
            .woken
            .is_none_or(|woken| now - woken >= BETWEEN_WAKES);
        if due {
            posted.woken = Some(now);
        }
        drop(posted);
        if due {
            (self.wake)();
        }
    }
}

/// Each change is whole, so a panic elsewhere does not spoil it.
fn lock(posted: &Mutex<Posted>) -> MutexGuard<'_, Posted> {
    posted.lock().unwrap_or_else(PoisonError::into_inner)
}
