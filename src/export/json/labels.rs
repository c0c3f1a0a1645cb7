//! The labels of a text and what they rest on, as JSON: `glassbox.label.v1`.

use serde::Serialize;

use crate::analysis::{AnalysisSettings, LabelCorrelations, Labelled, settings_of};
use crate::domain::app::APP_VERSION;

use super::analysis::{TokenEntry, token_entries};
use super::document::ModelEntry;
use super::moved_label::{MovedEntry, OtherText, moved_entry};

/// The whole document.
#[derive(Serialize)]
pub(super) struct LabelDocument<'a> {
    schema: &'static str,
    app_version: &'static str,
    model: ModelEntry<'a>,
    settings: Settings<'a>,
    text: &'a str,
    second_text: Option<&'a str>,
    truncated: bool,
    tokens_left_out: usize,
    problem_type: &'static str,
    labels: Vec<LabelEntry<'a>>,
    label: &'a str,
    tokens: Vec<LabelToken<'a>>,
    residual: Option<f64>,
    spearman: Option<LabelCorrelations>,
    /// The text that the label is moved to.
    #[serde(skip_serializing_if = "Option::is_none")]
    b: Option<OtherText<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    moved: Option<MovedEntry<'a>>,
    warnings: &'a [String],
}

/// `token` is the one whose labels are explained where each token has some.
#[derive(Serialize)]
struct Settings<'a> {
    #[serde(flatten)]
    analysis: AnalysisSettings,
    label: Option<&'a str>,
    token: Option<usize>,
    steps: Option<usize>,
}

#[derive(Serialize)]
struct LabelEntry<'a> {
    name: &'a str,
    logit: f64,
    probability: Option<f64>,
    reference_logit: Option<f64>,
    residual: Option<f64>,
}

/// `attribution` and `effects` have an entry per label, `effect` is of the explained one.
#[derive(Serialize)]
struct LabelToken<'a> {
    #[serde(flatten)]
    token: TokenEntry<'a>,
    second_text: bool,
    attribution: Option<&'a [f64]>,
    effect: Option<f64>,
    effects: Option<&'a [f64]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    own_logits: Option<&'a [f64]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    own_label: Option<&'a str>,
}

impl<'a> LabelDocument<'a> {
    pub(super) fn new(labelled: &'a Labelled) -> Self {
        let analysis = &labelled.analysis;
        let reading = &labelled.reading;
        let explanation = reading.explanation.as_ref();
        let probabilities = reading.probabilities(reading.row);
        let labels = reading.labels.names.iter().zip(reading.explained());
        let labels = labels
            .enumerate()
            .map(|(label, (name, &logit))| LabelEntry {
                name,
                logit,
                probability: probabilities
                    .as_ref()
                    .and_then(|all| all.get(label).copied()),
                reference_logit: explanation.and_then(|all| all.reference.get(label).copied()),
                residual: explanation.and_then(|all| all.residual(label, logit)),
            });
        let (text, second_text) = analysis.traced.texts();
        Self {
            schema: "glassbox.label.v1",
            app_version: APP_VERSION,
            model: ModelEntry::new(&analysis.model),
            settings: Settings {
                analysis: settings_of(analysis),
                label: labelled.settings.label.as_deref(),
                token: labelled.explained_token(),
                steps: explanation.map(|all| all.steps),
            },
            text,
            second_text,
            truncated: analysis.traced.truncated_tokens > 0,
            tokens_left_out: analysis.traced.truncated_tokens,
            problem_type: reading.labels.kind.name(),
            labels: labels.collect(),
            label: labelled.label_name(),
            tokens: tokens(labelled),
            residual: labelled.residual(),
            spearman: labelled.correlations,
            b: labelled.moved.as_ref().map(OtherText::new),
            moved: moved_entry(labelled),
            warnings: &labelled.warnings,
        }
    }
}

fn tokens(labelled: &Labelled) -> Vec<LabelToken<'_>> {
    let traced = &labelled.analysis.traced;
    let reading = &labelled.reading;
    let explanation = reading.explanation.as_ref();
    let own = |index: usize| {
        reading
            .logits
            .get(index)
            .filter(|_| reading.labels.per_token)
    };
    let entries = token_entries(&labelled.analysis).zip(&traced.tokens);
    entries
        .map(|(token, of)| LabelToken {
            token,
            second_text: traced.is_of_second(of),
            attribution: explanation
                .and_then(|all| all.attributions.get(of.index))
                .map(Vec::as_slice),
            effect: labelled.effect(of.index),
            effects: explanation.and_then(|all| all.effects.get(of.index)?.as_deref()),
            own_logits: own(of.index).map(Vec::as_slice),
            own_label: own(of.index)
                .and_then(|_| reading.labels.names.get(reading.best(of.index)?))
                .map(String::as_str),
        })
        .collect()
}
