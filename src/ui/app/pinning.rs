//! What is kept to compare later, and the way back to it.

use crate::ui::facts::{Fact, Section};
use crate::ui::state::pins::Pin;
use crate::ui::state::selection::TextRange;

use super::App;

impl App {
    /// Keeps the tokens of `range` with their numbers.
    pub(super) fn pin_tokens(&mut self, range: TextRange) {
        let mut sections = self.view().inspected(&self.input(), &range).into_iter();
        let Some(Section { title, facts, .. }) = sections.next() else {
            self.files.problem = Some("nothing of what is selected is shown here".to_owned());
            return;
        };
        let facts = facts.into_iter();
        let facts = facts.chain(sections.flat_map(|section| section.facts));
        self.pin(Some(range), title, facts.collect());
    }

    /// Keeps the view with its texts, model and settings.
    pub(super) fn pin_result(&mut self) {
        let view = self.view();
        if view.answer(&self.input()).is_none() {
            self.files.problem = Some(self.no_answer("result", view.nothing_yet()));
            return;
        }
        let counts = view
            .status(&self.document.settings, &self.answers)
            .map(|(counts, _)| counts);
        let facts = counts.map(|counts| Fact::new("read", counts));
        self.pin(None, view.name().to_owned(), facts.into_iter().collect());
    }

    fn pin(&mut self, range: Option<TextRange>, title: String, facts: Vec<Fact>) {
        let Some(model) = &self.model else { return };
        let layers = model.layers;
        let layer = self.document.settings.analysis(layers).layer_of(layers);
        let pin = Pin {
            range,
            title,
            model: model.display_name.clone(),
            layer: self.view().controls().layer.then_some(layer),
            facts,
            view: self.document.pinned_view(),
        };
        let said = format!("Pinned {}.", pin.headline());
        let mut document = self.document.clone();
        let added = document.pins.add(pin).and_then(|()| {
            let too_long = "the pinned texts are too long together: remove a pin first";
            document.check_texts().map_err(|_| too_long.to_owned())
        });
        match added {
            Ok(()) => {
                self.document = document;
                self.files.done = Some(said.into());
            }
            Err(problem) => self.files.problem = Some(problem),
        }
    }

    /// Goes back to what is pinned at `place`.
    pub(super) fn open_pin(&mut self, place: usize) {
        let Some(pin) = self.document.pins.iter().nth(place).cloned() else {
            return;
        };
        self.restore(self.document.looking_at(pin.view));
        self.state.selection.select(pin.range);
    }
}
