//! In what unit tokens are compared: norms, z-scores or ranks, and how each reads on an axis.

use serde::{Deserialize, Serialize};

use crate::analysis::Analysis;
use crate::domain::measure::Measure;

use super::{Axis, Ticks, extent};

/// Room for values at both ends of an axis with bars on both sides of 0, as a share of what lies
/// between the longest ones.
pub(super) const ROOM_ABOUT_ZERO: f64 = 0.15;

/// In what unit tokens are compared. Each layer has its own `LayerNorm` weights, so raw norms of
/// two layers are not comparable; z-scores and ranks within the layer are.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, strum::VariantArray,
)]
pub enum Scale {
    /// The norms themselves.
    #[default]
    Raw,
    /// Standard deviations from the mean of the layer's token set.
    ZScore,
    /// Rank within the layer's token set, 1 for the strongest.
    Rank,
}

impl Scale {
    /// Every choice, in the order a menu shows them.
    pub const ALL: &[Self] = <Self as strum::VariantArray>::VARIANTS;

    /// The name in the window.
    pub fn name(self) -> &'static str {
        match self {
            Self::Raw => "raw norm",
            Self::ZScore => "z-score",
            Self::Rank => "rank",
        }
    }

    pub(super) fn quantity(self, analysis: &Analysis) -> String {
        match self {
            Self::Raw => match analysis.measure {
                Measure::Surprise => analysis.measure.quantity().to_owned(),
                measure => format!("activation strength ({})", measure.quantity()),
            },
            Self::ZScore => "z-score within the layer".to_owned(),
            Self::Rank => "rank within the layer (1 = strongest)".to_owned(),
        }
    }

    /// The height of a token at a layer: larger is stronger in every scale.
    pub(super) fn value(self, analysis: &Analysis, layer: usize, token: usize) -> Option<f64> {
        let score = || analysis.scores.get(layer)?.tokens.get(token)?.as_ref();
        let value = match self {
            Self::Raw => analysis.traced.strengths(layer).get(token).copied(),
            Self::ZScore => score()?.z,
            Self::Rank => Some((ranked(analysis) + 1) as f64 - score()?.rank as f64),
        };
        value.filter(|value| value.is_finite())
    }

    /// How `value` is written at the end of its bar.
    pub(super) fn text(self, analysis: &Analysis, value: f64) -> String {
        match self {
            Self::Raw => format!("{value:.2}"),
            Self::ZScore => format!("{value:+.2}"),
            Self::Rank => self.ticks(analysis).text(value),
        }
    }

    pub(super) fn ticks(self, analysis: &Analysis) -> Ticks {
        match self {
            Self::Raw | Self::ZScore => Ticks::Numbers,
            Self::Rank => Ticks::Ranks {
                count: ranked(analysis),
            },
        }
    }

    /// An axis for `values` that 0 is on.
    pub(super) fn axis(self, analysis: &Analysis, values: impl Iterator<Item = f64>) -> Axis {
        let (low, high) = extent(values).unwrap_or((0.0, 1.0));
        let (min, max) = match self {
            Self::Raw => (low.min(0.0), high),
            Self::Rank => (0.0, high),
            Self::ZScore => (low.min(0.0), high.max(0.0)),
        };
        Axis {
            label: self.quantity(analysis),
            min,
            max,
            ticks: self.ticks(analysis),
        }
    }
}

/// How many tokens are in the token set.
pub(super) fn ranked(analysis: &Analysis) -> usize {
    analysis.at_layer().tokens.iter().flatten().count()
}
