//! How texts are looked at, and what a person prefers.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::PathBuf;

use eframe::egui::ThemePreference;
use serde::{Deserialize, Serialize};

use crate::analysis::{
    AnalysisSettings, AttentionSettings, ComparisonSettings, LabelSettings, MatchSettings,
    Positions,
};
use crate::charts::{
    DriftMeasure, LensShade, Order, Scale, ShiftMeasure, ShownOfStrength, StrengthBars,
};
use crate::domain::alignment::AlignmentKind;
use crate::domain::attention::ReceivedKind;
use crate::domain::layer::same_depth;
use crate::domain::measure::Measure;
use crate::domain::removal::{Removal, RemovalOutput};
use crate::domain::shift::HighFrom;
use crate::domain::threshold::ThresholdRule;
use crate::domain::word_strength::Merge;
use crate::model::ModelSource;

/// A view by the name on its tab.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ViewId(Cow<'static, str>);

impl ViewId {
    /// The view of this name.
    pub const fn new(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }

    /// The name on its tab.
    pub fn name(&self) -> &str {
        &self.0
    }
}

impl Default for ViewId {
    fn default() -> Self {
        Self::new("Tokens")
    }
}

impl From<&'static str> for ViewId {
    fn from(name: &'static str) -> Self {
        Self::new(name)
    }
}

/// What a person prefers, whatever is looked at. Remembered between runs.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// Light, dark, or as the system has it.
    pub theme: ThemePreference,
    /// The models last used, newest first.
    pub recent_models: Vec<ModelSource>,
    /// The sessions last saved or opened, newest first.
    pub recent_sessions: Vec<PathBuf>,
    /// How large everything is drawn, in percent; `None` is the usual size.
    pub scale_percent: Option<u16>,
    /// The texts last looked at, newest first.
    pub recent_prompts: Vec<String>,
    /// Whether what is selected is not described beside the view.
    pub inspector_folded: bool,
    /// How tables are shown that are not shown as usual, by their names.
    pub tables: BTreeMap<String, TableChoice>,
}

/// How a table is shown.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TableChoice {
    /// The columns that are not shown, by name.
    pub hidden: Vec<String>,
    /// Its share of the height of the page, in percent; `None` is the usual one.
    pub percent: Option<u8>,
}

/// How the texts are looked at: part of a [`Document`](crate::ui::Document).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "switches of the window, each on its own"
)]
pub struct Settings {
    /// The view last shown.
    pub view: ViewId,
    /// The chosen layer; `None` is the paper's depth.
    pub layer: Option<usize>,
    /// The layer beside it; `None` is the next one up.
    pub second_layer: Option<usize>,
    /// How the threshold is drawn.
    pub rule: ThresholdRule,
    /// Which number of a token is called its strength, in views of one text and of two.
    #[serde(skip_serializing_if = "is_default")]
    pub measure: Measure,
    /// How tokens are removed.
    #[serde(skip_serializing_if = "is_default")]
    pub removal: Removal,
    /// What of the model's is looked at without them; the embedding where it has no such head.
    #[serde(skip_serializing_if = "is_default")]
    pub removal_output: RemovalOutput,
    /// What the bars of one text show.
    #[serde(skip_serializing_if = "is_default")]
    pub shown_of_strength: ShownOfStrength,
    /// In which order the bars stand.
    pub order: Order,
    /// In what unit the bars of one layer are drawn.
    #[serde(skip_serializing_if = "is_default")]
    pub token_scale: Scale,
    /// Whether their axis of norms begins near the least of them.
    #[serde(skip_serializing_if = "is_default")]
    pub from_least: bool,
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
    /// Whether only pairs are shown whose words did not change.
    #[serde(skip_serializing_if = "is_default")]
    pub same_words: bool,
    /// Which drift is shown.
    pub drift_measure: DriftMeasure,
    /// How the pieces of a word become one strength.
    pub merge: Merge,
    /// In what unit two models are compared.
    pub model_scale: Scale,
    /// The layer of the second model; `None` is as deep as the first model's.
    pub layer_of_second: Option<usize>,
    /// Whether two texts are compared by their attention; else by strengths and shifts.
    #[serde(skip_serializing_if = "is_default")]
    pub compare_attention: bool,
    /// How attention is looked at.
    #[serde(skip_serializing_if = "is_default")]
    pub attention: AttentionChoice,
    /// How the match of two texts is explained.
    #[serde(skip_serializing_if = "is_default")]
    pub matching: MatchSettings,
    /// Whether a match is shown token by token; else word by word.
    #[serde(skip_serializing_if = "is_default")]
    pub match_tokens: bool,
    /// What the shade of a cell of the lens stands for.
    #[serde(skip_serializing_if = "is_default")]
    pub lens_shade: LensShade,
    /// What is explained of the labels.
    #[serde(skip_serializing_if = "is_default")]
    pub labels: LabelSettings,
    /// Which texts are labelled.
    #[serde(skip_serializing_if = "is_default")]
    pub label_texts: LabelTexts,
}

/// Which of the two prompts are labelled, and how.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, strum::VariantArray,
)]
pub enum LabelTexts {
    /// A by itself.
    #[default]
    Alone,
    /// A and B as one pair, as a question and a passage.
    Pair,
    /// A and B each by itself: what moves the label from one to the other?
    Against,
}

impl LabelTexts {
    /// Every choice, in the order of the view.
    pub const ALL: &[Self] = <Self as strum::VariantArray>::VARIANTS;

    /// The name in the view.
    pub fn name(self) -> &'static str {
        match self {
            Self::Alone => "A alone",
            Self::Pair => "A and B as a pair",
            Self::Against => "A against B",
        }
    }

    /// What it means.
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Alone => "The labels of A, and what they rest on",
            Self::Pair => "Both texts are read together, as a question and a passage",
            Self::Against => "Each text is read by itself: which words move the label from A to B?",
        }
    }
}

/// How attention is looked at, of which the model is asked, and how it is drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AttentionChoice {
    /// Which head and which kind of number.
    #[serde(flatten)]
    pub settings: AttentionSettings,
    /// Whether the tokens of a word become one.
    pub by_word: bool,
    /// Whether special tokens are left out.
    pub without_special: bool,
    /// How attention received is counted beside the strength.
    pub received: ReceivedKind,
    /// Whether strength and attention are told by their ranks; else by z-scores.
    pub ranks: bool,
}

impl Preferences {
    /// So many models and sessions are offered as used lately.
    const RECENT: usize = 8;

    /// How the table `name` is shown.
    pub(in crate::ui) fn table(&self, name: &str) -> TableChoice {
        self.tables.get(name).cloned().unwrap_or_default()
    }

    /// How much larger than usual everything is drawn.
    pub(in crate::ui) fn scale(&self) -> f32 {
        f32::from(self.scale_percent.unwrap_or(100).clamp(50, 300)) / 100.0
    }

    /// Draws everything so many steps of a tenth larger.
    pub(in crate::ui) fn step_scale(&mut self, steps: i16) {
        let percent = self.scale_percent.unwrap_or(100);
        let percent = percent.saturating_add_signed(10 * steps).clamp(50, 300);
        self.scale_percent = (percent != 100).then_some(percent);
    }

    /// Puts `model` first among those last used.
    pub(in crate::ui) fn used_model(&mut self, model: ModelSource) {
        self.recent_models.retain(|other| *other != model);
        self.recent_models.insert(0, model);
        self.recent_models.truncate(Self::RECENT);
    }

    /// Puts a session file first among those last used.
    pub(in crate::ui) fn used_session(&mut self, path: PathBuf) {
        self.recent_sessions.retain(|other| *other != path);
        self.recent_sessions.insert(0, path);
        self.recent_sessions.truncate(Self::RECENT);
    }
}

/// Whether a choice is the usual one, which files leave out.
fn is_default<T: Default + PartialEq>(choice: &T) -> bool {
    *choice == T::default()
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            view: ViewId::default(),
            layer: None,
            second_layer: None,
            rule: ThresholdRule::default(),
            measure: Measure::default(),
            removal: Removal::default(),
            removal_output: RemovalOutput::default(),
            shown_of_strength: ShownOfStrength::default(),
            order: Order::default(),
            token_scale: Scale::default(),
            from_least: false,
            scale: Scale::default(),
            alignment: AlignmentKind::default(),
            high_from: HighFrom::default(),
            positions: Positions::default(),
            shift_measure: ShiftMeasure::default(),
            same_words: false,
            drift_measure: DriftMeasure::default(),
            merge: Merge::default(),
            // Raw norms of two models are not comparable.
            model_scale: Scale::ZScore,
            layer_of_second: None,
            compare_attention: false,
            attention: AttentionChoice::default(),
            matching: MatchSettings::default(),
            match_tokens: false,
            lens_shade: LensShade::default(),
            labels: LabelSettings::default(),
            label_texts: LabelTexts::default(),
        }
    }
}

impl Settings {
    /// What these settings ask of a model with `layers` layers, by the paper's own measure.
    pub fn by_norm(&self, layers: usize) -> AnalysisSettings {
        AnalysisSettings {
            measure: Measure::Norm,
            ..self.analysis(layers)
        }
    }

    /// What these settings ask of a model with `layers` layers. A layer remembered from a deeper
    /// model falls back to the default.
    pub fn analysis(&self, layers: usize) -> AnalysisSettings {
        let there = |layer: &usize| *layer <= layers;
        AnalysisSettings {
            layer: self.layer.filter(there),
            second_layer: self.second_layer.filter(there),
            rule: self.rule,
            measure: self.measure,
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

    /// How the bars of one layer are drawn.
    pub(in crate::ui) fn strength_bars(&self) -> StrengthBars {
        StrengthBars::new(self.order, self.token_scale, self.from_least)
    }

    /// Takes over how the bars of one layer are drawn.
    pub(in crate::ui) fn draw_bars_as(&mut self, look: StrengthBars) {
        self.order = look.order();
        self.token_scale = look.scale();
        self.from_least = look.from_least();
    }

    /// Takes over how two texts are compared.
    pub fn compare_as(&mut self, comparison: ComparisonSettings) {
        self.alignment = comparison.alignment;
        self.high_from = comparison.high_from;
        self.positions = comparison.positions;
    }

    /// How these settings compare two texts.
    pub fn comparison(&self) -> ComparisonSettings {
        ComparisonSettings {
            alignment: self.alignment,
            high_from: self.high_from,
            positions: self.positions,
        }
    }
}
