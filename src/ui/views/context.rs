//! What a view is given: plain data to read, a draft of the document to edit, and a list that takes
//! what only the app can do.

use std::sync::Arc;

use crate::analysis::Asked;
use crate::domain::reference::ReferenceStatistics;
use crate::domain::trace::ModelCard;
use crate::engine::{Listing, LoadState, LoadedModel};
use crate::ui::action::Action;
use crate::ui::corpus::Corpus;
use crate::ui::files::Done;
use crate::ui::reference::ReferenceState;
use crate::ui::search::SearchState;
use crate::ui::state::answers::Answers;
use crate::ui::state::chart_cache::ChartCache;
use crate::ui::state::document::Document;
use crate::ui::state::model_slots::ModelSlots;
use crate::ui::state::settings::Preferences;
use crate::ui::state::view_state::{Stretch, ViewState};

/// What a question, an answer and a chart are chosen by.
pub(in crate::ui) struct ViewInput<'a> {
    pub(in crate::ui) document: &'a Document,
    pub(in crate::ui) state: &'a ViewState,
    pub(in crate::ui) answers: &'a Answers,
    pub(in crate::ui) corpus: &'a Corpus,
    pub(in crate::ui) search: &'a SearchState,
    /// The model in use, once it is loaded.
    pub(in crate::ui) model: Option<&'a LoadedModel>,
    /// What the model in use makes of the reference texts, once it has read them.
    pub(in crate::ui) reference: Option<&'a Arc<ReferenceStatistics>>,
    /// The model to compare with, once it is loaded.
    pub(in crate::ui) second_model: Option<&'a LoadedModel>,
}

/// What is drawn from, and what drawing may change.
pub(in crate::ui) struct ViewContext<'a> {
    /// A draft: what is changed here the app takes over after the frame.
    pub(in crate::ui) document: &'a mut Document,
    /// What is looked at and picked; no part of the document.
    pub(in crate::ui) state: &'a mut ViewState,
    /// The stretches that are zoomed, and how many slots each has.
    pub(in crate::ui) stretches: Vec<(Stretch, usize)>,
    pub(in crate::ui) charts: &'a mut ChartCache,
    /// What is chosen in the corpus view.
    pub(in crate::ui) corpus: &'a mut Corpus,
    /// What is searched and found.
    pub(in crate::ui) search: &'a SearchState,
    /// What would be usual.
    pub(in crate::ui) reference: &'a ReferenceState,
    pub(in crate::ui) answers: &'a Answers,
    /// The model in use.
    pub(in crate::ui) model: Option<&'a Arc<ModelCard>>,
    pub(in crate::ui) models: &'a ModelSlots,
    pub(in crate::ui) preferences: &'a Preferences,
    pub(in crate::ui) listing: &'a Listing,
    /// How far the model under way is.
    pub(in crate::ui) loading: Option<LoadState>,
    pub(in crate::ui) messages: Messages<'a>,
    pub(in crate::ui) can_undo: bool,
    pub(in crate::ui) can_redo: bool,
    /// Whether the prompt box is to take the keyboard in this frame.
    pub(in crate::ui) focus_prompt: bool,
    pub(in crate::ui) actions: Vec<Action>,
}

/// What is to be said of the app, not of a view.
#[derive(Clone, Copy, Default)]
pub(in crate::ui) struct Messages<'a> {
    /// What went wrong with the newest model, question and file.
    pub(in crate::ui) problems: [Option<&'a str>; 3],
    /// What was done last.
    pub(in crate::ui) done: Option<&'a Done>,
}

impl ViewContext<'_> {
    /// Asks the app for something that only it can do; it is done after the frame.
    pub(in crate::ui) fn send(&mut self, action: impl Into<Action>) {
        self.actions.push(action.into());
    }

    /// Puts what is asked into the view that shows it.
    pub(in crate::ui) fn show(&mut self, asked: &Asked, chart: Option<&str>) {
        if super::show(self.document, asked, chart).is_ok() {
            self.send(Action::PromptReplaced);
        }
    }

    /// The same, as questions and charts are chosen by.
    pub(in crate::ui) fn input(&self) -> ViewInput<'_> {
        ViewInput {
            document: self.document,
            state: self.state,
            answers: self.answers,
            corpus: self.corpus,
            search: self.search,
            model: self.models.first.in_use(),
            reference: self
                .models
                .first
                .in_use()
                .and_then(|model| self.reference.of(model)),
            second_model: self.models.second.in_use(),
        }
    }
}
