//! What comes of a question, whatever was asked.

use std::sync::Arc;

use crate::domain::alignment::Pair;
use crate::domain::corpus::Findings;
use crate::domain::layer::second_layer;
use crate::domain::measure::Measure;
use crate::domain::threshold::ThresholdRule;
use crate::domain::trace::{ModelCard, ModelIdentity};

use super::attention::Attention;
use super::comparison::Comparison;
use super::drift::Drift;
use super::effects::Effects;
use super::heads::{Labelled, Lens};
use super::matching::Match;
use super::model_comparison::ModelComparison;
use super::paper::{PaperReport, PaperSource};
use super::question::{Asked, Question};
use super::settings::AnalysisSettings;
use super::text_analysis::Analysis;

/// What comes of a question; cheap to clone.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// One text.
    Analysis(Arc<Analysis>),
    /// One text, with its tokens removed.
    Effects(Arc<Effects>),
    /// One text or two, and what their tokens attend to.
    Attention(Arc<Attention>),
    /// Two texts.
    Comparison(Arc<Comparison>),
    /// One input under several instructions.
    Drift(Arc<Drift>),
    /// One text through two models.
    Models(Arc<ModelComparison>),
    /// Two texts, and why they match.
    Match(Arc<Match>),
    /// One text, and what the model says at every layer.
    Lens(Arc<Lens>),
    /// One text or a pair, and its labels.
    Labels(Arc<Labelled>),
    /// The paper's tables and figures, printed beside measured.
    Paper(Arc<PaperReport>),
    /// Many texts.
    Corpus(Arc<CorpusFindings>),
}

/// The findings of many texts at one layer, and where they come from.
#[derive(Debug, Clone, PartialEq)]
pub struct CorpusFindings {
    /// The model that read the texts.
    pub model: Arc<ModelCard>,
    /// The layer looked at.
    pub layer: usize,
    /// How thresholds were drawn.
    pub rule: ThresholdRule,
    /// Which number of a token is called its strength.
    pub measure: Measure,
    /// The names of the files.
    pub files: Vec<String>,
    /// How the texts were taken from their files, one sentence each.
    pub how_read: Vec<String>,
    /// What is to be known of the run, for example that it was cancelled.
    pub notes: Vec<String>,
    /// What was found.
    pub findings: Arc<Findings>,
}

impl Answer {
    /// Whether every layer of the model is there; while texts are being read, the last ones may
    /// be missing.
    pub fn is_whole(&self) -> bool {
        match self {
            Self::Analysis(analysis) => analysis.is_whole(),
            Self::Effects(effects) => effects.is_whole(),
            Self::Attention(attention) => attention.a.analysis.is_whole(),
            Self::Comparison(comparison) => comparison.is_whole(),
            Self::Drift(drift) => drift.analyses.iter().all(Analysis::is_whole),
            Self::Models(comparison) => comparison.sides.iter().all(|side| side.is_whole()),
            Self::Match(matched) => matched.is_whole(),
            Self::Lens(lens) => lens.is_whole(),
            Self::Labels(labelled) => labelled.is_whole(),
            Self::Paper(_) | Self::Corpus(_) => true,
        }
    }

    /// The model that read; the first of two.
    pub fn model(&self) -> Option<&Arc<ModelCard>> {
        match self {
            Self::Analysis(analysis) => Some(&analysis.model),
            Self::Effects(effects) => Some(&effects.analysis.model),
            Self::Attention(attention) => Some(&attention.a.analysis.model),
            Self::Comparison(comparison) => Some(&comparison.a.model),
            Self::Drift(drift) => drift.analyses.first().map(|first| &first.model),
            Self::Models(comparison) => comparison.sides.first().map(|first| &first.model),
            Self::Match(matched) => Some(&matched.model),
            Self::Lens(lens) => Some(&lens.analysis.model),
            Self::Labels(labelled) => Some(&labelled.analysis.model),
            Self::Paper(report) => Some(&report.model),
            Self::Corpus(corpus) => Some(&corpus.model),
        }
    }

    /// The question that this answers, with the layers that were used; `None` for a drift of no
    /// instructions.
    pub fn question(&self) -> Option<Question> {
        let asked = self.asked();
        let settings = match self {
            Self::Analysis(analysis) => settings_of(analysis),
            Self::Effects(effects) => settings_of(&effects.analysis),
            Self::Attention(attention) => settings_of(&attention.a.analysis),
            Self::Comparison(comparison) => settings_of(&comparison.a),
            Self::Drift(drift) => settings_of(drift.analyses.first()?),
            Self::Models(comparison) => settings_of(comparison.sides.first()?),
            Self::Match(matched) => matched.analysis,
            Self::Lens(lens) => settings_of(&lens.analysis),
            Self::Labels(labelled) => settings_of(&labelled.analysis),
            Self::Paper(_) => AnalysisSettings::default(),
            Self::Corpus(corpus) => AnalysisSettings {
                layer: Some(corpus.layer),
                second_layer: Some(second_layer(corpus.layer, corpus.findings.layers)),
                rule: corpus.rule,
                measure: corpus.measure,
            },
        };
        Some(Question { settings, asked })
    }

    fn asked(&self) -> Asked {
        match self {
            Self::Analysis(analysis) => Asked::Analyze {
                text: analysis.traced.text.clone(),
                parts: analysis.parts.is_some(),
            },
            Self::Effects(effects) => Asked::Effects {
                text: effects.analysis.traced.text.clone(),
                settings: effects.settings,
            },
            Self::Attention(attention) => Asked::Attention {
                text: attention.a.analysis.traced.text.clone(),
                text_b: attention.b.as_ref().map(|b| b.analysis.traced.text.clone()),
                settings: attention.settings,
            },
            Self::Comparison(comparison) => {
                let pairs = comparison.alignment.pairs.iter();
                let by_hand = pairs.filter(|pair| pair.by_hand);
                Asked::Compare {
                    text_a: comparison.a.traced.text.clone(),
                    text_b: comparison.b.traced.text.clone(),
                    settings: comparison.settings,
                    paired_by_hand: by_hand.filter_map(Pair::both).collect(),
                    // No chart of two texts shows both.
                    beside_own_positions: false,
                    null: comparison.null.as_ref().map(|null| null.settings),
                }
            }
            Self::Drift(drift) => {
                let prompts = drift.instructions.iter();
                Asked::Drift {
                    input: drift.input.clone(),
                    prompts: prompts.map(|one| one.prompt.clone()).collect(),
                    settings: drift.settings,
                    beside_own_positions: drift.own_positions.is_some(),
                    null: drift.null,
                }
            }
            Self::Models(comparison) => {
                let [first, second] = &comparison.sides;
                Asked::CompareModels {
                    text: first.traced.text.clone(),
                    second_model: ModelIdentity::from(&*second.model),
                    layer_of_second: Some(second.layer),
                    merge: comparison.merge,
                }
            }
            Self::Match(matched) => Asked::Match {
                text_a: matched.a.traced.text.clone(),
                text_b: matched.b.traced.text.clone(),
                settings: matched.settings,
            },
            Self::Lens(lens) => Asked::Lens {
                text: lens.analysis.traced.text.clone(),
                settings: lens.settings,
            },
            Self::Labels(labelled) => {
                let (text, second) = labelled.analysis.traced.texts();
                Asked::Label {
                    text: text.to_owned(),
                    second: second.map(str::to_owned),
                    compared: labelled
                        .moved
                        .as_ref()
                        .map(|moved| moved.b.traced.text.clone()),
                    settings: labelled.settings.clone(),
                }
            }
            Self::Paper(_) => Asked::Paper,
            Self::Corpus(corpus) => Asked::Corpus {
                files: corpus.file_names(),
                texts_read: corpus.findings.texts,
                tokens_read: corpus.findings.tokens,
                seed: corpus.findings.seed,
                replicates: corpus.findings.replicates,
                how_read: corpus.how_read.clone(),
            },
        }
    }

    /// The answer about one text.
    pub fn analysis(&self) -> Option<&Arc<Analysis>> {
        match self {
            Self::Analysis(analysis) => Some(analysis),
            _ => None,
        }
    }

    /// The answer about the tokens of one text, removed.
    pub fn effects(&self) -> Option<&Arc<Effects>> {
        match self {
            Self::Effects(effects) => Some(effects),
            _ => None,
        }
    }

    /// The answer about what tokens attend to.
    pub fn attention(&self) -> Option<&Arc<Attention>> {
        match self {
            Self::Attention(attention) => Some(attention),
            _ => None,
        }
    }

    /// The answer about two texts.
    pub fn comparison(&self) -> Option<&Arc<Comparison>> {
        match self {
            Self::Comparison(comparison) => Some(comparison),
            _ => None,
        }
    }

    /// The answer about several instructions.
    pub fn drift(&self) -> Option<&Arc<Drift>> {
        match self {
            Self::Drift(drift) => Some(drift),
            _ => None,
        }
    }

    /// The answer about two models.
    pub fn models(&self) -> Option<&Arc<ModelComparison>> {
        match self {
            Self::Models(comparison) => Some(comparison),
            _ => None,
        }
    }

    /// The answer about why two texts match.
    pub fn matching(&self) -> Option<&Arc<Match>> {
        match self {
            Self::Match(matched) => Some(matched),
            _ => None,
        }
    }

    /// The answer about what the model says at every layer.
    pub fn lens(&self) -> Option<&Arc<Lens>> {
        match self {
            Self::Lens(lens) => Some(lens),
            _ => None,
        }
    }

    /// The answer about labels.
    pub fn labels(&self) -> Option<&Arc<Labelled>> {
        match self {
            Self::Labels(labelled) => Some(labelled),
            _ => None,
        }
    }

    /// The answer about the paper.
    pub fn paper(&self) -> Option<&Arc<PaperReport>> {
        match self {
            Self::Paper(report) => Some(report),
            _ => None,
        }
    }
}

impl CorpusFindings {
    /// The names of the files without their folders: a figure is shown to others.
    pub fn file_names(&self) -> Vec<String> {
        let files = self.files.iter();
        files.map(|file| file_name(file).to_owned()).collect()
    }
}

impl From<&PaperSource> for Option<Answer> {
    fn from(source: &PaperSource) -> Self {
        match source {
            PaperSource::Analysis(analysis) => Some(Answer::Analysis(Arc::clone(analysis))),
            PaperSource::Comparison(comparison) => Some(Answer::Comparison(Arc::clone(comparison))),
            PaperSource::Drift(drift) => Some(Answer::Drift(Arc::clone(drift))),
            PaperSource::Nothing => None,
        }
    }
}

/// What stands behind the last folder of a path.
pub fn file_name(path: &str) -> &str {
    let name = path.rsplit(['/', '\\']).next();
    name.filter(|name| !name.is_empty()).unwrap_or(path)
}

/// The settings of `analysis`, with the layers that were used.
pub(crate) fn settings_of(analysis: &Analysis) -> AnalysisSettings {
    AnalysisSettings {
        layer: Some(analysis.layer),
        second_layer: Some(analysis.second_layer),
        rule: analysis.rule,
        measure: analysis.measure,
    }
}
