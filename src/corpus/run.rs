//! The run itself: a plain blocking call that hands on one outcome after another.

use std::cell::Cell;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::analysis::AnalysisError;
use crate::domain::corpus::InputFacts;
use crate::engine::{Broken, RunControl, in_order};
use crate::export::WriteError;
use crate::export::figure::FigureError;
use crate::model::{Cancel, Model, ModelError, on_one_thread};

use super::input::{CorpusText, InputError, InputFile, Texts};
use super::merge::MergeError;
use super::outcome::Numbered;
use super::passes::{Batch, BatchRead, Batches, Reading};
use super::progress::RunProgress;
use super::settings::{CorpusSettings, Part};

/// How many batches wait or are under way: more than a window has.
const AHEAD: usize = 96;

/// Why a run came to no end. Each message says what to do.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each case is what its source says")]
pub enum CorpusError {
    #[error(transparent)]
    Input(#[from] InputError),
    #[error(transparent)]
    Model(#[from] ModelError),
    #[error(transparent)]
    Question(#[from] AnalysisError),
    #[error(transparent)]
    Write(#[from] WriteError),
    #[error(transparent)]
    Figure(#[from] FigureError),
    #[error(transparent)]
    Broken(#[from] Broken),
    #[error("{0} is read and would be replaced: choose another folder for the results")]
    ReplacesInput(String),
    #[error("{0} can be read only once, and every part reads all files: save it to a file first")]
    PartOfStream(String),
    #[error(transparent)]
    Merge(#[from] MergeError),
}

/// What takes the outcomes of a run, in the order of the texts.
pub trait Sink {
    /// Takes the next outcome.
    ///
    /// # Errors
    /// What could not be written; it ends the run.
    fn take(&mut self, outcome: &Numbered) -> Result<(), CorpusError>;

    /// Hears how far the run is, behind the outcomes of a batch at most.
    fn progress(&mut self, _progress: &RunProgress) {}
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunEnd {
    /// What was in the files, as far as they were read.
    pub input: InputFacts,
    /// How far it came.
    pub progress: RunProgress,
    /// Whether it was cancelled; what was handed on before stays.
    pub cancelled: bool,
}

/// Reads the texts of `files` that belong to `part` with `threads` passes side by side, and hands
/// what comes of them to `sink`, in order. `control` pauses and cancels it between layers.
///
/// # Errors
/// A file that cannot be read, a fault of the model, or what `sink` could not take.
pub fn run(
    model: &Model,
    files: &[InputFile],
    settings: &CorpusSettings,
    part: Part,
    threads: usize,
    control: &Arc<RunControl>,
    sink: &mut dyn Sink,
) -> Result<RunEnd, CorpusError> {
    let choice = settings.choice();
    let mut texts = Texts::new(files, &choice);
    let mut batches = Batches::default();
    let clock = Clock::started(control);
    let mut progress = RunProgress {
        total_bytes: files.iter().map(InputFile::bytes).sum(),
        ..RunProgress::default()
    };
    let reading = Reading::of(model.card(), settings);
    let brake = Arc::clone(control);
    let cancel = Cancel::when(move || !brake.may_go_on());
    // Outcomes of the window under way, and how far the windows before it came.
    let mut window: Vec<Numbered> = Vec::new();
    let mut handed_on = progress;
    // How many texts were met, and how many there are once the files are read up.
    let (met, total) = (Cell::new(0), Cell::new(None));
    let outcome = in_order(
        threads,
        AHEAD,
        &mut || {
            batches.next(&mut || {
                if control.is_cancelled() {
                    return Err(ModelError::Interrupted.into());
                }
                let text = next_of_part(&mut texts, part)?;
                match &text {
                    Some(_) => met.set(met.get() + 1),
                    None => total.set(Some(met.get())),
                }
                Ok(text)
            })
        },
        &|batch: Batch| {
            // The other cores have batches of their own.
            on_one_thread(|| batch.read(model, &reading, &cancel))
        },
        &mut |read: BatchRead| {
            let outcomes = read.outcomes?;
            progress.texts += outcomes.len() as u64;
            progress.tokens += read.tokens;
            progress.bytes = progress.bytes.max(read.bytes);
            progress.worked = clock.worked();
            progress.total_texts = total.get();
            window.extend(outcomes);
            if read.closes {
                window.sort_unstable_by_key(|numbered| numbered.number);
                for numbered in window.drain(..) {
                    sink.take(&numbered)?;
                }
                handed_on = progress;
            }
            sink.progress(&progress);
            Ok(())
        },
    );
    let cancelled = match outcome {
        Ok(()) => false,
        Err(CorpusError::Model(ModelError::Interrupted)) => true,
        Err(error) => return Err(error),
    };
    // Of a window that was cut short nothing was handed on.
    let mut progress = handed_on;
    progress.worked = clock.worked();
    progress.total_texts = if cancelled {
        total.get()
    } else {
        Some(progress.texts)
    };
    sink.progress(&progress);
    Ok(RunEnd {
        input: texts.facts().clone(),
        progress,
        cancelled,
    })
}

/// The next text that belongs to `part`.
fn next_of_part(texts: &mut Texts<'_>, part: Part) -> Result<Option<CorpusText>, CorpusError> {
    loop {
        match texts.next_text()? {
            Some(text) if !part.has(text.number) => {}
            other => return Ok(other),
        }
    }
}

/// How long a run has worked, without the time it stood still.
struct Clock<'a> {
    began: Instant,
    control: &'a RunControl,
    stood_before: Duration,
}

impl<'a> Clock<'a> {
    fn started(control: &'a RunControl) -> Self {
        Self {
            began: Instant::now(),
            control,
            stood_before: control.stood(),
        }
    }

    fn worked(&self) -> Duration {
        let stood = self.control.stood().saturating_sub(self.stood_before);
        self.began.elapsed().saturating_sub(stood)
    }
}
