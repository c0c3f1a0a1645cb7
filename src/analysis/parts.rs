//! What the strengths of a text are made of, and what would be usual.

use std::sync::Arc;

use crate::domain::reference::{ReferenceStatistics, ReferenceTexts, Usual};
use crate::domain::strength_parts::TokenParts;
use crate::domain::trace::TracedText;

/// What the strengths of a text are made of, and what would be usual. It is about the paper's
/// strength, the norm of the hidden state, whatever the measure.
#[derive(Debug, Clone, PartialEq)]
pub struct Parts {
    /// What each token's state is made of, `[layer][token]`.
    pub tokens: Vec<Vec<TokenParts>>,
    /// What it is compared with, where the model has read reference texts.
    pub compared: Option<Compared>,
}

/// What the reference texts say of each token.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// Which texts they are.
    pub texts: ReferenceTexts,
    /// The outlier dimensions of each layer, `[layer]`.
    pub outlier_dimensions: Vec<Vec<u32>>,
    /// How much of the squared norm lies in them, 0 to 1, `[layer][token]`.
    pub outlier_shares: Vec<Vec<f64>>,
    /// What is usual of each token, `[layer][token]`.
    pub usual: Vec<Vec<Option<Usual>>>,
    /// How many standard deviations above the usual mean each token is, `[layer][token]`; `None`
    /// where that is undefined.
    pub surprise: Vec<Vec<Option<f64>>>,
}

impl Parts {
    /// Those of `traced`, as the model left it, beside what `reference` says is usual.
    pub(super) fn new(traced: &TracedText, reference: Option<&ReferenceStatistics>) -> Arc<Self> {
        Arc::new(Self {
            tokens: traced.trace.parts.clone(),
            compared: reference.map(|reference| Compared::new(traced, reference)),
        })
    }

    /// What a token's state at `layer` is made of.
    pub fn of(&self, layer: usize, token: usize) -> TokenParts {
        let parts = self.tokens.get(layer).and_then(|layer| layer.get(token));
        parts.copied().unwrap_or_default()
    }
}

impl Compared {
    /// What `reference` says of `traced`, as the model left it.
    pub(super) fn new(traced: &TracedText, reference: &ReferenceStatistics) -> Self {
        let layers = reference.layers.iter().take(traced.trace.strengths.len());
        let mut usual = reference.usual(&traced.text, &traced.tokens);
        usual.truncate(traced.trace.strengths.len());
        let surprise = usual.iter().enumerate().map(|(layer, usual)| {
            let strengths = traced.strengths(layer).iter().zip(usual);
            strengths
                .map(|(&strength, usual)| usual.as_ref()?.strengths.surprise(strength))
                .collect()
        });
        let width = traced.trace.hidden_size.max(1);
        let states = layers.clone().zip(&traced.trace.hidden_states);
        Self {
            texts: reference.texts.clone(),
            outlier_dimensions: layers.map(|layer| layer.outliers.clone()).collect(),
            outlier_shares: states
                .map(|(layer, states)| {
                    let states = states.chunks_exact(width);
                    states.map(|state| layer.outlier_share(state)).collect()
                })
                .collect(),
            surprise: surprise.collect(),
            usual,
        }
    }

    /// How many standard deviations above its usual mean a token is at `layer`.
    pub fn surprise_of(&self, layer: usize, token: usize) -> Option<f64> {
        self.surprise.get(layer)?.get(token).copied().flatten()
    }

    /// What is usual of a token at `layer`.
    pub fn usual_of(&self, layer: usize, token: usize) -> Option<&Usual> {
        self.usual.get(layer)?.get(token)?.as_ref()
    }
}
