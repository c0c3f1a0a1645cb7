//! The run itself: a plain blocking call that delivers one outcome after another.

use std::cell::Cell;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::domain::corpus::InputFacts;
use crate::domain::reference::ReferenceStatistics;
use crate::model::{Cancel, Model, ModelError};

use super::batching::{BATCH_TEXTS, Batch, BatchReader, BatchResult, Batches, LARGEST_WINDOW};
use super::error::CorpusError;
use super::input::{CorpusText, InputError, InputFile, Texts};
use super::outcome::{IndexedOutcome, Sink};
use super::parallel::map_in_order;
use super::progress::RunProgress;
use super::run_control::RunControl;
use super::settings::{CorpusSettings, Shard};

/// How many batches wait or are under way: more than a window has, so that no thread waits for the
/// last batch of one.
const BATCHES_AHEAD: usize = 96;

/// The most texts that are held between a file and the sink: those ahead, a window that is being
/// cut, and a window of which a batch is still missing.
pub const MAX_TEXTS_HELD: usize = BATCHES_AHEAD * BATCH_TEXTS + 2 * LARGEST_WINDOW;

/// What is to be run.
#[derive(Clone, Copy)]
pub struct CorpusRun<'a> {
    /// The model that reads.
    pub model: &'a Model,
    /// What is read, in this order.
    pub files: &'a [InputFile],
    /// What the numbers depend on besides.
    pub settings: &'a CorpusSettings,
    /// How many passes run side by side; the numbers do not depend on it.
    pub threads: usize,
    /// What the model makes of reference texts, for a measure that is against some.
    pub reference: Option<&'a ReferenceStatistics>,
    /// The file that hidden states are to go to, where they are kept for the sink.
    pub states: Option<&'a Path>,
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunEnd {
    /// What was in the files, as far as they were read.
    pub input: InputFacts,
    /// How far the run came.
    pub progress: RunProgress,
    /// Whether it was cancelled; what was handed on before stays.
    pub cancelled: bool,
}

impl CorpusRun<'_> {
    /// Finds what is wrong with the files before anything is computed.
    ///
    /// # Errors
    /// A file that is not there, is not UTF-8, is empty, has no such column, or is given twice.
    pub fn check(&self) -> Result<(), InputError> {
        Texts::check(self.files, &self.settings.choice())
    }

    /// Reads the texts of the files that belong to `shard` and hands what comes of them to `sink`,
    /// in order. `control` pauses and cancels the run between layers.
    ///
    /// # Errors
    /// A file that cannot be read, a fault of the model, or what `sink` could not take.
    pub fn run(
        &self,
        shard: Shard,
        control: &RunControl,
        sink: &mut dyn Sink,
    ) -> Result<RunEnd, CorpusError> {
        let choice = self.settings.choice();
        let mut texts = Texts::new(self.files, &choice);
        let halting = control.clone();
        let cancel = Cancel::when(move || !halting.wait_while_paused());
        let reader = BatchReader::new(self.model, self.settings, self.reference, self.states);
        let total_bytes = self.files.iter().map(InputFile::bytes).sum();
        let mut delivery = Delivery::new(sink, Clock::start(control), total_bytes);
        let outcome = deliver_in_order(
            self.threads,
            Batches::for_run(self.settings),
            &mut || {
                if control.is_cancelled() {
                    return Err(ModelError::Interrupted.into());
                }
                next_of_shard(&mut texts, shard)
            },
            &|batch| reader.read(batch, &cancel),
            &mut delivery,
        );
        let cancelled = match outcome {
            Ok(()) => false,
            Err(CorpusError::Model(ModelError::Interrupted)) => true,
            Err(error) => return Err(error),
        };
        Ok(RunEnd {
            progress: delivery.finish(cancelled),
            input: texts.facts().clone(),
            cancelled,
        })
    }

    /// The names of the files, in order.
    pub(super) fn file_names(&self) -> Vec<String> {
        self.files.iter().map(|file| file.name.clone()).collect()
    }
}

/// The next text that belongs to `shard`.
fn next_of_shard(texts: &mut Texts<'_>, shard: Shard) -> Result<Option<CorpusText>, CorpusError> {
    loop {
        match texts.next_text()? {
            Some(text) if !shard.has(text.number) => {}
            other => return Ok(other),
        }
    }
}

/// Cuts the texts that `next_text` gives into `batches`, reads them with `read` on `threads` threads,
/// and delivers the results in the order of the texts.
fn deliver_in_order(
    threads: usize,
    mut batches: Batches,
    next_text: &mut dyn FnMut() -> Result<Option<CorpusText>, CorpusError>,
    read: &(dyn Fn(Batch) -> BatchResult + Sync),
    delivery: &mut Delivery<'_>,
) -> Result<(), CorpusError> {
    // How many texts were met, and how many there are once the files are read to their end.
    let (met, total) = (Cell::new(0), Cell::new(None));
    let mut next_text = || -> Result<Option<CorpusText>, CorpusError> {
        let text = next_text()?;
        match &text {
            Some(_) => met.set(met.get() + 1),
            None => total.set(Some(met.get())),
        }
        Ok(text)
    };
    let outcome = map_in_order(
        threads,
        BATCHES_AHEAD,
        &mut || batches.next(&mut next_text),
        read,
        &mut |result| delivery.take(result, total.get()),
    );
    delivery.progress.total_texts = total.get();
    outcome
}

/// Delivers outcomes to the sink, a whole window at a time, and keeps track of the progress.
struct Delivery<'a> {
    sink: &'a mut dyn Sink,
    clock: Clock<'a>,
    progress: RunProgress,
    /// Outcomes of the window under way, in any order.
    window: Vec<IndexedOutcome>,
    /// How far the windows before it came.
    delivered: RunProgress,
}

impl<'a> Delivery<'a> {
    fn new(sink: &'a mut dyn Sink, clock: Clock<'a>, total_bytes: Option<u64>) -> Self {
        let progress = RunProgress {
            total_bytes,
            ..RunProgress::default()
        };
        Self {
            sink,
            clock,
            progress,
            window: Vec::new(),
            delivered: progress,
        }
    }

    fn take(&mut self, read: BatchResult, total_texts: Option<u64>) -> Result<(), CorpusError> {
        let outcomes = read.outcomes?;
        let progress = &mut self.progress;
        progress.texts += outcomes.len() as u64;
        progress.tokens += read.tokens;
        progress.bytes = progress.bytes.max(read.bytes);
        progress.worked = self.clock.worked();
        progress.total_texts = total_texts;
        self.window.extend(outcomes);
        if read.closes_window {
            self.window.sort_unstable_by_key(|indexed| indexed.number);
            for indexed in self.window.drain(..) {
                self.sink.take(&indexed)?;
            }
            self.delivered = self.progress;
        }
        self.sink.on_progress(&self.progress);
        Ok(())
    }

    /// The progress at the end; nothing was delivered of a window that was cut short.
    fn finish(self, cancelled: bool) -> RunProgress {
        let progress = RunProgress {
            worked: self.clock.worked(),
            total_texts: if cancelled {
                self.progress.total_texts
            } else {
                Some(self.delivered.texts)
            },
            ..self.delivered
        };
        self.sink.on_progress(&progress);
        progress
    }
}

/// How long a run has worked, without the time it was halted.
struct Clock<'a> {
    began: Instant,
    control: &'a RunControl,
    paused_before: Duration,
}

impl<'a> Clock<'a> {
    fn start(control: &'a RunControl) -> Self {
        Self {
            began: Instant::now(),
            control,
            paused_before: control.paused_time(),
        }
    }

    fn worked(&self) -> Duration {
        let paused = self.control.paused_time();
        let paused = paused.saturating_sub(self.paused_before);
        self.began.elapsed().saturating_sub(paused)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Outcome;
    use crate::domain::corpus::{RowFault, TextPlace};

    const TEXTS: u64 = 30_000;

    fn text(number: u64) -> CorpusText {
        CorpusText {
            place: TextPlace {
                file: 0,
                line: number + 1,
                sentence: 0,
            },
            number,
            text: "x".to_owned(),
            second: None,
            bytes: number,
        }
    }

    fn not_read(text: &CorpusText) -> IndexedOutcome {
        IndexedOutcome {
            number: text.number,
            outcome: Outcome::NotRead {
                place: text.place,
                fault: RowFault::NoTokens,
            },
            pair: None,
            removal: None,
            settling: None,
            states: None,
        }
    }

    /// Expects the texts in order.
    struct Counting<'a> {
        taken: &'a Cell<u64>,
    }

    impl Sink for Counting<'_> {
        fn take(&mut self, indexed: &IndexedOutcome) -> Result<(), CorpusError> {
            assert_eq!(indexed.number, self.taken.get());
            self.taken.set(self.taken.get() + 1);
            Ok(())
        }
    }

    #[test]
    fn a_run_holds_a_bounded_number_of_texts() {
        let (read, taken, most_held) = (Cell::new(0), Cell::new(0), Cell::new(0));
        let mut next_text = || {
            let number = read.get();
            if number == TEXTS {
                return Ok(None);
            }
            read.set(number + 1);
            most_held.set(most_held.get().max(read.get() - taken.get()));
            Ok(Some(text(number)))
        };
        let control = RunControl::default();
        let mut sink = Counting { taken: &taken };
        let mut delivery = Delivery::new(&mut sink, Clock::start(&control), None);
        deliver_in_order(
            2,
            Batches::default(),
            &mut next_text,
            &|batch| batch.read_with(|texts| Ok(texts.iter().map(not_read).collect())),
            &mut delivery,
        )
        .unwrap();
        assert_eq!(delivery.finish(false).total_texts, Some(TEXTS));
        assert_eq!(taken.get(), TEXTS);
        // 96 batches are handed out before the first result is taken: 15 of the first four windows,
        // then 16 of each window of 1,024 texts.
        let at_least = 64 + 128 + 256 + 512 + 6 * 1024;
        assert!(
            (at_least..=MAX_TEXTS_HELD as u64).contains(&most_held.get()),
            "{}",
            most_held.get()
        );
        assert_eq!(MAX_TEXTS_HELD, 8192, "as the crate's documentation says");
    }
}
