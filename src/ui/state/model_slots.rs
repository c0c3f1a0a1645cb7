//! Which models are wanted, loaded and under way. The one in use stays until another is ready.

use crate::engine::{LoadRequest, LoadedModel, Reply};
use crate::model::ModelSource;

/// The first model of every view, and the second one of the models view.
pub(in crate::ui) struct ModelSlots {
    /// The model that is to read; it may still be loading.
    pub(in crate::ui) first: Choice,
    /// The model to compare with.
    pub(in crate::ui) second: Choice,
    /// What went wrong with the newest load.
    pub(in crate::ui) problem: Option<String>,
    under_way: Option<LoadRequest>,
}

/// A model that is wanted and one that is in use; often the same.
pub(in crate::ui) struct Choice {
    wanted: ModelSource,
    in_use: Option<LoadedModel>,
    /// Nobody asked for it by name in this run: it must not be downloaded.
    remembered: bool,
}

/// Which of the two a new model is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) enum Slot {
    First,
    Second,
}

impl ModelSlots {
    /// Starts with nothing loaded. `remembered` says that `first` was not asked for in this run.
    pub(in crate::ui) fn new(first: ModelSource, remembered: bool, second: ModelSource) -> Self {
        Self {
            first: Choice {
                wanted: first,
                in_use: None,
                remembered,
            },
            second: Choice {
                wanted: second,
                in_use: None,
                remembered: true,
            },
            problem: None,
            under_way: None,
        }
    }

    /// Wants another model, asked for by name just now.
    pub(in crate::ui) fn choose(&mut self, slot: Slot, source: ModelSource) {
        self.problem = None;
        let choice = self.choice(slot);
        choice.wanted = source;
        choice.remembered = false;
    }

    /// Wants what was wanted before, without a download.
    pub(in crate::ui) fn recall(&mut self, slot: Slot, source: ModelSource) {
        self.choose(slot, source);
        self.choice(slot).remembered = true;
    }

    /// The model that is to read in this slot; it may still be loading.
    pub(in crate::ui) fn wanted(&self, slot: Slot) -> &ModelSource {
        match slot {
            Slot::First => &self.first.wanted,
            Slot::Second => &self.second.wanted,
        }
    }

    /// What is to be loaded now, unless it is under way already.
    pub(in crate::ui) fn next_load(&mut self, second_too: bool) -> Option<LoadRequest> {
        self.share();
        let missing = [Some(&self.first), Some(&self.second).filter(|_| second_too)];
        let missing = missing
            .into_iter()
            .flatten()
            .find(|choice| !choice.is_ready());
        let next = missing.map(|choice| LoadRequest {
            source: choice.wanted.clone(),
            offline: choice.remembered,
        });
        if next == self.under_way {
            return None;
        }
        self.under_way.clone_from(&next);
        next
    }

    /// Takes in a model that was loaded, or why it was not. Returns whether another first model is
    /// in use now.
    pub(in crate::ui) fn receive(&mut self, answer: Reply<LoadRequest, LoadedModel>) -> bool {
        if self.under_way.as_ref() != Some(&answer.request) {
            return false;
        }
        let source = answer.request.source;
        let loaded = match answer.outcome {
            Ok(loaded) => loaded,
            Err(problem) => {
                self.problem = Some(problem);
                self.give_up();
                return false;
            }
        };
        self.under_way = None;
        let first_is_new = self.first.wanted == source && !self.first.is_ready();
        for choice in [&mut self.first, &mut self.second] {
            if choice.wanted == source {
                choice.in_use = Some(loaded.clone());
            }
        }
        first_is_new
    }

    /// Stays with the model in use instead of the one under way. The other slot wants what it did.
    pub(in crate::ui) fn give_up(&mut self) {
        let Some(given_up) = self.under_way.take() else {
            return;
        };
        for choice in [&mut self.first, &mut self.second] {
            if !choice.is_ready() && choice.wanted == given_up.source {
                choice.wanted = match &choice.in_use {
                    Some(in_use) => in_use.source.clone(),
                    None => ModelSource::Embedded,
                };
            }
        }
    }

    /// Whether a model was asked for and is not ready.
    pub(in crate::ui) fn is_loading(&self) -> bool {
        self.under_way.is_some()
    }

    /// A model that both want is loaded once.
    fn share(&mut self) {
        let (first, second) = (&mut self.first, &mut self.second);
        if !second.is_ready() && first.is_ready() && first.wanted == second.wanted {
            second.in_use.clone_from(&first.in_use);
        } else if !first.is_ready() && second.is_ready() && first.wanted == second.wanted {
            first.in_use.clone_from(&second.in_use);
        }
    }

    fn choice(&mut self, slot: Slot) -> &mut Choice {
        match slot {
            Slot::First => &mut self.first,
            Slot::Second => &mut self.second,
        }
    }
}

impl Choice {
    /// The model that is to read.
    pub(in crate::ui) fn wanted(&self) -> &ModelSource {
        &self.wanted
    }

    /// The model that reads.
    pub(in crate::ui) fn in_use(&self) -> Option<&LoadedModel> {
        self.in_use.as_ref()
    }

    fn is_ready(&self) -> bool {
        self.in_use
            .as_ref()
            .is_some_and(|in_use| in_use.source == self.wanted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> ModelSource {
        ModelSource::named(name).unwrap()
    }

    #[test]
    fn a_first_model_that_cannot_be_had_leaves_the_second_alone() {
        let mut slots = ModelSlots::new(named("nowhere/gone"), false, named("shuffled:minilm"));
        let request = slots.next_load(false).unwrap();
        assert_eq!(request.source, named("nowhere/gone"));
        slots.receive(Reply {
            request_id: 0,
            request,
            outcome: Err("it is not there".to_owned()),
        });
        assert_eq!(slots.problem.as_deref(), Some("it is not there"));
        assert_eq!(slots.wanted(Slot::First), &ModelSource::Embedded);
        assert_eq!(slots.wanted(Slot::Second), &named("shuffled:minilm"));
    }
}
