//! One text or a pair: which label does the model give it, and what does that rest on?

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::domain::format::signed;
use crate::domain::labels::LabelReading;
use crate::domain::statistics::spearman;

use super::super::error::AnalysisError;
use super::super::text_analysis::Analysis;
use super::measured::HeadsMeasured;
use super::moved::LabelMove;

/// What is explained of the labels.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct LabelSettings {
    /// The label that is explained; `None` is the one with the largest logit.
    pub label: Option<String>,
    /// Of labels per token, the token that is explained; `None` is the surest of the tokens whose
    /// label is not the usual one.
    pub token: Option<usize>,
    /// In how many steps gradients are integrated; 0 doubles them until less than 1 % is left over.
    pub steps: usize,
}

/// The answer: the labels, and what the chosen one rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Labelled {
    /// The text and its strengths.
    pub analysis: Analysis,
    /// How it was asked.
    pub settings: LabelSettings,
    /// What the head says.
    pub reading: Arc<LabelReading>,
    /// The label that is explained.
    pub label: usize,
    /// A second text that the first is set against, where there is one.
    pub moved: Option<LabelMove>,
    /// How far attribution, removal and strength agree; `None` while they are still to come.
    pub correlations: Option<LabelCorrelations>,
    /// What a reader of the numbers must know, one sentence each.
    pub warnings: Vec<String>,
}

/// Spearman's ρ over the judged tokens; `None` where it is undefined.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct LabelCorrelations {
    /// Of the attributions with what masking does, both with their signs.
    pub attribution_effect: Option<f64>,
    /// Of the strengths with the sizes of the attributions.
    pub strength_attribution: Option<f64>,
    /// Of the strengths with the sizes of what masking does.
    pub strength_effect: Option<f64>,
}

impl Labelled {
    pub(in super::super) fn new(
        analysis: Analysis,
        compared: Option<Analysis>,
        settings: &LabelSettings,
        heads: &HeadsMeasured,
    ) -> Result<Self, AnalysisError> {
        let reading = heads.labels.clone();
        let reading = reading.ok_or(AnalysisError::OtherTexts)?;
        let names = &reading.labels.names;
        let label = match &settings.label {
            // Of two texts, the label that B is moved to.
            None => {
                let of = heads.compared_labels.as_ref().unwrap_or(&reading);
                of.best(of.row).unwrap_or(0)
            }
            Some(name) => names
                .iter()
                .position(|other| other == name)
                .ok_or_else(|| AnalysisError::NoSuchLabel {
                    label: name.clone(),
                    labels: names.join(", "),
                })?,
        };
        let moved = match (compared, heads.compared_labels.clone()) {
            (Some(b), Some(of_b)) => {
                let of_a = (&analysis, reading.as_ref());
                Some(LabelMove::new(of_a, (b, of_b), label))
            }
            _ => None,
        };
        let warnings = match &moved {
            None => analysis.warnings.clone(),
            Some(moved) => {
                let both = [("A", &analysis), ("B", &moved.b)];
                Analysis::warnings_of(both.into_iter().map(|(name, one)| (name.to_owned(), one)))
            }
        };
        let mut labelled = Self {
            warnings,
            analysis,
            moved,
            settings: settings.clone(),
            reading,
            label,
            correlations: None,
        };
        labelled.warnings.extend(labelled.notes());
        labelled.correlations = labelled.correlated();
        Ok(labelled)
    }

    /// Whether what the labels rest on is there too.
    pub fn is_whole(&self) -> bool {
        let moved = self.moved.as_ref();
        self.reading.explanation.is_some() && moved.is_none_or(|moved| moved.words.is_some())
    }

    /// The name of the label that is explained.
    pub fn label_name(&self) -> &str {
        let name = self.reading.labels.names.get(self.label);
        name.map_or("", String::as_str)
    }

    /// What a token adds to the logit of the explained label.
    pub fn attribution(&self, token: usize) -> Option<f64> {
        let explanation = self.reading.explanation.as_ref()?;
        explanation
            .attributions
            .get(token)?
            .get(self.label)
            .copied()
    }

    /// How far the logit of the explained label falls where a token is masked.
    pub fn effect(&self, token: usize) -> Option<f64> {
        let explanation = self.reading.explanation.as_ref()?;
        let effects = explanation.effects.get(token)?.as_ref()?;
        effects.get(self.label).copied()
    }

    /// What the integration leaves over of the explained label's logit.
    pub fn residual(&self) -> Option<f64> {
        let logit = self.reading.explained().get(self.label)?;
        self.reading
            .explanation
            .as_ref()?
            .residual(self.label, *logit)
    }

    /// Of labels per token, the token that is explained.
    pub fn explained_token(&self) -> Option<usize> {
        self.reading.labels.per_token.then_some(self.reading.row)
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = vec![self.reading.labels.kind.phrase().to_owned()];
        if let Some(explanation) = &self.reading.explanation {
            notes.push(format!(
                "attributions are integrated gradients at Layer 0 against padding in place of the \
                 words, {} steps, residual {}",
                explanation.steps,
                signed(self.residual().unwrap_or_default(), 4)
            ));
            let masked = explanation.effects.iter().any(Option::is_some);
            let removed = if masked {
                "removed means masked; a text with masks is none that a classifier was trained on"
            } else {
                "the model's tokenizer has no mask, so that nothing was removed"
            };
            notes.push(removed.to_owned());
        }
        notes
    }

    fn correlated(&self) -> Option<LabelCorrelations> {
        self.reading.explanation.as_ref()?;
        let scores = self.analysis.at_layer().tokens.iter();
        let judged = scores.zip(self.analysis.strengths()).enumerate();
        let judged = judged.filter(|(_, (score, _))| score.is_some());
        let rows: Vec<(f64, f64, f64)> = judged
            .map(|(token, (_, &strength))| {
                let or_nan = |value: Option<f64>| value.unwrap_or(f64::NAN);
                (
                    strength,
                    or_nan(self.attribution(token)),
                    or_nan(self.effect(token)),
                )
            })
            .collect();
        let list = |of: fn(&(f64, f64, f64)) -> f64| rows.iter().map(of).collect::<Vec<f64>>();
        let strengths = list(|row| row.0);
        Some(LabelCorrelations {
            attribution_effect: spearman(&list(|row| row.1), &list(|row| row.2)),
            strength_attribution: spearman(&strengths, &list(|row| row.1.abs())),
            strength_effect: spearman(&strengths, &list(|row| row.2.abs())),
        })
    }
}
