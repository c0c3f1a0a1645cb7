//! What a person can ask, as data: a figure's recipe holds it and the window submits it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::domain::attention::MeasuredAttention;
use crate::domain::reference::ReferenceStatistics;
use crate::domain::removal::{MeasuredRemoval, RemovalTest};
use crate::domain::trace::{ModelCard, ModelIdentity, TracedText};
use crate::domain::word_strength::Merge;

use super::heads::{HeadsMeasured, LabelSettings, LensSettings};
use super::matching::{MatchMeasured, MatchMethod, MatchSettings};
use super::null::{NullSettings, RandomDrift, RandomShifts};
use super::settings::{AnalysisSettings, AttentionSettings, ComparisonSettings, RemovalSettings};

/// A question and how it is to be answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// Which layers are looked at, and how thresholds are drawn.
    #[serde(flatten)]
    pub settings: AnalysisSettings,
    /// What is asked, of which texts.
    #[serde(flatten)]
    pub asked: Asked,
}

/// What is asked, of which texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Asked {
    /// How strongly does each token of one text light up?
    Analyze {
        /// The text.
        text: String,
        /// Whether what the strengths are made of is asked too, and what would be usual.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        parts: bool,
    },
    /// What does removing tokens do to what the model puts out?
    Effects {
        /// The text.
        text: String,
        /// How tokens are removed.
        #[serde(flatten)]
        settings: RemovalSettings,
    },
    /// What does each token attend to?
    Attention {
        /// The text.
        text: String,
        /// A second text, to be set beside the first.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text_b: Option<String>,
        /// How it is looked at.
        #[serde(flatten)]
        settings: AttentionSettings,
    },
    /// How far did each token shift between two texts?
    Compare {
        /// The first text.
        text_a: String,
        /// The second text.
        text_b: String,
        /// How they are compared.
        #[serde(flatten)]
        settings: ComparisonSettings,
        /// Tokens of A and B that a person paired, in the order in which they were.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        paired_by_hand: Vec<(usize, usize)>,
        /// Whether the same two texts, each with its own positions, are compared beside kept ones.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        beside_own_positions: bool,
        /// Whether random words of the same kind are set beside the shifts, and how many.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        null: Option<NullSettings>,
    },
    /// How far do instructions move the input behind them?
    Drift {
        /// The input that every instruction stands before.
        input: String,
        /// The instructions.
        prompts: Vec<String>,
        /// How their full texts are compared.
        #[serde(flatten)]
        settings: ComparisonSettings,
        /// Whether the drift with each text's own positions stands beside the one with kept ones.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        beside_own_positions: bool,
        /// Whether random instructions are set beside the drift, and how many.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        null: Option<NullSettings>,
    },
    /// Do the same words of one text light up in two models?
    CompareModels {
        /// The text.
        text: String,
        /// The second model.
        second_model: ModelIdentity,
        /// The second model's layer; `None` is the one as deep as the first model's.
        layer_of_second: Option<usize>,
        /// How the strengths of a word's pieces become one.
        merge: Merge,
    },
    /// How similar are two texts, and which words make them so?
    Match {
        /// The first text.
        text_a: String,
        /// The second text.
        text_b: String,
        /// How it is explained.
        #[serde(flatten)]
        settings: MatchSettings,
    },
    /// Which word does a masked-language-model head read at each layer?
    Lens {
        /// The text.
        text: String,
        /// How it is read.
        #[serde(flatten)]
        settings: LensSettings,
    },
    /// Which label does a classification head give, and what does that rest on?
    Label {
        /// The text, or the first of a pair.
        text: String,
        /// The second text of a pair.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        second: Option<String>,
        /// Another text that the label is moved to; it is read by itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        compared: Option<String>,
        /// What is explained.
        #[serde(flatten)]
        settings: LabelSettings,
    },
    /// What does the paper print, and what comes out here?
    Paper,
    /// What holds over many texts? They are read from files in a run of their own.
    Corpus {
        /// The names of the files.
        files: Vec<String>,
        /// How many texts were read.
        texts_read: u64,
        /// How many tokens they have.
        tokens_read: u64,
        /// The seed of everything that is drawn.
        seed: u64,
        /// How many times the sentences were resampled.
        replicates: usize,
        /// How the texts were taken from their files, one sentence each.
        how_read: Vec<String>,
    },
}

/// What one model made of a question's texts, in the order of [`Question::inputs`].
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// The model.
    pub model: Arc<ModelCard>,
    /// One per text asked for.
    pub texts: Vec<Arc<TracedText>>,
    /// What the model makes of reference texts, where it has read some.
    pub reference: Option<Arc<ReferenceStatistics>>,
    /// What the removal test found, where that was asked.
    pub removal: Option<MeasuredRemoval>,
    /// What the attention of a block left of each text, where that was asked.
    pub attention: Vec<MeasuredAttention>,
    /// What the removal test found in the paper's sentences, where those were asked about.
    pub trial: Vec<RemovalTest>,
    /// How far texts of random words are from the two texts, where that was asked.
    pub random: Option<RandomShifts>,
    /// How far random instructions are from those of a drift, where that was asked.
    pub random_drift: Option<RandomDrift>,
    /// What a match needs besides; nothing for any other question.
    pub for_match: MatchMeasured,
    /// What the model's heads say; nothing unless it was asked.
    pub heads: HeadsMeasured,
}

impl Measured {
    /// What `model` made of `texts` in its passes alone.
    pub fn new(model: Arc<ModelCard>, texts: Vec<Arc<TracedText>>) -> Self {
        Self {
            model,
            texts,
            reference: None,
            removal: None,
            attention: Vec::new(),
            trial: Vec::new(),
            random: None,
            random_drift: None,
            for_match: MatchMeasured::default(),
            heads: HeadsMeasured::default(),
        }
    }
}

impl Question {
    /// A question with the usual settings.
    pub fn new(asked: Asked) -> Self {
        Self {
            settings: AnalysisSettings::default(),
            asked,
        }
    }

    /// How strongly each token of `text` lights up.
    pub fn analyze(text: impl Into<String>) -> Self {
        Self::new(Asked::Analyze {
            text: text.into(),
            parts: false,
        })
    }

    /// What removing tokens of `text` does to its sentence embedding.
    pub fn effects(text: impl Into<String>, settings: RemovalSettings) -> Self {
        Self::new(Asked::Effects {
            text: text.into(),
            settings,
        })
    }

    /// How far each token shifts from one text to another.
    pub fn compare(text_a: impl Into<String>, text_b: impl Into<String>) -> Self {
        Self::new(Asked::Compare {
            text_a: text_a.into(),
            text_b: text_b.into(),
            settings: ComparisonSettings::default(),
            paired_by_hand: Vec::new(),
            beside_own_positions: false,
            null: None,
        })
    }

    /// How far `prompts` move the `input` behind them.
    pub fn drift(
        input: impl Into<String>,
        prompts: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        Self::new(Asked::Drift {
            input: input.into(),
            prompts: prompts.into_iter().map(Into::into).collect(),
            settings: ComparisonSettings::default(),
            beside_own_positions: false,
            null: None,
        })
    }

    /// How similar two texts are, and which words make them so.
    pub fn matching(text_a: impl Into<String>, text_b: impl Into<String>) -> Self {
        Self::new(Asked::Match {
            text_a: text_a.into(),
            text_b: text_b.into(),
            settings: MatchSettings::default(),
        })
    }

    /// The same question with other layers or another threshold.
    #[must_use]
    pub fn with(mut self, settings: AnalysisSettings) -> Self {
        self.settings = settings;
        self
    }

    /// Whether the answer is told beside what the model makes of reference texts.
    pub fn needs_reference(&self) -> bool {
        let parts = matches!(self.asked, Asked::Analyze { parts: true, .. });
        parts || self.settings.measure.needs_reference()
    }

    /// Whether the answer says more where the model has read reference texts, though it does without.
    pub fn welcomes_reference(&self) -> bool {
        let of_strengths = matches!(self.asked, Asked::Effects { .. } | Asked::Compare { .. });
        of_strengths || self.needs_reference()
    }

    /// Whether `other` asks for the same texts at the same positions, by as many models: traces of
    /// the one then answer the other.
    pub fn has_inputs_of(&self, other: &Self) -> bool {
        match (&self.asked, &other.asked) {
            (Asked::Analyze { text, .. }, Asked::Analyze { text: other, .. }) => text == other,
            (
                Asked::CompareModels {
                    text, second_model, ..
                },
                Asked::CompareModels {
                    text: other_text,
                    second_model: other_model,
                    ..
                },
            ) => text == other_text && second_model == other_model,
            (
                Asked::Compare {
                    text_a,
                    text_b,
                    settings,
                    beside_own_positions,
                    null,
                    ..
                },
                Asked::Compare {
                    text_a: other_a,
                    text_b: other_b,
                    settings: other_settings,
                    beside_own_positions: other_beside,
                    null: other_null,
                    ..
                },
            ) => {
                // Random words are measured in the way that the texts are compared.
                let alike = self.settings.measure == other.settings.measure
                    && settings.alignment == other_settings.alignment;
                text_a == other_a
                    && text_b == other_b
                    && settings.positions == other_settings.positions
                    && beside_own_positions == other_beside
                    && null == other_null
                    && (null.is_none() || alike)
            }
            (
                Asked::Drift {
                    input,
                    prompts,
                    settings,
                    beside_own_positions,
                    null,
                },
                Asked::Drift {
                    input: other_input,
                    prompts: other_prompts,
                    settings: other_settings,
                    beside_own_positions: other_beside,
                    null: other_null,
                },
            ) => {
                let alike = self.settings.measure == other.settings.measure
                    && settings.alignment == other_settings.alignment;
                input == other_input
                    && prompts == other_prompts
                    && settings.positions == other_settings.positions
                    && beside_own_positions == other_beside
                    && null == other_null
                    && (null.is_none() || alike)
            }
            _ => self.has_further_inputs_of(other),
        }
    }

    /// The same for questions that measure more of a text than its pass.
    fn has_further_inputs_of(&self, other: &Self) -> bool {
        match (&self.asked, &other.asked) {
            (
                Asked::Attention {
                    text,
                    text_b,
                    settings,
                },
                Asked::Attention {
                    text: other_text,
                    text_b: other_b,
                    settings: other_settings,
                },
            ) => {
                text == other_text
                    && text_b == other_b
                    && settings.kind.has_heads() == other_settings.kind.has_heads()
                    && self.settings.layer == other.settings.layer
            }
            (
                Asked::Match {
                    settings: MatchSettings { method, .. },
                    ..
                },
                Asked::Match { .. },
            ) => {
                let same_layer = self.settings.layer == other.settings.layer;
                self.asked == other.asked && (*method != MatchMethod::Jacobians || same_layer)
            }
            (
                Asked::Label {
                    text,
                    second,
                    compared,
                    settings,
                },
                Asked::Label {
                    text: other_text,
                    second: other_second,
                    compared: other_compared,
                    settings: others,
                },
            ) => {
                // The label alone is chosen among what is there.
                let same_texts = text == other_text && second == other_second;
                let same_texts = same_texts && compared == other_compared;
                same_texts && settings.token == others.token && settings.steps == others.steps
            }
            // What is removed depends on the layer and the threshold.
            (Asked::Effects { .. }, Asked::Effects { .. }) => self == other,
            (one, other) => one == other,
        }
    }

    /// Whether shifts are set beside those that random words make.
    pub fn is_beside_random_words(&self) -> bool {
        matches!(
            self.asked,
            Asked::Compare { null: Some(_), .. } | Asked::Drift { null: Some(_), .. }
        )
    }

    /// Whether what is measured beside the texts depends on reference texts.
    pub fn measures_by_reference(&self) -> bool {
        let further = matches!(self.asked, Asked::Effects { .. }) || self.is_beside_random_words();
        further && self.settings.measure.needs_reference()
    }
}
