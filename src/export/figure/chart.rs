//! Which chart of an answer is drawn, by the names of the command line and of recipes.

use crate::charts::corpus::TopList;
use crate::charts::{DriftMeasure, Scale, ShiftMeasure};
use crate::domain::corpus::{Confound, TokenOrder};

/// A chart of one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnalysisChart {
    /// A bar for each token in the order of the text, with the threshold.
    Strengths,
    /// The same, the strongest first.
    Sorted,
    /// The two chosen layers side by side.
    TwoLayers(Scale),
    /// Every layer of the pass.
    Heatmap(Scale),
    /// Each token's way through the layers.
    Lines(Scale),
}

/// A chart of two texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ComparisonChart {
    /// A bar for each aligned pair.
    Shifts(ShiftMeasure),
    /// The strengths of both texts to one scale.
    Strengths,
    /// What HIGH and LOW tokens carry of the shift.
    Contributions,
    /// The shift of every pair at every layer.
    Heatmap,
    /// The total shift over the layers.
    Total,
    /// Each pair's shift over the layers.
    Pairs,
}

/// A chart of several instructions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DriftChart {
    /// A cell for every two instructions.
    Matrix(DriftMeasure),
    /// A bar for every two instructions.
    Bars(DriftMeasure),
}

/// A chart of two models.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModelChart {
    /// The words' score in both models, as z-scores or ranks.
    WordScores(Scale),
    /// The words' strengths, each model to its own scale.
    Strengths,
    /// How every layer of one agrees with every layer of the other.
    Agreement,
}

/// A chart of many texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CorpusChart {
    /// A box for each kind of token.
    Distributions,
    /// The share of HIGH in each kind beside the base rate.
    HighShares,
    /// What HIGH tokens are beside what all are.
    HighKinds,
    /// Content against function words at every layer.
    Effects,
    /// The first tokens or pieces by one order.
    Top(TopList, TokenOrder),
    /// Strength against baselines at one layer.
    Baselines,
    /// The same at every layer, as it is and with frequency and position held constant.
    BaselineLayers,
    /// Strength along a confound.
    Along(Confound),
    /// `R_H` of pairs against chance.
    Chance,
}

impl AnalysisChart {
    /// Every chart there is; the first is the usual one.
    pub const EVERY: [Self; 11] = [
        Self::Strengths,
        Self::Sorted,
        Self::TwoLayers(Scale::Raw),
        Self::TwoLayers(Scale::ZScore),
        Self::TwoLayers(Scale::Rank),
        Self::Heatmap(Scale::Raw),
        Self::Heatmap(Scale::ZScore),
        Self::Heatmap(Scale::Rank),
        Self::Lines(Scale::Raw),
        Self::Lines(Scale::ZScore),
        Self::Lines(Scale::Rank),
    ];

    /// The name on the command line and in recipes.
    pub fn name(self) -> &'static str {
        match self {
            Self::Strengths => "strengths",
            Self::Sorted => "sorted",
            Self::TwoLayers(Scale::Raw) => "two-layers",
            Self::TwoLayers(Scale::ZScore) => "two-layers-z",
            Self::TwoLayers(Scale::Rank) => "two-layers-rank",
            Self::Heatmap(Scale::Raw) => "heatmap",
            Self::Heatmap(Scale::ZScore) => "heatmap-z",
            Self::Heatmap(Scale::Rank) => "heatmap-rank",
            Self::Lines(Scale::Raw) => "lines",
            Self::Lines(Scale::ZScore) => "lines-z",
            Self::Lines(Scale::Rank) => "lines-rank",
        }
    }

    /// The chart with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|chart| chart.name() == name)
    }
}

impl ComparisonChart {
    /// Every chart there is; the first is the usual one.
    pub const EVERY: [Self; 8] = [
        Self::Shifts(ShiftMeasure::Whole),
        Self::Shifts(ShiftMeasure::Parts),
        Self::Shifts(ShiftMeasure::CosineDistance),
        Self::Strengths,
        Self::Contributions,
        Self::Heatmap,
        Self::Total,
        Self::Pairs,
    ];

    /// The name on the command line and in recipes.
    pub fn name(self) -> &'static str {
        match self {
            Self::Shifts(ShiftMeasure::Whole) => "shifts",
            Self::Shifts(ShiftMeasure::Parts) => "parts",
            Self::Shifts(ShiftMeasure::CosineDistance) => "cosine",
            Self::Strengths => "strengths",
            Self::Contributions => "contributions",
            Self::Heatmap => "heatmap",
            Self::Total => "total",
            Self::Pairs => "pairs",
        }
    }

    /// The chart with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|chart| chart.name() == name)
    }
}

impl DriftChart {
    /// Every chart there is; the first is the usual one.
    pub const EVERY: [Self; 8] = [
        Self::Matrix(DriftMeasure::Total),
        Self::Matrix(DriftMeasure::Mean),
        Self::Matrix(DriftMeasure::Cls),
        Self::Matrix(DriftMeasure::Input),
        Self::Bars(DriftMeasure::Total),
        Self::Bars(DriftMeasure::Mean),
        Self::Bars(DriftMeasure::Cls),
        Self::Bars(DriftMeasure::Input),
    ];

    /// The name on the command line and in recipes.
    pub fn name(self) -> &'static str {
        match self {
            Self::Matrix(DriftMeasure::Total) => "matrix",
            Self::Matrix(DriftMeasure::Mean) => "matrix-mean",
            Self::Matrix(DriftMeasure::Cls) => "matrix-cls",
            Self::Matrix(DriftMeasure::Input) => "matrix-input",
            Self::Bars(DriftMeasure::Total) => "bars",
            Self::Bars(DriftMeasure::Mean) => "bars-mean",
            Self::Bars(DriftMeasure::Cls) => "bars-cls",
            Self::Bars(DriftMeasure::Input) => "bars-input",
        }
    }

    /// The chart with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|chart| chart.name() == name)
    }
}

impl ModelChart {
    /// Every chart there is; the first is the usual one.
    pub const EVERY: [Self; 4] = [
        Self::WordScores(Scale::ZScore),
        Self::WordScores(Scale::Rank),
        Self::Strengths,
        Self::Agreement,
    ];

    /// The name on the command line and in recipes.
    pub fn name(self) -> &'static str {
        match self {
            Self::WordScores(Scale::Rank) => "ranks",
            Self::WordScores(Scale::Raw | Scale::ZScore) => "z-scores",
            Self::Strengths => "strengths",
            Self::Agreement => "agreement",
        }
    }

    /// The chart with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|chart| chart.name() == name)
    }
}

impl CorpusChart {
    /// Every chart there is; the first is the usual one.
    pub const EVERY: [Self; 17] = [
        Self::Effects,
        Self::Distributions,
        Self::HighShares,
        Self::HighKinds,
        Self::Top(TopList::Tokens, TokenOrder::Mean),
        Self::Top(TopList::Tokens, TokenOrder::HighShare),
        Self::Top(TopList::Tokens, TokenOrder::Count),
        Self::Top(TopList::Pieces, TokenOrder::Mean),
        Self::Top(TopList::Pieces, TokenOrder::HighShare),
        Self::Top(TopList::Pieces, TokenOrder::Count),
        Self::Baselines,
        Self::BaselineLayers,
        Self::Along(Confound::FrequencyRank),
        Self::Along(Confound::Position),
        Self::Along(Confound::Length),
        Self::Along(Confound::Pieces),
        Self::Chance,
    ];

    /// The name of its files and in recipes.
    pub fn name(self) -> &'static str {
        match self {
            Self::Distributions => "distributions",
            Self::HighShares => "high-shares",
            Self::HighKinds => "high-kinds",
            Self::Effects => "effects",
            Self::Top(TopList::Tokens, TokenOrder::Mean) => "tokens-by-strength",
            Self::Top(TopList::Tokens, TokenOrder::HighShare) => "tokens-by-high",
            Self::Top(TopList::Tokens, TokenOrder::Count) => "tokens-by-count",
            Self::Top(TopList::Pieces, TokenOrder::Mean) => "pieces-by-strength",
            Self::Top(TopList::Pieces, TokenOrder::HighShare) => "pieces-by-high",
            Self::Top(TopList::Pieces, TokenOrder::Count) => "pieces-by-count",
            Self::Baselines => "baselines",
            Self::BaselineLayers => "baseline-layers",
            Self::Along(Confound::FrequencyRank) => "along-frequency",
            Self::Along(Confound::Position) => "along-position",
            Self::Along(Confound::Length) => "along-length",
            Self::Along(Confound::Pieces) => "along-pieces",
            Self::Chance => "chance",
        }
    }

    /// The chart with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|chart| chart.name() == name)
    }
}
