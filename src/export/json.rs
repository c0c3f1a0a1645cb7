//! JSON documents. The names are a contract: scripts outside the project read them.

use serde::Serialize;

use crate::analysis::Analysis;
use crate::domain::token::Token;
use crate::domain::token_scores::TokenScore;
use crate::domain::trace::ModelCard;
use crate::model::{CheckedModel, FileNote};

pub(super) const APP_VERSION: &str = env!("CARGO_PKG_VERSION");

/// An analysis as `glassbox.analysis.v1`, with a line end.
pub fn json_from_analysis(analysis: &Analysis) -> String {
    document(&AnalysisDocument::of(analysis))
}

/// A checked model as `glassbox.model.v1`.
pub fn json_from_checked_model(checked: &CheckedModel) -> String {
    let reading = &checked.reading;
    document(&CheckedDocument {
        schema: "glassbox.model.v1",
        app_version: APP_VERSION,
        usable: true,
        model: ModelEntry::of(&checked.card),
        heads: reading.heads,
        vocabulary: reading.vocabulary,
        parameters: reading.parameters,
        stored_as: &reading.stored_as,
        device: &checked.device,
        read: reading.read.iter().map(FileEntry::of).collect(),
        unused: reading.unused.iter().map(FileEntry::of).collect(),
        warnings: checked.card.reading_notes().collect(),
    })
}

pub(super) fn document(value: &impl Serialize) -> String {
    // Serialising plain structs to memory cannot fail; numbers that are not finite become null.
    let mut text = serde_json::to_string(value).unwrap_or_default();
    text.push('\n');
    text
}

#[derive(Serialize)]
pub(super) struct AnalysisDocument<'a> {
    schema: &'static str,
    app_version: &'static str,
    model: ModelEntry<'a>,
    settings: Settings,
    text: &'a str,
    truncated: bool,
    tokens_left_out: usize,
    threshold: Option<f64>,
    tokens: Vec<TokenEntry<'a>>,
    warnings: &'a [String],
}

#[derive(Serialize)]
struct CheckedDocument<'a> {
    schema: &'static str,
    app_version: &'static str,
    usable: bool,
    model: ModelEntry<'a>,
    heads: usize,
    vocabulary: usize,
    parameters: usize,
    stored_as: &'a str,
    device: &'a str,
    read: Vec<FileEntry<'a>>,
    unused: Vec<FileEntry<'a>>,
    warnings: Vec<&'a str>,
}

#[derive(Serialize)]
struct FileEntry<'a> {
    file: &'a str,
    note: &'a str,
}

impl<'a> FileEntry<'a> {
    fn of(note: &'a FileNote) -> Self {
        Self {
            file: &note.file,
            note: &note.note,
        }
    }
}

#[derive(Serialize)]
pub(super) struct ModelEntry<'a> {
    id: &'a str,
    name: &'a str,
    family: &'static str,
    layers: usize,
    hidden_size: usize,
    positions: usize,
    sha256: &'a str,
}

#[derive(Serialize)]
pub(super) struct Settings {
    layer: usize,
    second_layer: usize,
    quantile: f64,
    quantile_method: &'static str,
    tokens: &'static str,
}

#[derive(Serialize)]
struct TokenEntry<'a> {
    index: usize,
    id: u32,
    token: &'a str,
    shown: &'a str,
    start: usize,
    end: usize,
    special: bool,
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
}

impl<'a> AnalysisDocument<'a> {
    pub(super) fn of(analysis: &'a Analysis) -> Self {
        let tokens = analysis.traced.tokens.iter();
        let scores = &analysis.at_layer().tokens;
        Self {
            schema: "glassbox.analysis.v1",
            app_version: APP_VERSION,
            model: ModelEntry::of(&analysis.model),
            settings: Settings::of(analysis),
            text: &analysis.traced.text,
            truncated: analysis.traced.left_out > 0,
            tokens_left_out: analysis.traced.left_out,
            threshold: analysis.at_layer().threshold,
            tokens: tokens
                .zip(scores)
                .map(|(token, score)| TokenEntry::of(analysis, token, score.as_ref()))
                .collect(),
            warnings: &analysis.warnings,
        }
    }
}

impl Settings {
    pub(super) fn of(analysis: &Analysis) -> Self {
        Self {
            layer: analysis.layer,
            second_layer: analysis.second_layer,
            quantile: analysis.rule.quantile,
            quantile_method: analysis.rule.method.name(),
            tokens: analysis.rule.tokens.name(),
        }
    }
}

impl<'a> ModelEntry<'a> {
    pub(super) fn of(card: &'a ModelCard) -> Self {
        Self {
            id: &card.id,
            name: &card.display_name,
            family: card.family.name(),
            layers: card.layers,
            hidden_size: card.hidden_size,
            positions: card.positions,
            sha256: &card.sha256,
        }
    }
}

impl<'a> TokenEntry<'a> {
    fn of(analysis: &Analysis, token: &'a Token, score: Option<&TokenScore>) -> Self {
        let at = |layer: usize| {
            let strength = analysis.traced.strengths(layer).get(token.index);
            strength.copied().unwrap_or(f64::NAN)
        };
        Self {
            index: token.index,
            id: token.id,
            token: &token.piece,
            shown: &token.shown,
            start: token.start,
            end: token.end,
            special: token.special,
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
        }
    }
}
