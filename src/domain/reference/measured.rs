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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::paper::recomputed::tokens_of;
    use crate::domain::reference::strengths::{LEAST_COUNT, StrengthStatistics};
    use crate::domain::reference::{ReferenceTally, UsualFrom};
    use crate::domain::strength_parts::{NormParts, TokenParts};
    use crate::domain::trace::Trace;

    fn text(parts: Vec<Vec<TokenParts>>) -> Arc<TracedText> {
        Arc::new(TracedText {
            text: String::new(),
            tokens: Vec::new(),
            truncated_tokens: 0,
            second_start: None,
            unknown: 0,
            trace: Trace {
                strengths: vec![vec![5.0, 13.0]; 2],
                hidden_states: [vec![3.0, 4.0, 5.0, 12.0], vec![3.0, 4.0, 5.0, 12.0]]
                    .map(Arc::new)
                    .to_vec(),
                hidden_size: 2,
                parts,
                attention: Vec::new(),
            },
        })
    }

    #[test]
    fn input_norms_are_those_of_the_layer_norms() {
        let part = |input_norm| TokenParts {
            norm: Some(NormParts {
                input_norm,
                ..NormParts::default()
            }),
            residual: None,
        };
        let whole = text(vec![
            vec![part(1.5), part(2.5)],
            vec![TokenParts::default(), part(3.5)],
        ]);
        let measured = Measure::InputNorm.of(&whole, None).unwrap();
        assert_eq!(measured.strengths(0), [1.5, 2.5]);
        assert!(measured.strengths(1)[0].is_nan());
        assert_eq!(measured.strengths(1)[1..], [3.5]);
        assert!(measured.trace.hidden_states.is_empty());
        let lacks = Measure::InputNorm.of(&text(Vec::new()), None);
        assert_eq!(lacks, Err(NotMeasured::NotKept(Measure::InputNorm)));
    }

    #[test]
    fn states_are_measured_against_the_usual_ones() {
        let layer = LayerReference {
            means: vec![1.0, 4.0],
            deviations: vec![2.0, 0.0],
            outliers: vec![1, 7],
            ..LayerReference::default()
        };
        let mut reference = ReferenceTally::default().finish("", "", "");
        reference.layers = vec![layer.clone(), layer];
        let text = text(Vec::new());
        let states = |measure: Measure| {
            let measured = measure.of(&text, Some(&reference)).unwrap();
            let states = measured.trace.hidden_states[1].to_vec();
            let lengths = states.chunks_exact(2).map(l2_norm).collect::<Vec<_>>();
            assert_eq!(measured.strengths(1), lengths);
            states
        };
        assert_eq!(states(Measure::Centred), [2.0, 0.0, 4.0, 8.0]);
        assert_eq!(states(Measure::WithoutOutliers), [3.0, 0.0, 5.0, 0.0]);
        assert_eq!(states(Measure::Standardised), [1.0, 0.0, 2.0, 0.0]);
        let lacks = Measure::Centred.of(&text, None);
        assert_eq!(lacks, Err(NotMeasured::NoReference(Measure::Centred)));
    }

    #[test]
    fn surprises_are_against_the_same_token_where_it_was_seen_often() {
        let often = |mean| StrengthStatistics {
            count: LEAST_COUNT,
            mean,
            deviation: 2.0,
            p5: 0.0,
            p50: mean,
            p95: 9.0,
        };
        let seldom = StrengthStatistics {
            count: LEAST_COUNT - 1,
            ..often(1.0)
        };
        let layer = LayerReference {
            by_id: [(0, often(3.0)), (1, seldom)].into(),
            ..LayerReference::default()
        };
        let mut reference = ReferenceTally::default().finish("", "", "");
        reference.layers = vec![layer.clone(), layer];
        let mut text = TracedText::clone(&text(Vec::new()));
        text.text = "a b".to_owned();
        text.tokens = tokens_of("a b", ["a", "b"]);
        text.tokens[1].id = 1;
        let usual = reference.usual(&text.text, &text.tokens);
        let usual_of = |layer: usize, token: usize| usual[layer][token].map(|usual| usual.from);
        assert_eq!((usual.len(), usual_of(1, 0)), (2, Some(UsualFrom::Token)));
        assert_eq!(usual_of(1, 1), None);
        let measured = Measure::Surprise.of(&Arc::new(text), Some(&reference));
        let measured = measured.unwrap();
        // 5 is one deviation above 3; of the other token too little was seen.
        assert_eq!(measured.strengths(1)[0], 1.0);
        assert!(measured.strengths(1)[1].is_nan());
        assert!(measured.trace.hidden_states.is_empty());
    }
}
