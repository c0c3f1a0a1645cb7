//! Texts into batches, batches through the model, and records out of them again.
//!
//! Texts are taken a window at a time and sorted by length within it, so that the texts of one
//! batch are alike; nothing is padded. The windows begin small, for first results to come soon.
//! Which texts share a batch depends on the texts alone, not on how many threads are at work.

use std::sync::Arc;

use crate::analysis::{AnalysisSettings, Comparison, ComparisonSettings, pair_record};
use crate::domain::corpus::pairs::{PairOutcome, PairSource};
use crate::domain::corpus::{RowFault, TextRecord};
use crate::domain::swap::swapped;
use crate::domain::trace::{ModelCard, TextInput, TracedText};
use crate::model::{Keep, Model, ModelError, on_one_thread};

use super::input::CorpusText;
use super::outcome::{Numbered, Outcome};
use super::run::CorpusError;
use super::settings::CorpusSettings;
use crate::model::Cancel;

/// The first window and the largest, in texts.
const WINDOWS: (usize, usize) = (64, 1024);

/// A window ends at this many bytes, however few texts that are.
const WINDOW_BYTES: usize = 256 << 10;

/// The largest batch, in texts and in bytes: about four passes of a model.
const BATCH: (usize, usize) = (64, 4 << 10);

/// Texts for one thread.
pub(super) struct Batch {
    texts: Vec<CorpusText>,
    /// Whether it is the last of its window.
    closes: bool,
}

/// What came of a batch.
pub(super) struct BatchRead {
    pub(super) outcomes: Result<Vec<Numbered>, CorpusError>,
    pub(super) tokens: u64,
    /// Whether no other batch of its window follows.
    pub(super) closes: bool,
    /// Bytes of the files up to its furthest text.
    pub(super) bytes: u64,
}

/// What is made of a batch.
pub(super) struct Reading {
    model: Arc<ModelCard>,
    keep: Keep,
    seed: u64,
    pairs: Option<PairSource>,
    /// What is asked of a pair.
    settings: AnalysisSettings,
}

/// Cuts texts into batches.
pub(super) struct Batches {
    next_window: usize,
    /// In reverse.
    ready: Vec<Batch>,
}

impl Default for Batches {
    fn default() -> Self {
        Self {
            next_window: WINDOWS.0,
            ready: Vec::new(),
        }
    }
}

impl Batches {
    /// The next batch of the texts that `next_text` gives.
    pub(super) fn next(
        &mut self,
        next_text: &mut dyn FnMut() -> Result<Option<CorpusText>, CorpusError>,
    ) -> Result<Option<Batch>, CorpusError> {
        if self.ready.is_empty() {
            let mut window = Vec::new();
            let mut bytes = 0;
            while window.len() < self.next_window && bytes < WINDOW_BYTES {
                let Some(text) = next_text()? else { break };
                bytes += text.text.len();
                window.push(text);
            }
            self.next_window = (self.next_window * 2).min(WINDOWS.1);
            self.ready = batches_of(window);
        }
        Ok(self.ready.pop())
    }
}

/// The batches of one window, in reverse.
fn batches_of(mut window: Vec<CorpusText>) -> Vec<Batch> {
    window.sort_by_key(|text| text.text.len());
    let mut batches: Vec<Batch> = Vec::new();
    let mut bytes = 0;
    for text in window {
        bytes += text.text.len();
        match batches.last_mut() {
            Some(batch) if batch.texts.len() < BATCH.0 && bytes <= BATCH.1 => {
                batch.texts.push(text);
            }
            _ => {
                bytes = text.text.len();
                batches.push(Batch {
                    texts: vec![text],
                    closes: false,
                });
            }
        }
    }
    if let Some(last) = batches.last_mut() {
        last.closes = true;
    }
    batches.reverse();
    batches
}

impl Batch {
    /// Puts the texts through `model`; `cancel` is asked between layers and may wait.
    pub(super) fn read(self, model: &Model, reading: &Reading, cancel: &Cancel) -> BatchRead {
        let bytes = self.texts.iter().map(|text| text.bytes).max().unwrap_or(0);
        let closes = self.closes;
        // The other batches keep the other cores busy.
        let outcomes = on_one_thread(|| self.outcomes(model, reading, cancel));
        let tokens = outcomes.iter().flatten().map(|numbered| {
            let Outcome::Read(record) = &numbered.outcome else {
                return 0;
            };
            record.tokens.len() as u64
        });
        BatchRead {
            tokens: tokens.sum(),
            outcomes,
            closes,
            bytes,
        }
    }

    fn outcomes(
        self,
        model: &Model,
        reading: &Reading,
        cancel: &Cancel,
    ) -> Result<Vec<Numbered>, CorpusError> {
        let texts = self.texts.iter();
        let seconds: Vec<Option<String>> = texts.map(|text| reading.second(text)).collect();
        let firsts = self.texts.iter().map(|text| text.text.as_str());
        let all = firsts.chain(seconds.iter().flatten().map(String::as_str));
        let placed: Vec<TextInput> = all.map(TextInput::new).collect();
        let mut read = read(model, &placed, reading.keep, cancel)?.into_iter();
        let firsts: Vec<_> = read.by_ref().take(self.texts.len()).collect();
        let mut outcomes = Vec::with_capacity(self.texts.len());
        for ((text, first), second) in self.texts.into_iter().zip(firsts).zip(&seconds) {
            let second = match second {
                Some(_) => read.next().flatten().ok_or(PairOutcome::NotRead),
                None => Err(PairOutcome::NoSwap),
            };
            let pair = match (&reading.pairs, &first) {
                (Some(_), Some(first)) => Some(match second {
                    Ok(second) => reading.compared(&text, first, &second)?,
                    Err(none) => none,
                }),
                _ => None,
            };
            outcomes.push(Numbered {
                number: text.number,
                outcome: match first {
                    Some(traced) => Outcome::Read(record(&text, traced)),
                    None => Outcome::NotRead {
                        place: text.place,
                        fault: RowFault::NoTokens,
                    },
                },
                pair,
            });
        }
        Ok(outcomes)
    }
}

impl Reading {
    /// What `settings` ask of `model`.
    pub(super) fn of(model: &ModelCard, settings: &CorpusSettings) -> Self {
        Self {
            model: Arc::new(model.clone()),
            keep: Keep {
                // Shifts are measured on them.
                hidden_states: settings.pairs.is_some(),
                attention: settings.baselines,
            },
            seed: settings.seed,
            pairs: settings.pairs.clone(),
            settings: AnalysisSettings {
                layer: Some(settings.layer),
                second_layer: Some(settings.second_layer),
                rule: settings.rule,
            },
        }
    }

    /// The second text of the pair that `text` begins.
    fn second(&self, text: &CorpusText) -> Option<String> {
        match self.pairs.as_ref()? {
            PairSource::Swaps => {
                let swap = swapped(&text.text, text.place.draw(self.seed))?;
                Some(swap.text)
            }
            PairSource::Column(_) => text.second.clone(),
        }
    }

    /// The pair that `text` begins, of what was read of both texts.
    fn compared(
        &self,
        text: &CorpusText,
        first: &Arc<TracedText>,
        second: &Arc<TracedText>,
    ) -> Result<PairOutcome, CorpusError> {
        let settings = ComparisonSettings::default();
        let texts = [first, second];
        let comparison = Comparison::from_traces(&self.model, texts, self.settings, settings)?;
        let draw = text.place.draw(self.seed);
        Ok(PairOutcome::Compared(Box::new(pair_record(
            &comparison,
            draw,
        ))))
    }
}

/// What `model` reads of `texts`; none where a text has no token.
fn read(
    model: &Model,
    texts: &[TextInput],
    keep: Keep,
    cancel: &Cancel,
) -> Result<Vec<Option<Arc<TracedText>>>, ModelError> {
    match model.trace_keeping(texts, keep, cancel) {
        // One of them has no token: which one?
        Err(ModelError::NothingToRead) => {
            let alone = texts.iter().map(|text| {
                match model.trace_keeping(std::slice::from_ref(text), keep, cancel) {
                    Ok(mut read) => Ok(read.pop()),
                    Err(ModelError::NothingToRead) => Ok(None),
                    Err(error) => Err(error),
                }
            });
            alone.collect()
        }
        read => Ok(read?.into_iter().map(Some).collect()),
    }
}

fn record(text: &CorpusText, traced: Arc<TracedText>) -> TextRecord {
    // The same text twice in a batch was read once.
    let traced = Arc::unwrap_or_clone(traced);
    TextRecord {
        place: text.place,
        text: traced.text,
        tokens: traced.tokens,
        left_out: traced.left_out,
        strengths: traced.trace.strengths,
        attention: traced.trace.attention,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::corpus::TextPlace;

    fn text(number: u64, length: usize) -> CorpusText {
        CorpusText {
            place: TextPlace {
                file: 0,
                line: number + 1,
                sentence: 0,
            },
            number,
            text: "x".repeat(length),
            second: None,
            bytes: number,
        }
    }

    #[test]
    fn every_text_is_in_one_batch_and_batches_stay_small() {
        let lengths = (0..500_u64).map(|n| (n * 7919 % 300) as usize + 1);
        let mut texts = (0..).zip(lengths).map(|(n, length)| text(n, length));
        let mut batches = Batches::default();
        let mut numbers = Vec::new();
        let mut closed = 0;
        while let Some(batch) = batches.next(&mut || Ok(texts.next())).unwrap() {
            let bytes: usize = batch.texts.iter().map(|text| text.text.len()).sum();
            assert!(batch.texts.len() <= BATCH.0 && bytes <= BATCH.1);
            numbers.extend(batch.texts.iter().map(|text| text.number));
            closed += usize::from(batch.closes);
            if batch.closes {
                // Every text of the window came before the next one began.
                numbers.sort_unstable();
                assert_eq!(numbers, (0..numbers.len() as u64).collect::<Vec<_>>());
            }
        }
        assert_eq!((numbers.len(), closed), (500, 4), "64 + 128 + 256 + 52");
    }

    #[test]
    fn a_text_larger_than_a_batch_has_one_to_itself() {
        let batches = batches_of(vec![text(0, 10), text(1, 1 << 20), text(2, 10)]);
        let sizes: Vec<usize> = batches.iter().map(|batch| batch.texts.len()).collect();
        assert_eq!(sizes, [1, 2]);
    }
}
