//! What removing the tokens of a text does, as JSON: `glassbox.effects.v1`.

use serde::Serialize;

use crate::analysis::{AnalysisSettings, Effects, settings_of};
use crate::domain::app::APP_VERSION;
use crate::domain::removal::{Against, ChoiceEffect, CurvePoint, Rival, area};

use super::analysis::{TokenEntry, token_entries};
use super::document::ModelEntry;

/// The whole document.
#[derive(Serialize)]
pub(super) struct EffectsDocument<'a> {
    schema: &'static str,
    app_version: &'static str,
    model: ModelEntry<'a>,
    settings: EffectsSettings<'a>,
    text: &'a str,
    truncated: bool,
    tokens_left_out: usize,
    threshold: Option<f64>,
    tokens: Vec<TokenEffect<'a>>,
    spearman: Option<f64>,
    judged: usize,
    high: Option<HighEntry>,
    layers: Vec<LayerEntry>,
    rivals: Vec<RivalEntry>,
    curve: Vec<PointEntry>,
    area: Option<f64>,
    warnings: Vec<String>,
}

#[derive(Serialize)]
struct EffectsSettings<'a> {
    #[serde(flatten)]
    settings: AnalysisSettings,
    removal: &'static str,
    output: &'static str,
    pooling: &'a str,
    seed: u64,
}

#[derive(Serialize)]
struct TokenEffect<'a> {
    #[serde(flatten)]
    token: TokenEntry<'a>,
    effect: Option<f64>,
}

#[derive(Serialize)]
struct HighEntry {
    size: usize,
    effect: f64,
    random_mean: f64,
    excess: f64,
    beats_random: f64,
    sets: usize,
}

#[derive(Serialize)]
struct LayerEntry {
    layer: usize,
    #[serde(flatten)]
    high: Option<HighEntry>,
}

#[derive(Serialize)]
struct RivalEntry {
    name: &'static str,
    effect: f64,
    excess: f64,
}

#[derive(Serialize)]
struct PointEntry {
    share: f64,
    strongest: f64,
    random: f64,
    greedy: f64,
}

impl<'a> EffectsDocument<'a> {
    pub(super) fn new(effects: &'a Effects) -> Self {
        let analysis = &effects.analysis;
        let test = &effects.test;
        let tokens = token_entries(analysis).enumerate();
        let layers = test.layers.iter().enumerate();
        Self {
            schema: "glassbox.effects.v1",
            app_version: APP_VERSION,
            model: ModelEntry::new(&analysis.model),
            settings: EffectsSettings {
                settings: settings_of(analysis),
                removal: effects.settings.removal.name(),
                output: effects.settings.output.name(),
                pooling: &effects.pooling,
                seed: effects.settings.seed,
            },
            text: &analysis.traced.text,
            truncated: analysis.traced.truncated_tokens > 0,
            tokens_left_out: analysis.traced.truncated_tokens,
            threshold: analysis.at_layer().threshold,
            tokens: tokens
                .map(|(index, token)| TokenEffect {
                    token,
                    effect: effects.effect(index),
                })
                .collect(),
            spearman: effects.spearman,
            judged: test.judged,
            high: test.high().map(HighEntry::new),
            layers: layers
                .map(|(layer, high)| LayerEntry {
                    layer,
                    high: high.as_ref().map(HighEntry::new),
                })
                .collect(),
            rivals: test.rivals.iter().map(RivalEntry::new).collect(),
            curve: test.curve.iter().map(PointEntry::new).collect(),
            area: area(test.curve.iter()),
            warnings: effects.notes(),
        }
    }
}

impl HighEntry {
    fn new(high: &Against) -> Self {
        Self {
            size: high.size,
            effect: high.effect,
            random_mean: high.random_mean,
            excess: high.excess(),
            beats_random: high.beats_random,
            sets: high.sets,
        }
    }
}

impl RivalEntry {
    fn new((rival, choice): &(Rival, ChoiceEffect)) -> Self {
        Self {
            name: rival.name(),
            effect: choice.effect,
            excess: choice.excess,
        }
    }
}

impl PointEntry {
    fn new(point: &CurvePoint) -> Self {
        Self {
            share: point.share,
            strongest: point.strongest,
            random: point.random,
            greedy: point.greedy,
        }
    }
}
