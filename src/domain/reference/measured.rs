//! A traced text as a [`Measure`] has it: its strengths, and its hidden states where the measure is
//! the length of one. Whatever scores, compares, draws or writes a text then follows the measure.

use std::sync::Arc;

use crate::domain::measure::Measure;
use crate::domain::strength::l2_norm;
use crate::domain::trace::TracedText;

use super::layer::LayerReference;
use super::statistics::ReferenceStatistics;

/// Why a text has no strengths by a measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotMeasured {
    /// There are no statistics of reference texts, or they are another model's.
    #[error("the measure {} is against reference texts: let the model read them first", .0.name())]
    NoReference(Measure),
    /// What the measure needs was not captured of the pass.
    #[error("the measure {} asks for more than was kept of the text: read it again", .0.name())]
    NotKept(Measure),
}

impl Measure {
    /// `text` as this measure has it; the same one for the paper's own. A token without a value
    /// (an input norm where no `LayerNorm` ends the layer, a surprise without anything usual) has
    /// NaN.
    ///
    /// # Errors
    /// There is nothing to measure against, or not enough was kept of the text.
    pub fn of(
        self,
        text: &Arc<TracedText>,
        reference: Option<&ReferenceStatistics>,
    ) -> Result<Arc<TracedText>, NotMeasured> {
        if self == Self::Norm {
            return Ok(Arc::clone(text));
        }
        let layer = |layer: usize| {
            let reference = reference.and_then(|reference| reference.layers.get(layer));
            reference.ok_or(NotMeasured::NoReference(self))
        };
        let mut measured = TracedText::clone(text);
        let layers = 0..text.trace.strengths.len();
        if self.needs_states() {
            if text.trace.hidden_states.len() < layers.len() {
                return Err(NotMeasured::NotKept(self));
            }
            for (index, states) in measured.trace.hidden_states.iter_mut().enumerate() {
                *states = Arc::new(self.states(states, layer(index)?));
            }
            let width = measured.trace.hidden_size.max(1);
            let states = measured.trace.hidden_states.iter();
            measured.trace.strengths = states
                .map(|states| states.chunks_exact(width).map(l2_norm).collect())
                .collect();
            return Ok(Arc::new(measured));
        }
        // Neither is the length of a state: nothing can be subtracted.
        measured.trace.hidden_states.clear();
        measured.trace.strengths = match self {
            Self::InputNorm => input_norms(text).ok_or(NotMeasured::NotKept(self))?,
            _ => layers
                .map(|index| Ok(surprises(text, index, layer(index)?)))
                .collect::<Result<_, _>>()?,
        };
        Ok(Arc::new(measured))
    }

    /// The hidden states of a layer, `[token][width]`, as a measure of vectors has them.
    fn states(self, states: &[f32], layer: &LayerReference) -> Vec<f32> {
        let width = layer.means.len().max(1);
        let mut states = states.to_vec();
        for state in states.chunks_exact_mut(width) {
            match self {
                Self::WithoutOutliers => {
                    for &outlier in &layer.outliers {
                        if let Some(x) = state.get_mut(outlier as usize) {
                            *x = 0.0;
                        }
                    }
                }
                Self::Standardised => {
                    let usual = layer.means.iter().zip(&layer.deviations);
                    for (x, (mean, &deviation)) in state.iter_mut().zip(usual) {
                        // A dimension that is always the same says nothing.
                        *x = if deviation > 0.0 {
                            (*x - mean) / deviation
                        } else {
                            0.0
                        };
                    }
                }
                _ => {
                    for (x, mean) in state.iter_mut().zip(&layer.means) {
                        *x -= mean;
                    }
                }
            }
        }
        states
    }
}

/// `[layer][token]`
fn input_norms(text: &TracedText) -> Option<Vec<Vec<f64>>> {
    let parts = &text.trace.parts;
    (parts.len() == text.trace.strengths.len()).then(|| {
        let of_layer = |layer: &Vec<_>| -> Vec<f64> {
            let parts = layer.iter();
            parts
                .map(|parts: &crate::domain::strength_parts::TokenParts| {
                    parts.norm.map_or(f64::NAN, |norm| norm.input_norm)
                })
                .collect()
        };
        parts.iter().map(of_layer).collect()
    })
}

fn surprises(text: &TracedText, layer: usize, reference: &LayerReference) -> Vec<f64> {
    let usual = reference.usual(&text.text, &text.tokens).into_iter();
    let strengths = text.strengths(layer).iter();
    usual
        .zip(strengths)
        .map(|(usual, &strength)| {
            let surprise = usual.and_then(|usual| usual.strengths.surprise(strength));
            surprise.unwrap_or(f64::NAN)
        })
        .collect()
}
