//! Texts into batches, batches through the model, and records out of them again.
//!
//! Texts are taken a window at a time and sorted by length within it, so that the texts of one
//! batch are alike; nothing is padded. The windows begin small, so that first results come soon.
//! Which texts share a batch depends on the texts alone, not on how many threads are at work.

use std::path::Path;
use std::sync::Arc;

use crate::analysis::{
    AnalysisError, AnalysisSettings, Comparison, ComparisonSettings, pair_record,
};
use crate::domain::corpus::pairs::{PairOutcome, PairSource};
use crate::domain::corpus::{RowFault, TextRecord};
use crate::domain::lens::strength_with_settling;
use crate::domain::reference::ReferenceStatistics;
use crate::domain::removal::{Removal, RemovalOutput, RemovalSubject, RemovalTest};
use crate::domain::swap::swapped;
use crate::domain::trace::{ModelCard, TextInput, TracedText};
use crate::model::{Cancel, Capture, Model, ModelError, on_one_thread};

use super::error::CorpusError;
use super::input::CorpusText;
use super::outcome::{IndexedOutcome, Outcome};
use super::settings::CorpusSettings;
use super::waiting_states::WaitingRoom;

/// The first window, in texts; each is twice as large as the one before.
const FIRST_WINDOW: usize = 64;

/// The largest window, in texts.
pub(super) const LARGEST_WINDOW: usize = 1024;

/// A window ends at this many bytes, however few texts that are.
const WINDOW_BYTES: usize = 256 << 10;

/// The most texts of one batch.
pub(super) const BATCH_TEXTS: usize = 64;

/// The most texts of one batch where every text is read many times, or its words at every layer: still fewer batches in a
/// window than may be ahead.
const BATCH_TEXTS_OF_REMOVAL: usize = 12;

/// The most bytes of a batch of several texts: about four passes of a model.
const BATCH_BYTES: usize = 4 << 10;

/// Texts for one thread.
pub(super) struct Batch {
    texts: Vec<CorpusText>,
    /// Whether it is the last of its window.
    closes_window: bool,
}

/// What came of a batch.
pub(super) struct BatchResult {
    pub(super) outcomes: Result<Vec<IndexedOutcome>, CorpusError>,
    pub(super) tokens: u64,
    /// Whether no other batch of its window follows.
    pub(super) closes_window: bool,
    /// Bytes of the files up to its furthest text.
    pub(super) bytes: u64,
}

/// Cuts texts into batches.
pub(super) struct Batches {
    next_window: usize,
    /// The most texts of a batch.
    most_texts: usize,
    /// Batches of the current window, in reverse.
    ready: Vec<Batch>,
}

impl Default for Batches {
    fn default() -> Self {
        Self {
            next_window: FIRST_WINDOW,
            most_texts: BATCH_TEXTS,
            ready: Vec::new(),
        }
    }
}

impl Batches {
    /// Batches for a run by `settings`.
    pub(super) fn for_run(settings: &CorpusSettings) -> Self {
        let slow = settings.removal.is_some() || settings.settling;
        let most_texts = if slow {
            BATCH_TEXTS_OF_REMOVAL
        } else {
            BATCH_TEXTS
        };
        Self {
            most_texts,
            ..Self::default()
        }
    }

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
            self.next_window = (self.next_window * 2).min(LARGEST_WINDOW);
            self.ready = batches_of(window, self.most_texts);
        }
        Ok(self.ready.pop())
    }
}

/// The batches of one window, of `most_texts` at most, in reverse.
fn batches_of(mut window: Vec<CorpusText>, most_texts: usize) -> Vec<Batch> {
    window.sort_by_key(|text| text.text.len());
    let mut batches: Vec<Batch> = Vec::new();
    let mut bytes = 0;
    for text in window {
        bytes += text.text.len();
        match batches.last_mut() {
            Some(batch) if batch.texts.len() < most_texts && bytes <= BATCH_BYTES => {
                batch.texts.push(text);
            }
            _ => {
                bytes = text.text.len();
                batches.push(Batch {
                    texts: vec![text],
                    closes_window: false,
                });
            }
        }
    }
    if let Some(last) = batches.last_mut() {
        last.closes_window = true;
    }
    batches.reverse();
    batches
}

impl Batch {
    /// Makes outcomes of the texts with `read`.
    pub(super) fn read_with(
        self,
        read: impl FnOnce(Vec<CorpusText>) -> Result<Vec<IndexedOutcome>, CorpusError>,
    ) -> BatchResult {
        let bytes = self.texts.iter().map(|text| text.bytes).max().unwrap_or(0);
        let closes_window = self.closes_window;
        let outcomes = read(self.texts);
        let tokens = outcomes.iter().flatten().map(|indexed| {
            let Outcome::Read(record) = &indexed.outcome else {
                return 0;
            };
            record.tokens.len() as u64
        });
        BatchResult {
            tokens: tokens.sum(),
            outcomes,
            closes_window,
            bytes,
        }
    }
}

/// Puts batches through a model.
pub(super) struct BatchReader<'a> {
    model: &'a Model,
    card: Arc<ModelCard>,
    capture: Capture,
    seed: u64,
    pairs: Option<PairSource>,
    removal: Option<Removal>,
    /// What of the model's is looked at without them.
    output: RemovalOutput,
    settling: bool,
    reference: Option<&'a ReferenceStatistics>,
    /// The file that hidden states are to go to.
    states: Option<&'a Path>,
    /// What is asked of a pair.
    settings: AnalysisSettings,
}

impl<'a> BatchReader<'a> {
    /// Reads with `model` what `settings` ask for, measured against `reference`; hidden states wait
    /// beside the file `states`.
    pub(super) fn new(
        model: &'a Model,
        settings: &CorpusSettings,
        reference: Option<&'a ReferenceStatistics>,
        states: Option<&'a Path>,
    ) -> Self {
        Self {
            model,
            card: Arc::new(model.card().clone()),
            capture: Capture {
                // Shifts are measured on them, and what is removed is taken from them.
                hidden_states: states.is_some()
                    || settings.pairs.is_some()
                    || settings.removal.is_some()
                    || settings.settling
                    || settings.measure.needs_states(),
                // The attention received is a rival of the strength.
                attention: settings.baselines || settings.removal.is_some(),
                parts: settings.measure.needs_parts(),
            },
            seed: settings.seed,
            pairs: settings.pairs.clone(),
            removal: settings.removal,
            output: settings.removal_output,
            settling: settings.settling,
            reference,
            states,
            settings: AnalysisSettings {
                layer: Some(settings.layer),
                second_layer: Some(settings.second_layer),
                rule: settings.rule,
                measure: settings.measure,
            },
        }
    }

    /// Puts a batch through the model on the calling thread alone: the other cores have batches of
    /// their own. `cancel` is asked between layers and may block.
    pub(super) fn read(&self, batch: Batch, cancel: &Cancel) -> BatchResult {
        batch.read_with(|texts| on_one_thread(|| self.outcomes(texts, cancel)))
    }

    fn outcomes(
        &self,
        texts: Vec<CorpusText>,
        cancel: &Cancel,
    ) -> Result<Vec<IndexedOutcome>, CorpusError> {
        let seconds: Vec<Option<String>> = texts.iter().map(|text| self.second(text)).collect();
        let firsts = texts.iter().map(|text| text.text.as_str());
        let all = firsts.chain(seconds.iter().flatten().map(String::as_str));
        let inputs: Vec<TextInput> = all.map(TextInput::new).collect();
        let mut traced = self.trace(&inputs, cancel)?.into_iter();
        let firsts: Vec<_> = traced.by_ref().take(texts.len()).collect();
        let mut waiting = self.states.map(WaitingRoom::beside).transpose()?;
        let mut outcomes = Vec::with_capacity(texts.len());
        for ((text, first), second) in texts.into_iter().zip(firsts).zip(&seconds) {
            let second = match second {
                Some(_) => traced
                    .next()
                    .and_then(Result::ok)
                    .ok_or(PairOutcome::NotRead),
                None => Err(PairOutcome::NoSwap),
            };
            let whole = first;
            let states = match (&mut waiting, &whole) {
                (Some(waiting), Ok(whole)) => Some(waiting.add(&whole.trace)?),
                _ => None,
            };
            let first = match &whole {
                Ok(traced) => Ok(self.by_measure(traced)?),
                Err(fault) => Err(fault.clone()),
            };
            let removal = match (self.removal, &whole, &first) {
                (Some(removal), Ok(whole), Ok(first)) => Some(Box::new(self.removal(
                    &text,
                    removal,
                    [whole, first],
                    cancel,
                )?)),
                _ => None,
            };
            let settling = match (self.settling, &whole, &first) {
                (true, Ok(whole), Ok(first)) => Some(self.settling_of([whole, first], cancel)?),
                _ => None,
            };
            let pair = match (&self.pairs, &first) {
                (Some(_), Ok(first)) => Some(match second {
                    Ok(second) => self.compare(&text, first, &self.by_measure(&second)?)?,
                    Err(none) => none,
                }),
                _ => None,
            };
            outcomes.push(IndexedOutcome {
                number: text.number,
                outcome: match first {
                    // The same text twice in a batch was traced once.
                    Ok(traced) => Outcome::Read(TextRecord::from_traced(
                        text.place,
                        Arc::unwrap_or_clone(traced),
                    )),
                    Err(fault) => Outcome::NotRead {
                        place: text.place,
                        fault,
                    },
                },
                pair,
                removal,
                settling,
                states,
            });
        }
        Ok(outcomes)
    }

    /// `traced` by the measure that is asked for.
    fn by_measure(&self, traced: &Arc<TracedText>) -> Result<Arc<TracedText>, CorpusError> {
        let measured = self.settings.measure.of(traced, self.reference);
        measured.map_err(|error| AnalysisError::from(error).into())
    }

    /// The removal test of `text`, as the model left it and by the measure.
    fn removal(
        &self,
        text: &CorpusText,
        removal: Removal,
        [whole, measured]: [&TracedText; 2],
        cancel: &Cancel,
    ) -> Result<RemovalTest, CorpusError> {
        let subject = RemovalSubject {
            text: measured,
            layer: self.settings.layer_of(self.card.layers),
            rule: self.settings.rule,
            seed: text.place.draw(self.seed),
        };
        let measured =
            self.model
                .removal_test(subject, whole, (removal, self.output), cancel, &|_| {})?;
        Ok(measured.test)
    }

    /// How strength goes with where words settle, `[layer]`, of a text as the model left it and by the
    /// measure.
    fn settling_of(
        &self,
        [whole, measured]: [&TracedText; 2],
        cancel: &Cancel,
    ) -> Result<Vec<Option<f64>>, CorpusError> {
        let layers: Vec<usize> = (0..=whole.layers()).collect();
        let lens = self.model.lens(whole, &layers, 1, cancel)?;
        let settled = lens.settled_at().unwrap_or_default();
        let rule = self.settings.rule;
        let at = |&layer: &usize| strength_with_settling(measured, layer, rule, &settled);
        Ok(layers.iter().map(at).collect())
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

    /// The pair that `text` begins, once both texts are traced.
    fn compare(
        &self,
        text: &CorpusText,
        first: &Arc<TracedText>,
        second: &Arc<TracedText>,
    ) -> Result<PairOutcome, CorpusError> {
        let settings = ComparisonSettings::default();
        let comparison =
            Comparison::from_traces(&self.card, [first, second], self.settings, settings)?;
        let record = pair_record(&comparison, text.place.draw(self.seed));
        Ok(PairOutcome::Compared(Box::new(record)))
    }

    /// What the model makes of `texts`, or why it cannot read one of them.
    fn trace(
        &self,
        texts: &[TextInput],
        cancel: &Cancel,
    ) -> Result<Vec<Result<Arc<TracedText>, RowFault>>, ModelError> {
        match self.model.trace_capturing(texts, self.capture, cancel) {
            // One of them cannot be read: which one?
            Err(error) if fault_of(&error).is_some() => {
                let alone = texts.iter().map(|text| {
                    let text = std::slice::from_ref(text);
                    match self.model.trace_capturing(text, self.capture, cancel) {
                        Ok(mut traced) => Ok(traced.pop().ok_or(RowFault::NoTokens)),
                        Err(error) => fault_of(&error).map(Err).ok_or(error),
                    }
                });
                alone.collect()
            }
            traced => Ok(traced?.into_iter().map(Ok).collect()),
        }
    }
}

/// What is wrong with a text by `error`; `None` where it is not the text.
fn fault_of(error: &ModelError) -> Option<RowFault> {
    match error {
        ModelError::NothingToRead => Some(RowFault::NoTokens),
        ModelError::NotTokenized(_) | ModelError::NoRow { .. } => {
            Some(RowFault::NotTokenized(error.to_string()))
        }
        _ => None,
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
            assert!(batch.texts.len() <= BATCH_TEXTS && bytes <= BATCH_BYTES);
            numbers.extend(batch.texts.iter().map(|text| text.number));
            closed += usize::from(batch.closes_window);
            if batch.closes_window {
                // Every text of the window came before the next one began.
                numbers.sort_unstable();
                assert_eq!(numbers, (0..numbers.len() as u64).collect::<Vec<_>>());
            }
        }
        assert_eq!((numbers.len(), closed), (500, 4), "64 + 128 + 256 + 52");
    }

    #[test]
    fn a_text_larger_than_a_batch_has_one_to_itself() {
        let texts = vec![text(0, 10), text(1, 1 << 20), text(2, 10)];
        let batches = batches_of(texts, BATCH_TEXTS);
        let sizes: Vec<usize> = batches.iter().map(|batch| batch.texts.len()).collect();
        assert_eq!(sizes, [1, 2]);
    }
}
