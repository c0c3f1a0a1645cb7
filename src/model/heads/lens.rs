//! The lens: the masked-language-model head on the hidden states of every layer. The logits of some
//! words at a time are made for all rows, and what is kept of them is small: never are all there.

use std::collections::{BTreeMap, BTreeSet};

use glassbox_kernel::{LogitSummary, MatrixView, summarise_logits};

use crate::domain::lens::{Candidate, LensCell, LensReading, LensWord};
use crate::domain::trace::TracedText;

use super::super::hub::{CURATED, HeadKind};
use super::super::trace::failed;
use super::super::{Cancel, Model, ModelError};
use super::affine::mismatch;
use super::masked_lm::MaskedLm;

/// Logits that are there at once, of all rows together.
const AT_ONCE: usize = 1 << 20;

/// The fewest words whose logits are made at once: fewer keep the threads waiting for each other.
const FEWEST_WORDS: usize = 256;

/// Words are taken in multiples of this many.
const WORDS_STEP: usize = 64;

impl Model {
    /// Whether the model has a head that fills masked words.
    ///
    /// # Errors
    /// It has none, or a damaged one.
    pub fn check_masked_lm(&self) -> Result<(), ModelError> {
        self.masked_lm().map(|_| ())
    }

    pub(super) fn masked_lm(&self) -> Result<&MaskedLm, ModelError> {
        let head = self.heads.masked_lm.as_ref();
        let head = head.map_err(ModelError::clone)?.as_ref();
        head.ok_or_else(|| ModelError::NoHead {
            model: self.card.display_name.clone(),
            head: "head that fills masked words",
            others: ids_with(HeadKind::MaskedWords),
        })
    }

    /// What the head says of each token of `text` at `layers`, with the `most` best words; the
    /// other layers of the reading are empty. The text was read by this model, its hidden states
    /// kept.
    ///
    /// # Errors
    /// The model has no such head, the hidden states are not there, or [`ModelError::Interrupted`]
    /// once `cancel` is cancelled.
    pub fn lens(
        &self,
        text: &TracedText,
        layers: &[usize],
        most: usize,
        cancel: &Cancel,
    ) -> Result<LensReading, ModelError> {
        self.with_weights(|| self.lens_of(text, layers, most, cancel))
    }

    fn lens_of(
        &self,
        text: &TracedText,
        layers: &[usize],
        most: usize,
        cancel: &Cancel,
    ) -> Result<LensReading, ModelError> {
        let head = self.masked_lm()?;
        let tokens = text.tokens.len();
        let mut rows = Vec::with_capacity(layers.len() * tokens * self.card.hidden_size);
        for &layer in layers {
            rows.extend(self.finished(text, layer)?);
        }
        let rows = head.transform.forward(&rows)?;
        let ids: Vec<u32> = text.tokens.iter().map(|token| token.id).collect();
        let references = references(head, &rows, &ids)?;
        let new = |reference: &f32| LogitSummary::new(*reference, most);
        let mut summaries: Vec<LogitSummary> = references.iter().map(new).collect();
        add_all_words(head, &rows, &mut summaries, cancel)?;
        let mask = self.tokenizer.mask_id();
        let masked: Vec<bool> = ids.iter().map(|&id| Some(id) == mask).collect();
        let mut found = summaries.iter().zip(&references);
        let mut all = vec![Vec::new(); self.encoder.layers() + 1];
        for &layer in layers {
            let cells = found.by_ref().take(tokens).zip(&masked);
            if let Some(own) = all.get_mut(layer) {
                *own = cells
                    .map(|((summary, &reference), &masked)| cell(summary, reference, masked))
                    .collect();
            }
        }
        Ok(LensReading {
            words: self.words_of(&all),
            layers: all,
            masked,
        })
    }

    /// The hidden states of one layer as the head is given those of the last.
    fn finished(&self, text: &TracedText, layer: usize) -> Result<Vec<f32>, ModelError> {
        let states = self.kept_states(text, layer)?;
        if layer == self.encoder.layers() {
            return Ok(states.to_vec());
        }
        let finished = self.encoder.finished(states, self.card.hidden_size);
        finished.map_err(failed)
    }

    /// How every word that is among the best of some cell is spelled.
    fn words_of(&self, layers: &[Vec<LensCell>]) -> BTreeMap<u32, LensWord> {
        let cells = layers.iter().flatten();
        let ids: BTreeSet<u32> = cells
            .flat_map(|cell| &cell.top)
            .map(|word| word.id)
            .collect();
        ids.into_iter()
            .map(|id| (id, self.tokenizer.word(id)))
            .collect()
    }

    /// How the tokenizer writes a hidden word, if it can.
    pub fn mask(&self) -> Option<LensWord> {
        self.tokenizer.mask_id().map(|id| self.tokenizer.word(id))
    }
}

impl MaskedLm {
    /// The logarithm of the probability of the word that `ids` names, for each row of last states.
    pub(super) fn log_probabilities(
        &self,
        states: &[f32],
        ids: &[u32],
        cancel: &Cancel,
    ) -> Result<Vec<f64>, ModelError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let rows = self.transform.forward(states)?;
        let own = references(self, &rows, ids)?;
        let new = |reference: &f32| LogitSummary::new(*reference, 0);
        let mut summaries: Vec<LogitSummary> = own.iter().map(new).collect();
        add_all_words(self, &rows, &mut summaries, cancel)?;
        let both = own.iter().zip(&summaries);
        Ok(both
            .map(|(&own, summary)| f64::from(own) - summary.log_sum())
            .collect())
    }
}

/// The logit of the token that stands there, for each row: the rows of all tokens at one layer,
/// then at the next.
fn references(head: &MaskedLm, rows: &[f32], ids: &[u32]) -> Result<Vec<f32>, ModelError> {
    let stride = head.width * ids.len();
    let layers = rows.len().checked_div(stride).unwrap_or(0);
    let mut all = vec![0.0; layers * ids.len()];
    let mut of_token = vec![0.0; layers];
    for (token, &id) in ids.iter().enumerate() {
        let own = MatrixView {
            numbers: rows.get(token * head.width..).unwrap_or_default(),
            rows: layers,
            width: head.width,
            stride,
        };
        let word = id as usize;
        head.logits(own, word, word + 1, &mut of_token)?;
        for (logits, &logit) in all.chunks_mut(ids.len()).zip(&of_token) {
            if let Some(to) = logits.get_mut(token) {
                *to = logit;
            }
        }
    }
    Ok(all)
}

/// Adds the logits of every word to the summary of each row.
fn add_all_words(
    head: &MaskedLm,
    rows: &[f32],
    summaries: &mut [LogitSummary],
    cancel: &Cancel,
) -> Result<(), ModelError> {
    let rows = MatrixView::contiguous(rows, head.width);
    let at_once = (AT_ONCE / rows.rows.max(1)).max(FEWEST_WORDS);
    let at_once = at_once.next_multiple_of(WORDS_STEP).min(head.words());
    let mut logits = vec![0.0; rows.rows * at_once];
    for first in (0..head.words()).step_by(at_once.max(1)) {
        if cancel.is_cancelled() {
            return Err(ModelError::Interrupted);
        }
        let end = head.words().min(first + at_once);
        let width = end - first;
        let logits = logits.get_mut(..rows.rows * width).unwrap_or_default();
        head.logits(rows, first, end, logits)?;
        let logits = MatrixView::contiguous(logits, width);
        summarise_logits(logits, first as u32, summaries).map_err(mismatch)?;
    }
    Ok(())
}

fn cell(summary: &LogitSummary, reference: f32, masked: bool) -> LensCell {
    let log_sum = summary.log_sum();
    let probability = |logit: f32| (f64::from(logit) - log_sum).exp();
    let top = summary.top().iter().map(|&(id, logit)| Candidate {
        id,
        probability: probability(logit),
    });
    LensCell {
        top: top.collect(),
        true_rank: (!masked).then(|| summary.above() + 1),
        true_probability: (!masked).then(|| probability(reference)),
        entropy: summary.entropy(),
    }
}

/// The ids of curated models with a head of this kind, as errors list them.
pub(super) fn ids_with(kind: HeadKind) -> String {
    let models = CURATED.iter().filter(|model| model.head == Some(kind));
    let ids: Vec<&str> = models.map(|model| model.id).take(3).collect();
    ids.join(", ")
}
