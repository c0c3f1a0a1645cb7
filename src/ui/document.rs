//! What a person works on: models, texts and settings, whole. Undo goes from one document to
//! another; a session file holds one; an exported figure brings one back.

use serde::{Deserialize, Serialize};

use crate::analysis::{Asked, ComparisonSettings, DEFAULT_INPUT, DEFAULT_PROMPTS};
use crate::charts::Order;
use crate::export::figure::{AnalysisChart, ModelChart, Recipe};
use crate::model::{ModelError, ModelSource, Twin, TwinKind};

use super::state::{Settings, View};

const SCHEMA: &str = "glassbox.session.v1";

/// Models, texts and settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Document {
    /// The model that reads.
    pub model: ModelSource,
    /// The model it is compared with.
    pub second_model: ModelSource,
    /// The prompt, and A of two.
    pub prompt: String,
    /// B of two prompts.
    pub prompt_b: String,
    /// The input that every instruction stands before.
    pub drift_input: String,
    /// The instructions.
    pub drift_prompts: Vec<String>,
    /// How they are looked at.
    pub settings: Settings,
}

/// Why a file is no workspace. One line that says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SessionError {
    /// Not of this kind, or damaged.
    #[error("this is not a session of Glassbox ({0}): open a file that Save session wrote")]
    NotASession(String),
    /// From a later version.
    #[error("this session is of a newer Glassbox ({0}): update Glassbox to open it")]
    Newer(String),
}

#[derive(Serialize)]
struct Written<'a> {
    schema: &'static str,
    app_version: &'static str,
    #[serde(flatten)]
    document: &'a Document,
}

#[derive(Deserialize)]
struct Head {
    schema: Option<String>,
}

impl Default for Document {
    fn default() -> Self {
        let shuffled = Twin {
            how: TwinKind::Shuffled,
            seed: 0,
        };
        Self {
            model: ModelSource::Embedded,
            second_model: ModelSource::Twin(shuffled, Box::new(ModelSource::Embedded)),
            prompt: String::new(),
            prompt_b: String::new(),
            drift_input: DEFAULT_INPUT.to_owned(),
            drift_prompts: DEFAULT_PROMPTS.map(str::to_owned).to_vec(),
            settings: Settings::default(),
        }
    }
}

impl Document {
    /// The session file, with a line end.
    pub fn session(&self) -> String {
        let written = Written {
            schema: SCHEMA,
            app_version: env!("CARGO_PKG_VERSION"),
            document: self,
        };
        // Serialising plain structs to memory cannot fail.
        let mut text = serde_json::to_string_pretty(&written).unwrap_or_default();
        text.push('\n');
        text
    }

    /// Whether a file means to be a session, damaged or not.
    pub(super) fn is_session(bytes: &[u8]) -> bool {
        let head = bytes.get(..200).unwrap_or(bytes);
        String::from_utf8_lossy(head).contains("glassbox.session.")
    }

    /// Reads a session file.
    ///
    /// # Errors
    /// It is no session, damaged, or of a newer version.
    pub fn from_session(bytes: &[u8]) -> Result<Self, SessionError> {
        let damaged =
            |error: serde_json::Error| SessionError::NotASession(format!("it is damaged: {error}"));
        let head: Head = serde_json::from_slice(bytes)
            .map_err(|error| SessionError::NotASession(error.to_string()))?;
        match head.schema {
            Some(schema) if schema == SCHEMA => serde_json::from_slice(bytes).map_err(damaged),
            Some(schema) if schema.starts_with("glassbox.session.") => {
                Err(SessionError::Newer(schema))
            }
            Some(schema) => Err(SessionError::NotASession(format!("its schema is {schema}"))),
            None => Err(SessionError::NotASession("it names no schema".to_owned())),
        }
    }

    /// The document that a figure or a result was made from; what it does not say stays as `self`
    /// has it.
    ///
    /// # Errors
    /// The model's name means nothing.
    pub(super) fn with_recipe(&self, recipe: &Recipe) -> Result<Self, ModelError> {
        let mut document = self.clone();
        document.model = ModelSource::recorded(&recipe.model.id)?;
        let settings = &mut document.settings;
        let analysis = &recipe.question.settings;
        settings.layer = analysis.layer;
        settings.second_layer = analysis.second_layer;
        settings.rule = analysis.rule;
        match &recipe.question.asked {
            Asked::Analyze { text } => {
                document.prompt.clone_from(text);
                settings.show(recipe.chart.as_deref().and_then(AnalysisChart::named));
            }
            Asked::CompareModels {
                text,
                second_model,
                layer_of_second,
                merge,
            } => {
                document.prompt.clone_from(text);
                document.second_model = ModelSource::recorded(&second_model.id)?;
                settings.layer_of_second = *layer_of_second;
                settings.merge = *merge;
                settings.view = View::Models;
                if let Some(ModelChart::WordScores(scale)) =
                    recipe.chart.as_deref().and_then(ModelChart::named)
                {
                    settings.model_scale = scale;
                }
            }
            // The texts are in files of their own, which the recipe only names.
            Asked::Corpus { .. } => settings.view = View::Corpus,
            Asked::Paper => settings.view = View::Paper,
            Asked::Compare {
                text_a,
                text_b,
                settings: compared,
                ..
            } => {
                document.prompt.clone_from(text_a);
                document.prompt_b.clone_from(text_b);
                settings.align(*compared);
                settings.view = View::Compare;
            }
            Asked::Drift {
                input,
                prompts,
                settings: compared,
                ..
            } => {
                document.drift_input.clone_from(input);
                document.drift_prompts.clone_from(prompts);
                settings.align(*compared);
                settings.view = View::Drift;
            }
        }
        Ok(document)
    }
}

impl Settings {
    /// Shows the view that has `chart`, as the chart has it.
    fn show(&mut self, chart: Option<AnalysisChart>) {
        self.view = View::Tokens;
        match chart {
            Some(AnalysisChart::Strengths) => self.order = Order::Position,
            Some(AnalysisChart::Sorted) => self.order = Order::Strength,
            Some(
                AnalysisChart::TwoLayers(scale)
                | AnalysisChart::Heatmap(scale)
                | AnalysisChart::Lines(scale),
            ) => {
                self.view = View::Layers;
                self.scale = scale;
            }
            None => {}
        }
    }

    fn align(&mut self, as_in: ComparisonSettings) {
        self.alignment = as_in.alignment;
        self.high_from = as_in.high_from;
        self.positions = as_in.positions;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document() -> Document {
        Document {
            model: ModelSource::recorded("random-2:bert-base-uncased@main").unwrap(),
            prompt: "Who?\n\"مرحبا\" 中 🍕".to_owned(),
            drift_prompts: vec!["a".to_owned(), String::new()],
            settings: Settings {
                layer: Some(7),
                view: View::Compare,
                ..Settings::default()
            },
            ..Document::default()
        }
    }

    #[test]
    fn a_session_is_read_back_as_it_was() {
        let written = document().session();
        assert!(written.starts_with("{\n  \"schema\": \"glassbox.session.v1\""));
        assert_eq!(
            Document::from_session(written.as_bytes()).unwrap(),
            document()
        );
    }

    #[test]
    fn what_is_no_session_is_refused_with_a_reason() {
        let whole = document().session();
        let half = &whole[..whole.len() / 2];
        let other = whole.replace("session.v1", "analysis.v1");
        let newer = whole.replace("session.v1", "session.v2");
        let damaged = whole.replace("\"layer\": 7", "\"layer\": \"seven\"");
        for (text, says) in [
            (half, "EOF"),
            (other.as_str(), "its schema is glassbox.analysis.v1"),
            (newer.as_str(), "newer"),
            (damaged.as_str(), "damaged"),
            ("{}", "no schema"),
            ("", "EOF"),
        ] {
            let error = Document::from_session(text.as_bytes())
                .unwrap_err()
                .to_string();
            assert!(error.contains(says), "{error}");
            assert!(!error.contains('\n'));
        }
    }
}
