//! The document: replaced by another one, undone and redone, and kept in step with its models.

use std::sync::Arc;

use eframe::egui::Context;

use crate::analysis::Asked;
use crate::domain::trace::ModelCard;
use crate::export::figure::Recipe;
use crate::ui::state::document::Document;
use crate::ui::state::model_slots::Slot;
use crate::ui::state::settings::Settings;
use crate::ui::state::view_state::PairsByHand;
use crate::ui::views;

use super::App;
use super::arriving::Arriving;

impl App {
    /// Puts `document` in place of the one worked on. A model that is not on this computer is not
    /// downloaded.
    pub fn restore(&mut self, document: Document) {
        self.put(document, None);
    }

    /// Brings back the texts, the model and the settings that a figure or a result was made with.
    pub(super) fn restore_recipe(&mut self, recipe: &Recipe) -> Result<(), String> {
        let document = views::restored(&self.document, recipe);
        let document = document.map_err(|error| error.to_string())?;
        document.check_texts().map_err(|error| error.to_string())?;
        let weights = (recipe.model.name.clone(), recipe.model.sha256.clone());
        self.put(document, Some(weights));
        if let Asked::Compare {
            text_a,
            text_b,
            paired_by_hand,
            ..
        } = &recipe.question.asked
        {
            let texts = [text_a.as_str(), text_b.as_str()];
            self.state.by_hand = PairsByHand::new(texts, &self.document.settings, paired_by_hand);
        }
        if let Some(style) = recipe.picture.clone() {
            self.picture = Some((recipe.chart.clone().unwrap_or_default(), style));
        }
        Ok(())
    }

    fn put(&mut self, document: Document, weights: Option<(String, String)>) {
        let there = self.models.first.in_use();
        let other_model = there.is_none_or(|there| there.source != document.model);
        for (slot, source) in [
            (Slot::First, &document.model),
            (Slot::Second, &document.second_model),
        ] {
            if self.models.wanted(slot) != source {
                self.models.recall(slot, source.clone());
            }
        }
        self.cursor_to_end |= self.document.prompt != document.prompt;
        let arriving = Arriving {
            settings: document.settings.clone(),
            weights,
        };
        self.document = document;
        if other_model {
            self.arriving = Some(arriving);
        } else if let Some(card) = self.model.clone() {
            self.check_weights(&arriving, &card);
        }
    }

    /// The document names the models that are wanted.
    pub(super) fn note_models(&mut self) {
        self.document
            .model
            .clone_from(self.models.wanted(Slot::First));
        self.document
            .second_model
            .clone_from(self.models.wanted(Slot::Second));
    }

    /// The same where it may be that one could not be had, which is no step to come back to.
    pub(super) fn note_models_given_up(&mut self) {
        let wanted = [Slot::First, Slot::Second].map(|slot| self.models.wanted(slot));
        if wanted != [&self.document.model, &self.document.second_model] {
            self.note_models();
            self.history.amend_models(&self.document);
        }
    }

    /// Takes up a first model that is ready: the layers stay as deep as they were, unless settings
    /// of its own came with it.
    pub(super) fn take_up_model(&mut self) {
        self.note_models_given_up();
        if !self.models.is_loading() && self.models.problem.is_some() {
            // What could not be had brings no settings with it.
            self.arriving = None;
        }
        let Some(ready) = self.models.first.in_use() else {
            return;
        };
        let card = Arc::clone(&ready.card);
        let before = self.model.as_ref();
        if before.is_some_and(|before| Arc::ptr_eq(before, &card)) {
            return;
        }
        let before = before.map(|before| before.layers);
        self.preferences.used_model(ready.source.clone());
        self.model = Some(Arc::clone(&card));
        self.problem = None;
        let settings = &mut self.document.settings;
        match (self.arriving.take(), before) {
            (Some(arriving), _) => {
                settings.layer = arriving.settings.layer;
                settings.second_layer = arriving.settings.second_layer;
                self.check_weights(&arriving, &card);
            }
            (None, Some(before)) => {
                let layer_of = |settings: &Settings, last| settings.analysis(last).layer_of(last);
                let was = layer_of(settings, before);
                settings.keep_depth(before, card.layers);
                if before != card.layers {
                    let now = layer_of(settings, card.layers);
                    let last = card.layers;
                    let said =
                        format!("Layer {now} of {last} is as deep as Layer {was} of {before} was.");
                    self.files.done = Some(said.into());
                }
                // Another model has other tokens.
                self.state.by_hand = PairsByHand::default();
            }
            (None, None) => {}
        }
    }

    /// One step back.
    pub(super) fn undo(&mut self) {
        let document = self.history.undo();
        self.restore_here(document);
    }

    /// One step forward.
    pub(super) fn redo(&mut self) {
        let document = self.history.redo();
        self.restore_here(document);
    }

    /// Puts a step in place of the document, in the view that is shown.
    fn restore_here(&mut self, document: Option<Document>) {
        if let Some(mut document) = document {
            let view = &self.document.settings.view;
            document.settings.view.clone_from(view);
            self.restore(document);
        }
    }

    /// Keeps the document as a step to come back to.
    pub(super) fn note_document(&mut self, ctx: &Context) {
        let (time, held) = ctx.input(|input| (input.time, input.pointer.any_down()));
        if self.history.note(&self.document, time, held) {
            self.files.dismiss_after(time);
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
