//! One text as JSON, `glassbox.analysis.v1`.

use serde::Serialize;

use crate::analysis::{Analysis, AnalysisSettings, settings_of};
use crate::domain::app::APP_VERSION;
use crate::domain::token::Token;
use crate::domain::token_scores::TokenScore;

use super::document::ModelEntry;
use super::parts::{DocumentParts, ReferenceEntry, TokenParts};
use super::token_place::{TokenPlace, token_places};

/// The whole document, which comparisons hold too.
#[derive(Serialize)]
pub(super) struct AnalysisDocument<'a> {
    schema: &'static str,
    app_version: &'static str,
    model: ModelEntry<'a>,
    settings: AnalysisSettings,
    text: &'a str,
    truncated: bool,
    tokens_left_out: usize,
    /// What the strengths were measured against, where the measure is against something.
    #[serde(skip_serializing_if = "Option::is_none")]
    measured_against: Option<ReferenceEntry<'a>>,
    #[serde(flatten)]
    parts: Option<DocumentParts<'a>>,
    threshold: Option<f64>,
    tokens: Vec<TokenEntry<'a>>,
    warnings: &'a [String],
}

/// A token and how it stands at the layer.
#[derive(Serialize)]
pub(super) struct TokenEntry<'a> {
    #[serde(flatten)]
    place: TokenPlace<'a>,
    punctuation: bool,
    word: Option<usize>,
    word_class: &'static str,
    word_group: &'static str,
    strengths: Vec<f64>,
    strength: f64,
    second_strength: f64,
    rank: Option<usize>,
    z: Option<f64>,
    bucket: Option<&'static str>,
    margin: Option<f64>,
    #[serde(flatten)]
    parts: Option<TokenParts>,
}

impl<'a> AnalysisDocument<'a> {
    pub(super) fn new(analysis: &'a Analysis) -> Self {
        Self {
            schema: "glassbox.analysis.v1",
            app_version: APP_VERSION,
            model: ModelEntry::new(&analysis.model),
            settings: settings_of(analysis),
            text: &analysis.traced.text,
            truncated: analysis.traced.truncated_tokens > 0,
            tokens_left_out: analysis.traced.truncated_tokens,
            threshold: analysis.at_layer().threshold,
            measured_against: analysis.against.as_ref().map(ReferenceEntry::new),
            parts: DocumentParts::of(analysis),
            tokens: token_entries(analysis).collect(),
            warnings: &analysis.warnings,
        }
    }
}

/// An entry for each token.
pub(super) fn token_entries(analysis: &Analysis) -> impl Iterator<Item = TokenEntry<'_>> {
    let traced = &analysis.traced;
    let scored = token_places(traced).zip(&analysis.at_layer().tokens);
    scored.map(|(token, score)| TokenEntry::new(analysis, token, score.as_ref()))
}

impl<'a> TokenEntry<'a> {
    fn new(
        analysis: &Analysis,
        (token, place): (&Token, TokenPlace<'a>),
        score: Option<&TokenScore>,
    ) -> Self {
        let at = |layer: usize| {
            let strength = analysis.traced.strengths(layer).get(token.index);
            strength.copied().unwrap_or(f64::NAN)
        };
        Self {
            place,
            punctuation: token.punctuation,
            word: token.word,
            word_class: token.word_class.tag(),
            word_group: token.word_class.group().name(),
            strengths: (0..=analysis.traced.layers()).map(at).collect(),
            strength: at(analysis.layer),
            second_strength: at(analysis.second_layer),
            rank: score.map(|score| score.rank),
            z: score.and_then(|score| score.z),
            bucket: score.map(|score| score.bucket.name()),
            margin: score.map(|score| score.margin),
            parts: TokenParts::of(analysis, token.index),
        }
    }
}
