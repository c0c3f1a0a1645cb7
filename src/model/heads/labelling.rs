//! What a classification head says of a text, and what that rests on: integrated gradients of all
//! labels at once by forward mode (Sundararajan et al. 2017, arXiv 1703.01365), and what masking
//! each token does.

use crate::domain::labels::{Explanation, LabelReading};
use crate::domain::quadrature::Steps;
use crate::domain::trace::{TextInput, TracedText};

use super::super::encoder::Batch;
use super::super::hub::HeadKind;
use super::super::jacobian::{JacobianPath, Readout, TangentMap};
use super::super::trace::last_states;
use super::super::{Cancel, Model, ModelError};
use super::label_head::LabelHead;
use super::lens::ids_with;

/// Rows of one pass of masked texts: more gain nothing, and leave the processor's cache.
const MOST_ROWS: usize = 512;

/// The logits of one row of a head.
struct RowLogits<'a> {
    head: &'a LabelHead,
    row: usize,
}

impl Model {
    /// Whether the model has a head that gives labels.
    ///
    /// # Errors
    /// It has none, or a damaged one.
    pub fn check_labels(&self) -> Result<(), ModelError> {
        self.label_head().map(|_| ())
    }

    pub(super) fn label_head(&self) -> Result<&LabelHead, ModelError> {
        let head = self.heads.labels.as_ref();
        let head = head.map_err(ModelError::clone)?.as_ref();
        head.ok_or_else(|| ModelError::NoHead {
            model: self.card.display_name.clone(),
            head: "head that gives labels",
            others: ids_with(HeadKind::Labels),
        })
    }

    /// The labels of `text`, which was read by this model, its hidden states kept.
    ///
    /// # Errors
    /// The model has no such head, the hidden states are not there, or the text is a pair and the
    /// head one of tokens.
    pub fn labels(&self, text: &TracedText) -> Result<LabelReading, ModelError> {
        let head = self.label_head()?;
        if head.labels.per_token && text.second_start.is_some() {
            return Err(ModelError::PairNotRead(
                "its head labels each token of one text".to_owned(),
            ));
        }
        let states = self.kept_states(text, self.encoder.layers())?;
        let pooled = head.pooling().rows(states, self.card.hidden_size);
        let logits = self.with_weights(|| head.logits(&pooled))?;
        let rows = logits.chunks_exact(head.outputs().max(1));
        let mut reading = LabelReading {
            labels: head.labels.clone(),
            logits: rows.map(in_f64).collect(),
            row: 0,
            explanation: None,
        };
        let is_own = |row: usize| text.tokens.get(row).is_some_and(|token| !token.special);
        if reading.labels.per_token {
            reading.row = reading.row_to_explain(&is_own);
        }
        Ok(reading)
    }

    /// What the logits of `row` of the labels of `text` rest on: integrated in as many steps as
    /// leave less than 1 % over, or in `steps`.
    ///
    /// # Errors
    /// As [`labels`](Self::labels); [`ModelError::Interrupted`] once `cancel` is cancelled, or that
    /// the model has no padding token.
    pub fn explain_labels(
        &self,
        text: &TracedText,
        row: usize,
        steps: Option<usize>,
        cancel: &Cancel,
    ) -> Result<Explanation, ModelError> {
        let head = self.label_head()?;
        let input = TextInput::of(text);
        let path = self.path_of(&input, 0, cancel)?;
        let readout = RowLogits { head, row };
        let steps = match steps {
            Some(steps) => steps.max(1),
            None => self.steps_for(&path, &readout, cancel)?,
        };
        let found = self.tokens_along(&path, &readout, Steps::from(steps), cancel)?;
        Ok(Explanation {
            attributions: found.tokens,
            reference: found.path.reference,
            steps,
            effects: self.label_effects(&input, head, row, &found.path.embedding, cancel)?,
        })
    }

    /// How far each logit of `row`, which are `whole`, falls where a token is masked.
    fn label_effects(
        &self,
        input: &TextInput,
        head: &LabelHead,
        row: usize,
        whole: &[f64],
        cancel: &Cancel,
    ) -> Result<Vec<Option<Vec<f64>>>, ModelError> {
        let encoded = self.encoded(input)?;
        let mut effects = vec![None; encoded.tokens.len()];
        let Some(mask) = self.tokenizer.mask_id() else {
            return Ok(effects);
        };
        let tokens = encoded.tokens.iter();
        let own: Vec<usize> = tokens
            .filter(|token| !token.special)
            .map(|token| token.index)
            .collect();
        let count = encoded.tokens.len();
        let size = count * self.card.hidden_size;
        for masked in own.chunks((MOST_ROWS / count.max(1)).max(1)) {
            let mut ids = Vec::with_capacity(masked.len() * count);
            for &token in masked {
                let own = encoded.tokens.iter();
                ids.extend(own.map(|one| if one.index == token { mask } else { one.id }));
            }
            let batch = Batch {
                ids,
                positions: (0..count as u32)
                    .cycle()
                    .take(masked.len() * count)
                    .collect(),
                types: encoded.types.repeat(masked.len()),
                lengths: vec![count; masked.len()],
            };
            let read = || last_states(self.encoder.as_ref(), &batch, cancel);
            let states = self.with_weights(read)?;
            for (&token, states) in masked.iter().zip(states.chunks_exact(size.max(1))) {
                let pooled = head.pooling().row(states, self.card.hidden_size, row);
                let without = in_f64(&head.logits(&pooled)?);
                let falls = whole
                    .iter()
                    .zip(without)
                    .map(|(whole, without)| whole - without);
                if let Some(effect) = effects.get_mut(token) {
                    *effect = Some(falls.collect());
                }
            }
        }
        Ok(effects)
    }
}

pub(super) fn in_f64(numbers: &[f32]) -> Vec<f64> {
    numbers.iter().copied().map(f64::from).collect()
}

impl Readout for RowLogits<'_> {
    fn outputs(&self) -> usize {
        self.head.outputs()
    }

    fn value(&self, path: &JacobianPath, states: &[f32]) -> Result<Vec<f64>, ModelError> {
        let pooled = self.head.pooling().row(states, path.width(), self.row);
        Ok(in_f64(&self.head.logits(&pooled)?))
    }

    fn linearised<'s>(
        &'s self,
        path: &JacobianPath,
        states: &[f32],
    ) -> Result<TangentMap<'s>, ModelError> {
        let (pooling, width) = (self.head.pooling(), path.width());
        let derivative = self
            .head
            .linearised(&pooling.row(states, width, self.row))?;
        let (size, row) = (states.len(), self.row);
        Ok(Box::new(move |tangents: &[f32]| {
            let each = tangents.chunks_exact(size.max(1));
            let count = each.len();
            let rows: Vec<f32> = each.flat_map(|one| pooling.row(one, width, row)).collect();
            let logits = derivative.push(&rows, count)?;
            let logits = logits.chunks_exact(self.head.outputs().max(1));
            Ok(logits.map(in_f64).collect())
        }))
    }
}
