//! One text: what removing its tokens does to what the model puts out, beside their strength.

use crate::domain::removal::{
    MeasuredRemoval, Progress, Removal, RemovalOutput, RemovalSubject, RemovalTest,
};
use crate::domain::statistics::spearman;

use super::error::AnalysisError;
use super::question::{Asked, Measured, Question};
use super::settings::RemovalSettings;
use super::text_analysis::Analysis;

/// The answer: what the removal of each token does, and of the HIGH ones together.
#[derive(Debug, Clone, PartialEq)]
pub struct Effects {
    /// The text and its strengths.
    pub analysis: Analysis,
    /// How tokens were removed.
    pub settings: RemovalSettings,
    /// How the model makes a sentence embedding, or what is looked at in its place, in a few words.
    pub pooling: String,
    /// How many sets of tokens were removed, of how many.
    pub progress: Progress,
    /// What was found.
    pub test: RemovalTest,
    /// Spearman's rank correlation of the strengths of the judged tokens with what each does alone;
    /// `None` where it is undefined.
    pub spearman: Option<f64>,
}

impl Question {
    /// What is to be removed of the texts that were measured; `None` of a question that removes
    /// nothing.
    ///
    /// # Errors
    /// A layer that the model does not have, or a measure without what it needs.
    pub fn removal(
        &self,
        measured: &Measured,
    ) -> Result<Option<(RemovalSettings, Analysis)>, AnalysisError> {
        let Asked::Effects { settings, .. } = &self.asked else {
            return Ok(None);
        };
        let analysis = self.analysis_of(measured)?;
        Ok(Some((*settings, analysis)))
    }
}

impl Effects {
    pub(super) fn new(
        analysis: Analysis,
        settings: RemovalSettings,
        measured: &MeasuredRemoval,
    ) -> Self {
        let scores = &analysis.at_layer().tokens;
        let strengths = analysis.strengths().iter().zip(&measured.test.alone);
        let judged = strengths.zip(scores).filter(|(_, score)| score.is_some());
        let (strengths, effects): (Vec<f64>, Vec<f64>) = judged
            .map(|((&strength, &effect), _)| (strength, effect))
            .unzip();
        let defined = effects.iter().all(|effect| effect.is_finite());
        Self {
            spearman: spearman(&strengths, &effects).filter(|_| defined),
            pooling: measured.pooling.clone(),
            progress: measured.progress,
            test: measured.test.clone(),
            settings,
            analysis,
        }
    }

    /// Whether every set of tokens was removed.
    pub fn is_whole(&self) -> bool {
        self.analysis.is_whole() && self.progress.is_whole()
    }

    /// What the removal of a token alone does.
    pub fn effect(&self, token: usize) -> Option<f64> {
        let effect = self.test.alone.get(token).copied();
        effect.filter(|effect| effect.is_finite())
    }

    /// What is looked at of the model's, in a few words.
    pub fn output_phrase(&self) -> String {
        match self.settings.output {
            RemovalOutput::Embedding => format!("the sentence embedding: {}", self.pooling),
            RemovalOutput::MaskedLm | RemovalOutput::Label => self.pooling.clone(),
        }
    }

    /// What a reader of the numbers must know, one sentence each.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = self.analysis.warnings.clone();
        notes.push(format!(
            "removed means that {}; the output is {}",
            self.settings.removal.phrase(),
            self.output_phrase()
        ));
        if self.settings.removal != Removal::Pooling {
            notes.push(
                "a text without some of its tokens is none that the model was trained on"
                    .to_owned(),
            );
        }
        if !self.test.layers.is_empty() && self.test.high().is_none() {
            notes.push("no token is HIGH: there is nothing to remove together".to_owned());
        }
        notes
    }
}

impl Analysis {
    /// The removal test of this text by `settings`.
    pub fn removal_subject(&self, settings: RemovalSettings) -> RemovalSubject<'_> {
        RemovalSubject {
            text: &self.traced,
            layer: self.layer,
            rule: self.rule,
            seed: settings.seed,
        }
    }
}
