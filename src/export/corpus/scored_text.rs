//! One text of a corpus with the score of each token: everything the tables say of it.

use crate::domain::corpus::TextRecord;
use crate::domain::threshold::ThresholdRule;
use crate::domain::token::Token;
use crate::domain::token_scores::{LayerScores, TokenScore, score_layer};

/// What the tables are made with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TableSettings {
    /// The selected layer.
    pub layer: usize,
    /// The layer it is compared with.
    pub second_layer: usize,
    /// How thresholds are drawn.
    pub rule: ThresholdRule,
    /// Whether several texts may come from one line.
    pub split_sentences: bool,
}

/// A text and the score of its tokens.
#[derive(Debug)]
pub struct ScoredText<'a> {
    /// The name of the file it is from.
    pub file: &'a str,
    /// The text as the model read it.
    pub record: &'a TextRecord,
    /// Threshold and scores at the selected layer.
    pub scores: LayerScores,
    /// What it was scored with.
    pub settings: TableSettings,
}

impl<'a> ScoredText<'a> {
    /// Scores `record`, which is from `file`.
    pub fn new(file: &'a str, record: &'a TextRecord, settings: &TableSettings) -> Self {
        let strengths = record.strengths.get(settings.layer);
        Self {
            file,
            record,
            scores: score_layer(
                &record.tokens,
                strengths.map_or(&[], Vec::as_slice),
                &settings.rule,
            ),
            settings: *settings,
        }
    }

    /// Its tokens and their scores, in order.
    pub(super) fn tokens(&self) -> impl Iterator<Item = (&Token, Option<&TokenScore>)> {
        let scores = self.scores.tokens.iter().map(Option::as_ref);
        self.record.tokens.iter().zip(scores)
    }

    /// The strength of a token at `layer`; `None` where it is not finite.
    pub(super) fn strength(&self, layer: usize, token: &Token) -> Option<f64> {
        let strength = self.record.strengths.get(layer)?.get(token.index)?;
        strength.is_finite().then_some(*strength)
    }

    /// The mean strength at `layer` of the tokens of the token set that are `wanted`.
    pub(super) fn mean(&self, layer: usize, wanted: impl Fn(&Token) -> bool) -> Option<f64> {
        let judged = self
            .tokens()
            .filter(|(token, score)| score.is_some() && wanted(token));
        let (count, sum) = judged
            .filter_map(|(token, _)| self.strength(layer, token))
            .fold((0_u32, 0.0), |(count, sum), strength| {
                (count + 1, sum + strength)
            });
        (count > 0).then(|| sum / f64::from(count))
    }
}
