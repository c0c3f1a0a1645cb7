//! The document at hand: taken from the window, put back into it, undone and redone.

use std::sync::Arc;

use eframe::egui::Context;

use crate::analysis::Asked;
use crate::domain::trace::ModelCard;
use crate::export::figure::Recipe;

use super::app::App;
use super::document::Document;
use super::models_at_hand::Place;
use super::state::Settings;
use super::workspace::PairsByHand;

/// What waits for a model that is under way.
pub(super) struct Arriving {
    /// The settings that go with it: its layers are not to be mapped.
    settings: Settings,
    /// The weights that are meant, if a file named them, and the name they go by there.
    weights: Option<(String, String)>,
}

impl App {
    /// Everything a person works on, as it is now.
    pub fn document(&self) -> Document {
        let workspace = &self.workspace;
        Document {
            model: workspace.models.first.wanted().clone(),
            second_model: workspace.models.second.wanted().clone(),
            prompt: workspace.prompt.clone(),
            prompt_b: workspace.prompt_b.clone(),
            drift_input: workspace.drift_input.clone(),
            drift_prompts: workspace.drift_prompts.clone(),
            settings: self.settings.clone(),
        }
    }

    /// Puts `document` in place of the one at hand. A model that is not on this computer is not
    /// downloaded.
    pub fn restore(&mut self, document: Document) {
        self.put(document, None);
    }

    /// Brings back the texts, the model and the settings that a figure or a result was made with.
    pub(super) fn restore_recipe(&mut self, recipe: &Recipe) -> Result<(), String> {
        let document = self.document().with_recipe(recipe);
        let document = document.map_err(|error| error.to_string())?;
        let weights = (recipe.model.name.clone(), recipe.model.sha256.clone());
        self.put(document, Some(weights));
        if let Asked::Compare {
            text_a,
            text_b,
            paired_by_hand,
            ..
        } = &recipe.question.asked
        {
            self.workspace.by_hand =
                PairsByHand::new([text_a, text_b], &self.settings, paired_by_hand);
        }
        if let Some(style) = recipe.picture {
            self.picture = Some((recipe.chart.clone().unwrap_or_default(), style));
        }
        Ok(())
    }

    fn put(&mut self, document: Document, weights: Option<(String, String)>) {
        let workspace = &mut self.workspace;
        let there = workspace.models.first.in_use();
        let other_model = there.is_none_or(|there| there.source != document.model);
        if *workspace.models.first.wanted() != document.model {
            workspace.models.recall(Place::First, document.model);
        }
        if *workspace.models.second.wanted() != document.second_model {
            workspace
                .models
                .recall(Place::Second, document.second_model);
        }
        self.cursor_to_end |= workspace.prompt != document.prompt;
        workspace.prompt = document.prompt;
        workspace.prompt_b = document.prompt_b;
        workspace.drift_input = document.drift_input;
        workspace.drift_prompts = document.drift_prompts;
        self.settings = document.settings.clone();
        let arriving = Arriving {
            settings: document.settings,
            weights,
        };
        if other_model {
            self.arriving = Some(arriving);
        } else if let Some(card) = self.workspace.model.clone() {
            self.check_weights(&arriving, &card);
        }
    }

    /// Takes up a first model that is ready: the layers stay as deep as they were, unless settings
    /// of its own came with it.
    pub(super) fn take_up_model(&mut self) {
        let workspace = &mut self.workspace;
        if !workspace.models.is_loading() && workspace.models.problem.is_some() {
            // What could not be had brings no settings with it.
            self.arriving = None;
        }
        let Some(ready) = workspace.models.first.in_use() else {
            return;
        };
        let card = Arc::clone(&ready.card);
        let before = workspace.model.as_ref();
        if before.is_some_and(|before| Arc::ptr_eq(before, &card)) {
            return;
        }
        let before = before.map(|before| before.layers);
        self.preferences.used_model(ready.source.clone());
        workspace.model = Some(Arc::clone(&card));
        workspace.problem = None;
        match (self.arriving.take(), before) {
            (Some(arriving), _) => {
                self.settings.layer = arriving.settings.layer;
                self.settings.second_layer = arriving.settings.second_layer;
                self.check_weights(&arriving, &card);
            }
            (None, Some(before)) => {
                self.settings.keep_depth(before, card.layers);
                // Another model has other tokens.
                self.workspace.by_hand = PairsByHand::default();
            }
            (None, None) => {}
        }
    }

    /// One step back.
    pub(super) fn undo(&mut self) {
        if let Some(document) = self.history.undo() {
            self.restore(document);
        }
    }

    /// One step forward.
    pub(super) fn redo(&mut self) {
        if let Some(document) = self.history.redo() {
            self.restore(document);
        }
    }

    /// Keeps the document at hand as a step to come back to.
    pub(super) fn note_document(&mut self, ctx: &Context) {
        let document = self.document();
        let time = ctx.input(|input| input.time);
        if self.history.note(&document, time) {
            self.files.hush(time);
        }
    }

    fn check_weights(&mut self, arriving: &Arriving, card: &ModelCard) {
        if let Some((name, meant)) = &arriving.weights
            && *meant != card.sha256
        {
            self.files.problem = Some(format!(
                "the file was made with other weights of {name} (sha256 {}…, here {}…): the \
                 numbers will differ",
                meant.get(..12).unwrap_or(meant),
                card.sha256.get(..12).unwrap_or(&card.sha256)
            ));
        }
    }
}
