//! Both texts as sums over their tokens, by the method that is asked for.

use std::sync::Arc;

use crate::domain::matching::{LateInteraction, TokenParts, exact_parts, whole_part};
use crate::domain::pooling::TokenStates;
use crate::domain::quadrature::Steps;
use crate::domain::trace::TracedText;

use super::super::error::AnalysisError;
use super::super::question::Measured;
use super::settings::{MatchMethod, MatchSettings};
use super::used_pooling::UsedPooling;

/// The parts of both texts, at the layer that is explained.
pub(super) struct Split {
    pub(super) parts: [TokenParts; 2],
    pub(super) layer: usize,
    pub(super) steps: Option<Steps>,
}

impl Split {
    /// Splits the embeddings of `texts` as `settings` say.
    ///
    /// # Errors
    /// An embedding is no sum of its tokens where the method needs that.
    pub(super) fn new(
        measured: &Measured,
        texts: [&Arc<TracedText>; 2],
        settings: &MatchSettings,
        pooling: &UsedPooling,
    ) -> Result<Self, AnalysisError> {
        if settings.method == MatchMethod::Jacobians {
            let carried = measured.for_match.carried.as_ref();
            let [a, b] = carried.ok_or(AnalysisError::OtherTexts)?;
            return Ok(Self {
                parts: [a.parts.clone(), b.parts.clone()],
                layer: a.layer,
                steps: Some(a.steps),
            });
        }
        let no_sum = || AnalysisError::NotASum(measured.model.display_name.clone());
        let of_text = |text: &TracedText, skipped: usize| {
            let exact = exact_parts(text, &pooling.head, skipped);
            let whole = || match settings.method {
                // The matrix is of the tokens, whatever the embedding is.
                MatchMethod::MaxSim => whole_part(text, &pooling.head, skipped),
                _ => None,
            };
            exact.or_else(whole).ok_or_else(no_sum)
        };
        let [a, b] = texts;
        let [skipped_a, skipped_b] = measured.for_match.unpooled;
        Ok(Self {
            parts: [of_text(a, skipped_a)?, of_text(b, skipped_b)?],
            layer: measured.model.layers,
            steps: None,
        })
    }
}

/// Each token with its like, at the last layer; `None` where hidden states were not kept.
pub(super) fn late_interaction(
    a: &TracedText,
    b: &TracedText,
    pooling: &UsedPooling,
) -> Option<LateInteraction> {
    let vectors = |text: &TracedText| {
        let states = TokenStates::last_of(&text.trace)?;
        Some(pooling.head.token_vectors(states))
    };
    LateInteraction::of(&vectors(a)?, &vectors(b)?)
}
