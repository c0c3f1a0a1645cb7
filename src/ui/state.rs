//! What the window knows of its settings: those that are remembered between runs.

use eframe::egui::ThemePreference;
use serde::{Deserialize, Serialize};

use crate::analysis::{ComparisonQuestion, ModelQuestion, Positions, Question};
use crate::charts::{DriftMeasure, Order, Scale, ShiftMeasure};
use crate::domain::alignment::AlignmentKind;
use crate::domain::layer::same_depth;
use crate::domain::shift::HighFrom;
use crate::domain::standing::ThresholdRule;
use crate::domain::word_strength::Merge;
use crate::model::ModelSource;
use crate::model::hub::HubSettings;

/// What the window opens with.
#[derive(Debug, Clone)]
pub struct Opening {
    /// The model to load, asked for by name; none is the one last used.
    pub model: Option<ModelSource>,
    /// Which hub and which cache; nothing is asked of the network unless a model is asked for.
    pub hub: HubSettings,
    /// The text in the prompt box.
    pub prompt: String,
    /// The text to compare it with; a text here opens the compare view.
    pub compare: String,
}

impl Default for Opening {
    fn default() -> Self {
        Self {
            model: None,
            hub: HubSettings::nowhere(),
            prompt: String::new(),
            compare: String::new(),
        }
    }
}

/// Which view is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum View {
    /// One layer, a bar a token.
    #[default]
    Tokens,
    /// Two layers side by side, and all of them.
    Layers,
    /// Two prompts side by side.
    Compare,
    /// One input under several instructions.
    Drift,
    /// One prompt through two models.
    Models,
}

/// Remembered between runs.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Light, dark, or as the system has it.
    pub theme: ThemePreference,
    /// The view last shown.
    pub view: View,
    /// The chosen layer; none is the paper's depth.
    pub layer: Option<usize>,
    /// The layer beside it; none is the next one up.
    pub second_layer: Option<usize>,
    /// How the threshold is drawn.
    pub rule: ThresholdRule,
    /// In which order the bars stand.
    pub order: Order,
    /// In what unit layers are compared.
    pub scale: Scale,
    /// How the tokens of two texts are aligned.
    pub alignment: AlignmentKind,
    /// Whose buckets decide which pairs are HIGH.
    pub high_from: HighFrom,
    /// Which position ids two texts are read with.
    pub positions: Positions,
    /// What is shown of a shift.
    pub shift_measure: ShiftMeasure,
    /// Which drift is shown.
    pub drift_measure: DriftMeasure,
    /// How the pieces of a word become one strength.
    pub merge: Merge,
    /// In what unit two models are compared.
    pub model_scale: Scale,
    /// The layer of the second model; none is as deep as the first model's.
    pub layer_of_second: Option<usize>,
    /// The models last used, newest first: their names.
    pub recent_models: Vec<String>,
    /// The second model last used: its name.
    pub second_model: Option<String>,
    /// Whether the offer of the paper's model was put away.
    pub paper_model_declined: bool,
}

impl Settings {
    /// The question these settings ask of a model with `layers` layers. A layer remembered from a
    /// deeper model falls back to the default.
    pub fn question(&self, layers: usize) -> Question {
        let there = |layer: &usize| *layer <= layers;
        Question {
            layer: self.layer.filter(there),
            second_layer: self.second_layer.filter(there),
            rule: self.rule,
        }
    }

    /// The question these settings ask of two models, which have these numbers of layers.
    pub fn model_question(&self, [first, second]: [usize; 2]) -> ModelQuestion {
        ModelQuestion {
            question: self.question(first),
            layer_of_second: self.layer_of_second.filter(|&layer| layer <= second),
            merge: self.merge,
        }
    }

    /// Keeps every chosen layer as deep as it was when a model with `before` blocks gives way to
    /// one with `now`.
    pub fn keep_depth(&mut self, before: usize, now: usize) {
        for layer in [&mut self.layer, &mut self.second_layer]
            .into_iter()
            .flatten()
        {
            *layer = same_depth(*layer, before, now);
        }
        if self.layer.is_some() && self.layer == self.second_layer {
            self.second_layer = None;
        }
    }

    /// The question these settings ask of two texts.
    pub fn comparison_question(&self, layers: usize) -> ComparisonQuestion {
        ComparisonQuestion {
            question: self.question(layers),
            alignment: self.alignment,
            high_from: self.high_from,
            positions: self.positions,
        }
    }
}
