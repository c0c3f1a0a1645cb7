//! What a head makes of a text without some of its tokens: how much less probable it holds the words
//! that are left, or the label, than in the whole text.
//!
//! Words are read where they stand, none of them hidden: hiding each in turn, as a
//! pseudo-log-likelihood has it (Salazar et al. 2020, arXiv 1910.14659), would take as many passes
//! as there are words for each set of tokens that is removed.

use crate::domain::labels::{LabelKind, largest};
use crate::domain::removal::RemovalOutput;
use crate::domain::trace::TracedText;

use super::super::{Cancel, Model, ModelError};
use super::label_head::{LabelHead, LabelPooling};
use super::labelling::in_f64;
use super::masked_lm::MaskedLm;

/// What a head says of a whole text, to be set beside what it says without some tokens.
pub(in super::super) struct HeadOutput<'a> {
    head: Head<'a>,
    width: usize,
    special: Vec<bool>,
    /// The word or the label that is looked at, by slot: a token, or 0 for the text.
    expected: Vec<usize>,
    /// The logarithm of its probability in the whole text, by slot.
    whole: Vec<f64>,
}

#[derive(Clone, Copy)]
enum Head<'a> {
    Words(&'a MaskedLm),
    Labels(&'a LabelHead),
}

/// A row of last states that a text without some of its tokens left.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct LeftRow {
    /// Whose state it is.
    pub(in super::super) token: usize,
    /// Whether that token is one of the removed.
    pub(in super::super) removed: bool,
    /// Whether it is pooled.
    pub(in super::super) pooled: bool,
}

/// A text without some of its tokens: the last states, and whose they are.
pub(in super::super) struct LeftText<'a> {
    pub(in super::super) states: &'a [f32],
    pub(in super::super) rows: Vec<LeftRow>,
}

/// Rows that go into a head, each with the text that it is of and its slot.
#[derive(Default)]
struct HeadRows {
    numbers: Vec<f32>,
    of: Vec<(usize, usize)>,
}

impl Model {
    /// Whether the model has what `output` is read from.
    ///
    /// # Errors
    /// It has no such head, or a damaged one.
    pub fn check_output(&self, output: RemovalOutput) -> Result<(), ModelError> {
        match output {
            RemovalOutput::Embedding => Ok(()),
            RemovalOutput::MaskedLm => self.check_masked_lm(),
            RemovalOutput::Label => self.check_labels(),
        }
    }

    /// What the head behind `output` says of `text`, whose hidden states were kept; `None` of the
    /// sentence embedding, which no head makes.
    ///
    /// # Errors
    /// As [`check_output`](Self::check_output), or the hidden states are not there.
    pub(in super::super) fn head_output(
        &self,
        output: RemovalOutput,
        text: &TracedText,
        cancel: &Cancel,
    ) -> Result<Option<HeadOutput<'_>>, ModelError> {
        let head = match output {
            RemovalOutput::Embedding => return Ok(None),
            RemovalOutput::MaskedLm => Head::Words(self.masked_lm()?),
            RemovalOutput::Label => Head::Labels(self.label_head()?),
        };
        let tokens = &text.tokens;
        let mut found = HeadOutput {
            head,
            width: self.card.hidden_size,
            special: tokens.iter().map(|token| token.special).collect(),
            expected: tokens.iter().map(|token| token.id as usize).collect(),
            whole: vec![f64::NAN; tokens.len()],
        };
        let row = |token| LeftRow {
            token,
            removed: false,
            pooled: true,
        };
        let whole = LeftText {
            states: self.kept_states(text, self.encoder.layers())?,
            rows: (0..tokens.len()).map(row).collect(),
        };
        let rows = found.rows_of(&[whole]);
        if let Head::Labels(head) = head {
            for (&(_, slot), logits) in rows.of.iter().zip(rows.logits(head)?) {
                if let (Some(expected), Some(best)) =
                    (found.expected.get_mut(slot), largest(&logits))
                {
                    *expected = best;
                }
            }
        }
        let logs = found.log_probabilities(&rows, cancel)?;
        for (&(_, slot), log) in rows.of.iter().zip(logs) {
            if let Some(whole) = found.whole.get_mut(slot) {
                *whole = log;
            }
        }
        Ok(Some(found))
    }
}

impl HeadOutput<'_> {
    /// What is looked at, in a few words.
    pub(in super::super) fn phrase(&self) -> String {
        let Head::Labels(head) = self.head else {
            return RemovalOutput::MaskedLm.phrase().to_owned();
        };
        let labels = &head.labels;
        if labels.per_token {
            return "the label of each token that is left".to_owned();
        }
        let label = self.expected.first().and_then(|&at| labels.names.get(at));
        let label = label.map_or("", String::as_str);
        match labels.kind {
            LabelKind::Regression => {
                format!("the number {label}, which stands in the place of ln p of a label")
            }
            _ => format!("the label {label}"),
        }
    }

    /// How much less probable the head holds what is looked at in each of `texts` than in the whole
    /// text: the mean fall of the logarithm; NaN where nothing of it is left.
    pub(in super::super) fn effects(
        &self,
        texts: &[LeftText<'_>],
        cancel: &Cancel,
    ) -> Result<Vec<f64>, ModelError> {
        let rows = self.rows_of(texts);
        let logs = self.log_probabilities(&rows, cancel)?;
        let mut sums = vec![(0.0, 0.0); texts.len()];
        for (&(text, slot), log) in rows.of.iter().zip(logs) {
            if let (Some((sum, count)), Some(whole)) = (sums.get_mut(text), self.whole.get(slot)) {
                *sum += whole - log;
                *count += 1.0;
            }
        }
        Ok(sums.into_iter().map(|(sum, count)| sum / count).collect())
    }

    /// What of `texts` goes into the head.
    fn rows_of(&self, texts: &[LeftText<'_>]) -> HeadRows {
        let mut rows = HeadRows::default();
        let pooling = match self.head {
            Head::Words(_) => LabelPooling::Token,
            Head::Labels(head) => head.pooling(),
        };
        for (number, text) in texts.iter().enumerate() {
            let states = text.states.chunks_exact(self.width.max(1));
            let states = states.zip(&text.rows);
            match pooling {
                LabelPooling::Token => {
                    for (state, row) in states {
                        let special = self.special.get(row.token) == Some(&true);
                        if !special && !row.removed {
                            rows.numbers.extend_from_slice(state);
                            rows.of.push((number, row.token));
                        }
                    }
                }
                LabelPooling::First => {
                    let mut states = states.filter(|(_, row)| row.pooled && row.token == 0);
                    if let Some((state, _)) = states.next() {
                        rows.numbers.extend_from_slice(state);
                        rows.of.push((number, 0));
                    }
                }
                LabelPooling::Mean => {
                    let pooled = states.filter(|(_, row)| row.pooled);
                    let pooled: Vec<f32> = pooled.flat_map(|(state, _)| state).copied().collect();
                    if !pooled.is_empty() {
                        rows.numbers.extend(pooling.rows(&pooled, self.width));
                        rows.of.push((number, 0));
                    }
                }
            }
        }
        rows
    }

    /// The logarithm of the probability of what is looked at, for each row.
    fn log_probabilities(&self, rows: &HeadRows, cancel: &Cancel) -> Result<Vec<f64>, ModelError> {
        let expected = rows.of.iter().map(|&(_, slot)| self.expected.get(slot));
        match self.head {
            Head::Words(head) => {
                let ids: Vec<u32> = expected.map(|id| id.map_or(0, |&id| id as u32)).collect();
                head.log_probabilities(&rows.numbers, &ids, cancel)
            }
            Head::Labels(head) => {
                let kind = head.labels.kind;
                let logits = rows.logits(head)?;
                let logs = logits.iter().zip(expected).map(|(logits, label)| {
                    let log = label.and_then(|&label| kind.log_probability(logits, label));
                    log.unwrap_or(f64::NAN)
                });
                Ok(logs.collect())
            }
        }
    }
}

impl HeadRows {
    /// The logits that `head` gives each row.
    fn logits(&self, head: &LabelHead) -> Result<Vec<Vec<f64>>, ModelError> {
        if self.of.is_empty() {
            return Ok(Vec::new());
        }
        let logits = head.logits(&self.numbers)?;
        Ok(logits
            .chunks_exact(head.outputs().max(1))
            .map(in_f64)
            .collect())
    }
}
