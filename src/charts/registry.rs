//! Every chart there is, in one list: the names of `--chart`, the choices of the window's dialog,
//! the files of "export all" and the charts of recipes are read from it.
//!
//! A chart is a type that owns its name, its title and how it is made from an answer. To add one of
//! a kind that exists, write the type in a file of its own and list it in [`REGISTRY`]. Each *kind*
//! ([`Chart`](super::Chart)) has one painter for the window and one writer for files, so nothing
//! else changes.

use crate::domain::corpus::{Confound, TokenOrder};

use super::corpus::{
    Along, BaselineDots, BaselineLayers, Chance, Distributions, Effects, HighKinds, HighShares,
    RemovalLayers, RemovedShares, Settling, TopList, TopTokens,
};
use super::{
    AttentionBeside, AttentionByBlock, AttentionChange, AttentionGrid, BothStrengths, ChartDef,
    Composition, Contributions, DriftBars, DriftMatrix, DriftMeasure, EffectLayers, EffectShares,
    HeadTiles, LabelMoved, LabelProbabilities, LabelReasons, LayerAgreement, LayerBars,
    LayerHeatmap, LayerLines, LeftOutBars, LensShade, LensWords, MaskCandidates, MatchDimensions,
    MatchGrid, Order, PairShifts, PartBars, RemovalEffects, Scale, ShiftBars, ShiftHeatmap,
    ShiftMeasure, StateDimensions, StrengthBars, StrongestPairs, Subject, TokenShares, TotalShift,
    WordScores, WordStrengths,
};

impl Subject {
    /// Its charts in the order of menus.
    pub fn charts(self) -> impl Iterator<Item = &'static dyn ChartDef> {
        let charts = REGISTRY.iter().copied();
        charts.filter(move |chart| chart.subject() == self)
    }

    /// Its chart with this name.
    pub fn chart(self, id: &str) -> Option<&'static dyn ChartDef> {
        self.charts().find(|chart| chart.id() == id)
    }
}

/// Every chart, each subject's in the order of menus.
pub static REGISTRY: &[&dyn ChartDef] = &[
    // One text.
    &StrengthBars::new(Order::Position, Scale::Raw, false),
    &StrengthBars::new(Order::Strength, Scale::Raw, false),
    &StrengthBars::new(Order::Position, Scale::Raw, true),
    &StrengthBars::new(Order::Strength, Scale::Raw, true),
    &StrengthBars::new(Order::Position, Scale::ZScore, false),
    &StrengthBars::new(Order::Strength, Scale::ZScore, false),
    &StrengthBars::new(Order::Position, Scale::Rank, false),
    &StrengthBars::new(Order::Strength, Scale::Rank, false),
    &LayerBars(Scale::Raw),
    &LayerBars(Scale::ZScore),
    &LayerBars(Scale::Rank),
    &LayerHeatmap(Scale::Raw),
    &LayerHeatmap(Scale::ZScore),
    &LayerHeatmap(Scale::Rank),
    &LayerLines(Scale::Raw),
    &LayerLines(Scale::ZScore),
    &LayerLines(Scale::Rank),
    &PartBars,
    &StateDimensions,
    // One text, with its tokens removed.
    &RemovalEffects,
    // What the tokens of a text attend to.
    &AttentionGrid { by_word: false },
    &AttentionGrid { by_word: true },
    &HeadTiles,
    &AttentionBeside(Scale::ZScore),
    &AttentionBeside(Scale::Rank),
    &AttentionByBlock,
    &AttentionChange,
    &EffectLayers,
    &EffectShares,
    // Two texts.
    &ShiftBars::every(ShiftMeasure::Whole),
    &ShiftBars::every(ShiftMeasure::Parts),
    &ShiftBars::every(ShiftMeasure::CosineDistance),
    &ShiftBars::of_same_words(ShiftMeasure::Whole),
    &ShiftBars::of_same_words(ShiftMeasure::Parts),
    &ShiftBars::of_same_words(ShiftMeasure::CosineDistance),
    &BothStrengths,
    &Contributions,
    &ShiftHeatmap,
    &TotalShift,
    &PairShifts,
    // One input under several instructions.
    &DriftMatrix(DriftMeasure::Total),
    &DriftMatrix(DriftMeasure::Mean),
    &DriftMatrix(DriftMeasure::Cls),
    &DriftMatrix(DriftMeasure::Input),
    &DriftBars(DriftMeasure::Total),
    &DriftBars(DriftMeasure::Mean),
    &DriftBars(DriftMeasure::Cls),
    &DriftBars(DriftMeasure::Input),
    // One text through two models.
    &WordScores(Scale::ZScore),
    &WordScores(Scale::Rank),
    &WordStrengths,
    &LayerAgreement,
    // Two texts that are matched.
    &MatchGrid { by_word: false },
    &MatchGrid { by_word: true },
    &StrongestPairs,
    &TokenShares,
    &Composition,
    &LeftOutBars,
    &MatchDimensions,
    // One text, and what the model says at every layer.
    &LensWords(LensShade::Probability),
    &LensWords(LensShade::TrueRank),
    &MaskCandidates,
    // One text or a pair, and its labels.
    &LabelReasons,
    &LabelProbabilities,
    &LabelMoved,
    // Many texts.
    &Effects,
    &Distributions,
    &HighShares,
    &HighKinds,
    &TopTokens(TopList::Tokens, TokenOrder::Mean),
    &TopTokens(TopList::Tokens, TokenOrder::HighShare),
    &TopTokens(TopList::Tokens, TokenOrder::Count),
    &TopTokens(TopList::Pieces, TokenOrder::Mean),
    &TopTokens(TopList::Pieces, TokenOrder::HighShare),
    &TopTokens(TopList::Pieces, TokenOrder::Count),
    &BaselineDots,
    &BaselineLayers,
    &Along(Confound::FrequencyRank),
    &Along(Confound::Position),
    &Along(Confound::Length),
    &Along(Confound::Pieces),
    &Chance,
    &RemovalLayers,
    &RemovedShares,
    &Settling,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_charts_of_a_subject_share_a_name_or_a_title() {
        for (place, one) in REGISTRY.iter().enumerate() {
            for other in &REGISTRY[..place] {
                if one.subject() == other.subject() {
                    assert_ne!(one.id(), other.id());
                    assert_ne!(one.title(), other.title());
                }
            }
            let found = one.subject().chart(one.id()).unwrap();
            assert_eq!(found.title(), one.title());
        }
    }

    #[test]
    fn names_can_be_typed_and_titles_read() {
        for chart in REGISTRY {
            let typable = |c: char| c.is_ascii_lowercase() || c == '-';
            assert!(chart.id().chars().all(typable), "{}", chart.id());
            assert!(chart.title().starts_with(char::is_uppercase));
            assert!(!chart.title().ends_with('.'), "{}", chart.title());
        }
    }
}
