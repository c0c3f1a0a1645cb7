//! Undo and redo of documents. What is typed without a pause is one step.

use super::document::Document;

/// A pause in seconds after which a change is a step of its own.
const PAUSE: f64 = 0.8;

/// More steps than anybody goes back.
const MOST_STEPS: usize = 200;

/// The documents before and after the current one.
pub(in crate::ui) struct History {
    past: Vec<Document>,
    future: Vec<Document>,
    /// The document that the next step goes back to.
    settled: Document,
    /// The newest document, and when it changed last; `None` since the last step.
    changed: Option<(Document, f64)>,
    /// Whether something was held with the pointer when the document was seen last.
    held: bool,
}

impl History {
    /// Begins with `document`.
    pub(in crate::ui) fn new(document: Document) -> Self {
        Self {
            past: Vec::new(),
            future: Vec::new(),
            settled: document,
            changed: None,
            held: false,
        }
    }

    /// Takes note of the current document; `time` is in seconds, and `held` says whether something
    /// is held with the pointer: what is dragged is one step, however long it takes. Returns
    /// whether the document changed.
    pub(in crate::ui) fn note(&mut self, document: &Document, time: f64, held: bool) -> bool {
        let was_held = std::mem::replace(&mut self.held, held);
        if held && !was_held {
            self.step();
        }
        let newest = self.newest();
        // Going to another view is no step: it would throw one into a view that was left long ago.
        newest.settings.view.clone_from(&document.settings.view);
        if newest == document {
            return false;
        }
        let paused = self
            .changed
            .as_ref()
            .is_some_and(|&(_, last)| time - last > PAUSE && !was_held);
        if paused {
            self.step();
        }
        self.future.clear();
        self.changed = Some((document.clone(), time));
        true
    }

    /// Takes note of the models of `document` where nobody chose them: one that could not be had
    /// gave way to another. That is no step, or every undo would try to load it again.
    pub(in crate::ui) fn amend_models(&mut self, document: &Document) {
        let newest = self.newest();
        newest.model.clone_from(&document.model);
        newest.second_model.clone_from(&document.second_model);
    }

    fn newest(&mut self) -> &mut Document {
        match &mut self.changed {
            Some((newest, _)) => newest,
            None => &mut self.settled,
        }
    }

    /// The document one step back.
    pub(in crate::ui) fn undo(&mut self) -> Option<Document> {
        self.step();
        let before = self.past.pop()?;
        self.future
            .push(std::mem::replace(&mut self.settled, before));
        Some(self.settled.clone())
    }

    /// The document that the last undo went back from.
    pub(in crate::ui) fn redo(&mut self) -> Option<Document> {
        self.step();
        let after = self.future.pop()?;
        self.past.push(std::mem::replace(&mut self.settled, after));
        Some(self.settled.clone())
    }

    /// Whether there is a step to go back.
    pub(in crate::ui) fn can_undo(&self) -> bool {
        self.changed.is_some() || !self.past.is_empty()
    }

    /// Whether there is a step to go forward.
    pub(in crate::ui) fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }

    /// Ends the step under way.
    fn step(&mut self) {
        if let Some((document, _)) = self.changed.take()
            && document != self.settled
        {
            self.past
                .push(std::mem::replace(&mut self.settled, document));
            if self.past.len() > MOST_STEPS {
                self.past.remove(0);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ModelSource;

    fn document(prompt: &str) -> Document {
        Document {
            prompt: prompt.to_owned(),
            ..Document::default()
        }
    }

    #[test]
    fn what_is_typed_without_a_pause_is_one_step() {
        let mut history = History::new(document(""));
        for (prompt, time) in [("a", 1.0), ("ab", 1.2), ("abc", 1.4), ("abc d", 5.0)] {
            history.note(&document(prompt), time, false);
        }
        assert_eq!(history.undo(), Some(document("abc")));
        assert_eq!(history.undo(), Some(document("")));
        assert_eq!(history.undo(), None);
        assert_eq!(history.redo(), Some(document("abc")));
        assert_eq!(history.redo(), Some(document("abc d")));
        assert_eq!(history.redo(), None);
    }

    #[test]
    fn a_change_after_an_undo_forgets_what_was_undone() {
        let mut history = History::new(document(""));
        history.note(&document("a"), 1.0, false);
        history.note(&document("b"), 9.0, false);
        let back = history.undo().unwrap();
        history.note(&back, 10.0, false);
        assert!(history.can_redo(), "going back is no change");
        history.note(&document("c"), 20.0, false);
        assert!(!history.can_redo());
        assert_eq!(history.undo(), Some(document("a")));
    }

    #[test]
    fn what_is_dragged_is_one_step() {
        let mut history = History::new(document(""));
        history.note(&document("typed"), 1.0, false);
        history.note(&document("typed"), 1.1, true);
        for (prompt, time) in [("d", 1.2), ("dr", 5.0), ("dra", 9.0)] {
            history.note(&document(prompt), time, true);
        }
        history.note(&document("dra"), 12.0, false);
        assert_eq!(history.undo(), Some(document("typed")));
        assert_eq!(history.undo(), Some(document("")));
        assert_eq!(history.redo(), Some(document("typed")));
        assert_eq!(history.redo(), Some(document("dra")));
    }

    #[test]
    fn there_and_back_without_a_pause_is_no_step() {
        let mut history = History::new(document("x"));
        history.note(&document("xy"), 1.0, false);
        history.note(&document("x"), 1.1, false);
        assert_eq!(history.undo(), None);
    }

    #[test]
    fn a_change_of_view_is_no_step() {
        let mut history = History::new(document("a"));
        let mut elsewhere = document("a");
        elsewhere.settings.view = "Paper".into();
        assert!(!history.note(&elsewhere, 1.0, false));
        assert!(!history.can_undo());
        elsewhere.prompt = "b".to_owned();
        assert!(history.note(&elsewhere, 5.0, false));
        assert_eq!(history.undo().unwrap().prompt, "a");
        let back = document("a");
        history.note(&back, 9.0, false);
        assert!(history.can_redo(), "going to another view forgets nothing");
    }

    #[test]
    fn a_model_that_gave_way_is_no_step_and_undo_goes_past_it() {
        let gone = ModelSource::named("nowhere/gone").unwrap();
        let with = |model: &ModelSource, prompt| Document {
            model: model.clone(),
            ..document(prompt)
        };
        let there = ModelSource::Embedded;
        let mut history = History::new(with(&there, "a"));
        history.note(&with(&gone, "a"), 1.0, false);
        history.note(&with(&gone, "b"), 9.0, false);
        history.note(&with(&there, "c"), 19.0, false);
        assert_eq!(history.undo(), Some(with(&gone, "b")));
        history.amend_models(&with(&there, "b"));
        assert!(!history.note(&with(&there, "b"), 29.0, false));
        assert!(history.can_redo());
        assert_eq!(history.undo(), Some(with(&gone, "a")));
        history.amend_models(&with(&there, "a"));
        assert_eq!(history.undo(), Some(with(&there, "a")));
        assert_eq!(history.undo(), None);
    }

    #[test]
    fn the_oldest_steps_are_forgotten() {
        let mut history = History::new(document(""));
        for step in 0..2 * MOST_STEPS {
            history.note(&document(&step.to_string()), 10.0 * step as f64, false);
        }
        let mut steps = 0;
        while history.undo().is_some() {
            steps += 1;
        }
        assert_eq!(steps, MOST_STEPS);
    }
}
