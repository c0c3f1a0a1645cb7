//! What made a figure, whole: the question, the model, the settings, the chart and its size. It
//! travels inside every PNG and SVG, so that a figure can be made again from itself.

use serde::{Deserialize, Serialize};

use crate::analysis::{
    Analysis, Comparison, ComparisonQuestion, Drift, ModelComparison, Positions, Question,
};
use crate::domain::alignment::{AlignmentKind, Pair};
use crate::domain::corpus::Findings;
use crate::domain::layer::second_layer;
use crate::domain::shift::HighFrom;
use crate::domain::threshold::QuantileMethod;
use crate::domain::token::TokenSet;
use crate::domain::token_scores::ThresholdRule;
use crate::domain::trace::ModelCard;
use crate::domain::word_strength::Merge;
use crate::export::json::APP_VERSION;

use super::CorpusSource;
use super::style::FigureStyle;

/// The schema of recipes.
pub(super) const SCHEMA: &str = "glassbox.figure.v1";

/// Everything needed to make a figure, or a result, again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recipe {
    /// `glassbox.figure.v1`.
    pub(super) schema: String,
    /// The version that made the figure.
    pub app_version: String,
    /// The model that read the texts.
    pub model: RecipeModel,
    /// The layer judged.
    pub layer: usize,
    /// The layer beside it.
    pub second_layer: usize,
    /// The quantile that is the threshold.
    pub quantile: f64,
    /// How a quantile between two values is settled.
    pub quantile_method: QuantileMethod,
    /// Which tokens enter the threshold.
    pub tokens: TokenSet,
    /// What was asked, of which texts.
    #[serde(flatten)]
    pub asked: Asked,
    /// The chart, by the name of the command line; none in a recipe made from a JSON result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chart: Option<String>,
    /// Its size and background; none in a recipe made from a JSON result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<FigureStyle>,
}

/// What identifies the model of a recipe.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecipeModel {
    /// `minilm`, or the name the user gave.
    pub id: String,
    /// What a reader knows it as.
    pub name: String,
    /// SHA-256 of its weights, in hexadecimal: another file may go by the same name.
    pub sha256: String,
}

/// A question and its texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Asked {
    /// One text.
    Analyze {
        /// The text.
        text: String,
    },
    /// Two texts.
    Compare {
        /// The first text.
        text_a: String,
        /// The second text.
        text_b: String,
        /// How they were aligned.
        #[serde(flatten)]
        alignment: RecipeAlignment,
        /// Tokens of A and B that a person paired.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        paired_by_hand: Vec<(usize, usize)>,
    },
    /// One input under several instructions.
    Drift {
        /// The input.
        input: String,
        /// The instructions.
        prompts: Vec<String>,
        /// How their full texts were aligned.
        #[serde(flatten)]
        alignment: RecipeAlignment,
        /// Whether the drift with each text's own positions stands beside the one with kept ones.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        beside_own_positions: bool,
    },
    /// One text through two models.
    CompareModels {
        /// The text.
        text: String,
        /// The second model; the first one is the recipe's own.
        second_model: RecipeModel,
        /// The second model's layer.
        layer_of_second: usize,
        /// How the strengths of a word's pieces became one.
        merge: Merge,
    },
    /// Many texts. The recipe names their files; it does not hold them.
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
        /// How the texts were taken from their files, a sentence each.
        how_read: Vec<String>,
    },
}

/// How texts were aligned and read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecipeAlignment {
    /// How tokens are aligned.
    pub alignment: AlignmentKind,
    /// Whose buckets decide which pairs are HIGH.
    pub high_from: HighFrom,
    /// Which position ids the texts are read with.
    pub positions: Positions,
}

impl Recipe {
    /// The recipe of `analysis`.
    pub fn of_analysis(analysis: &Analysis) -> Self {
        let text = analysis.traced.text.clone();
        Self::of(analysis, Asked::Analyze { text })
    }

    /// The recipe of `comparison`.
    pub fn of_comparison(comparison: &Comparison) -> Self {
        let pairs = comparison.alignment.pairs.iter();
        let by_hand = pairs.filter(|pair| pair.by_hand);
        let asked = Asked::Compare {
            text_a: comparison.a.traced.text.clone(),
            text_b: comparison.b.traced.text.clone(),
            alignment: RecipeAlignment::of(&comparison.asked),
            paired_by_hand: by_hand.filter_map(Pair::both).collect(),
        };
        Self::of(&comparison.a, asked)
    }

    /// The recipe of `drift`; none without instructions.
    pub fn of_drift(drift: &Drift, beside_own_positions: bool) -> Option<Self> {
        let prompts = drift.instructions.iter().map(|one| one.prompt.clone());
        let asked = Asked::Drift {
            input: drift.input.clone(),
            prompts: prompts.collect(),
            alignment: RecipeAlignment::of(&drift.asked),
            beside_own_positions,
        };
        Some(Self::of(drift.analyses.first()?, asked))
    }

    /// The recipe of a comparison of two models.
    pub fn of_model_comparison(comparison: &ModelComparison) -> Self {
        let [first, second] = &comparison.sides;
        let asked = Asked::CompareModels {
            text: first.traced.text.clone(),
            second_model: RecipeModel::of(&second.model),
            layer_of_second: second.layer,
            merge: comparison.merge,
        };
        Self::of(first, asked)
    }

    /// What was asked of each text.
    pub fn question(&self) -> Question {
        Question {
            layer: Some(self.layer),
            second_layer: Some(self.second_layer),
            rule: ThresholdRule {
                quantile: self.quantile,
                method: self.quantile_method,
                tokens: self.tokens,
            },
        }
    }

    /// What was asked of several texts; none of one text.
    pub fn comparison_question(&self) -> Option<ComparisonQuestion> {
        let (Asked::Compare { alignment, .. } | Asked::Drift { alignment, .. }) = &self.asked
        else {
            return None;
        };
        Some(ComparisonQuestion {
            question: self.question(),
            alignment: alignment.alignment,
            high_from: alignment.high_from,
            positions: alignment.positions,
        })
    }

    /// The recipe of findings about many texts.
    pub(super) fn of_corpus(source: &CorpusSource<'_>, findings: &Findings) -> Self {
        Self {
            schema: SCHEMA.to_owned(),
            app_version: APP_VERSION.to_owned(),
            model: RecipeModel::of(source.model),
            layer: source.layer,
            second_layer: second_layer(source.layer, findings.layers),
            quantile: source.rule.quantile,
            quantile_method: source.rule.method,
            tokens: source.rule.tokens,
            asked: Asked::Corpus {
                files: source.file_names(),
                texts_read: findings.texts,
                tokens_read: findings.tokens,
                seed: findings.seed,
                replicates: findings.replicates,
                how_read: source.how_read.to_vec(),
            },
            chart: None,
            picture: None,
        }
    }

    fn of(analysis: &Analysis, asked: Asked) -> Self {
        Self {
            schema: SCHEMA.to_owned(),
            app_version: APP_VERSION.to_owned(),
            model: RecipeModel::of(&analysis.model),
            layer: analysis.layer,
            second_layer: analysis.second_layer,
            quantile: analysis.rule.quantile,
            quantile_method: analysis.rule.method,
            tokens: analysis.rule.tokens,
            asked,
            chart: None,
            picture: None,
        }
    }

    /// The recipe as JSON in one line, of a figure drawn in `style`.
    pub(super) fn json(&self, style: &FigureStyle) -> String {
        let whole = Self {
            picture: Some(*style),
            ..self.clone()
        };
        // Serialising plain structs to memory cannot fail.
        let json = serde_json::to_string(&whole).unwrap_or_default();
        // What XML cannot carry is written as JSON escapes it.
        json.replace('\u{FFFE}', "\\ufffe")
            .replace('\u{FFFF}', "\\uffff")
    }
}

impl RecipeModel {
    /// Whether `card` is of the very model that the recipe was made with.
    pub fn is_of(&self, card: &ModelCard) -> bool {
        self.sha256 == card.sha256
    }

    fn of(card: &ModelCard) -> Self {
        Self {
            id: card.id.clone(),
            name: card.display_name.clone(),
            sha256: card.sha256.clone(),
        }
    }
}

impl RecipeAlignment {
    fn of(asked: &ComparisonQuestion) -> Self {
        Self {
            alignment: asked.alignment,
            high_from: asked.high_from,
            positions: asked.positions,
        }
    }
}
