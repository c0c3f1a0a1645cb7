//! How a question is to be answered: layers, threshold, alignment.

use serde::{Deserialize, Serialize};

use crate::domain::alignment::AlignmentKind;
use crate::domain::attention::{AttentionKind, HeadChoice};
use crate::domain::layer::{paper_layer, second_layer};
use crate::domain::measure::Measure;
use crate::domain::removal::{Removal, RemovalOutput};
use crate::domain::shift::HighFrom;
use crate::domain::threshold::{QuantileMethod, ThresholdRule};
use crate::domain::token::TokenSet;
use crate::domain::trace::ModelCard;

use super::error::AnalysisError;
use super::positions::Positions;

/// Which layers are looked at, and how the threshold is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(from = "FlatSettings", into = "FlatSettings")]
pub struct AnalysisSettings {
    /// The selected layer; `None` is the paper's depth.
    pub layer: Option<usize>,
    /// The layer beside it; `None` is the next one up, or the one below at the top.
    pub second_layer: Option<usize>,
    /// How the threshold is drawn.
    pub rule: ThresholdRule,
    /// Which number of a token is called its strength.
    pub measure: Measure,
}

/// How two texts are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ComparisonSettings {
    /// How their tokens are aligned.
    pub alignment: AlignmentKind,
    /// Whose buckets decide which pairs are HIGH.
    pub high_from: HighFrom,
    /// Which position ids the texts are read with.
    pub positions: Positions,
}

/// How attention is looked at. The block is the one that leads to the layer that is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AttentionSettings {
    /// Which head, or how all become one.
    pub head: HeadChoice,
    /// Which kind of number.
    pub kind: AttentionKind,
}

/// How tokens are removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemovalSettings {
    /// What it means that a token is not there.
    pub removal: Removal,
    /// What the effect is measured on.
    #[serde(default)]
    pub output: RemovalOutput,
    /// The seed of the random sets.
    pub seed: u64,
}

/// The settings as files have them, side by side.
#[derive(Serialize, Deserialize)]
struct FlatSettings {
    layer: Option<usize>,
    second_layer: Option<usize>,
    quantile: f64,
    quantile_method: QuantileMethod,
    tokens: TokenSet,
    #[serde(default)]
    measure: Measure,
}

impl AnalysisSettings {
    /// The layer meant on a model with `layers` blocks.
    pub fn layer_of(&self, layers: usize) -> usize {
        self.layer.unwrap_or_else(|| paper_layer(layers))
    }

    /// The layer meant beside it.
    pub fn second_layer_of(&self, layers: usize) -> usize {
        let beside = || second_layer(self.layer_of(layers), layers);
        self.second_layer.unwrap_or_else(beside)
    }

    /// The layer meant on `model`, and the one beside it.
    ///
    /// # Errors
    /// A layer the model does not have.
    pub fn layers_on(&self, model: &ModelCard) -> Result<(usize, usize), AnalysisError> {
        let layers = model.layers;
        let layer = self.layer_of(layers);
        let second = self.second_layer_of(layers);
        match [layer, second].into_iter().find(|&asked| asked > layers) {
            Some(layer) => Err(AnalysisError::NoSuchLayer {
                layer,
                layers,
                model: model.display_name.clone(),
            }),
            None => Ok((layer, second)),
        }
    }
}

impl Measure {
    /// Checks that `model` has such a number at `layer`.
    ///
    /// # Errors
    /// No `LayerNorm` ends the layer, and the measure is of what enters one.
    pub fn check(self, model: &ModelCard, layer: usize) -> Result<(), AnalysisError> {
        let ends_with_norm = !model.family.is_pre_norm() || [0, model.layers].contains(&layer);
        if self == Self::InputNorm && !ends_with_norm {
            return Err(AnalysisError::NoInputNorm {
                layer,
                model: model.display_name.clone(),
            });
        }
        Ok(())
    }
}

impl RemovalSettings {
    /// The seed where nobody names one.
    pub const SEED: u64 = 20_260_522;
}

impl Default for RemovalSettings {
    fn default() -> Self {
        Self {
            removal: Removal::default(),
            output: RemovalOutput::default(),
            seed: Self::SEED,
        }
    }
}

impl From<FlatSettings> for AnalysisSettings {
    fn from(flat: FlatSettings) -> Self {
        Self {
            layer: flat.layer,
            second_layer: flat.second_layer,
            rule: ThresholdRule {
                quantile: flat.quantile,
                method: flat.quantile_method,
                tokens: flat.tokens,
            },
            measure: flat.measure,
        }
    }
}

impl From<AnalysisSettings> for FlatSettings {
    fn from(settings: AnalysisSettings) -> Self {
        Self {
            layer: settings.layer,
            second_layer: settings.second_layer,
            quantile: settings.rule.quantile,
            quantile_method: settings.rule.method,
            tokens: settings.rule.tokens,
            measure: settings.measure,
        }
    }
}
