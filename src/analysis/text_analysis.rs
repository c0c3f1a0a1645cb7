//! One text: how strongly does each token light up, and which are HIGH?

use std::sync::Arc;

use crate::domain::measure::Measure;
use crate::domain::reference::ReferenceTexts;
use crate::domain::strength::is_flat;
use crate::domain::threshold::ThresholdRule;
use crate::domain::token_scores::{LayerScores, score_layer};
use crate::domain::trace::{ModelCard, TracedText};

use super::error::AnalysisError;
use super::parts::{Compared, Parts};
use super::settings::AnalysisSettings;

/// The answer: one text analyzed at two layers.
#[derive(Debug, Clone, PartialEq)]
pub struct Analysis {
    /// The model that read the text.
    pub model: Arc<ModelCard>,
    /// The text, its tokens and every layer's strengths.
    pub traced: Arc<TracedText>,
    /// The selected layer.
    pub layer: usize,
    /// The layer shown beside it.
    pub second_layer: usize,
    /// How the thresholds were drawn.
    pub rule: ThresholdRule,
    /// Which number of a token is called its strength; the strengths of `traced` are by it.
    pub measure: Measure,
    /// The reference texts it was measured against, if it was against any.
    pub against: Option<ReferenceTexts>,
    /// What the strengths are made of, where that was asked.
    pub parts: Option<Arc<Parts>>,
    /// What the reference texts say of the norms, where they were read for a question that asks for
    /// no parts.
    pub beside: Option<Arc<Compared>>,
    /// Threshold, ranks and buckets of every layer, `[layer]`.
    pub scores: Vec<LayerScores>,
    /// What a reader of the numbers must know, one sentence each; what is so of the model first.
    pub warnings: Vec<String>,
}

impl Analysis {
    /// Scores the tokens of a text at every layer; never runs the model.
    ///
    /// # Errors
    /// A layer the model does not have.
    pub fn new(
        model: Arc<ModelCard>,
        traced: Arc<TracedText>,
        settings: &AnalysisSettings,
    ) -> Result<Self, AnalysisError> {
        let (layer, second_layer) = settings.layers_on(&model)?;
        let scores: Vec<LayerScores> = (0..=traced.layers())
            .map(|layer| score_layer(&traced.tokens, traced.strengths(layer), &settings.rule))
            .collect();
        if settings.measure == Measure::InputNorm
            && layer <= traced.layers()
            && traced.strengths(layer).iter().all(|norm| norm.is_nan())
        {
            return Err(AnalysisError::NoInputNorm {
                layer,
                model: model.display_name.clone(),
            });
        }
        let mut analysis = Self {
            measure: settings.measure,
            against: None,
            parts: None,
            beside: None,
            model,
            traced,
            layer,
            second_layer,
            rule: settings.rule,
            scores,
            warnings: Vec::new(),
        };
        analysis.warnings = analysis.notes();
        analysis.warnings.extend(warnings(&analysis));
        Ok(analysis)
    }

    /// What must be known of the model's strengths, whatever the text.
    fn notes(&self) -> Vec<String> {
        let notes = self.model.reading_notes().map(str::to_owned);
        let measure = self.measure.phrase();
        let measure = measure.map(|phrase| format!("strength is here {phrase}"));
        notes.chain(measure).collect()
    }

    /// The warnings of several analyses by one model, each behind its analysis' name; what is so
    /// of the model once.
    pub(super) fn warnings_of<'a>(named: impl Iterator<Item = (String, &'a Self)>) -> Vec<String> {
        let mut warnings = Vec::new();
        for (place, (name, analysis)) in named.enumerate() {
            let notes = analysis.notes();
            let of_text = |warning: &&String| !notes.contains(warning);
            if place == 0 {
                warnings.extend(notes.clone());
            }
            let own = analysis.warnings.iter().filter(of_text);
            warnings.extend(own.map(|warning| format!("{name}: {warning}")));
        }
        warnings
    }

    /// Whether every layer of the model is there; while a text is being read, the last ones may
    /// be missing.
    pub fn is_whole(&self) -> bool {
        self.traced.layers() == self.model.layers
    }

    /// Strengths at the selected layer, one per token.
    pub fn strengths(&self) -> &[f64] {
        self.traced.strengths(self.layer)
    }

    /// What the reference texts say of the norms; `None` where they were not read.
    pub fn compared(&self) -> Option<&Compared> {
        let of_parts = self
            .parts
            .as_ref()
            .and_then(|parts| parts.compared.as_ref());
        of_parts.or(self.beside.as_deref())
    }

    /// How many standard deviations the norm of a token at the selected layer lies above what is
    /// usual; `None` where that is not known.
    pub fn surprise(&self, token: usize) -> Option<f64> {
        self.compared()?.surprise_of(self.layer, token)
    }

    /// Threshold and scores at the selected layer.
    pub fn at_layer(&self) -> &LayerScores {
        const NOTHING: &LayerScores = &LayerScores {
            threshold: None,
            tokens: Vec::new(),
        };
        self.scores.get(self.layer).unwrap_or(NOTHING)
    }
}

/// What must be known of how `model` read a text, whatever is made of it.
pub(super) fn reading_warnings(traced: &TracedText, model: &ModelCard) -> Vec<String> {
    let mut warnings = Vec::new();
    if traced.truncated_tokens > 0 {
        warnings.push(format!(
            "the text is cut: its last {} tokens were left out, {} reads at most {} tokens",
            traced.truncated_tokens, model.display_name, model.positions
        ));
    }
    match traced.unknown {
        0 => {}
        1 => warnings.push("1 token is not in the model's vocabulary".to_owned()),
        many => warnings.push(format!("{many} tokens are not in the model's vocabulary")),
    }
    warnings
}

fn warnings(analysis: &Analysis) -> Vec<String> {
    let traced = &analysis.traced;
    let mut warnings = reading_warnings(traced, &analysis.model);
    let scores = analysis.at_layer();
    let finite_at = |layer: usize| traced.strengths(layer).iter().all(|s| s.is_finite());
    // Not every layer has an input norm.
    let layers = 0..=traced.layers();
    let mut layers = layers.filter(|_| analysis.measure != Measure::InputNorm);
    if !finite_at(analysis.layer) {
        warnings.push("a strength is not a finite number: there is no threshold".to_owned());
    } else if scores.threshold.is_none() {
        warnings.push(format!(
            "no token is in the token set {}: there is no threshold",
            analysis.rule.tokens.name()
        ));
    } else if scores
        .tokens
        .iter()
        .flatten()
        .all(|score| score.z.is_none())
    {
        warnings
            .push("all strengths of the token set are equal: z-scores are undefined".to_owned());
    } else if is_flat(analysis.strengths()) {
        warnings.push(
            "all strengths are within 0.01 % of one another: their order, ranks and z-scores are \
             rounding"
                .to_owned(),
        );
    }
    if let Some(layer) = layers.find(|&layer| layer != analysis.layer && !finite_at(layer)) {
        warnings.push(format!(
            "a strength at Layer {layer} is not a finite number"
        ));
    }
    warnings
}
