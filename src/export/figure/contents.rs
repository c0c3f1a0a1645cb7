//! What a figure contains before it has a size, and what made it, whole: the question, the model, the
//! settings, the chart and its size. That travels inside every PNG and SVG, so that a figure can be
//! made again from itself.

use serde::{Deserialize, Serialize};

use crate::analysis::{AnalysisSettings, Answer, Asked, Question};
use crate::charts::{Chart, LegendEntry};
use crate::domain::app::APP_VERSION;
use crate::domain::trace::ModelIdentity;

use super::style::FigureStyle;

/// A picture to be: charts over one another, and what a reader must know of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// What the picture shows.
    pub title: String,
    /// The texts it was made from, one line each.
    pub texts: Vec<String>,
    /// What marks and colours stand for.
    pub keys: Vec<LegendEntry>,
    /// The charts, from the top.
    pub charts: Vec<Chart>,
    /// What a reader of the picture must know, one sentence each.
    pub notes: Vec<String>,
    /// How the numbers came about: model, layer, threshold rule, version.
    pub facts: String,
    /// Everything needed to make the figure again.
    pub recipe: Recipe,
}

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
    pub model: ModelIdentity,
    /// What was asked; its layers are the ones that were used.
    #[serde(flatten)]
    pub question: Question,
    /// The chart, by the name of the command line; `None` in a recipe made from a JSON result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chart: Option<String>,
    /// Its size and background; `None` in a recipe made from a JSON result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<FigureStyle>,
}

impl Recipe {
    /// The recipe of a chart of `answer`; `None` for what has no question of its own.
    pub fn new(answer: &Answer, chart: &str) -> Option<Self> {
        let (model, question) = (answer.model()?, answer.question()?);
        Some(Self {
            schema: SCHEMA.to_owned(),
            app_version: APP_VERSION.to_owned(),
            model: ModelIdentity::from(&**model),
            question,
            chart: Some(chart.to_owned()),
            picture: None,
        })
    }

    /// The recipe of a JSON result: the question alone.
    pub(super) fn of_result(
        app_version: String,
        model: ModelIdentity,
        settings: AnalysisSettings,
        asked: Asked,
    ) -> Self {
        Self {
            schema: SCHEMA.to_owned(),
            app_version,
            model,
            question: Question { settings, asked },
            chart: None,
            picture: None,
        }
    }

    /// The recipe as JSON in one line, of a figure drawn in `style`.
    pub(super) fn json(&self, style: &FigureStyle) -> String {
        let whole = Self {
            picture: Some(style.clone()),
            ..self.clone()
        };
        // Serialising plain structs to memory cannot fail.
        let json = serde_json::to_string(&whole).unwrap_or_default();
        // What XML cannot carry is written as JSON escapes it.
        json.replace('\u{FFFE}', "\\ufffe")
            .replace('\u{FFFF}', "\\uffff")
    }
}
