//! What the window knows: settings that are remembered between runs, and the session at hand.

use std::sync::Arc;

use eframe::egui::ThemePreference;
use serde::{Deserialize, Serialize};

use crate::analysis::{Analysis, Question, judge};
use crate::charts::{Order, Scale};
use crate::domain::standing::ThresholdRule;
use crate::engine::{Answer, Reading, Request};
use crate::model::{ModelCard, ModelSource, TracedText};
use crate::paint::TokenWindow;

use super::token_table::TableOrder;

/// What the window opens with.
#[derive(Debug, Clone)]
pub struct Opening {
    /// The model to load.
    pub model: ModelSource,
    /// The text in the prompt box.
    pub prompt: String,
}

impl Default for Opening {
    fn default() -> Self {
        Self {
            model: ModelSource::Embedded,
            prompt: String::new(),
        }
    }
}

/// Which view is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum View {
    /// One layer, a bar a token.
    #[default]
    Tokens,
    /// Two layers side by side, and all of them.
    Layers,
}

/// Remembered between runs.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Light, dark, or as the system has it.
    pub theme: ThemePreference,
    /// The view last shown.
    pub view: View,
    /// The chosen layer; none is the paper's depth.
    pub layer: Option<usize>,
    /// The layer beside it; none is the next one up.
    pub second_layer: Option<usize>,
    /// How the threshold is drawn.
    pub rule: ThresholdRule,
    /// In which order the bars stand.
    pub order: Order,
    /// In what unit layers are compared.
    pub scale: Scale,
}

impl Settings {
    /// The question these settings ask of a model with `layers` layers. A layer remembered from a
    /// deeper model falls back to the default.
    pub fn question(&self, layers: usize) -> Question {
        let there = |layer: &usize| *layer <= layers;
        Question {
            layer: self.layer.filter(there),
            second_layer: self.second_layer.filter(there),
            rule: self.rule,
        }
    }
}

/// The session at hand; gone when the window closes.
pub(super) struct Session {
    pub(super) source: ModelSource,
    pub(super) prompt: String,
    /// The text last sent to the engine.
    pub(super) asked: Option<String>,
    pub(super) model: Option<Arc<ModelCard>>,
    pub(super) shown: Option<Shown>,
    /// What went wrong with the newest request.
    pub(super) problem: Option<String>,
    pub(super) window: TokenWindow,
    /// The token set off in every chart.
    pub(super) selected: Option<usize>,
    pub(super) table_order: TableOrder,
    last_ticket: u64,
}

/// The newest text that was read, and its analysis under the settings at hand.
pub(super) struct Shown {
    traced: Arc<TracedText>,
    pub(super) analysis: Arc<Analysis>,
    question: Question,
}

impl Session {
    pub(super) fn new(opening: Opening) -> Self {
        Self {
            source: opening.model,
            prompt: opening.prompt,
            asked: None,
            model: None,
            shown: None,
            problem: None,
            window: TokenWindow::default(),
            selected: None,
            table_order: TableOrder::default(),
            last_ticket: 0,
        }
    }

    /// The request that the prompt box calls for, unless it was made before.
    pub(super) fn next_request(&mut self) -> Option<Request> {
        let text = if self.prompt.trim().is_empty() {
            ""
        } else {
            &self.prompt
        };
        if self.asked.as_deref() == Some(text) {
            return None;
        }
        self.asked = Some(text.to_owned());
        Some(Request {
            model: self.source.clone(),
            texts: if text.is_empty() {
                Vec::new()
            } else {
                vec![text.to_owned()]
            },
        })
    }

    /// Takes an answer in, unless a newer one came before.
    pub(super) fn receive(&mut self, answer: Answer<Request, Reading>, settings: &Settings) {
        if answer.ticket <= self.last_ticket || answer.request.model != self.source {
            return;
        }
        self.last_ticket = answer.ticket;
        match answer.outcome {
            Err(problem) => self.problem = Some(problem),
            Ok(reading) => {
                self.problem = None;
                let card = reading.model;
                self.model = Some(Arc::clone(&card));
                if let Some(traced) = reading.texts.into_iter().next() {
                    self.show(card, traced, settings);
                }
            }
        }
    }

    /// Judges the shown text anew if the settings call for it; never runs the model.
    pub(super) fn refresh(&mut self, settings: &Settings) {
        let Some(shown) = &self.shown else { return };
        let model = Arc::clone(&shown.analysis.model);
        if shown.question != settings.question(model.layers) {
            let traced = Arc::clone(&shown.traced);
            self.show(model, traced, settings);
        }
    }

    fn show(&mut self, model: Arc<ModelCard>, traced: Arc<TracedText>, settings: &Settings) {
        let question = settings.question(model.layers);
        match judge(model, Arc::clone(&traced), &question) {
            Ok(analysis) => {
                let count = traced.tokens.len();
                self.selected = self.selected.filter(|&token| token < count);
                self.shown = Some(Shown {
                    traced,
                    analysis: Arc::new(analysis),
                    question,
                });
            }
            Err(error) => self.problem = Some(error.to_string()),
        }
    }
}
