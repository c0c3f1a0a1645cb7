//! One text of a corpus with everything the tables say of it.

use crate::domain::corpus::TextRecord;
use crate::domain::standing::{Standing, Standings, ThresholdRule, standings};
use crate::domain::token::Token;

/// What the tables are made by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TableSettings {
    /// The layer judged.
    pub layer: usize,
    /// The layer beside it.
    pub second_layer: usize,
    /// How thresholds are drawn.
    pub rule: ThresholdRule,
    /// Whether several texts may come from one line.
    pub split_sentences: bool,
}

/// A text and the standing of its tokens.
#[derive(Debug)]
pub struct JudgedText<'a> {
    /// The name of the file it is from.
    pub file: &'a str,
    /// The text as the model read it.
    pub record: &'a TextRecord,
    /// Threshold and standings at the judged layer.
    pub standings: Standings,
    /// What it was judged by.
    pub settings: TableSettings,
}

impl<'a> JudgedText<'a> {
    /// Judges `record`, which is from `file`.
    pub fn of(file: &'a str, record: &'a TextRecord, settings: &TableSettings) -> Self {
        let strengths = record.strengths.get(settings.layer);
        Self {
            file,
            record,
            standings: standings(
                &record.tokens,
                strengths.map_or(&[], Vec::as_slice),
                &settings.rule,
            ),
            settings: *settings,
        }
    }

    /// Its tokens and their standings, in order.
    pub(super) fn tokens(&self) -> impl Iterator<Item = (&Token, Option<&Standing>)> {
        let standings = self.standings.tokens.iter().map(Option::as_ref);
        self.record.tokens.iter().zip(standings)
    }

    /// The strength of a token at `layer`; none where it is not finite.
    pub(super) fn strength(&self, layer: usize, token: &Token) -> Option<f64> {
        let strength = self.record.strengths.get(layer)?.get(token.index)?;
        strength.is_finite().then_some(*strength)
    }

    /// The mean strength at `layer` of the tokens of the token set that are `wanted`.
    pub(super) fn mean(&self, layer: usize, wanted: impl Fn(&Token) -> bool) -> Option<f64> {
        let judged = self
            .tokens()
            .filter(|(token, standing)| standing.is_some() && wanted(token));
        let (count, sum) = judged
            .filter_map(|(token, _)| self.strength(layer, token))
            .fold((0_u32, 0.0), |(count, sum), strength| {
                (count + 1, sum + strength)
            });
        (count > 0).then(|| sum / f64::from(count))
    }
}
